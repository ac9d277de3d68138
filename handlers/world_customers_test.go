package handlers_test

import (
	"strings"

	"coulisse/access"
	"coulisse/models"
)

// customer notes an order and its buyer as rows. known is what the buyer is known by.
func (w *world) customer(name, known, state string, o *models.Order) {
	w.rows["orders"] = append(w.rows["orders"], row{name: state + " order of " + name, id: o.ID, event: o.EventID, organisation: o.OrganisationID, state: state})
	if o.BuyerID != nil {
		version := 1
		if state == "erased" {
			version = 2
		}
		w.rows["customers"] = append(w.rows["customers"], row{name: state + " buyer of " + name, id: *o.BuyerID, event: o.EventID, organisation: o.OrganisationID, state: state,
			version: version, known: known})
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
	w.must(w.Store.EraseCustomer(ctx, by, *o.BuyerID, address))
	w.customer(e.name, address, "erased", o)
	address = "off@" + strings.ToLower(mark) + ".example"
	o = w.Order(by, e.id, ticketType, 3, models.Contact{Name: w.dress("Off " + mark), Email: address})
	_, err := w.Store.CancelOrder(ctx, by, o.ID)
	w.must(err)
	w.customer(e.name, address, models.OrderCancelled, o)
}

// sellBoth has one person buy for an event of the scoped people and for a hidden one, the
// hidden order last, so that it stands at the top of every list.
func (w *world) sellBoth() {
	both := models.Contact{Name: w.dress("Both"), Email: "both@cyrano.example", Phone: "5550100"}
	var orders []*models.Order
	for _, name := range []string{"first type of Cyrano published", "first type of Grottesal published"} {
		for _, r := range w.rows["type"] {
			if r.name == name {
				orders = append(orders, w.Order(w.owner, r.id, r.under, 1, both))
			}
		}
	}
	w.customer("both", both.Email, "shared", orders[0])
	w.rows["orders"] = append(w.rows["orders"], row{name: "hidden order of both", id: orders[1].ID, event: orders[1].EventID, organisation: w.owner.Organisation, state: models.OrderPaid})
}

// wantCustomer holds for buyers and their orders: nobody corrects or erases whom they erased,
// nobody erases what they do not see whole, and only a paid order is ended or sent again.
func wantCustomer(c cell) int {
	state := c.row.state
	switch c.route.Name {
	case "customer.edit", "customer.update", "customer.erase.form", "customer.erase":
		switch {
		case state == "erased":
			return 409
		case strings.HasPrefix(c.route.Name, "customer.erase") && state == "shared" && !c.who.actor.Grant.Scope.All:
			return 403
		}
	case "order.resend":
		if state != models.OrderPaid && state != "shared" {
			return 409
		}
	case "order.cancel", "order.cancel.form", "order.refund", "order.refund.form":
		if state == models.OrderCancelled {
			return 409
		}
	}
	if c.route.Method == "GET" {
		return 200
	}
	return wantForm(c)
}
