package mailer_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

// atOnce asserts that the mails are for different people, each with a link of their own.
func atOnce(t *testing.T, mails []testkit.ReceivedMail) {
	t.Helper()
	to, ids, links := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, m := range mails {
		to[m.To], ids[m.Header.Get("Message-Id")], links[m.Link()] = true, true, true
		if !strings.HasPrefix(m.Link(), base+"/invitations/") {
			t.Errorf("link %s", m.Link())
		}
	}
	if len(to) != len(mails) || len(ids) != len(mails) || len(links) != len(mails) {
		t.Errorf("%d mails for %d people, %d ids, %d links", len(mails), len(to), len(ids), len(links))
	}
}

func TestAHundredMailsAreDeliveredNoneTwice(t *testing.T) {
	s := testkit.NewMailServer(t, testkit.MailServerOptions{STARTTLS: true})
	p := newPost(t, transport(s, "starttls"))
	leavesNothing(t)
	ids := p.invite(60)
	p.start()
	for i := range 40 {
		d := models.Details{Email: fmt.Sprintf("late%d@nordlys.example", i), Name: "Late", Role: access.Custom, Grant: access.Grant{Scope: access.Scope{All: true}}}
		id, err := p.store.Invite(t.Context(), p.owner, d, true)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	s.Wait(t, 100)
	for _, id := range ids {
		p.until(id, models.MailingSent, "")
	}
	p.pass(48 * time.Hour)
	p.stop()
	atOnce(t, s.Messages())
	if n := len(s.Messages()); n != 100 {
		t.Errorf("%d mails", n)
	}
}

func TestTheServerIsDownAndComesBack(t *testing.T) {
	s := testkit.NewMailServer(t, testkit.MailServerOptions{})
	s.Down()
	p := newPost(t, transport(s, "none"))
	ids := p.invite(20)
	p.start()
	p.until(ids[0], models.MailingQueued, "unreachable")
	for range 5 { // one mail after the other tries, and waits longer and longer
		p.pass(10 * time.Minute)
		time.Sleep(20 * time.Millisecond)
	}
	if n := strings.Count(p.log.String(), "no mail can be sent"); n != 1 {
		t.Errorf("%d log lines for one outage:\n%s", n, p.log)
	}
	s.Up(t)
	p.pass(2 * time.Minute)
	s.Wait(t, 20)
	for _, id := range ids {
		p.until(id, models.MailingSent, "")
	}
	p.stop()
	atOnce(t, s.Messages())
	if !strings.Contains(p.log.String(), "mails leave again") {
		t.Error(p.log)
	}
}

func TestAStallingServerKeepsMailsWaiting(t *testing.T) {
	s := testkit.NewMailServer(t, testkit.MailServerOptions{STARTTLS: true})
	s.Be(testkit.Stalls)
	to := transport(s, "starttls")
	to.Timeout = 200 * time.Millisecond
	p := newPost(t, to)
	ids := p.invite(3)
	p.start()
	for _, id := range ids { // each waits for its own sake
		p.until(id, models.MailingQueued, "timeout")
	}
	s.Be(testkit.Accepts)
	to.Timeout = 5 * time.Second
	p.pass(time.Minute)
	s.Wait(t, 3)
	for _, id := range ids {
		p.until(id, models.MailingSent, "")
	}
	atOnce(t, s.Messages())
}

func TestARefusedMailMarksItsInvitationAndHoldsUpNobody(t *testing.T) {
	s := testkit.NewMailServer(t, testkit.MailServerOptions{})
	s.Be(testkit.RefusesRecipient)
	p := newPost(t, transport(s, "none"))
	p.start()
	id := p.invite(1)[0]
	p.until(id, models.MailingFailed, "refused 550 5.1.1 No such person here")
	if got := p.person(id).Status; got != models.Failed {
		t.Error(got)
	}
	s.Be(testkit.Accepts)
	if _, err := p.store.SendInvitation(t.Context(), p.owner, id); err != nil {
		t.Fatal(err)
	}
	s.Wait(t, 1)
	p.until(id, models.MailingSent, "")
	if n := s.Tries(); n != 2 {
		t.Errorf("%d tries", n)
	}
}

func TestADeferredMailBacksOffAndIsGivenUpAfterADay(t *testing.T) {
	s := testkit.NewMailServer(t, testkit.MailServerOptions{})
	s.Be(testkit.Defers)
	p := newPost(t, transport(s, "none"))
	p.start()
	id := p.invite(1)[0]
	const reason = "deferred 451 4.7.1 Come back later"
	p.until(id, models.MailingQueued, reason)
	tries := 1
	for _, wait := range []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 4 * time.Hour, 4 * time.Hour, 4 * time.Hour, 4 * time.Hour, 4 * time.Hour} {
		p.pass(wait - time.Second)
		time.Sleep(30 * time.Millisecond)
		if got := s.Tries(); got != tries {
			t.Fatalf("tried again before %v: %d tries, not %d", wait, got, tries)
		}
		p.pass(time.Second)
		tries++
		eventually(t, func() bool { return s.Tries() == tries }, func() string { return fmt.Sprintf("not tried again after %v", wait) })
		eventually(t, func() bool { return p.settled(id) }, func() string { return "never settled" })
	}
	p.until(id, models.MailingFailed, reason)
	p.pass(48 * time.Hour)
	time.Sleep(30 * time.Millisecond)
	if got := s.Tries(); got != tries {
		t.Error("a mail that was given up was tried again")
	}
}
