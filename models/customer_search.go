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

// buyerWord is a range of search words, and how many buyers have one in it, at most few + 1.
type buyerWord struct {
	from, until string
	buyers      int
}

// ordersSought finds orders by what was typed: those with that reference, ours or a shop's, the
// one of a ticket's code, or those whose buyer has all the words. What few buyers have leads to
// their orders directly; what many have is looked for in each order in turn, because a walk in
// the list's order soon meets enough of them (see among).
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
	words, err := s.buyerRanges(ctx, organisation, typed)
	if err != nil {
		return nil, err
	}
	if len(words) > 0 && words[0].buyers > few {
		return walked(words, ways, args), nil
	}
	if len(words) > 0 {
		way, values := ofBuyers(organisation, words)
		ways, args = append(ways, way), append(args, values...)
	}
	// CROSS JOIN keeps the order of the loops: what was found first, then each order by its id.
	return &soughtOrders{from: "(" + strings.Join(ways, " UNION ") + ") CROSS JOIN orders ON id = found", fromArgs: args}, nil
}

// buyerRanges are the ranges of what was typed, the one that fewest buyers have first.
func (s *Store) buyerRanges(ctx context.Context, organisation, typed string) (words []buyerWord, err error) {
	const query = "SELECT count(*) FROM (SELECT DISTINCT buyer_id FROM buyer_tokens WHERE organisation_id = ? AND token >= ? AND token < ? LIMIT ?) found"
	ranges, _ := text.Seek(typed)
	for _, r := range ranges {
		w := buyerWord{from: r.From, until: r.Until}
		if err := s.read(ctx).Raw(query, organisation, w.from, w.until, few+1).Row().Scan(&w.buyers); err != nil {
			return nil, err
		}
		if words = append(words, w); w.buyers < words[0].buyers {
			words[0], words[len(words)-1] = w, words[0]
		}
	}
	return words, nil
}

// ofBuyers selects the orders of those who have all the words, the first of which few have.
func ofBuyers(organisation string, words []buyerWord) (sql string, args []any) {
	sql = "SELECT o.id AS found FROM (SELECT DISTINCT buyer_id FROM buyer_tokens WHERE organisation_id = ? AND token >= ? AND token < ?) b CROSS JOIN orders o ON o.buyer_id = b.buyer_id"
	args = []any{organisation, words[0].from, words[0].until}
	join := " WHERE "
	for _, w := range words[1:] {
		sql, args, join = sql+join+hasWord+"b.buyer_id)", append(args, w.from, w.until), " AND "
	}
	return sql, args
}

// walked is the condition that an order's buyer has all the words, or that the order was found
// in another way.
func walked(words []buyerWord, ways []string, args []any) *soughtOrders {
	var conditions []string
	var values []any
	for _, w := range words {
		conditions, values = append(conditions, hasWord+"orders.buyer_id)"), append(values, w.from, w.until)
	}
	where := strings.Join(conditions, " AND ")
	for _, way := range ways {
		where += " OR id IN (" + way + ")"
	}
	return &soughtOrders{from: "orders", where: " AND (" + where + ")", whereArgs: append(values, args...)}
}

// hasWord begins the condition that a buyer has a word in a range; the buyer's id ends it.
const hasWord = "EXISTS (SELECT 1 FROM buyer_tokens w WHERE w.token >= ? AND w.token < ? AND w.buyer_id = "
