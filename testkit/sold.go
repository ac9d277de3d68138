package testkit

import (
	"strconv"
	"time"

	"coulisse/access"
)

// SellOut sells many tickets of an event, two an order and of its types in turn, as the store
// would have written them but in one stroke: for measurements. They were sold over ninety
// days; of fifty orders one was refunded and one cancelled, and every other ticket has come in
// around the beginning, ten days from now. The types must have quotas of their own, with
// room for as many.
func (a *App) SellOut(owner access.Actor, event string, tickets int, types ...string) {
	a.t.Helper()
	const numbers = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ? - 1)"
	const order = "printf('019a0000-0000-7000-8000-%012d', i / 2)"
	const state = "CASE (i / 2) % 50 WHEN 7 THEN 'refunded' WHEN 8 THEN 'cancelled' ELSE 'paid' END"
	const channel = "CASE (i / 2) % 5 WHEN 0 THEN 'door' WHEN 1 THEN 'import' ELSE 'api' END"
	now := a.Store.Now()
	first := now.AddDate(0, 0, -90).Format(time.DateOnly)
	day := "date('" + first + "', '+' || ((i / 2) * 7919 % 90) || ' days')"
	kind := "CASE i % " + strconv.Itoa(len(types))
	for n, id := range types {
		kind += " WHEN " + strconv.Itoa(n) + " THEN '" + id + "'"
	}
	kind += " END"
	entered := "CASE WHEN i % 2 = 0 AND " + state + " = 'paid' THEN strftime('%Y-%m-%d %H:%M:%S+00:00', ?, ((i * 7) % 150 - 110) || ' minutes') END"
	for _, s := range []struct {
		statement string
		args      []any
	}{
		{"INSERT INTO orders (id, organisation_id, event_id, reference, channel, state, payment, tickets, total, currency, placed_at, placed_on, updated_at) " + numbers +
			" SELECT " + order + ", ?, ?, printf('%09d', 100000000 + i / 2), " + channel + ", " + state + ", 'card', 2, 3600, 'EUR', " + day + " || ' 10:00:00+00:00', " + day + ", ? FROM n WHERE i % 2 = 0",
			[]any{tickets, owner.Organisation, event, now}},
		{"INSERT INTO tickets (id, organisation_id, event_id, order_id, type_id, number, code, price, valid, sold_on, checked_in_at) " + numbers +
			" SELECT printf('019b0000-0000-7000-8000-%012d', i), ?, ?, " + order + ", " + kind + ", 1 + i % 2, printf('%032d', i), 1800, " + state + " = 'paid', " + day + ", " + entered + " FROM n",
			[]any{tickets, owner.Organisation, event, now.AddDate(0, 0, 10).Format("2006-01-02 15:04:05")}},
		{"UPDATE ticket_types SET taken = (SELECT count(*) FROM tickets WHERE type_id = ticket_types.id AND valid) WHERE event_id = ?", []any{event}},
		{"ANALYZE", nil},
	} {
		a.exec(s.statement, s.args...)
	}
}
