package models

import "coulisse/access"

// mailed is what mails tell about an order.
func (o Order) mailed(e Event) MailedOrder {
	return MailedOrder{ID: o.ID, EventID: e.ID, Event: e.Name, Venue: e.Venue, Begins: e.BeginsAt, Reference: o.Reference, Tickets: o.Tickets,
		Total: o.Total, Currency: o.Currency, Channel: o.Channel}
}

// mailTickets sends the buyer the link to the tickets; nothing without an address. An order's
// own name and language go before those of the buyer's row.
func (t *tx) mailTickets(o Order, e Event, org Organisation, c Contact) error {
	if c.Email == "" {
		return nil
	}
	tells := o.mailed(e)
	return t.enqueue(Mail{OrganisationID: org.ID, OrderID: o.ID, Kind: MailTickets, To: c.Email, ToName: c.Name, Locale: firstOf(c.Locale, org.Locale),
		Token: t.store.keys.orderToken(o.ID), Data: MailData{Person: c.Name, Email: c.Email, Organisation: org.Name, Zone: org.TimeZone, Order: &tells}})
}

// Pages about an order that the recipient of a mail may open.
const (
	OpensOrder = "order"
	OpensEvent = "event"
)

// mailOrder tells those whose setting says so and whose rights show as much, if the event's setting
// does too, that there is a new order (MP4).
func (t *tx) mailOrder(o Order, e Event, org Organisation) error {
	if !e.OrderMails {
		return nil
	}
	people, err := t.told(org, e.ID, "m.notify_orders")
	if err != nil {
		return err
	}
	for _, p := range people {
		tells := o.mailed(e)
		if !p.Grant.Levels.ReadsOrders() {
			continue
		}
		switch {
		case p.Grant.Levels.At(access.Customers) >= access.View:
			tells.Opens = OpensOrder
		case p.Grant.Levels.At(access.Events) >= access.View:
			tells.Opens = OpensEvent
		}
		mail := Mail{OrganisationID: org.ID, Kind: MailOrder, To: p.Email, ToName: p.Name, Locale: p.locale,
			Data: MailData{Person: p.Name, Email: p.Email, Organisation: org.Name, Zone: org.TimeZone, Order: &tells}}
		if err := t.enqueue(mail); err != nil {
			return err
		}
	}
	return nil
}

// told is somebody who is to hear of something, and in which language.
type told struct {
	Person
	locale string
}

// told finds those who are to hear of something about an event: who has access today, with
// the event in their scope. condition says who wants to, over memberships m.
func (t *tx) told(org Organisation, event, condition string, args ...any) (list []told, err error) {
	people, err := t.store.people(t.DB, org.ID, "m.state = 'member' AND "+condition, args...)
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		if p.Owner {
			p.Grant = everything()
		}
		if p.Status != Active || !p.Grant.Scope.Contains(event) {
			continue
		}
		var locale string
		if err := t.Raw("SELECT locale FROM users WHERE id = ?", *p.UserID).Scan(&locale).Error; err != nil {
			return nil, err
		}
		list = append(list, told{p, firstOf(locale, org.Locale)})
	}
	return list, nil
}
