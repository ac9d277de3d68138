package models

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"coulisse/access"
	"coulisse/models/text"
)

// Founding is what an organisation and its owner are made of.
type Founding struct {
	Organisation string
	TimeZone     string // IANA name
	Locale       string
	Name         string
	Email        string
	PasswordHash string
}

// NewSetupLink makes the one-time set-up link of an empty installation, which ends any
// older one. It returns "" when there is an organisation already.
func (s *Store) NewSetupLink(ctx context.Context) (token string, err error) {
	err = s.write(ctx, func(t *tx) error {
		empty, err := t.empty()
		if err != nil || !empty {
			return err
		}
		var hash string
		token, hash = NewToken()
		return t.Exec("INSERT OR REPLACE INTO setup_links (id, token_hash, created_at) VALUES (1, ?, ?)", hash, t.now).Error
	})
	return token, err
}

// SetupOpen tells whether a set-up link can be used. NotFound for an unknown link, Gone once
// the installation has its organisation.
func (s *Store) SetupOpen(ctx context.Context, token string) error {
	return setupOpen(s.read(ctx), token)
}

func setupOpen(db *gorm.DB, token string) error {
	var links, organisations int
	err := errors.Join(
		db.Raw("SELECT count(*) FROM setup_links WHERE token_hash = ?", HashToken(token)).Scan(&links).Error,
		db.Raw("SELECT count(*) FROM organisations").Scan(&organisations).Error)
	switch {
	case err != nil:
		return err
	case links == 0:
		return missing()
	case organisations > 0:
		return Fail(Gone, "setup.done")
	}
	return nil
}

// Founded tells whether the installation has an organisation.
func (s *Store) Founded(ctx context.Context) (bool, error) {
	var there bool
	err := s.read(ctx).Raw("SELECT EXISTS (SELECT 1 FROM organisations)").Scan(&there).Error
	return there, err
}

// SetUp creates the organisation and its owner by the set-up link; of two at once, one wins
// and the other gets Gone.
func (s *Store) SetUp(ctx context.Context, token string, f Founding) (*User, error) {
	var owner *User
	err := s.write(ctx, func(t *tx) (err error) {
		if err := setupOpen(t.DB, token); err != nil {
			return err
		}
		owner, err = t.found(f)
		return err
	})
	return owner, err
}

// ErrFounded is returned by Found when the installation has an organisation already.
var ErrFounded = errors.New("there is an organisation already")

// Found creates the first organisation and its owner without a browser.
func (s *Store) Found(ctx context.Context, f Founding) (*User, error) {
	var owner *User
	err := s.write(ctx, func(t *tx) (err error) {
		switch empty, err := t.empty(); {
		case err != nil:
			return err
		case !empty:
			return ErrFounded
		}
		owner, err = t.found(f)
		return err
	})
	return owner, err
}

func (t *tx) empty() (bool, error) {
	var n int
	err := t.Raw("SELECT count(*) FROM organisations").Scan(&n).Error
	return n == 0, err
}

// found writes the first organisation with a new user as its owner.
func (t *tx) found(f Founding) (*User, error) {
	u, err := t.newUser(Newcomer{Name: f.Name, PasswordHash: f.PasswordHash, Locale: f.Locale}, f.Email)
	if err != nil {
		return nil, err
	}
	_, err = t.foundFor(f, *u, nil)
	return u, err
}

// newUser writes the account of somebody who has chosen a password.
func (t *tx) newUser(n Newcomer, email string) (*User, error) {
	u := &User{ID: NewID(), Email: email, EmailKey: text.AddressKey(email), Name: n.Name, PasswordHash: n.PasswordHash, Locale: n.Locale,
		PasswordAt: &t.now, CreatedAt: t.now, UpdatedAt: t.now}
	return u, t.Create(u).Error
}

// foundFor is the one place where organisations come to be: it writes the organisation, the
// membership of its owner, and the entry with the given changes. It returns the organisation's id.
func (t *tx) foundFor(f Founding, u User, changes []Change) (organisation string, err error) {
	o := Organisation{ID: NewID(), Name: f.Organisation, TimeZone: f.TimeZone, Locale: f.Locale, MembersEdit: true, InvitationDays: 7, Currency: "EUR",
		IndexedAs: indexedAs(f.Locale),
		Version:   1, CreatedAt: t.now, UpdatedAt: t.now}
	m := Membership{ID: NewID(), OrganisationID: o.ID, UserID: &u.ID, Email: u.Email, EmailKey: u.EmailKey, Name: u.Name, SortName: text.SortKey(o.Locale, u.Name),
		Role: access.Custom, Owner: true, State: StateMember, Active: true, ScopeAll: true, NotifySettlements: true, Version: 1, CreatedAt: t.now, UpdatedAt: t.now}
	for _, row := range []any{&o, &m} {
		if err := t.Create(row).Error; err != nil {
			return "", err
		}
	}
	if err := t.writeRights(m, everything()); err != nil {
		return "", err
	}
	as := access.Actor{User: u.ID, Name: u.Name, Organisation: o.ID}
	return o.ID, t.record(Entry{Actor: as, Action: "organisation.founded", Kind: TargetOrganisation, Target: o.ID, Name: o.Name, Changes: changes})
}
