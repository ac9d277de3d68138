package models

import (
	"context"
	"strings"
	"time"

	"coulisse/access"
)

// OrderFilter narrows the list of orders. Empty fields do not narrow. Search is an order's
// reference, a ticket's code, or beginnings of words of the buyer's name, address or phone
// number (CC8).
type OrderFilter struct {
	Search  string
	Event   string // id
	State   string
	Channel string
	Page    Page
}

// Orders is one page of the list of orders, the latest first.
type Orders struct {
	Rows   []ListedOrder
	Total  int // at most CountLimit + 1, which means "more than CountLimit"
	Before string
	After  string
}

// Orders lists the orders within the actor's scope. Invalid at event or cursor.
func (s *Store) Orders(ctx context.Context, a access.Actor, f OrderFilter) (*Orders, error) {
	if !a.Can(access.Customers, access.View) {
		return nil, missing()
	}
	where, args, err := s.orderWhere(ctx, a, f)
	if err != nil {
		return nil, err
	}
	inner := sort{name: "-placed", column: "placed_at", id: "id", reverse: true}
	keyset, keysetArgs, err := inner.after(f.Page)
	if err != nil {
		return nil, err
	}
	outer := inner
	outer.column, outer.id = "o.placed_at", "o.id"
	db, list := s.read(ctx), &Orders{}
	page := "SELECT * FROM orders WHERE " + where + keyset + inner.order(f.Page) + " LIMIT ?"
	if list.Rows, err = listOrders(db, page, append(append(args[:len(args):len(args)], keysetArgs...), PageSize+1), outer.order(f.Page)); err != nil {
		return nil, err
	}
	list.Rows, list.Before, list.After = turn(list.Rows, f.Page, func(o ListedOrder) string { return inner.cursor(o.PlacedAt.UTC().Format(time.RFC3339Nano), o.ID) })
	list.Total, err = countUpTo(db, "orders WHERE "+where, args)
	return list, err
}

// orderWhere builds the conditions: the organisation and the actor's scope first.
func (s *Store) orderWhere(ctx context.Context, a access.Actor, f OrderFilter) (where string, args []any, err error) {
	where, args = scoped(a, "event_id")
	add := func(condition string, values ...any) {
		where, args = where+" AND "+condition, append(args, values...)
	}
	if f.Event != "" {
		if _, err := s.event(s.read(ctx), a.Organisation, f.Event); err != nil || !a.Sees(f.Event) {
			return "", nil, Fault("event", "user.unknown_event")
		}
		add("event_id = ?", f.Event)
	}
	if f.State != "" {
		add("state = ?", f.State)
	}
	if f.State != "" && f.State != OrderPaid {
		add("state <> '" + OrderPaid + "'") // says that the index of the few ended orders will do
	}
	if f.Channel != "" {
		add("channel = ?", f.Channel)
	}
	if strings.TrimSpace(f.Search) == "" {
		return where, args, nil
	}
	condition, values, err := s.orderSought(ctx, a.Organisation, f.Search)
	add(condition, values...)
	return where, args, err
}

// orderSought is the condition that an order is what was typed: one of its reference, of a
// ticket's code, or all of whose words are among its buyer's.
func (s *Store) orderSought(ctx context.Context, organisation, typed string) (sql string, args []any, err error) {
	var ways []string
	if reference, ok := OrderReference(typed); ok {
		ways, args = append(ways, "reference = ?"), append(args, reference)
	}
	if code, ok := TicketCode(typed); ok {
		ways, args = append(ways, "id IN (SELECT order_id FROM tickets WHERE code = ? AND organisation_id = ?)"), append(args, code, organisation)
	}
	var words []string
	for _, r := range searchRanges(typed) {
		condition, values, err := s.buyersAmong(ctx, organisation, r)
		if err != nil {
			return "", nil, err
		}
		words, args = append(words, condition), append(args, values...)
	}
	if len(words) > 0 {
		ways = append(ways, strings.Join(words, " AND "))
	}
	if len(ways) == 0 {
		return "FALSE", nil, nil // what was typed holds neither letter nor digit
	}
	return "(" + strings.Join(ways, " OR ") + ")", args, nil
}

// buyersAmong is the condition that an order's buyer has a search word in a range: a list of
// buyers where those are few, a look at each where they are many (see among).
func (s *Store) buyersAmong(ctx context.Context, organisation string, r [2]string) (sql string, args []any, err error) {
	const within = "buyer_tokens WHERE organisation_id = ? AND token >= ? AND token < ?"
	whole, found := []any{organisation, r[0], r[1]}, 0
	err = s.read(ctx).Raw("SELECT count(*) FROM (SELECT DISTINCT buyer_id FROM "+within+" LIMIT ?) found", append(whole[:3:3], few+1)...).Row().Scan(&found)
	if found > few {
		return "EXISTS (SELECT 1 FROM buyer_tokens w WHERE w.buyer_id = orders.buyer_id AND w.token >= ? AND w.token < ?)", []any{r[0], r[1]}, err
	}
	return "buyer_id IN (SELECT buyer_id FROM " + within + ")", whole, err
}
