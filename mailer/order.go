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
	d.orderFact("event", o.Event)
	d.orderFact("when", d.Locale.DateTime(o.Begins.In(d.zone)))
	d.orderFact("venue", o.Venue)
	d.orderFact("reference", i18n.Reference(o.Reference))
	if d.mail.Kind == models.MailTicketsRefunded {
		d.orderFact("refunded_count", d.Locale.Number(o.Tickets))
		d.orderFact("refunded_total", d.Locale.Money(o.Total, o.Currency))
		d.orderFact("left", d.Locale.Number(o.Left))
		return
	}
	d.orderFact("count", d.Locale.Number(o.Tickets))
	d.orderFact("total", d.Locale.Money(o.Total, o.Currency))
}

// orderFact says one thing about an order, unless there is nothing to say.
func (d *draft) orderFact(key, value string) {
	if value != "" {
		d.Facts = append(d.Facts, letter.Fact{Label: d.t("order." + key), Value: value})
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

// orderEnded is for the buyer of an order that was cancelled or refunded, or of which tickets were
// refunded: there is nothing to open but what they have already.
func orderEnded(d *draft) string {
	d.orderFacts()
	return ""
}
