package models

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"coulisse/access"
	"coulisse/models/text"
)

// NewOpening is what support says of an organisation that it opens.
type NewOpening struct {
	Organisation, TimeZone, Locale string
	OwnerName, Email               string
}

// OpenOrganisation mails somebody the link by which they become the owner of a new organisation
// (MP2). Invalid at email when the address belongs to support, at organisation_name when there is an
// open one of that name for that address already; RateLimited as with ResendOpening, so that nobody
// withdraws one and opens it again at will.
func (s *Store) OpenOrganisation(ctx context.Context, staff access.Staff, n NewOpening) (id string, err error) {
	err = s.create(ctx, func(t *tx) error {
		staff, err := t.freshStaff(staff)
		if err != nil {
			return err
		}
		if err := t.refuseStaff(text.AddressKey(n.Email), Fault("email", "opening.support_address")); err != nil {
			return err
		}
		o := Opening{ID: NewID(), Organisation: n.Organisation, NameKey: text.Fold(n.Organisation), TimeZone: n.TimeZone, Locale: n.Locale, OwnerName: n.OwnerName,
			Email: n.Email, EmailKey: text.AddressKey(n.Email), OpenedBy: staff.User, OpenedByName: staff.Name, State: OpeningOpen, CreatedAt: t.now, UpdatedAt: t.now}
		token, hash := NewToken()
		id, o.TokenHash, o.ExpiresAt = o.ID, hash, t.now.Add(OpeningLife)
		if err := t.lapseOpenings(o.NameKey, o.EmailKey); err != nil {
			return err
		}
		if err := t.Create(&o).Error; errors.Is(err, gorm.ErrDuplicatedKey) {
			return Fault("organisation_name", "opening.there_already")
		} else if err != nil {
			return err
		}
		if err := t.mayResend(Desk, MailOpening, o.Email, o.OwnerName); err != nil {
			return atAddress(err)
		}
		if err := t.mailOpening(o, token); err != nil {
			return err
		}
		return t.recordOpening(staff, "opening.created", o)
	})
	return id, err
}

// lapseOpenings withdraws one that ran out, so that the same can be opened again.
func (t *tx) lapseOpenings(name, email string) error {
	return t.Exec("UPDATE openings SET state = ?, updated_at = ? WHERE name_key = ? AND email_key = ? AND state = ? AND expires_at <= ?",
		OpeningWithdrawn, t.now, name, email, OpeningOpen, t.now).Error
}

// mailOpening queues the mail that carries the link.
func (t *tx) mailOpening(o Opening, token string) error {
	var account User
	if err := t.Raw("SELECT * FROM users WHERE email_key = ?", o.EmailKey).Scan(&account).Error; err != nil {
		return err
	}
	mail := Mail{OrganisationID: Desk, Kind: MailOpening, To: o.Email, ToName: o.OwnerName, Locale: firstOf(account.Locale, o.Locale), Token: token,
		Data: MailData{Person: o.OwnerName, Email: o.Email, Actor: o.OpenedByName, Organisation: o.Organisation, Expires: o.ExpiresAt, Zone: o.TimeZone}}
	if account.ID != "" {
		mail.Kind = MailOpeningExisting
	}
	return t.enqueue(mail)
}

// recordOpening notes it in the history of the platform: there is no organisation yet.
func (t *tx) recordOpening(staff access.Staff, action string, o Opening) error {
	return t.record(Entry{Staff: staff, Action: action, Kind: TargetOpening, Target: o.ID, Name: o.Organisation})
}

// ResendOpening mails a new link, which ends the old one and works for 14 days again. Conflict
// when the opening was answered or withdrawn; RateLimited when a mail left a moment ago, or often today.
func (s *Store) ResendOpening(ctx context.Context, staff access.Staff, id string) (o *Opening, err error) {
	err = s.write(ctx, func(t *tx) error {
		var by access.Staff
		if by, o, err = t.opening(staff, id); err != nil {
			return err
		}
		if err := t.mayResend(Desk, MailOpening, o.Email, o.OwnerName); err != nil {
			return err
		}
		token, hash := NewToken()
		expires := t.now.Add(OpeningLife)
		renewed := t.Exec("UPDATE openings SET token_hash = ?, expires_at = ?, opened_by = ?, opened_by_name = ?, updated_at = ? WHERE id = ? AND token_hash = ? AND state = ?",
			hash, expires, by.User, by.Name, t.now, id, o.TokenHash, OpeningOpen)
		if err := one(renewed, Fail(Conflict, "opening.answered")); err != nil {
			return err
		}
		if err := t.cancelLink(o.TokenHash); err != nil {
			return err
		}
		o.ExpiresAt, o.OpenedByName = expires, by.Name
		if err := t.mailOpening(*o, token); err != nil {
			return err
		}
		return t.recordOpening(by, "opening.resent", *o)
	})
	return o, err
}

// WithdrawOpening takes an opening back: its link dies. Conflict when it was answered already.
func (s *Store) WithdrawOpening(ctx context.Context, staff access.Staff, id string) (o *Opening, err error) {
	err = s.write(ctx, func(t *tx) error {
		var by access.Staff
		if by, o, err = t.opening(staff, id); err != nil {
			return err
		}
		withdrawn := t.Exec("UPDATE openings SET state = ?, updated_at = ? WHERE id = ? AND state = ?", OpeningWithdrawn, t.now, id, OpeningOpen)
		if err := one(withdrawn, Fail(Conflict, "opening.answered")); err != nil {
			return err
		}
		if err := t.cancelLink(o.TokenHash); err != nil {
			return err
		}
		return t.recordOpening(by, "opening.withdrawn", *o)
	})
	return o, err
}

// opening reads one that support is to change.
func (t *tx) opening(staff access.Staff, id string) (access.Staff, *Opening, error) {
	staff, err := t.freshStaff(staff)
	if err != nil {
		return staff, nil, err
	}
	o := &Opening{}
	if err := t.Raw("SELECT * FROM openings WHERE id = ?", id).Scan(o).Error; err != nil {
		return staff, nil, err
	}
	switch {
	case o.ID == "":
		return staff, nil, missing()
	case o.State != OpeningOpen:
		return staff, o, Fail(Conflict, "opening.answered")
	}
	return staff, o, nil
}

// cancelLink gives up what has not left yet with a link that dies.
func (t *tx) cancelLink(hash string) error {
	return t.endMails(ofLink, hash)
}
