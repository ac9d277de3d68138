package models

import (
	"testing"
	"time"

	"coulisse/access"
)

// The offer was withdrawn, the invitation taken back, the opening withdrawn, all after the backup:
// its restore let the successor accept and own, and the links open.
func TestOffersThatTheBackupHoldsOpenNothingAfterARestore(t *testing.T) {
	s, owner := founded(t)
	heir := member(t, s, owner, "heir", everywhere(access.Levels{access.Users: access.Approve}))
	if _, err := s.OfferOwnership(t.Context(), owner, heir.Email); err != nil {
		t.Fatal(err)
	}
	id, err := s.Invite(t.Context(), owner, details("ana@example.org", nil), true)
	if err != nil {
		t.Fatal(err)
	}
	invitation := linkOf(t, s, id)
	staff := deskPerson(t, s, "sofie")
	opened, err := s.OpenOrganisation(t.Context(), staff, NewOpening{Organisation: "Aurora", TimeZone: "Europe/Oslo", Locale: "da", OwnerName: "Ask", Email: "ask@aurora.example"})
	if err != nil {
		t.Fatal(err)
	}
	opening := mailedToken(t, s, "ask@aurora.example")
	for { // what waited has left before the backup
		if m, err := s.ClaimMail(t.Context(), time.Minute); err != nil {
			t.Fatal(err)
		} else if m == nil {
			break
		} else if err := s.MailSent(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	s, done := restored(t, s)
	if done.Offers != 1 || done.Invitations != 1 || done.Openings != 1 || done.Mails != 0 {
		t.Errorf("%+v", done)
	}
	if _, err := s.AcceptOwnership(t.Context(), heir); CodeOf(err) == "" {
		t.Error("the successor owns:", err)
	}
	if o, err := s.Ownership(t.Context(), owner); err != nil || o.Offer != nil || o.Owner.ID != owner.User {
		t.Errorf("%+v %v", o, err)
	}
	if _, err := s.Accept(t.Context(), invitation, "", Newcomer{Name: "Ana Holm", PasswordHash: "y"}); CodeOf(err) != Gone {
		t.Error("the link of an invitation works:", err)
	}
	_, _, err = s.AcceptOpening(t.Context(), opening, "", Newcomer{Name: "Ask", PasswordHash: "y"})
	if CodeOf(err) != Gone {
		t.Error("the link of an opening works:", err)
	}
	if p, err := s.Person(t.Context(), owner, id); err != nil || p.Status != Expired {
		t.Errorf("%+v %v", p, err)
	}
	later := s.Now().Add(resendPause + time.Second)
	s.Now = func() time.Time { return later }
	if _, err := s.SendInvitation(t.Context(), owner, id); err != nil {
		t.Error("it cannot be sent again:", err)
	}
	if _, err := s.Accept(t.Context(), linkOf(t, s, id), "", Newcomer{Name: "Ana Holm", PasswordHash: "y"}); err != nil {
		t.Error("sent again, it does not work:", err)
	}
	if _, err := s.ResendOpening(t.Context(), staff, opened); err != nil {
		t.Error("the opening cannot be sent again:", err)
	}
	if _, err := s.OfferOwnership(t.Context(), owner, heir.Email); err != nil {
		t.Error("the ownership cannot be offered again:", err)
	}
}

// mailedToken is the token of the link in the mail that waits for an address.
func mailedToken(t *testing.T, s *Store, address string) string {
	t.Helper()
	var row struct {
		ID     string
		Secret []byte
	}
	s.r.Raw("SELECT id, secret FROM mails WHERE recipient = ? AND state = 'queued'", address).Scan(&row)
	token, err := s.keys.unsealed(row.Secret, row.ID)
	if err != nil {
		t.Fatal(err)
	}
	return token
}
