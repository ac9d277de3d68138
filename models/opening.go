package models

import (
	"context"
	"time"

	"gorm.io/gorm"
)

// Opening is an organisation that support has opened for somebody (MP2), from the link in the
// mail to the answer. The organisation comes to be when its owner accepts, with the owner.
type Opening struct {
	ID             string
	TokenHash      string
	Organisation   string // name
	NameKey        string
	TimeZone       string // IANA name
	Locale         string
	OwnerName      string
	Email          string
	EmailKey       string
	OpenedBy       string // user's id, of support
	OpenedByName   string
	State          string
	OrganisationID string // that came of it
	ExpiresAt      time.Time
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// States of an opening. One that nobody has answered in time shows as OpeningExpired.
const (
	OpeningOpen      = "open"
	OpeningAccepted  = "accepted"
	OpeningDeclined  = "declined"
	OpeningWithdrawn = "withdrawn"
	OpeningExpired   = "expired"
)

// OpeningLife is how long the link of an opening works.
const OpeningLife = 14 * 24 * time.Hour

// Standing is the state as people see it, at an instant.
func (o Opening) Standing(now time.Time) string {
	if o.State == OpeningOpen && !o.ExpiresAt.After(now) {
		return OpeningExpired
	}
	return o.State
}

// Zone is the organisation's time zone; UTC if its name is unknown here.
func (o Opening) Zone() *time.Location { return zone(o.TimeZone) }

// OpeningOffer is an opening as the one sees it who is to be the owner.
type OpeningOffer struct {
	Opening
	Account *User // of the address, if there is one already
}

// OpeningOffer finds an opening by its link; looking spends nothing (mail scanners look). Gone
// with the offer when it was answered, withdrawn or ran out; NotFound when the link was replaced
// or never was.
func (s *Store) OpeningOffer(ctx context.Context, token string) (o *OpeningOffer, err error) {
	err = s.read(ctx).Transaction(func(db *gorm.DB) error { // one moment, though several queries
		o, err = s.openingOffer(db, token)
		return err
	})
	if err != nil && CodeOf(err) == "" {
		return nil, err
	}
	return o, err
}

func (s *Store) openingOffer(db *gorm.DB, token string) (*OpeningOffer, error) {
	o, account := &OpeningOffer{}, User{}
	if err := db.Raw("SELECT * FROM openings WHERE token_hash = ?", HashToken(token)).Scan(&o.Opening).Error; err != nil {
		return nil, err
	}
	if o.ID == "" {
		return nil, Fail(NotFound, "opening.unknown")
	}
	if err := db.Raw("SELECT * FROM users WHERE email_key = ?", o.EmailKey).Scan(&account).Error; err != nil {
		return nil, err
	}
	if account.ID != "" {
		o.Account = &account
	}
	if o.Standing(s.Now()) != OpeningOpen {
		return o, Fail(Gone, "opening."+o.Standing(s.Now())+".title")
	}
	return o, nil
}

// AcceptOpening makes the organisation and its owner, once: of the signed-in user, or of a new
// user when signedIn is "". Of several at once one succeeds. Gone when the link was spent
// meanwhile, Forbidden when somebody else is signed in, Conflict when the address has an account and
// nobody is signed in, or belongs to support. Returned are the ids of the organisation and of its owner.
func (s *Store) AcceptOpening(ctx context.Context, token, signedIn string, n Newcomer) (organisation, owner string, err error) {
	err = s.write(ctx, func(t *tx) error {
		o, err := s.openingOffer(t.DB, token)
		if err != nil {
			return err
		}
		if err := t.refuseStaff(o.EmailKey, Fail(Conflict, "invitation.staff")); err != nil {
			return err
		}
		u, err := t.openingOwner(o, signedIn, n)
		if err != nil {
			return err
		}
		owner = u.ID
		founding := Founding{Organisation: o.Organisation, TimeZone: o.TimeZone, Locale: o.Locale}
		if organisation, err = t.foundFor(founding, *u, changed(nil, "opened_by", "", o.OpenedByName)); err != nil {
			return err
		}
		return t.answerOpening(o.Opening, OpeningAccepted, organisation)
	})
	return organisation, owner, err
}

// openingOwner is the account that accepts: the signed-in one of the address, who keeps name,
// password and second factor, or a new one.
func (t *tx) openingOwner(o *OpeningOffer, signedIn string, n Newcomer) (*User, error) {
	switch {
	case signedIn != "" && o.Account != nil && o.Account.ID == signedIn:
		return o.Account, nil
	case signedIn != "":
		return nil, Fail(Forbidden, "invitation.other_address")
	case o.Account != nil:
		return nil, Fail(Conflict, "invitation.sign_in_first")
	}
	return t.newUser(n, o.Email)
}

// answerOpening spends the link.
func (t *tx) answerOpening(o Opening, state, organisation string) error {
	answered := t.Exec("UPDATE openings SET state = ?, organisation_id = ?, updated_at = ? WHERE id = ? AND token_hash = ? AND state = ? AND expires_at > ?",
		state, organisation, t.now, o.ID, o.TokenHash, OpeningOpen, t.now)
	return one(answered, Fail(Gone, "opening.accepted.title"))
}

// DeclineOpening turns an opening down, once, for whoever holds the link; support sees it in its
// list.
func (s *Store) DeclineOpening(ctx context.Context, token string) error {
	return s.write(ctx, func(t *tx) error {
		o, err := s.openingOffer(t.DB, token)
		if err != nil {
			return err
		}
		if err := t.answerOpening(o.Opening, OpeningDeclined, ""); err != nil {
			return err
		}
		return t.record(Entry{Action: "opening.declined", Kind: TargetOpening, Target: o.ID, Name: o.Organisation})
	})
}
