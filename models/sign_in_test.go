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
		if _, err := s.BeginSignIn(t.Context(), u.EmailKey, "192.0.2.1", lockout); err != nil {
			t.Fatal(err)
		}
		if _, err := s.SignedIn(t.Context(), u, ""); CodeOf(err) != Forbidden {
			t.Fatal(err)
		}
	}
}

func TestATryThatWasNotVerifiedIsGivenBack(t *testing.T) {
	s, _ := founded(t)
	for range lockout.Account + 1 {
		if _, err := s.BeginSignIn(t.Context(), "signe@nordlys.example", "192.0.2.1", lockout); err != nil {
			t.Fatal(err)
		}
		if err := s.SignInAbandoned(t.Context(), "signe@nordlys.example"); err != nil {
			t.Fatal(err)
		}
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
