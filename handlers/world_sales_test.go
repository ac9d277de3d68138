package handlers_test

import (
	"strings"

	"coulisse/access"
	"coulisse/models"
)

// addSales gives every event ticket types: one that was sold, one of which nothing was, and what
// was sold of the first when the event is on sale.
func (w *world) addSales() {
	ctx := w.t.Context()
	for _, e := range w.rows["events"] {
		by := w.owner
		if e.organisation == w.other.Organisation {
			by = w.other
		}
		if e.id == "" || e.organisation == "" {
			continue
		}
		mark := strings.Fields(e.name)[0]
		if e.state == models.EventCancelled {
			continue // nothing can be added any more
		}
		sold, err := w.Store.AddTicketType(ctx, by, e.id, models.TicketTypeDetails{Name: w.dress(mark + " full price"), Price: 1800, Quota: 50})
		w.must(err)
		free, err := w.Store.AddTicketType(ctx, by, e.id, models.TicketTypeDetails{Name: w.dress(mark + " balcony"), Price: 900, Quota: 20})
		w.must(err)
		w.rows["types"] = append(w.rows["types"], row{name: "type of " + e.name, id: e.id, under: free, organisation: e.organisation, state: e.state, version: 1})
		if e.state != models.EventPublished {
			continue
		}
		w.rows["types"] = append(w.rows["types"], row{name: "sold type of " + e.name, id: e.id, under: sold, organisation: e.organisation, state: "sold", version: 1})
		w.sell(by, e, sold)
	}
}

// sell places an order, and keeps the link to its tickets.
func (w *world) sell(by access.Actor, e row, ticketType string) {
	mark := strings.ToLower(strings.Fields(e.name)[0])
	o := w.Order(by, e.id, ticketType, 2, models.Contact{Name: w.dress("Buyer of " + e.name), Email: "buyer@" + mark + ".example", Phone: "5550100"})
	w.rows["tickets"] = append(w.rows["tickets"], row{name: "of " + e.name, id: w.LastMail("buyer@" + mark + ".example").Token, organisation: o.OrganisationID})
}
