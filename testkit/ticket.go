package testkit

import (
	"fmt"

	"coulisse/models"
)

// Tickets are an order's tickets, with the codes that their holders show at the door.
func (a *App) Tickets(o *models.Order) (list []models.Ticket) {
	a.t.Helper()
	rows, err := a.outside().QueryContext(a.t.Context(), "SELECT id, number, code FROM tickets WHERE order_id = ? ORDER BY number", o.ID)
	if err != nil {
		a.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var k models.Ticket
		if err := rows.Scan(&k.ID, &k.Number, &k.Code); err != nil {
			a.t.Fatal(err)
		}
		list = append(list, k)
	}
	if err := rows.Err(); err != nil {
		a.t.Fatal(err)
	}
	return list
}

// Audience sells so many tickets more for the event of an order, two an order, as the store
// would have written them but in one stroke: for measurements. Their codes are AudienceCode.
func (a *App) Audience(like *models.Order, tickets int) {
	a.t.Helper()
	const numbers = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
	const order, ticket = "printf('01990000-0000-7000-8001-%012d', i)", "printf('01990000-0000-7000-8002-%012d', i)"
	a.exec(`INSERT INTO orders (id, organisation_id, event_id, reference, channel, state, payment, tickets, total, currency, placed_at, placed_on, updated_at) `+numbers+
		`SELECT `+order+`, organisation_id, event_id, printf('1%08d', i), channel, state, payment, 2, total, currency, placed_at, placed_on, updated_at FROM orders, n WHERE id = ?`, (tickets-1)/2, like.ID)
	a.exec(`INSERT INTO tickets (id, organisation_id, event_id, order_id, type_id, number, code, price, sold_on) `+numbers+
		`SELECT `+ticket+`, organisation_id, event_id, printf('01990000-0000-7000-8001-%012d', i / 2), type_id, 1 + i % 2, printf('%020d', i), price, sold_on FROM tickets, n WHERE order_id = ? AND number = 1`, tickets-1, like.ID)
	a.exec("ANALYZE")
}

// AudienceCode is the code of a ticket of Audience, from 0.
func AudienceCode(i int) string { return fmt.Sprintf("%020d", i) }
