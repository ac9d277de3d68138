package mailer_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/mailer"
	"coulisse/models"
	"coulisse/testkit"
)

// post is an organisation with an outbox on a clock that the test moves.
type post struct {
	t      *testing.T
	clock  *testkit.Clock
	store  *models.Store
	owner  access.Actor
	outbox *mailer.Outbox
	log    *lockedBuffer
	stop   func()
}

// lockedBuffer is a buffer that a log and a test may use at once.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// newPost founds an organisation whose mails leave through the transport once start is
// called.
func newPost(t *testing.T, to mailer.Transport) *post {
	t.Helper()
	p := &post{t: t, clock: testkit.NewClock(), log: &lockedBuffer{}, stop: func() {}}
	p.store = testkit.NewStore(t, p.clock.Now)
	u, err := p.store.Found(t.Context(), models.Founding{Organisation: "Nordlys", TimeZone: "Europe/Copenhagen", Locale: "da", Name: "Signe Holm", Email: "signe@nordlys.example", PasswordHash: "x"})
	if err != nil {
		t.Fatal(err)
	}
	p.owner = signIn(t, p.store, u)
	p.use(to)
	return p
}

// use gives the outbox another transport, as a start with other settings does.
func (p *post) use(to mailer.Transport) {
	p.t.Helper()
	p.stop()
	var err error
	p.outbox, err = mailer.New(mailer.Options{Store: p.store, Transport: to, BaseURL: base, From: "Coulisse <console@nordlys.example>",
		Timeout: 5 * time.Second, Log: slog.New(slog.NewTextHandler(p.log, nil))})
	if err != nil {
		p.t.Fatal(err)
	}
	p.store.OnMail(p.outbox.Wake)
}

// start runs the outbox until the test ends or stop is called.
func (p *post) start() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.outbox.Run(ctx)
	}()
	p.stop = func() { cancel(); <-done }
	p.t.Cleanup(p.stop)
}

// pass moves the clock and tells the outbox.
func (p *post) pass(d time.Duration) {
	p.clock.Advance(d)
	p.outbox.Wake()
}

func (p *post) invite(n int) (ids []string) {
	p.t.Helper()
	for i := range n {
		id, err := p.store.Invite(p.t.Context(), p.owner, models.Details{Email: fmt.Sprintf("person%d@nordlys.example", i), Name: fmt.Sprintf("Person %d", i), Role: access.Custom,
			Grant: access.Grant{Levels: access.Levels{access.Events: access.Edit}, Scope: access.Scope{All: true}}}, true)
		if err != nil {
			p.t.Fatal(err)
		}
		ids = append(ids, id)
	}
	return ids
}

func (p *post) person(id string) *models.Person {
	p.t.Helper()
	found, err := p.store.Person(p.t.Context(), p.owner, id)
	if err != nil {
		p.t.Fatal(err)
	}
	return found
}

// until waits for a person's invitation to come to an outcome and failure.
func (p *post) until(id, outcome, failure string) {
	p.t.Helper()
	eventually(p.t, func() bool {
		i := p.person(id).Invitation
		return i.Outcome == outcome && i.Failure == failure
	}, func() string {
		return fmt.Sprintf("%+v, want %s %s\n%s", p.person(id).Invitation, outcome, failure, p.log)
	})
}

func eventually(t *testing.T, holds func() bool, otherwise func() string) {
	t.Helper()
	for range 1000 {
		if holds() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal(otherwise())
}

func signIn(t *testing.T, s *models.Store, u *models.User) access.Actor {
	t.Helper()
	organisation, err := s.SignedIn(t.Context(), u, "")
	if err != nil {
		t.Fatal(err)
	}
	session, err := s.StartSession(t.Context(), models.Session{UserID: u.ID, OrganisationID: organisation, Proof: u.PasswordHash}, "")
	if err != nil {
		t.Fatal(err)
	}
	v, err := s.Viewer(t.Context(), models.HashToken(session), models.Limits{Idle: time.Hour, Absolute: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	return v.Actor
}

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
	p.until(ids[0], models.MailingQueued, "timeout")
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
		p.until(id, p.person(id).Invitation.Outcome, reason)
		eventually(t, func() bool { return p.settled(id) }, func() string { return "never settled" })
	}
	p.until(id, models.MailingFailed, reason)
	p.pass(48 * time.Hour)
	time.Sleep(30 * time.Millisecond)
	if got := s.Tries(); got != tries {
		t.Error("a mail that was given up was tried again")
	}
}

// settled tells whether the mail has been put back or given up since it was tried: its next
// time is in the future, or there is none.
func (p *post) settled(id string) bool {
	due, err := p.store.NextMailDue(p.t.Context())
	if err != nil {
		p.t.Fatal(err)
	}
	claim := p.clock.Now().Add(5*time.Second + time.Minute) // the lease of a mail under way
	return due.IsZero() || due.After(p.clock.Now()) && !due.Equal(claim) || p.person(id).Status == models.Failed
}
