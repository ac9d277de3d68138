package models

import (
	"context"

	"gorm.io/gorm"

	"coulisse/access"
	"coulisse/models/text"
)

// CustomerToErase reads a customer whom the actor may erase. Forbidden for whoever works in chosen
// events; Conflict for one who is erased already.
func (s *Store) CustomerToErase(ctx context.Context, a access.Actor, order string) (*Customer, error) {
	c, err := s.Customer(ctx, a, order)
	if err != nil {
		return nil, err
	}
	return c, mayErase(s.read(ctx), a, c.ErasedAt != nil)
}

// EraseCustomer wipes a customer's personal data for good (GDPR, article 17): the contact of all
// their orders, the words under which these were found, and what was mailed. Orders, tickets and
// amounts stay. typed must be what the customer is known by (see Known): Invalid at confirm for
// anything else. Forbidden and Conflict as with CustomerToErase.
func (s *Store) EraseCustomer(ctx context.Context, a access.Actor, order, typed string) error {
	return s.write(ctx, func(t *tx) error {
		a, orders, err := t.ownCustomer(a, order, access.Approve)
		if err != nil {
			return err
		}
		if err := mayErase(t.DB, a, orders[0].ErasedAt != nil); err != nil {
			return err
		}
		if text.Fold(typed) != text.Fold(orders[0].Known()) {
			return Fault("confirm", "customer.erase.not_the_same")
		}
		erasure := NewID()
		for _, o := range orders {
			if err := t.wipeContact(o, erasure); err != nil {
				return err
			}
			if err := t.recordContact(a, o, "customer.erased"); err != nil {
				return err
			}
		}
		return nil
	})
}

// mayErase refuses to erase for whoever does not work in all events, and says whom to ask: erasing
// is for all orders of a customer, and a refusal that depended on them would tell whether there
// are some out of sight.
func mayErase(db *gorm.DB, a access.Actor, erased bool) error {
	switch {
	case erased:
		return Fail(Conflict, "customer.is_erased")
	case a.Grant.Scope.All:
		return nil
	}
	var owner struct{ Name, Email string }
	if err := db.Raw("SELECT name, email FROM memberships WHERE organisation_id = ? AND owner", a.Organisation).Scan(&owner).Error; err != nil {
		return err
	}
	return Fail(Forbidden, "customer.erase.beyond", "name", owner.Name, "email", owner.Email)
}

// wipeContact empties every place that tells who placed an order. What was mailed is wiped rather
// than deleted, so that a mail that is just leaving for the mailbox finds that it is not to be
// kept.
func (t *tx) wipeContact(o Order, erasure string) error {
	for _, statement := range []string{
		"DELETE FROM order_tokens WHERE order_id = ?",
		"DELETE FROM mailbox WHERE id IN (SELECT id FROM mails WHERE " + ofOrder + ")",
		"UPDATE mails SET state = '" + mailCancelled + "' WHERE " + mailWaits + " AND " + ofOrder,
		"UPDATE mails SET recipient = '', recipient_name = '', data = '{}', secret = NULL, token_hash = '', failure = '' WHERE " + ofOrder,
	} {
		if err := t.Exec(statement, o.ID).Error; err != nil {
			return err
		}
	}
	wiped := Order{ContactVersion: o.ContactVersion + 1, ErasedAt: &t.now, Erasure: erasure, UpdatedAt: t.now}
	erased := t.Model(&Order{}).Where("id = ? AND organisation_id = ? AND erased_at IS NULL", o.ID, o.OrganisationID).
		Select("Name", "Email", "Phone", "Locale", "EmailKey", "ContactVersion", "ErasedAt", "Erasure", "UpdatedAt").UpdateColumns(wiped)
	return one(erased, Fail(Conflict, "customer.is_erased"))
}
