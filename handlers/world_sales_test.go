package handlers_test

import (
	"net/url"
	"strings"

	"coulisse/access"
	"coulisse/models"
)

// addSales gives every event ticket types: one that was sold, one of which nothing was, and what
// was sold of the first when the event is on sale.
func (w *world) addSales() {
	ctx := w.t.Context()
	for i, e := range w.rows["events"] {
		by := w.owner
		if e.organisation == w.other.Organisation {
			by = w.other
		}
		if e.id == "" || e.organisation == "" {
			continue
		}
		mark := strings.Fields(e.name)[0]
		w.rows["door-sales"] = append(w.rows["door-sales"], e)
		if e.state == models.EventCancelled {
			continue // nothing can be added any more
		}
		sold, err := w.Store.AddTicketType(ctx, by, e.id, models.TicketTypeDetails{Name: w.dress(mark + " full price"), Price: 1800, Quota: 50})
		w.must(err)
		free, err := w.Store.AddTicketType(ctx, by, e.id, models.TicketTypeDetails{Name: w.dress(mark + " balcony"), Price: 900, Quota: 20})
		w.must(err)
		w.rows["type"] = append(w.rows["type"], row{name: "type of " + e.name, id: e.id, under: free, event: e.id, organisation: e.organisation, state: e.state, version: 1})
		first := row{name: "first type of " + e.name, id: e.id, under: sold, event: e.id, organisation: e.organisation, state: e.state, version: 1}
		if e.state == models.EventPublished || e.state == models.EventClosed {
			first.state = "sold"
		}
		w.rows["type"] = append(w.rows["type"], first)
		switch e.state {
		case models.EventPublished:
			w.sell(by, e, sold)
			w.sellMore(by, e, sold)
			w.addDoor(by, e, sold)
		case models.EventClosed:
			w.sell(by, e, sold)
			_, err = w.Store.CloseEvent(ctx, by, e.id)
			w.must(err)
			w.rows["events"][i].version++
		}
	}
	w.sellBoth()
}

// sell places an order, and keeps the link to its tickets.
func (w *world) sell(by access.Actor, e row, ticketType string) {
	mark := strings.ToLower(strings.Fields(e.name)[0])
	o := w.Order(by, e.id, ticketType, 2, models.Contact{Name: w.dress("Buyer of " + e.name), Email: "buyer@" + mark + ".example", Phone: "5550100"})
	w.rows["tickets"] = append(w.rows["tickets"], row{name: "of " + e.name, id: w.LastMail("buyer@" + mark + ".example").Token, organisation: o.OrganisationID})
	w.customer(e.name, "buyer@"+mark+".example", models.OrderPaid, o)
}

// addDoor opens tills at an event's door, sells on each, and closes one.
func (w *world) addDoor(by access.Actor, e row, ticketType string) {
	ctx, mark := w.t.Context(), strings.Fields(e.name)[0]
	for _, state := range []string{"open", "closed"} {
		till, err := w.Store.OpenTill(ctx, by, e.id, w.dress(mark+" "+state), 5000)
		w.must(err)
		guest := w.dress("Guest of " + mark)
		o, err := w.Store.SellAtDoor(ctx, by, e.id, models.Sale{Till: till, Payment: models.PaidCash, Lines: []models.Line{{Type: ticketType, Count: 1}},
			Buyer: models.Contact{Name: guest}})
		w.must(err)
		w.customer(e.name, guest, "unreachable", o)
		if state == "closed" {
			_, err = w.Store.CloseTill(ctx, by, e.id, till, 6800, w.dress(mark))
			w.must(err)
		} else {
			door := &w.rows["door-sales"][len(w.rows["door-sales"])-1]
			door.form, door.version = "door.sell", 0
			door.fields = url.Values{"till": {till}, "count." + ticketType: {"2"}, "payment": {"cash"}}
		}
		w.rows["till"] = append(w.rows["till"], row{name: state + " till at " + e.name, id: e.id, under: till, event: e.id, organisation: e.organisation, state: state})
		w.rows["order"] = append(w.rows["order"], row{name: "sale on the " + state + " till at " + e.name, id: e.id, under: o.ID, event: e.id, organisation: e.organisation, state: state})
	}
}

// addSettlements prepares the settlements of closed events, and settles one of ours.
func (w *world) addSettlements() {
	ctx := w.t.Context()
	for i, e := range w.rows["events"] {
		by := w.owner
		if e.organisation == w.other.Organisation {
			by = w.other
		}
		if e.state == models.EventClosed {
			x, err := w.Store.PrepareSettlement(ctx, by, e.id)
			w.must(err)
			e.state, e.form, e.fields, e.version = models.SettlementPrepared, "finance.settle", url.Values{"version": {"1"}}, 0
			if e.name == "Cyrano settled" {
				_, err = w.Store.Settle(ctx, by, e.id, x.Version)
				e.state, w.rows["events"][i].settled = models.SettlementSettled, true
			}
			w.must(err)
		}
		w.rows["finance"] = append(w.rows["finance"], e)
	}
}
