package models

import (
	"context"
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
	among, err := s.ordersSought(ctx, a.Organisation, f.Search)
	if err != nil {
		return nil, err
	}
	where, args = where+among.where, append(append(among.fromArgs, args...), among.whereArgs...)
	inner := sort{name: "-placed", column: "placed_at", id: "id", reverse: true}
	keyset, keysetArgs, err := inner.after(f.Page)
	if err != nil {
		return nil, err
	}
	outer := inner
	outer.column, outer.id = "o.placed_at", "o.id"
	db, list := s.read(ctx), &Orders{}
	page := "SELECT orders.* FROM " + among.from + " WHERE " + where + keyset + inner.order(f.Page) + " LIMIT ?"
	if list.Rows, err = listOrders(db, page, append(append(args[:len(args):len(args)], keysetArgs...), PageSize+1), outer.order(f.Page)); err != nil {
		return nil, err
	}
	list.Rows, list.Before, list.After = turn(list.Rows, f.Page, func(o ListedOrder) string { return inner.cursor(o.PlacedAt.UTC().Format(time.RFC3339Nano), o.ID) })
	list.Total, err = countUpTo(db, among.from+" WHERE "+where, args)
	return list, err
}

// orderWhere builds the conditions of a filter but for its search: the organisation and the
// actor's scope first.
func (s *Store) orderWhere(ctx context.Context, a access.Actor, f OrderFilter) (where string, args []any, err error) {
	where, args = scoped(a, "event_id")
	add := func(condition string, values ...any) {
		where, args = where+" AND "+condition, append(args, values...)
	}
	if f.Event != "" {
		if err := s.eventSeen(s.read(ctx), a, f.Event, "user.unknown_event"); err != nil {
			return "", nil, err
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
	return where, args, nil
}
