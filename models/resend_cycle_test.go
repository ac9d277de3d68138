package models

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"coulisse/access"
)

// Who takes an invitation back and invites anew, and so on, mailed the same again at each turn.
func TestTwentyFiveCyclesMailTheSameOnce(t *testing.T) {
	for name, begin := range cycles() {
		t.Run(name, func(t *testing.T) {
			s, owner := founded(t)
			now := s.Now()
			s.Now = func() time.Time { return now }
			kind, to, cycle := begin(t, s, owner)
			mails := func() (n int) {
				s.r.Raw("SELECT count(*) FROM mails WHERE kind = ? AND recipient = ?", kind, to).Scan(&n)
				return n
			}
			before := mails()
			for minute := range ResendsADay {
				for i := range 25 {
					if err := cycle(); i == 0 && err != nil || i > 0 && CodeOf(err) != RateLimited {
						t.Fatalf("minute %d, cycle %d: %v", minute+1, i+1, err)
					}
				}
				if got := mails() - before; got != minute+1 {
					t.Fatalf("%d mails within %d minutes", got, minute+1)
				}
				now = now.Add(time.Minute)
			}
			var refused *Error
			if err := cycle(); !errors.As(err, &refused) || refused.Key != "resend.day" {
				t.Errorf("a sixth one within a day: %v", err)
			}
			now = now.AddDate(0, 0, 1)
			if err := cycle(); err != nil {
				t.Errorf("after a day: %v", err)
			}
		})
	}
}

// cycles are clicks, each of which mails somebody and brings everything back to where it was.
func cycles() map[string]func(*testing.T, *Store, access.Actor) (kind MailKind, to string, cycle func() error) {
	return map[string]func(*testing.T, *Store, access.Actor) (MailKind, string, func() error){
		"invited and taken back": func(t *testing.T, s *Store, owner access.Actor) (MailKind, string, func() error) {
			return MailInvitation, "ana@example.org", func() error {
				id, err := s.Invite(t.Context(), owner, details("ana@example.org", nil), true)
				if err == nil {
					_, err = s.RevokeInvitation(t.Context(), owner, id)
				}
				return err
			}
		},
		"given web access and removed": func(t *testing.T, s *Store, owner access.Actor) (MailKind, string, func() error) {
			id := entry(t, s, owner, "anders")
			return MailInvitation, "anders@example.org", func() error {
				_, err := s.GiveAccess(t.Context(), owner, id, WebAccess{Role: access.NoRights, Grant: everywhere(nil)})
				if err == nil {
					_, err = s.RevokeInvitation(t.Context(), owner, id)
				}
				return err
			}
		},
		"offered and withdrawn": func(t *testing.T, s *Store, owner access.Actor) (MailKind, string, func() error) {
			heir := member(t, s, owner, "heir", everywhere(nil))
			return MailOwnershipOffered, heir.Email, func() error {
				_, err := s.OfferOwnership(t.Context(), owner, heir.Email)
				if err == nil {
					_, err = s.WithdrawOwnership(t.Context(), owner)
				}
				return err
			}
		},
		"opened and withdrawn": func(t *testing.T, s *Store, _ access.Actor) (MailKind, string, func() error) {
			staff := deskPerson(t, s, "sofie")
			return MailOpening, "ask@aurora.example", func() error {
				id, err := s.OpenOrganisation(t.Context(), staff, NewOpening{Organisation: "Aurora",
					TimeZone: "Europe/Oslo", Locale: "da", OwnerName: "Ask", Email: "ask@aurora.example"})
				if err == nil {
					_, err = s.WithdrawOpening(t.Context(), staff, id)
				}
				return err
			}
		},
		"looked as a member": func(t *testing.T, s *Store, owner access.Actor) (MailKind, string, func() error) {
			staff, ben := deskPerson(t, s, "sofie"), member(t, s, owner, "ben", everywhere(nil))
			if _, err := s.ConsentToView(t.Context(), owner, true); err != nil {
				t.Fatal(err)
			}
			s.w.Exec("UPDATE users SET password_hash = 'x' WHERE id = ?", staff.User)
			token, err := s.StartSession(t.Context(), Session{UserID: staff.User, Proof: "x"}, "")
			if err != nil {
				t.Fatal(err)
			}
			var session string
			s.r.Raw("SELECT id FROM sessions WHERE token_hash = ?", HashToken(token)).Scan(&session)
			return MailSupportView, owner.Email, func() error {
				_, _, err := s.StartView(t.Context(), staff, session, ben.Membership, "Phoned")
				return err
			}
		},
		"failed and sent again": func(t *testing.T, s *Store, owner access.Actor) (MailKind, string, func() error) {
			event, full, _ := onSale(t, s, owner, 10)
			sells(t, s, owner, event, full, Contact{Email: "mia@example.org"})
			return MailTickets, "mia@example.org", func() error {
				for m, err := s.ClaimMail(t.Context(), time.Minute); m != nil; m, err = s.ClaimMail(t.Context(), time.Minute) {
					if err == nil {
						err = s.MailGivenUp(t.Context(), m, "refused 550 5.1.1 No such person")
					}
					if err != nil {
						t.Fatal(err)
					}
				}
				pause, err := s.ResendFailedPause(t.Context(), owner)
				if err != nil {
					t.Fatal(err)
				}
				r, err := s.ResendFailed(t.Context(), owner)
				if err != nil || r.Sent+r.Skipped != 1 || (r.Sent == 0) != (pause > 0) {
					t.Fatalf("%+v, %v paused, %v", r, pause, err)
				}
				return pause.refusal("Mia")
			}
		},
	}
}

// A mail that was just leaving left once more at each correction.
func TestACorrectionToAndFroMailsNobodyTwiceWithinAMinute(t *testing.T) {
	s, owner := founded(t)
	now := s.Now()
	s.Now = func() time.Time { return now }
	event, full, _ := onSale(t, s, owner, 10)
	o := sells(t, s, owner, event, full, Contact{Name: "Mia", Email: "mia@example.org"})
	corrects := func(email string) error {
		c, err := s.Customer(t.Context(), owner, o.ID)
		if err == nil {
			_, err = s.UpdateCustomer(t.Context(), owner, o.ID, c.Version, Contact{Name: "Mia", Email: email})
		}
		return err
	}
	refusals := 0
	for i := range 25 {
		if m, err := s.ClaimMail(t.Context(), time.Hour); err != nil || m != nil && m.Kind != MailTickets {
			t.Fatal(m, err)
		}
		email := []string{"noa@example.org", "mia@example.org"}[i%2]
		err := corrects(email)
		if CodeOf(err) == RateLimited {
			refusals++
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for email, most := range map[string]int{"noa@example.org": 1, "mia@example.org": 2} { // one is the order's
		var mails int
		s.r.Raw("SELECT count(*) FROM mails WHERE recipient = ?", email).Scan(&mails)
		if mails > most {
			t.Errorf("%d mails to %s", mails, email)
		}
	}
	now = now.Add(time.Minute)
	if err := corrects("noa@example.org"); err != nil || refusals == 0 {
		t.Errorf("%d refused, and after a minute: %v", refusals, err)
	}
}

// What was mailed again and taken back counted twice.
func TestAnInvitationThatIsTakenBackCountsWithItsMailsOnce(t *testing.T) {
	s, owner := founded(t)
	now := s.Now()
	s.Now = func() time.Time { return now }
	id, err := s.Invite(t.Context(), owner, details("ana@example.org", nil), true)
	if err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Hour)
	if _, err := s.SendInvitation(t.Context(), owner, id); err != nil {
		t.Fatal(err)
	}
	if _, err := s.RevokeInvitation(t.Context(), owner, id); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Invite(t.Context(), owner, details("ANA@example.org", nil), true); CodeOf(err) != RateLimited {
		t.Error("invited again at once:", err)
	}
	if _, err := s.Invite(t.Context(), owner, details("ANA@example.org", nil), false); err != nil {
		t.Error("prepared, which mails nobody:", err)
	}
	var counted int64
	if s.r.Model(&Resend{}).Count(&counted); counted != 1 {
		t.Errorf("%d mails are counted", counted)
	}
}

// After an outage thousands of tickets wait to be sent again: all at one click took seconds, and 70 KB each.
func TestAClickSendsAsManyFailedTicketsAsARequestHasTimeFor(t *testing.T) {
	s, owner := founded(t)
	event, full, _ := onSale(t, s, owner, 2*(mostResent+10))
	for i := range mostResent + 3 {
		sells(t, s, owner, event, full, Contact{Email: fmt.Sprintf("mia.%d@example.org", i)})
	}
	s.w.Exec("UPDATE mails SET state = ?", mailFailed)
	for _, want := range []Resent{{Sent: mostResent, Left: 3}, {Sent: 3}, {}} {
		if pause, err := s.ResendFailedPause(t.Context(), owner); pause != 0 || err != nil {
			t.Error("the button is out of use:", pause, err)
		}
		if r, err := s.ResendFailed(t.Context(), owner); r != want || err != nil {
			t.Errorf("%+v %v, not %+v", r, err, want)
		}
	}
}
