package models

import (
	"context"
	"time"

	"gorm.io/gorm"

	"coulisse/access"
)

// ResendTickets mails the contact of a paid order the link to the tickets once more, to the
// address as it is now; what still waited for this order does not leave twice. After the address
// was corrected it is a new link, and the old one opens nothing any more; otherwise it stays, so
// that a mail that was only overlooked goes on working. It asks for customers: edit. RateLimited when
// they were mailed a moment ago, or often today; Conflict when
// the order is not paid any more, or nobody left an address.
func (s *Store) ResendTickets(ctx context.Context, a access.Actor, id string) (o *Order, err error) {
	err = s.write(ctx, func(t *tx) error {
		var actor access.Actor
		if actor, o, err = t.ownOrder(a, id, access.Edit); err != nil {
			return err
		}
		if o.State != OrderPaid {
			return Fail(Conflict, "order.already."+o.State, "reference", o.Reference)
		}
		if o.Email == "" {
			return Fail(Conflict, "customer.no_address")
		}
		if err := t.mayResend(o.OrganisationID, MailTickets, o.Email, o.Called()); err != nil {
			return err
		}
		if err := t.mailAnew(o); err != nil {
			return err
		}
		return t.recordResent(actor, *o)
	})
	return o, err
}

// mailAnew queues the link to an order's tickets in place of what has not left: a new link once the
// address was corrected.
func (t *tx) mailAnew(o *Order) error {
	e, org, err := t.about(*o)
	if err != nil {
		return err
	}
	if err := t.cancelTicketMails(o.ID); err != nil {
		return err
	}
	if o.Readdressed {
		if err := t.renewLink(o); err != nil {
			return err
		}
	}
	return t.mailTickets(*o, *e, org)
}

// renewLink gives the tickets of an order a new link; those before it open nothing any more.
func (t *tx) renewLink(o *Order) error {
	o.Link, o.Readdressed = o.Link+1, false
	return t.Model(o).Select("Link", "Readdressed").UpdateColumns(o).Error
}

// unsentTickets are the paid orders within an actor's scope whose latest mail with the tickets was
// given up.
func unsentTickets(db *gorm.DB, a access.Actor) *gorm.DB {
	where, args := scopedIn(a, "o.", "event_id")
	return db.Table("mails m").Joins("JOIN orders o ON o.id = m.order_id").
		Where("m.state = 'failed' AND m.organisation_id = ? AND m.kind = ? AND o.state = ?", a.Organisation, MailTickets, OrderPaid).
		Where(`NOT EXISTS (SELECT 1 FROM mails later WHERE later.order_id = m.order_id AND later.order_id <> ''
			AND later.kind = m.kind AND later.id > m.id)`).
		Where(where, args...)
}

// FailedTickets counts the orders whose tickets could not be sent, for somebody who may send them
// again; nobody else sees any.
func (s *Store) FailedTickets(ctx context.Context, a access.Actor) (int, error) {
	if !a.Can(access.Customers, access.Edit) {
		return 0, nil
	}
	var n int64
	err := unsentTickets(s.read(ctx), a).Count(&n).Error
	return int(n), err
}

// failedOrder is one of them whose buyer has an address, and for how long yet they may not be mailed.
type failedOrder struct {
	ID, Email string
	Pause     Pause `gorm:"-"`
}

func failedOrders(db *gorm.DB, a access.Actor, now time.Time) (list []failedOrder, err error) {
	err = unsentTickets(db, a).Where("o.email <> ''").Select("o.id, o.email").Order("m.id").Scan(&list).Error
	if err != nil || len(list) == 0 {
		return nil, err
	}
	paused, err := pausesAt(db.Where("organisation_id = ? AND kind = ?", a.Organisation, MailTickets), now)
	for i, o := range list {
		list[i].Pause = paused[Mailing{a.Organisation, MailTickets, o.Email}.resend(time.Time{})]
	}
	return list, err
}

// ResendFailedPause is for how long yet ResendFailed would mail nobody: until the first of the buyers
// may be mailed again.
func (s *Store) ResendFailedPause(ctx context.Context, a access.Actor) (least Pause, err error) {
	list, err := failedOrders(s.read(ctx), a, s.Now())
	for i, o := range list {
		if i == 0 || o.Pause < least {
			least = o.Pause
		}
	}
	return least, err
}

// mostResent is how many orders' tickets one click sends: more would take longer than a request may.
const mostResent = 500

// Resent is of how many orders ResendFailed sent the tickets, how many it skipped because their buyer was
// mailed a moment ago, or often today, and how many are left for the next click.
type Resent struct{ Sent, Skipped, Left int }

// ResendFailed sends tickets again that could not be sent, to each buyer's address as it is now. Those of
// a buyer without an address stay. It asks for customers: edit.
func (s *Store) ResendFailed(ctx context.Context, a access.Actor) (r Resent, err error) {
	err = s.write(ctx, func(t *tx) error {
		actor, err := t.fresh(a)
		if err != nil {
			return err
		}
		if !actor.Can(access.Customers, access.Edit) {
			return Fail(Forbidden, "error.forbidden")
		}
		list, err := failedOrders(t.DB, actor, t.now)
		if err != nil {
			return err
		}
		for _, o := range list {
			switch {
			case o.Pause > 0:
				r.Skipped++
				continue
			case r.Sent == mostResent:
				r.Left++
				continue
			}
			switch err := t.resendFailed(actor, o.ID); {
			case CodeOf(err) == RateLimited: // another order of the same buyer went first
				r.Skipped++
			case err != nil:
				return err
			default:
				r.Sent++
			}
		}
		return nil
	})
	return r, err
}

func (t *tx) resendFailed(a access.Actor, id string) error {
	var o Order
	if err := t.Take(&o, "id = ? AND organisation_id = ?", id, a.Organisation).Error; err != nil {
		return err
	}
	if err := t.mayResend(o.OrganisationID, MailTickets, o.Email, o.Called()); err != nil {
		return err
	}
	if err := t.mailAnew(&o); err != nil {
		return err
	}
	return t.recordResent(a, o)
}

func (t *tx) recordResent(a access.Actor, o Order) error {
	return t.record(Entry{Actor: a, Action: "order.resent", Kind: TargetOrder, Target: o.ID, Name: o.Reference, Event: o.EventID})
}
