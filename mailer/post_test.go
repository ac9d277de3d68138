package mailer_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
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
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); {
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
