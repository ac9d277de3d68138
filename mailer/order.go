package mailer

import (
	"coulisse/i18n"
	"coulisse/models"
	letter "coulisse/views/mail"
)

// orderNames fills the placeholders of mails about an event or an order: event, reference, tickets, total.
func (d *draft) orderNames() {
	if x := d.data.Settlement; x != nil {
		d.names = append(d.names, "event", x.Event)
	}
	o := d.data.Order
	if o == nil {
		return
	}
	d.names = append(d.names, "event", o.Event, "venue", o.Venue, "begins", d.Locale.DateTime(o.Begins.In(d.zone)), "reference", i18n.Reference(o.Reference),
		"tickets", d.Locale.N("mails.order.tickets", o.Tickets), "total", d.Locale.Money(o.Total, o.Currency))
}

// orderFacts says what was ordered.
func (d *draft) orderFacts() {
	o := d.data.Order
	for _, f := range []struct{ key, value string }{
		{"event", o.Event}, {"when", d.Locale.DateTime(o.Begins.In(d.zone))}, {"venue", o.Venue}, {"reference", i18n.Reference(o.Reference)},
		{"count", d.Locale.Number(o.Tickets)}, {"total", d.Locale.Money(o.Total, o.Currency)},
	} {
		if f.value != "" {
			d.Facts = append(d.Facts, letter.Fact{Label: d.t("order." + f.key), Value: f.value})
		}
	}
}

// tickets is for the buyer: whoever has the link has the tickets.
func tickets(d *draft) string {
	d.orderFacts()
	return "/tickets/" + d.mail.Token
}

// orderPlaced is for those who asked to be told (MP4), and leads to what they may open.
func orderPlaced(d *draft) string {
	d.orderFacts()
	d.Facts = append(d.Facts, letter.Fact{Label: d.t("order.channel"), Value: d.Locale.T("order.channel." + d.data.Order.Channel)})
	switch d.data.Order.Opens {
	case models.OpensOrder:
		return "/orders/" + d.data.Order.ID
	case models.OpensEvent:
		return "/events/" + d.data.Order.EventID
	}
	return "/"
}

// orderEnded is for the buyer of an order that was cancelled or refunded; there is nothing to
// open any more.
func orderEnded(d *draft) string {
	d.orderFacts()
	return ""
}
