package models

import (
	"context"
	"math"
	"net/netip"
	"time"

	"coulisse/access"
	"coulisse/i18n"
	"coulisse/models/text"
)

// Kinds of what failed sign-ins, and requests for a new password, are counted by.
const (
	attemptAccount = "account" // the folded e-mail address, known or not
	attemptAddress = "address" // the client's network address
	attemptForgot  = "forgot"  // the client's network address, asking for mails
	attemptMailed  = "mailed"  // the folded e-mail address that mails were asked for, known or not
)

// Lockout says after how many wrong passwords in how long signing in stops, and for how
// long (ASVS 6.3.1). Recovery by mail is never stopped by it.
type Lockout struct {
	Account int // failures for one e-mail address
	Address int // failures from one network address
	For     time.Duration
}

// BeginSignIn refuses an e-mail address or a network address that is locked (RateLimited),
// and counts the try for the account before the password is looked at, so that tries in
// parallel cannot pass the limit. It returns the account's user, nil for an unknown address.
// SignInFailed, SignedIn or SignInAbandoned must follow.
func (s *Store) BeginSignIn(ctx context.Context, email, address string, l Lockout) (u *User, err error) {
	address = network(address)
	err = s.write(ctx, func(t *tx) error {
		if _, err := t.unlocked(attemptAddress, address, l.For); err != nil {
			return err
		}
		failures, err := t.unlocked(attemptAccount, text.AddressKey(email), l.For)
		if err != nil {
			return err
		}
		if failures >= l.Account { // as many tries are under way at this moment
			e := Fail(Busy, "login.busy")
			e.After = 2
			return e
		}
		if err := t.count(attemptAccount, text.AddressKey(email), failures+1); err != nil {
			return err
		}
		var found User
		if err := t.Raw("SELECT * FROM users WHERE email_key = ?", text.AddressKey(email)).Scan(&found).Error; err != nil {
			return err
		}
		if found.ID != "" {
			u = &found
		}
		return nil
	})
	return u, err
}

// SignInAbandoned takes back the count of a try whose password was never looked at, because
// the machine was too busy or the person hung up.
func (s *Store) SignInAbandoned(ctx context.Context, email string) error {
	return s.write(ctx, func(t *tx) error {
		return t.Exec("UPDATE attempts SET failures = failures - 1 WHERE kind = ? AND key = ? AND failures > 0 AND locked_until IS NULL",
			attemptAccount, text.AddressKey(email)).Error
	})
}

// unlocked returns how many failures are counted under a key, 0 once the window or the last
// lock is over, or refuses it while it is locked.
func (t *tx) unlocked(kind, key string, window time.Duration) (failures int, err error) {
	var a struct {
		Failures    int
		Since       time.Time
		LockedUntil *time.Time
	}
	if err := t.Raw("SELECT failures, since, locked_until FROM attempts WHERE kind = ? AND key = ?", kind, key).Scan(&a).Error; err != nil {
		return 0, err
	}
	if a.LockedUntil != nil && a.LockedUntil.After(t.now) {
		left := a.LockedUntil.Sub(t.now)
		e := Fail(RateLimited, "login.locked_"+kind, "minutes", int(math.Ceil(left.Minutes())))
		e.After = int(math.Ceil(left.Seconds()))
		return 0, e
	}
	if a.LockedUntil != nil || t.now.Sub(a.Since) > window {
		return 0, t.Exec("DELETE FROM attempts WHERE kind = ? AND key = ?", kind, key).Error
	}
	return a.Failures, nil
}

// network is the key under which a client's address is counted: an IPv6 one by its /64,
// which one customer has to themselves.
func network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil || a.Unmap().Is4() {
		return address
	}
	prefix, err := a.WithZone("").Prefix(64)
	if err != nil {
		return address
	}
	return prefix.String()
}

// count sets the number of failures under a key; the first one opens the window.
func (t *tx) count(kind, key string, failures int) error {
	return t.Exec(`INSERT INTO attempts (kind, key, failures, since) VALUES (?, ?, ?, ?)
		ON CONFLICT (kind, key) DO UPDATE SET failures = excluded.failures`, kind, key, failures, t.now).Error
}

// SignInFailed follows a wrong password or an unknown address (u is nil): the network
// address is counted, and what has reached its limit is locked. The history of the person's
// organisations tells when the account is.
func (s *Store) SignInFailed(ctx context.Context, u *User, email, address string, l Lockout) error {
	address = network(address)
	return s.write(ctx, func(t *tx) error {
		failures, err := t.unlocked(attemptAddress, address, l.For)
		if err == nil {
			err = t.count(attemptAddress, address, failures+1)
		}
		if err != nil && CodeOf(err) != RateLimited { // another try may have locked it meanwhile
			return err
		}
		until := t.now.Add(l.For)
		const lock = "UPDATE attempts SET locked_until = ? WHERE kind = ? AND key = ? AND failures >= ? AND locked_until IS NULL"
		if err := t.Exec(lock, until, attemptAddress, address, l.Address).Error; err != nil {
			return err
		}
		locked := t.Exec(lock, until, attemptAccount, text.AddressKey(email), l.Account)
		if locked.Error != nil || locked.RowsAffected == 0 || u == nil {
			return locked.Error
		}
		places, err := t.placesOf(*u)
		for _, p := range places {
			if err := t.record(Entry{Organisation: p.OrganisationID, Action: "user.locked", Kind: TargetMembership, Target: p.ID, Name: p.Name}); err != nil {
				return err
			}
		}
		return err
	})
}

// SignedIn forgets the account's failures, stores a rehashed password if there is one,
// and says into which organisation the person goes: the one where they were last, or "" for
// somebody of the support desk, and when all that waits is an invitation or an opening, which one
// must be signed in to accept. Forbidden
// when they have no access that holds today; its Key says why: login.no_organisation,
// login.access_off, login.not_yet or login.ended.
func (s *Store) SignedIn(ctx context.Context, u *User, rehashed string) (organisation string, err error) {
	var refusal error // what was written before it stays: the password was right
	err = s.write(ctx, func(t *tx) error {
		if err := t.Exec("DELETE FROM attempts WHERE kind = ? AND key = ?", attemptAccount, u.EmailKey).Error; err != nil {
			return err
		}
		if rehashed != "" {
			if err := t.Exec("UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ?", rehashed, u.ID, u.PasswordHash).Error; err != nil {
				return err
			}
		}
		staff, err := staffOf(t.DB, u.ID)
		if err != nil {
			return err
		}
		if staff != nil {
			return t.record(Entry{Staff: *staff, Action: "user.signed_in", Kind: TargetUser, Target: u.ID, Name: u.Name})
		}
		m, err := t.placeToGo(u)
		if CodeOf(err) == Forbidden {
			waits, errWaits := t.somethingToAccept(u.EmailKey)
			if waits == nil {
				refusal = err
			}
			return errWaits
		}
		if err != nil {
			return err
		}
		organisation = m.OrganisationID
		as := access.Actor{User: u.ID, Name: m.Name, Organisation: organisation, Membership: m.ID}
		return t.record(Entry{Actor: as, Action: "user.signed_in", Kind: TargetMembership, Target: m.ID, Name: m.Name})
	})
	if err != nil {
		return "", err
	}
	if rehashed != "" {
		u.PasswordHash = rehashed
	}
	return organisation, refusal
}

// placeToGo is the membership that a person signs in to.
func (t *tx) placeToGo(u *User) (*Membership, error) {
	places, err := t.placesOf(*u)
	if err != nil {
		return nil, err
	}
	if len(places) == 0 {
		return nil, Fail(Forbidden, "login.no_organisation")
	}
	for _, p := range places {
		if p.Membership.status(Invitation{}, t.now, day(t.now, p.TimeZone)) == Active {
			return &p.Membership, nil
		}
	}
	p := places[0]
	switch p.Membership.status(Invitation{}, t.now, day(t.now, p.TimeZone)) {
	case Scheduled:
		return nil, Fail(Forbidden, "login.not_yet", "organisation", p.OrganisationName, "day", i18n.Day(p.ValidFrom))
	case Ended:
		return nil, Fail(Forbidden, "login.ended", "organisation", p.OrganisationName, "day", i18n.Day(p.ValidUntil))
	}
	return nil, Fail(Forbidden, "login.access_off", "organisation", p.OrganisationName)
}
