package handlers_test

import (
	"net/url"
	"strings"

	"coulisse/access"
	"coulisse/models"
)

// addGates makes the gates of the events that are there, and sells two tickets for each that is
// on sale; the first of them is in.
func (w *world) addGates() {
	for _, e := range w.rows["events"] {
		by := w.owner
		if e.organisation == w.other.Organisation {
			by = w.other
		}
		if e.state == models.EventPublished {
			e.tickets = w.admits(by, e)
		}
		w.rows["access-control"] = append(w.rows["access-control"], e)
	}
}

// admits sells two tickets of an event and checks the first in; the event's mark is in all names.
func (w *world) admits(by access.Actor, e row) (tickets []string) {
	ctx, mark := w.t.Context(), strings.Fields(e.name)[0]
	types, err := w.Store.TicketTypes(ctx, by, e.id)
	w.must(err)
	known := w.dress("Berta of " + mark)
	o := w.Order(by, e.id, types[0].ID, 2, models.Contact{Name: known})
	w.customer(e.name, known, "unreachable", o)
	order := &w.rows["orders"][len(w.rows["orders"])-1]
	order.form, order.fields = "ticket.refund", url.Values{"ticket": {"2"}} // the first one is used
	for _, k := range w.Tickets(o) {
		tickets = append(tickets, k.ID)
	}
	_, err = w.Store.CheckIn(ctx, by, e.id, tickets[0], w.dress("Side door of "+mark))
	w.must(err)
	return tickets
}

// atGate names the ticket that a form by hand is about: one that is in, to be undone, or not.
func (c cell) atGate(v url.Values) {
	if c.row == nil || len(c.row.tickets) == 0 {
		return
	}
	switch c.route.Name {
	case "scan.check_in":
		v["ticket"] = c.row.tickets[1:]
	case "scan.undo":
		v["ticket"] = c.row.tickets[:1]
	}
}

// wantScan: a scan is always answered, whatever comes of it; by hand there must be a ticket.
func wantScan(c cell) int {
	byHand := c.route.Name == "scan.check_in" || c.route.Name == "scan.undo"
	switch {
	case byHand && c.body == "filled" && len(c.row.tickets) == 0:
		return 404
	case c.route.Method == "GET":
		return 200
	}
	return wantForm(c)
}
