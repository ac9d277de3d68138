package models

import (
	"context"
	"strconv"

	"gorm.io/gorm"

	"coulisse/access"
	"coulisse/models/text"
)

// CustomerToErase reads a buyer whom the actor may erase. Forbidden when the buyer has orders
// out of the actor's scope; Conflict for one who is erased already.
func (s *Store) CustomerToErase(ctx context.Context, a access.Actor, id string) (*Customer, error) {
	c, err := s.Customer(ctx, a, id)
	if err != nil {
		return nil, err
	}
	return c, mayErase(s.read(ctx), a, c.Buyer)
}

// EraseCustomer wipes a buyer's personal data for good: the row, the names on their orders, the
// words under which they were found, and what was mailed to them. Orders, tickets and amounts
// stay. typed must be what the buyer is known by (see Known): Invalid at confirm for anything
// else. Forbidden and Conflict as with CustomerToErase.
func (s *Store) EraseCustomer(ctx context.Context, a access.Actor, id, typed string) error {
	return s.write(ctx, func(t *tx) error {
		a, b, newest, err := t.ownBuyer(a, id, access.Approve)
		if err != nil {
			return err
		}
		if err := mayErase(t.DB, a, *b); err != nil {
			return err
		}
		if text.Fold(typed) != text.Fold(b.Known()) {
			return Fault("confirm", "customer.erase.not_the_same")
		}
		var orders int
		if err := t.Raw("SELECT count(*) FROM orders WHERE buyer_id = ?", id).Scan(&orders).Error; err != nil {
			return err
		}
		if err := t.wipeBuyer(*b); err != nil {
			return err
		}
		return t.recordBuyer(a, *newest, "customer.erased", Change{Field: "orders", New: strconv.Itoa(orders)})
	})
}

// mayErase refuses to erase a buyer who has orders that the actor cannot see, and says whom to
// ask: the organisation's owner sees all of them.
func mayErase(db *gorm.DB, a access.Actor, b Buyer) error {
	if b.ErasedAt != nil {
		return Fail(Conflict, "customer.is_erased")
	}
	beyond, err := ordersBeyond(db, a, b.ID)
	if err != nil || !beyond {
		return err
	}
	var owner struct{ Name, Email string }
	if err := db.Raw("SELECT name, email FROM memberships WHERE organisation_id = ? AND owner", a.Organisation).Scan(&owner).Error; err != nil {
		return err
	}
	return Fail(Forbidden, "customer.erase.beyond", "name", owner.Name, "email", owner.Email)
}

// wipeBuyer empties every place that tells who a buyer was. What was mailed is wiped rather
// than deleted, so that a mail that is just leaving for the mailbox finds that it is not to be
// kept.
func (t *tx) wipeBuyer(b Buyer) error {
	const theirs = "(SELECT id FROM orders WHERE buyer_id = ?)"
	for _, statement := range []string{
		"DELETE FROM buyer_tokens WHERE buyer_id = ?",
		"UPDATE orders SET name = '' WHERE buyer_id = ?",
		"DELETE FROM mailbox WHERE id IN (SELECT id FROM mails WHERE order_id IN " + theirs + ")",
		"UPDATE mails SET state = '" + mailCancelled + "' WHERE state IN ('" + mailQueued + "', '" + mailSending + "') AND order_id IN " + theirs,
		"UPDATE mails SET recipient = '', recipient_name = '', data = '{}', secret = NULL, token_hash = '', failure = '' WHERE order_id IN " + theirs,
	} {
		if err := t.Exec(statement, b.ID).Error; err != nil {
			return err
		}
	}
	erased := t.Exec("UPDATE buyers SET name = '', email = '', email_key = '', phone = '', locale = '', erased_at = ?, version = version + 1, updated_at = ? WHERE id = ? AND organisation_id = ? AND erased_at IS NULL",
		t.now, t.now, b.ID, b.OrganisationID)
	return one(erased, Fail(Conflict, "customer.is_erased"))
}
