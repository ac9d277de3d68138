package models

import (
	"context"
	"strings"

	"coulisse/models/text"
)

// soughtOrders is how orders that were searched for are read: the FROM clause of a query over
// orders, and what its WHERE goes on with.
type soughtOrders struct {
	from, where         string
	fromArgs, whereArgs []any
}

// soughtWord is a range of search words, and how many orders have one in it, at most few + 1.
type soughtWord struct {
	from, until string
	orders      int
}

// ordersSought finds orders by what was typed: those with that reference, ours or a shop's, the
// one of a ticket's code, or those whose own contact has all the words. What few orders have leads
// to them directly; what many have is looked for in each order in turn, because a walk in the
// list's order soon meets enough of them (see among).
func (s *Store) ordersSought(ctx context.Context, organisation, typed string) (*soughtOrders, error) {
	if strings.TrimSpace(typed) == "" {
		return &soughtOrders{from: "orders"}, nil
	}
	var ways []string
	var args []any
	if reference, ok := OrderReference(typed); ok {
		ways, args = append(ways, "SELECT id AS found FROM orders WHERE organisation_id = ? AND reference = ?"), append(args, organisation, reference)
	}
	ways, args = append(ways, "SELECT id AS found FROM orders WHERE organisation_id = ? AND shop_reference = ? AND shop_reference <> ''"), append(args, organisation, strings.TrimSpace(typed))
	if code, ok := TicketCode(typed); ok {
		ways, args = append(ways, "SELECT order_id AS found FROM tickets WHERE code = ? AND organisation_id = ?"), append(args, code, organisation)
	}
	words, err := s.wordRanges(ctx, organisation, typed)
	if err != nil {
		return nil, err
	}
	if len(words) > 0 && words[0].orders > few {
		return walked(words, ways, args), nil
	}
	if len(words) > 0 {
		way, values := withWords(organisation, words)
		ways, args = append(ways, way), append(args, values...)
	}
	// CROSS JOIN keeps the order of the loops: what was found first, then each order by its id.
	return &soughtOrders{from: "(" + strings.Join(ways, " UNION ") + ") CROSS JOIN orders ON id = found", fromArgs: args}, nil
}

// wordRanges are the ranges of what was typed, the one that fewest orders have first.
func (s *Store) wordRanges(ctx context.Context, organisation, typed string) (words []soughtWord, err error) {
	const query = "SELECT count(*) FROM (SELECT DISTINCT order_id FROM order_tokens WHERE organisation_id = ? AND token >= ? AND token < ? LIMIT ?) found"
	ranges, _ := text.Seek(typed)
	for _, r := range ranges {
		w := soughtWord{from: r.From, until: r.Until}
		if err := s.read(ctx).Raw(query, organisation, w.from, w.until, few+1).Row().Scan(&w.orders); err != nil {
			return nil, err
		}
		if words = append(words, w); w.orders < words[0].orders {
			words[0], words[len(words)-1] = w, words[0]
		}
	}
	return words, nil
}

// withWords selects the orders that have all the words, the first of which few have.
func withWords(organisation string, words []soughtWord) (sql string, args []any) {
	sql = "SELECT f.order_id AS found FROM (SELECT DISTINCT order_id FROM order_tokens WHERE organisation_id = ? AND token >= ? AND token < ?) f"
	args = []any{organisation, words[0].from, words[0].until}
	join := " WHERE "
	for _, w := range words[1:] {
		sql, args, join = sql+join+hasWord+"f.order_id)", append(args, w.from, w.until), " AND "
	}
	return sql, args
}

// walked is the condition that an order has all the words, or that it was found in another way.
func walked(words []soughtWord, ways []string, args []any) *soughtOrders {
	var conditions []string
	var values []any
	for _, w := range words {
		conditions, values = append(conditions, hasWord+"orders.id)"), append(values, w.from, w.until)
	}
	where := strings.Join(conditions, " AND ")
	for _, way := range ways {
		where += " OR id IN (" + way + ")"
	}
	return &soughtOrders{from: "orders", where: " AND (" + where + ")", whereArgs: append(values, args...)}
}

// hasWord begins the condition that an order has a word in a range; the order's id ends it.
const hasWord = "EXISTS (SELECT 1 FROM order_tokens w WHERE w.token >= ? AND w.token < ? AND w.order_id = "
