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
	case state == OrderRefunded && o.TotalLeft() == 0:
		return Fail(Conflict, "customer.refund.nothing")
	}
	return nil
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

// cancelTicketMails ends the mails with the link to an order's tickets. What tells of money still
// leaves.
func (t *tx) cancelTicketMails(order string) error {
	return t.endMails(ofOrder+" AND kind = ?", order, MailTickets)
}

// orderEndMails are the mails that tell a buyer how an order ended.
var orderEndMails = map[string]MailKind{OrderCancelled: MailOrderCancelled, OrderRefunded: MailOrderRefunded}

// mailEnd tells an order's contact that it was cancelled or refunded; nothing without an address.
func (t *tx) mailEnd(o Order) error {
	e, org, err := t.about(o)
	if err != nil {
		return err
	}
	return t.enqueueTo(o.mailTo(orderEndMails[o.State], *e, org))
}
