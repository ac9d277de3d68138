package handlers_test

import (
	"strings"

	"coulisse/access"
	"coulisse/models"
)

// customer notes an order and its buyer as rows. known is what the buyer is known by.
func (w *world) customer(name, known, state string, o *models.Order) {
	w.rows["orders"] = append(w.rows["orders"], row{name: state + " order of " + name, id: o.ID, event: o.EventID, organisation: o.OrganisationID, state: state})
	w.rows["customers"] = append(w.rows["customers"], row{name: state + " buyer of " + name, id: o.ID, event: o.EventID, organisation: o.OrganisationID, state: state, known: known})
}

// countContacts notes what the forms of customers say as their version, which adds up over the
// orders in sight: of everybody who works in all events, and of those who have chosen some.
func (w *world) countContacts(mine []string) {
	for i := range w.rows["customers"] {
		r := &w.rows["customers"][i]
		by := w.owner
		if r.organisation == w.other.Organisation {
			by = w.other
		}
		some := by
		some.Owner, some.Grant.Scope = false, access.Scope{Events: mine}
		for version, reader := range map[*int]access.Actor{&r.version: by, &r.scopedVersion: some} {
			switch c, err := w.Store.Customer(w.t.Context(), reader, r.id); {
			case err == nil:
				*version = c.Version
			case models.CodeOf(err) != models.NotFound:
				w.t.Fatal(err)
			}
		}
	}
}

// sellMore places orders without a buyer, of one who left a name alone, of one who was erased,
// and one that was cancelled.
func (w *world) sellMore(by access.Actor, e row, ticketType string) {
	ctx, mark := w.t.Context(), strings.Fields(e.name)[0]
	w.customer(e.name, "", "nameless", w.Order(by, e.id, ticketType, 1, models.Contact{}))
	known := w.dress("Guest of " + mark)
	w.customer(e.name, known, "unreachable", w.Order(by, e.id, ticketType, 1, models.Contact{Name: known}))
	address := "gone@" + strings.ToLower(mark) + ".example"
	o := w.Order(by, e.id, ticketType, 1, models.Contact{Name: w.dress(mark), Email: address})
	w.must(w.Store.EraseCustomer(ctx, by, o.ID, address))
	w.customer(e.name, address, "erased", o)
	address = "off@" + strings.ToLower(mark) + ".example"
	o = w.Order(by, e.id, ticketType, 3, models.Contact{Name: w.dress("Off " + mark), Email: address})
	_, err := w.Store.CancelOrder(ctx, by, o.ID)
	w.must(err)
	w.customer(e.name, address, models.OrderCancelled, o)
}

// both is one person who buys for an event of the scoped people, and for a hidden one under a name
// and a number that stand on no other order.
var both = []models.Contact{{Name: "Both", Email: "both@cyrano.example", Phone: "5550100"}, {Name: "Both Grottesal", Email: "Both@cyrano.example", Phone: "grottesal 5550177", Locale: "fr"}}

// sellBoth has that person buy, the hidden order last, so that it stands at the top of every list.
func (w *world) sellBoth() {
	var orders []*models.Order
	for i, name := range []string{"first type of Cyrano published", "first type of Grottesal published"} {
		for _, r := range w.rows["type"] {
			if r.name == name {
				buyer := both[i]
				buyer.Name = w.dress(buyer.Name)
				orders = append(orders, w.Order(w.owner, r.id, r.under, 1, buyer))
			}
		}
	}
	w.customer("both", both[0].Email, "shared", orders[0])
	w.customer("both, hidden", both[1].Email, "shared", orders[1])
}

// wantCustomer holds for customers and their orders: who left nothing is no customer, nobody corrects
// or erases whom they erased, erasing is for who works in all events, and only a paid order is ended
// or sent again.
func wantCustomer(c cell) int {
	state := c.row.state
	switch c.route.Name {
	case "customer.edit", "customer.update", "customer.erase.form", "customer.erase":
		switch {
		case state == "nameless":
			return 404
		case state == "erased":
			return 409
		case strings.HasPrefix(c.route.Name, "customer.erase") && !c.who.actor.Grant.Scope.All:
			return 403
		}
	case "customer.show":
		if state == "nameless" {
			return 404
		}
	case "order.resend":
		if state != models.OrderPaid && state != "shared" {
			return 409
		}
	case "order.cancel", "order.cancel.form", "order.refund", "order.refund.form", "ticket.refund", "ticket.refund.form":
		if state == models.OrderCancelled {
			return 409
		}
	}
	if c.route.Method == "GET" {
		return 200
	}
	return wantForm(c)
}
