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
		return t.record(Entry{Actor: actor, Action: "order.resent", Kind: TargetOrder, Target: o.ID, Name: o.Reference, Event: o.EventID})
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
		Where("NOT EXISTS (SELECT 1 FROM mails later WHERE later.order_id = m.order_id AND later.kind = m.kind AND later.id > m.id)").
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

// ResendFailedPause is for how long yet ResendFailed would mail nobody: until the first of the buyers
// may be mailed again.
func (s *Store) ResendFailedPause(ctx context.Context, a access.Actor) (least Pause, err error) {
	var emails []string
	db := s.read(ctx)
	if err := unsentTickets(db, a).Where("o.email <> ''").Distinct().Pluck("o.email", &emails).Error; err != nil {
		return 0, err
	}
	paused, err := pausesAt(db.Where("organisation_id = ? AND kind = ?", a.Organisation, MailTickets), s.Now())
	for i, email := range emails {
		if p := paused[Mailing{a.Organisation, MailTickets, email}.resend(time.Time{})]; i == 0 || p < least {
			least = p
		}
	}
	return least, err
}

// ResendFailed sends all tickets again that could not be sent, to each buyer's address as it is now.
// It returns of how many orders they were sent, and how many it skipped because their buyer was mailed
// a moment ago, or often today. Those of a buyer without an address stay. It asks for customers: edit.
func (s *Store) ResendFailed(ctx context.Context, a access.Actor) (sent, skipped int, err error) {
	err = s.write(ctx, func(t *tx) error {
		actor, err := t.fresh(a)
		if err != nil {
			return err
		}
		if !actor.Can(access.Customers, access.Edit) {
			return Fail(Forbidden, "error.forbidden")
		}
		var orders []Order
		if err := unsentTickets(t.DB, actor).Select("o.*").Order("m.id").Scan(&orders).Error; err != nil {
			return err
		}
		for _, o := range orders {
			if o.Email == "" {
				continue
			}
			switch err := t.mayResend(o.OrganisationID, MailTickets, o.Email, o.Called()); {
			case CodeOf(err) == RateLimited:
				skipped++
				continue
			case err != nil:
				return err
			}
			sent++
			if err := t.mailAnew(&o); err != nil {
				return err
			}
			if err := t.record(Entry{Actor: actor, Action: "order.resent", Kind: TargetOrder, Target: o.ID, Name: o.Reference, Event: o.EventID}); err != nil {
				return err
			}
		}
		return nil
	})
	return sent, skipped, err
}
