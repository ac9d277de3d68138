package models

import (
	"testing"
	"time"

	"coulisse/access"
)

var lockout = Lockout{Account: 3, Address: 50, For: 15 * time.Minute}

// accepted is a person besides the owner who took up an invitation.
func accepted(t *testing.T, s *Store, owner access.Actor, email string) *User {
	t.Helper()
	id, err := s.Invite(t.Context(), owner, details(email, access.Levels{access.Events: access.View}), true)
	if err != nil {
		t.Fatal(err)
	}
	o, err := s.Accept(t.Context(), linkOf(t, s, id), "", Newcomer{Name: "Ana Holm", PasswordHash: "first"})
	if err != nil {
		t.Fatal(err)
	}
	return &User{ID: *o.Person.UserID, EmailKey: o.Person.EmailKey, Name: o.Person.Name, PasswordHash: "first"}
}

func TestARightPasswordIsForgottenAsATryAlsoWhenAccessIsSwitchedOff(t *testing.T) {
	s, owner := founded(t)
	u := accepted(t, s, owner, "ana@nordlys.example")
	p, err := s.People(t.Context(), owner, PeopleFilter{Search: "ana"})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.SetActive(t.Context(), owner, p.Rows[0].ID, false); err != nil {
		t.Fatal(err)
	}
	for range lockout.Account + 1 {
		trial := begin(t, s, u.EmailKey)
		if err := trial.right(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := s.SignedIn(t.Context(), u, ""); CodeOf(err) != Forbidden {
			t.Fatal(err)
		}
	}
}

// begin is a stranger's try, counted, whose password is looked at next.
func begin(t *testing.T, s *Store, email string) *Trial {
	t.Helper()
	trial, err := s.BeginTry(t.Context(), Try{Email: email, Address: "192.0.2.1"}, lockout)
	if err == nil {
		err = trial.Count(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	return trial
}

// A try is counted when its turn comes, before the password is looked at: one that crashes then
// counts, one that waited in vain does not.
func TestATryCountsFromItsTurnOnAndNotBefore(t *testing.T) {
	s, _ := founded(t)
	h, release := occupied(time.Millisecond)
	for range lockout.Account + 1 {
		_, err := s.TryPassword(t.Context(), h, Try{Email: "signe@nordlys.example", Address: "192.0.2.1"}, "seven grey seals", lockout)
		if CodeOf(err) != Busy {
			t.Fatal(err)
		}
	}
	var rows int64
	if s.r.Model(&TryCount{}).Count(&rows); rows != 0 {
		t.Fatal("counted before their turn:", rows)
	}
	release()
	h.derive = func(_, _ []byte, _, _ uint32, _ uint8, length uint32) []byte {
		var a TryCount
		if err := s.r.Where("kind = ?", attemptAccount).Take(&a).Error; err != nil || a.Failures != 1 {
			t.Error("not counted when the password is looked at:", a, err)
		}
		return make([]byte, length)
	}
	_, err := s.TryPassword(t.Context(), h, Try{Email: "nobody@nordlys.example", Address: "192.0.2.1"}, "seven grey seals", lockout)
	if CodeOf(err) != Invalid {
		t.Fatal(err)
	}
}

func TestTheDeskUnlocksAPersonEverywhere(t *testing.T) {
	s, owner := founded(t)
	u := accepted(t, s, owner, "ana@nordlys.example")
	token, err := s.KnowBrowser(t.Context(), "", u.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	try := Try{Email: u.EmailKey, Address: "192.0.2.1", Browser: token}
	for range lockout.Account {
		trial, err := s.BeginTry(t.Context(), try, lockout)
		if err == nil {
			err = trial.Count(t.Context())
		}
		if err == nil {
			err = trial.Wrong(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.BeginTry(t.Context(), try, lockout); CodeOf(err) != RateLimited {
		t.Fatal(err)
	}
	found, err := s.Find(t.Context(), access.Staff{User: "sofie"}, "ana@nordlys.example")
	if err != nil || len(found.People) != 1 || found.People[0].LockedUntil.IsZero() {
		t.Errorf("the desk does not see the lock of her own browser: %+v %v", found, err)
	}
	locks := 0
	err = s.write(t.Context(), func(t *tx) (err error) {
		locks, err = t.unlockOwn(*u)
		return err
	})
	if err != nil || locks != 1 {
		t.Fatal(locks, err)
	}
	if _, err := s.BeginTry(t.Context(), try, lockout); err != nil {
		t.Fatal(err)
	}
}

// A password was verified; before the session starts, the owner of the account resets it.
// The old password must not leave a session behind.
func TestAPasswordThatChangedMeanwhileStartsNoSession(t *testing.T) {
	s, owner := founded(t)
	u := accepted(t, s, owner, "ana@nordlys.example")
	organisation, err := s.SignedIn(t.Context(), u, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.write(t.Context(), func(t *tx) error { return t.setPassword(*u, "second", "", "user.password_reset") }); err != nil {
		t.Fatal(err)
	}
	_, err = s.StartSession(t.Context(), Session{UserID: u.ID, OrganisationID: organisation, Proof: "first"}, "")
	if CodeOf(err) != Forbidden {
		t.Fatal("the old password started a session:", err)
	}
	_, err = s.StartSession(t.Context(), Session{UserID: u.ID, OrganisationID: organisation}, HashToken("made up"))
	if CodeOf(err) != Forbidden {
		t.Fatal("a session started from one that does not exist:", err)
	}
}

func TestOneCustomersIPv6AddressesCountAsOne(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.1":            "192.0.2.1",
		"::ffff:192.0.2.1":     "::ffff:192.0.2.1",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
		"2001:db8:1:2::9":      "2001:db8:1:2::/64",
		"fe80::1%eth0":         "fe80::/64",
		"":                     "",
	} {
		if got := network(address); got != want {
			t.Errorf("%s: got %s, want %s", address, got, want)
		}
	}
}
