package models

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"gorm.io/gorm"

	"coulisse/access"
	"coulisse/models/text"
)

// UpdateCustomer corrects the contact of a customer's orders within the actor's scope, and says
// whether anything differed; other orders keep what they were placed with, and so do orders under
// another name theirs. Mails that wait go where the contact says now. Orders that come to have
// one address are one customer's from then on: nothing is refused because somebody else has it,
// which would tell who buys for other events. Conflict at a stale version and for erased orders;
// RateLimited at email when what is just leaving would leave again for whom it left a moment ago.
func (s *Store) UpdateCustomer(ctx context.Context, a access.Actor, order string, version int, c Contact) (
	changedAny bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, orders, err := t.ownCustomer(a, order, access.Edit)
		if err != nil {
			return err
		}
		newest := orders[0]
		seen := 0
		for _, o := range orders {
			seen += o.ContactVersion
		}
		switch {
		case newest.ErasedAt != nil:
			return Fail(Conflict, "customer.is_erased")
		case seen != version:
			return Fail(Conflict, "customer.stale")
		}
		if changedAny = newest.Contact != c; !changedAny {
			return nil
		}
		if err := t.mayMailElsewhere(orders, c); err != nil {
			return err
		}
		for i := range orders {
			if err := t.correct(a, &orders[i], orders[i].corrected(newest.Contact, c)); err != nil {
				return err
			}
		}
		return nil
	})
	return changedAny, err
}

// corrected is a contact once another one, which it resembles, was corrected: what stood here
// otherwise stays.
func (c Contact) corrected(was, now Contact) Contact {
	if was.Email != now.Email { // the address is what the orders have in common
		c.Email = now.Email
	}
	for _, f := range []struct {
		field    *string
		was, now string
	}{{&c.Name, was.Name, now.Name}, {&c.Phone, was.Phone, now.Phone}, {&c.Locale, was.Locale, now.Locale}} {
		if *f.field == f.was {
			*f.field = f.now
		}
	}
	return c
}

// differs names the fields that differ; the history keeps them without what stands in them.
func (c Contact) differs(now Contact) (fields []string) {
	for _, f := range []struct{ name, was, now string }{
		{"name", c.Name, now.Name}, {"email", c.Email, now.Email}, {"phone", c.Phone, now.Phone}, {"locale", c.Locale, now.Locale},
	} {
		if f.was != f.now {
			fields = append(fields, f.name)
		}
	}
	return fields
}

// correct writes an order's corrected contact, the words under which it is found, and the mails
// that wait.
func (t *tx) correct(a access.Actor, o *Order, now Contact) error {
	fields := o.Contact.differs(now)
	if len(fields) == 0 {
		return nil
	}
	was := o.ContactVersion
	o.Readdressed = o.Readdressed || o.EmailKey != "" && o.EmailKey != text.AddressKey(now.Email)
	o.Contact, o.EmailKey = now, text.AddressKey(now.Email)
	o.ContactVersion, o.UpdatedAt = was+1, t.now
	saved := t.Model(&Order{}).Where("id = ? AND organisation_id = ?", o.ID, o.OrganisationID).
		Where("contact_version = ? AND erased_at IS NULL", was).
		Select("Name", "Email", "Phone", "Locale", "EmailKey", "ContactVersion", "Readdressed", "UpdatedAt").UpdateColumns(o)
	if err := one(saved, Fail(Conflict, "customer.stale")); err != nil {
		return err
	}
	if err := t.replaceOrderWords(*o); err != nil {
		return err
	}
	if err := t.readdress(o); err != nil {
		return err
	}
	return t.recordContact(a, *o, "customer.updated", Change{Field: "corrected", New: strings.Join(fields, ",")})
}

// mayMailElsewhere refuses a correction to and fro while mails are leaving: each may arrive, and leaves
// once more for the contact as it is now.
func (t *tx) mayMailElsewhere(orders []Order, now Contact) error {
	var leaving []string
	err := t.Model(&mailRow{}).Where(mailWaits+" AND state = 'sending'").Pluck("order_id", &leaving).Error
	again := slices.ContainsFunc(orders, func(o Order) bool { return slices.Contains(leaving, o.ID) })
	if err != nil || !again || now.Email == "" {
		return err
	}
	return atAddress(t.mayResend(orders[0].OrganisationID, MailTickets, now.Email, now.Called()))
}

// readdress has what still waits for an order, or is just leaving, go to its contact as it is now;
// without an address it does not leave.
func (t *tx) readdress(o *Order) error {
	var rows []mailRow
	waiting := t.Table("mails").Where(ofOrder+" AND state IN ?", o.ID, []string{mailQueued, mailSending}).Session(&gorm.Session{})
	if err := waiting.Order("id").Find(&rows).Error; err != nil || len(rows) == 0 {
		return err
	}
	if err := waiting.Updates(map[string]any{"state": mailCancelled, "secret": nil}).Error; err != nil {
		return err
	}
	_, org, err := t.about(*o)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := t.mailElsewhere(o, org, row); err != nil {
			return err
		}
	}
	return nil
}

// mailElsewhere puts a mail in the place of one that waited for an order's contact. Tickets go under a
// new link when the address is another.
func (t *tx) mailElsewhere(o *Order, org Organisation, row mailRow) error {
	m := Mail{OrganisationID: row.OrganisationID, OrderID: o.ID, Kind: MailKind(row.Kind),
		To: o.Email, ToName: o.Name, Locale: firstOf(o.Locale, org.Locale)}
	if err := json.Unmarshal([]byte(row.Data), &m.Data); err != nil {
		return err
	}
	m.Data.Person, m.Data.Email = o.Name, o.Email
	if row.State == mailQueued { // it has never left, and is replaced
		if err := t.Exec("DELETE FROM mails WHERE id = ?", row.ID).Error; err != nil {
			return err
		}
	}
	if m.Kind == MailTickets && o.Email != "" {
		if o.Readdressed {
			if err := t.renewLink(o); err != nil {
				return err
			}
		}
		m.Token = t.store.keys.orderToken(*o)
	}
	return t.enqueueTo(m)
}

// ownCustomer reads the actor's rights again, and the orders within their scope of the customer
// of an order, the latest first.
func (t *tx) ownCustomer(a access.Actor, order string, need access.Level) (access.Actor, []Order, error) {
	a, err := t.fresh(a)
	if err != nil {
		return a, nil, err
	}
	where, args, err := customerOf(t.DB, a, order)
	if err != nil {
		return a, nil, err
	}
	if !a.Can(access.Customers, need) {
		return a, nil, Fail(Forbidden, "error.forbidden")
	}
	var orders []Order
	err = t.Where(where, args...).Order("placed_at DESC, id DESC").Find(&orders).Error
	if err == nil && len(orders) == 0 {
		err = missing()
	}
	return a, orders, err
}

// recordContact tells the history of a change of an order's contact, order by order, so that
// everybody reads of those in their scope alone. The contact stands there by the order's reference,
// because the history keeps nobody's personal data.
func (t *tx) recordContact(a access.Actor, o Order, action string, changes ...Change) error {
	return t.record(Entry{Actor: a, Action: action, Kind: TargetOrder, Target: o.ID, Name: o.Reference,
		Event: o.EventID, Changes: changes})
}
