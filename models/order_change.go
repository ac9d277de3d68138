package models

import (
	"context"

	"coulisse/access"
)

// CancelOrder ends a paid order without money given back, RefundOrder with. They ask for
// customers: approve. Conflict when it is not paid any more, and to refund what cost nothing.
func (s *Store) CancelOrder(ctx context.Context, a access.Actor, id string) (*Order, error) {
	return s.finishOrder(ctx, a, id, OrderCancelled, "order.cancelled")
}

// RefundOrder is described with CancelOrder.
func (s *Store) RefundOrder(ctx context.Context, a access.Actor, id string) (*Order, error) {
	return s.finishOrder(ctx, a, id, OrderRefunded, "order.refunded")
}

func (s *Store) finishOrder(ctx context.Context, a access.Actor, id, state, action string) (o *Order, err error) {
	err = s.write(ctx, func(t *tx) error {
		var actor access.Actor
		if actor, o, err = t.ownOrder(a, id, access.Approve); err != nil {
			return err
		}
		if err := o.Endable(state); err != nil {
			return err
		}
		return t.endOrder(actor, o, state, action)
	})
	return o, err
}

// Endable tells why an order cannot be cancelled or refunded as it stands: a Conflict, or nil.
func (o Order) Endable(state string) error {
	switch {
	case o.State != OrderPaid:
		return Fail(Conflict, "order.already."+o.State, "reference", o.Reference)
	case state == OrderRefunded && o.Total == 0:
		return Fail(Conflict, "customer.refund.nothing")
	}
	return nil
}

// ResendTickets mails the buyer of a paid order the link to the tickets once more, to the
// address as it is now; what still waited for this order does not leave twice. It asks for
// customers: edit. RateLimited when they have been mailed a moment ago, or often today. Conflict when the order is not paid any more, or nobody left an address.
func (s *Store) ResendTickets(ctx context.Context, a access.Actor, id string) (o *Order, err error) {
	err = s.write(ctx, func(t *tx) error {
		var actor access.Actor
		if actor, o, err = t.ownOrder(a, id, access.Edit); err != nil {
			return err
		}
		if o.State != OrderPaid {
			return Fail(Conflict, "order.already."+o.State, "reference", o.Reference)
		}
		c, err := contactOf(t.DB, *o)
		if err != nil {
			return err
		}
		if c.Email == "" {
			return Fail(Conflict, "customer.no_address")
		}
		if err := t.mayResend(o.OrganisationID, MailTickets, c.Email, firstOf(c.Name, c.Email)); err != nil {
			return err
		}
		e, org, err := t.about(*o)
		if err != nil {
			return err
		}
		if err := t.cancelOrderMails(o.ID); err != nil {
			return err
		}
		if err := t.mailTickets(*o, *e, org, c); err != nil {
			return err
		}
		return t.record(Entry{Actor: actor, Action: "order.resent", Kind: TargetOrder, Target: o.ID, Name: o.Reference, Event: o.EventID})
	})
	return o, err
}

// ownOrder reads the actor's rights again, and an order within their scope.
func (t *tx) ownOrder(a access.Actor, id string, need access.Level) (access.Actor, *Order, error) {
	a, err := t.fresh(a)
	if err != nil {
		return a, nil, err
	}
	o, err := orderIn(t.DB, a, id)
	if err == nil && !a.Can(access.Customers, need) {
		err = Fail(Forbidden, "error.forbidden")
	}
	return a, o, err
}

// about reads what an order's mails tell of: its event and its organisation.
func (t *tx) about(o Order) (e *Event, org Organisation, err error) {
	if e, err = t.store.event(t.DB, o.OrganisationID, o.EventID); err != nil {
		return nil, org, err
	}
	return e, org, t.Raw("SELECT * FROM organisations WHERE id = ?", o.OrganisationID).Scan(&org).Error
}

// cancelOrderMails gives up what has not left yet for an order.
func (t *tx) cancelOrderMails(order string) error {
	return t.Exec("UPDATE mails SET state = ?, secret = NULL WHERE order_id = ? AND state IN (?, ?)", mailCancelled, order, mailQueued, mailSending).Error
}

// endMails are the mails that tell a buyer how an order ended.
var endMails = map[string]MailKind{OrderCancelled: MailOrderCancelled, OrderRefunded: MailOrderRefunded}

// mailEnd tells the buyer that an order was cancelled or refunded; nothing without an address.
func (t *tx) mailEnd(o Order) error {
	c, err := contactOf(t.DB, o)
	if err != nil || c.Email == "" {
		return err
	}
	e, org, err := t.about(o)
	if err != nil {
		return err
	}
	tells := o.mailed(*e)
	return t.enqueue(Mail{OrganisationID: org.ID, OrderID: o.ID, Kind: endMails[o.State], To: c.Email, ToName: c.Name, Locale: firstOf(c.Locale, org.Locale),
		Data: MailData{Person: c.Name, Email: c.Email, Organisation: org.Name, Zone: org.TimeZone, Order: &tells}})
}
