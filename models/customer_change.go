package models

import (
	"context"
	"errors"
	"strings"

	"gorm.io/gorm"

	"coulisse/access"
	"coulisse/models/text"
)

// UpdateCustomer corrects a buyer's contact details, and says whether anything differed. Mails
// that wait for the buyer go to the new address. Invalid at email when another buyer of the
// organisation has it; Conflict at a stale version and for an erased buyer.
func (s *Store) UpdateCustomer(ctx context.Context, a access.Actor, id string, version int, c Contact) (changedAny bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, b, newest, err := t.ownBuyer(a, id, access.Edit)
		switch {
		case err != nil:
			return err
		case b.ErasedAt != nil:
			return Fail(Conflict, "customer.is_erased")
		case b.Version != version:
			return Fail(Conflict, "customer.stale")
		}
		corrected := b.corrected(c)
		if changedAny = len(corrected) > 0; !changedAny {
			return nil
		}
		was := b.Email
		b.Name, b.Email, b.EmailKey, b.Phone, b.Locale = c.Name, c.Email, text.AddressKey(c.Email), c.Phone, c.Locale
		if err := t.saveBuyer(*b); err != nil {
			return err
		}
		if err := t.readdress(a, *b, was); err != nil {
			return err
		}
		return t.recordBuyer(a, *newest, "customer.updated", Change{Field: "corrected", New: strings.Join(corrected, ",")})
	})
	return changedAny, err
}

// corrected names the fields that differ; the history keeps them without what stands in them.
func (b Buyer) corrected(c Contact) (fields []string) {
	for _, f := range []struct{ name, was, now string }{{"name", b.Name, c.Name}, {"email", b.Email, c.Email}, {"phone", b.Phone, c.Phone}, {"locale", b.Locale, c.Locale}} {
		if f.was != f.now {
			fields = append(fields, f.name)
		}
	}
	return fields
}

// saveBuyer writes a buyer's details and the words under which they are found.
func (t *tx) saveBuyer(b Buyer) error {
	var taken int
	if err := t.Raw("SELECT count(*) FROM buyers WHERE organisation_id = ? AND email_key = ? AND email_key <> '' AND id <> ?", b.OrganisationID, b.EmailKey, b.ID).Scan(&taken).Error; err != nil {
		return err
	}
	if taken > 0 {
		return Fault("email", "customer.email_taken")
	}
	saved := t.Exec("UPDATE buyers SET name = ?, email = ?, email_key = ?, phone = ?, locale = ?, version = version + 1, updated_at = ? WHERE id = ? AND organisation_id = ? AND version = ? AND erased_at IS NULL",
		b.Name, b.Email, b.EmailKey, b.Phone, b.Locale, t.now, b.ID, b.OrganisationID, b.Version)
	if err := one(saved, Fail(Conflict, "customer.stale")); err != nil {
		return err
	}
	if err := t.Exec("DELETE FROM buyer_tokens WHERE buyer_id = ?", b.ID).Error; err != nil {
		return err
	}
	var names []string
	if err := t.Raw("SELECT DISTINCT name FROM orders WHERE buyer_id = ? AND name <> ''", b.ID).Scan(&names).Error; err != nil {
		return err
	}
	return t.addBuyerWords(b, names...)
}

// readdress sends what still waits for a buyer, about orders within the actor's scope, to the
// corrected address; without one it does not leave.
func (t *tx) readdress(a access.Actor, b Buyer, was string) error {
	if b.Email == was {
		return nil
	}
	where, args := scoped(a, "event_id")
	set, values := "recipient = ?", []any{b.Email}
	if b.Email == "" {
		set, values = "state = ?, secret = NULL", []any{mailCancelled}
	}
	return t.Exec("UPDATE mails SET "+set+" WHERE state = ? AND order_id IN (SELECT id FROM orders WHERE "+where+" AND buyer_id = ?)",
		append(append(append(values, mailQueued), args...), b.ID)...).Error
}

// ownBuyer reads the actor's rights again, a buyer who has an order within their scope, and
// the latest such order.
func (t *tx) ownBuyer(a access.Actor, id string, need access.Level) (access.Actor, *Buyer, *Order, error) {
	a, err := t.fresh(a)
	if err != nil {
		return a, nil, nil, err
	}
	var b Buyer
	var newest Order
	where, args := scoped(a, "event_id")
	err = errors.Join(
		t.Raw("SELECT * FROM orders WHERE "+where+" AND buyer_id = ? ORDER BY placed_at DESC, id DESC LIMIT 1", append(args, id)...).Scan(&newest).Error,
		t.Raw("SELECT * FROM buyers WHERE organisation_id = ? AND id = ?", a.Organisation, id).Scan(&b).Error)
	switch {
	case err != nil:
		return a, nil, nil, err
	case newest.ID == "" || b.ID == "":
		return a, nil, nil, missing()
	case !a.Can(access.Customers, need):
		return a, nil, nil, Fail(Forbidden, "error.forbidden")
	}
	return a, &b, &newest, nil
}

// recordBuyer tells the history of a change about a buyer. They stand there by the reference
// of their latest order, because the history keeps nobody's personal data.
func (t *tx) recordBuyer(a access.Actor, newest Order, action string, changes ...Change) error {
	return t.record(Entry{Actor: a, Action: action, Kind: TargetBuyer, Target: *newest.BuyerID, Name: newest.Reference, Event: newest.EventID, Changes: changes})
}

// contactOf is who an order's mails go to: the buyer as they are now, under the name that
// stands on the order.
func contactOf(db *gorm.DB, o Order) (Contact, error) {
	var b Buyer
	if o.BuyerID != nil {
		if err := db.Raw("SELECT * FROM buyers WHERE id = ?", *o.BuyerID).Scan(&b).Error; err != nil {
			return Contact{}, err
		}
	}
	return Contact{Name: firstOf(o.Name, b.Name), Email: b.Email, Phone: b.Phone, Locale: b.Locale}, nil
}
