package models

import (
	"bytes"
	"testing"
	"time"

	"coulisse/access"
)

// posted is an organisation whose outbox holds one invitation, on a clock that the test moves.
func posted(t *testing.T) (s *Store, owner access.Actor, membership string, now *time.Time) {
	t.Helper()
	s, owner = founded(t)
	moved := s.Now()
	now = &moved
	s.Now = func() time.Time { return *now }
	membership, err := s.Invite(t.Context(), owner, details("ana@nordlys.example", access.Levels{access.Events: access.Edit}), true)
	if err != nil {
		t.Fatal(err)
	}
	return s, owner, membership, now
}

// claimed takes the next mail, which must be there.
func claimed(t *testing.T, s *Store) *Mail {
	t.Helper()
	m, err := s.ClaimMail(t.Context(), time.Minute)
	if err != nil || m == nil {
		t.Fatal(m, err)
	}
	return m
}

// none asserts that no mail is to be sent now.
func none(t *testing.T, s *Store) {
	t.Helper()
	if m, err := s.ClaimMail(t.Context(), time.Minute); m != nil || err != nil {
		t.Fatalf("%+v %v", m, err)
	}
}

// outboxRow is the state of the one mail and whether its link is still there.
func outboxRow(t *testing.T, s *Store, id string) (state string, secret bool) {
	t.Helper()
	var row struct {
		State  string
		Secret []byte
	}
	if err := s.r.Raw("SELECT state, secret FROM mails WHERE id = ?", id).Scan(&row).Error; err != nil {
		t.Fatal(err)
	}
	return row.State, row.Secret != nil
}

func TestAMailIsClaimedByOneUntilItsLeaseEnds(t *testing.T) {
	s, _, _, now := posted(t)
	first := claimed(t, s)
	none(t, s)
	if due, err := s.NextMailDue(t.Context()); err != nil || !due.Equal(now.Add(time.Minute)) {
		t.Fatal(due, err)
	}
	*now = now.Add(time.Minute)
	again := claimed(t, s)
	if again.ID != first.ID || again.MessageID != first.MessageID || again.Token != first.Token || again.Attempts != 2 {
		t.Errorf("%+v\n%+v", first, again)
	}
	// The first claim is over: what its holder still reports no longer counts.
	if err := s.MailGivenUp(t.Context(), first, "refused"); err != nil {
		t.Fatal(err)
	}
	if state, _ := outboxRow(t, s, first.ID); state != mailSending {
		t.Error(state)
	}
}

func TestASentMailIsNotedAtItsInvitationAndLosesItsLink(t *testing.T) {
	s, owner, id, now := posted(t)
	m := claimed(t, s)
	if m.Token == "" || m.Data.Actor != "Signe Holm" || m.Data.Levels["events"] != "edit" {
		t.Errorf("%+v", m)
	}
	if err := s.MailSent(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if state, secret := outboxRow(t, s, m.ID); state != mailSent || secret {
		t.Error(state, secret)
	}
	p, err := s.Person(t.Context(), owner, id)
	if err != nil || p.Invitation.Outcome != MailingSent || !p.Invitation.SentAt.Equal(*now) {
		t.Errorf("%+v %v", p.Invitation, err)
	}
	*now = now.Add(time.Hour)
	none(t, s)
}

func TestAMailThatIsGivenUpMarksItsInvitation(t *testing.T) {
	s, owner, id, now := posted(t)
	m := claimed(t, s)
	if err := s.MailRetry(t.Context(), m, "deferred 451 later", now.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	p, err := s.Person(t.Context(), owner, id)
	if err != nil || p.Status != Invited || p.Invitation.Failure != "deferred 451 later" {
		t.Errorf("%+v %v", p, err)
	}
	none(t, s)
	*now = now.Add(time.Minute)
	m = claimed(t, s)
	if err := s.MailGivenUp(t.Context(), m, "refused 550 no such person"); err != nil {
		t.Fatal(err)
	}
	if state, secret := outboxRow(t, s, m.ID); state != mailFailed || !secret { // it can be tried again
		t.Error(state, secret)
	}
	p, err = s.Person(t.Context(), owner, id)
	if err != nil || p.Status != Failed || p.Invitation.Failure != "refused 550 no such person" {
		t.Errorf("%+v %v", p, err)
	}
	var told int
	s.r.Raw("SELECT count(*) FROM history WHERE action = 'invitation.failed' AND target_id = ? AND organisation_id = ?", id, owner.Organisation).Scan(&told)
	if told != 1 {
		t.Errorf("%d entries in the history", told)
	}
}

func TestAMailWithADeadLinkIsNeverSent(t *testing.T) {
	for name, end := range map[string]func(s *Store, owner access.Actor, id, token string) error{
		"rotated": func(s *Store, owner access.Actor, id, _ string) error {
			_, err := s.SendInvitation(t.Context(), owner, id)
			if err == nil {
				m := claimed(t, s) // the new one
				err = s.MailSent(t.Context(), m)
			}
			return err
		},
		"taken back": func(s *Store, owner access.Actor, id, _ string) error {
			_, err := s.RevokeInvitation(t.Context(), owner, id)
			return err
		},
		"answered": func(s *Store, _ access.Actor, _, token string) error {
			_, err := s.Decline(t.Context(), token)
			if err == nil {
				m := claimed(t, s) // tells the owner
				err = s.MailSent(t.Context(), m)
			}
			return err
		},
	} {
		for _, begun := range []bool{false, true} {
			s, owner, id, now := posted(t)
			var old struct{ ID string }
			s.r.Raw("SELECT id FROM mails").Scan(&old)
			token := linkOf(t, s, id)
			if begun { // and the process was killed
				claimed(t, s)
			}
			if err := end(s, owner, id, token); err != nil {
				t.Fatal(name, err)
			}
			*now = now.Add(time.Hour)
			none(t, s)
			if state, secret := outboxRow(t, s, old.ID); state != mailCancelled || secret {
				t.Errorf("%s: %s, link kept: %v", name, state, secret)
			}
		}
	}
}

func TestAMailCancelledWhileItLeavesStaysCancelled(t *testing.T) {
	s, owner, id, _ := posted(t)
	m := claimed(t, s)
	if _, err := s.SendInvitation(t.Context(), owner, id); err != nil {
		t.Fatal(err)
	}
	if err := s.MailSent(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if state, _ := outboxRow(t, s, m.ID); state != mailCancelled {
		t.Error(state)
	}
	p, err := s.Person(t.Context(), owner, id)
	if err != nil || p.Invitation.Outcome != MailingQueued {
		t.Errorf("the old mail counted for the new link: %+v %v", p.Invitation, err)
	}
}

func TestAMailSealedWithOtherKeysIsGivenUpAndHoldsUpNobody(t *testing.T) {
	s, owner, id, _ := posted(t)
	keys, err := NewKeys(bytes.Repeat([]byte("x"), 32))
	if err != nil {
		t.Fatal(err)
	}
	s.keys = keys
	second, err := s.Invite(t.Context(), owner, details("bo@nordlys.example", nil), true)
	if err != nil {
		t.Fatal(err)
	}
	if m := claimed(t, s); m.MembershipID != second {
		t.Errorf("%+v", m)
	}
	p, err := s.Person(t.Context(), owner, id)
	if err != nil || p.Status != Failed || p.Invitation.Failure != mailSealed {
		t.Errorf("%+v %v", p, err)
	}
}

func TestMailsThatWaitForTheServerAreHastened(t *testing.T) {
	s, _, _, now := posted(t)
	m := claimed(t, s)
	if err := s.MailRetry(t.Context(), m, "busy 421 closing", now.Add(4*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := s.HastenMails(t.Context(), []string{"dropped", "bus"}); err != nil {
		t.Fatal(err)
	}
	none(t, s)
	if err := s.HastenMails(t.Context(), []string{"dropped", "busy"}); err != nil {
		t.Fatal(err)
	}
	m = claimed(t, s)
	if err := s.MailReleased(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if again := claimed(t, s); again.Attempts != m.Attempts {
		t.Errorf("a mail that was not tried counts as tried: %d, %d", m.Attempts, again.Attempts)
	}
}

func TestOldMailsAreSwept(t *testing.T) {
	s, owner, id, now := posted(t)
	m := claimed(t, s)
	if err := s.MailSent(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if err := s.KeepInMailbox(t.Context(), MailboxMail{ID: m.ID, Recipient: "ana@nordlys.example", Subject: "Hej"}); err != nil {
		t.Fatal(err)
	}
	*now = now.Add(mailKept / 2)
	if _, err := s.SendInvitation(t.Context(), owner, id); err != nil {
		t.Fatal(err)
	}
	*now = now.Add(mailKept/2 + time.Minute)
	if err := s.SweepMails(t.Context()); err != nil {
		t.Fatal(err)
	}
	var left []string
	s.r.Raw("SELECT state FROM mails").Scan(&left)
	if len(left) != 1 || left[0] != mailQueued {
		t.Error(left)
	}
	if list, err := s.MailboxList(t.Context(), owner); err != nil || len(list) != 0 {
		t.Error(list, err)
	}
}

// The mailbox shows everyone's links.
func TestTheMailboxIsForTheOwnerAlone(t *testing.T) {
	s, owner, _, _ := posted(t)
	for range 2 { // the second time after a kill
		if err := s.KeepInMailbox(t.Context(), MailboxMail{ID: "1", Recipient: "ana@nordlys.example", Subject: "Hej", Text: "link", HTML: "<p>"}); err != nil {
			t.Fatal(err)
		}
	}
	list, err := s.MailboxList(t.Context(), owner)
	if err != nil || len(list) != 1 || list[0].Text != "" || list[0].Subject != "Hej" {
		t.Errorf("%+v %v", list, err)
	}
	theirs := MailboxMail{ID: "3", OrganisationID: "another", Recipient: "bo@example.org", Subject: "Not yours"}
	if err := s.KeepInMailbox(t.Context(), theirs); err != nil {
		t.Fatal(err)
	}
	if again, err := s.MailboxList(t.Context(), owner); err != nil || len(again) != 1 {
		t.Errorf("another organisation's mail is listed: %+v %v", again, err)
	}
	m, err := s.MailboxMessage(t.Context(), owner, "1")
	if err != nil || m.Text != "link" || m.HTML != "<p>" {
		t.Errorf("%+v %v", m, err)
	}
	other := owner
	other.Owner = false
	if _, err := s.MailboxList(t.Context(), other); CodeOf(err) != NotFound {
		t.Error(err)
	}
	for _, ask := range []struct {
		actor access.Actor
		id    string
	}{{other, "1"}, {owner, "2"}, {owner, "3"}} {
		if _, err := s.MailboxMessage(t.Context(), ask.actor, ask.id); CodeOf(err) != NotFound {
			t.Error(ask.id, err)
		}
	}
}
