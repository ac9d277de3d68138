package mailer_test

import (
	"context"
	"fmt"
	"net/mail"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/mailer"
	"coulisse/models"
	"coulisse/testkit"
)

// through is a transport made of a function.
type through func(ctx context.Context, m mailer.Message) error

func (f through) Send(ctx context.Context, m mailer.Message) error { return f(ctx, m) }

// A process that is killed between the server's yes and the note of it cannot know better
// than to send again; the same Message-ID lets the recipient's server see that.
func TestAMailUnderWayWhenTheProcessIsKilledLeavesAgainUnderItsMessageID(t *testing.T) {
	s := testkit.NewMailServer(t, testkit.MailServerOptions{})
	to := transport(s, "none")
	p := newPost(t, to)
	id := p.invite(1)[0]
	killed, err := p.store.ClaimMail(t.Context(), time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	before, err := mailer.Writer{BaseURL: base, From: mail.Address{Name: "Coulisse", Address: "console@nordlys.example"}}.Write(*killed)
	if err != nil {
		t.Fatal(err)
	}
	if err := to.Send(t.Context(), before); err != nil {
		t.Fatal(err)
	}
	p.start()
	p.pass(59 * time.Second)
	time.Sleep(30 * time.Millisecond)
	if n := len(s.Messages()); n != 1 {
		t.Fatalf("%d mails while the claim still held", n)
	}
	p.pass(2 * time.Second)
	mails := s.Wait(t, 2)
	p.until(id, models.MailingSent, "")
	if a, b := mails[0].Header.Get("Message-Id"), mails[1].Header.Get("Message-Id"); a != b || mails[0].Link() != mails[1].Link() {
		t.Errorf("%s and %s", a, b)
	}
}

func TestAStopLetsTheMailUnderWayLeave(t *testing.T) {
	begun, finish, sent := make(chan struct{}), make(chan struct{}), atomic.Int32{}
	p := newPost(t, through(func(ctx context.Context, _ mailer.Message) error {
		close(begun)
		<-finish
		sent.Add(1)
		return ctx.Err()
	}))
	leavesNothing(t)
	id := p.invite(1)[0]
	p.start()
	<-begun
	stopped := make(chan struct{})
	go func() { p.stop(); close(stopped) }()
	time.Sleep(50 * time.Millisecond)
	close(finish)
	<-stopped
	if got := p.person(id).Invitation; got.Outcome != models.MailingSent || sent.Load() != 1 {
		t.Errorf("%+v, sent %d times", got, sent.Load())
	}
	if again, err := p.store.ClaimMail(t.Context(), time.Minute); again != nil || err != nil {
		t.Error("it would leave again:", err)
	}
}

func TestAStopDoesNotWaitLongForAServer(t *testing.T) {
	s := testkit.NewMailServer(t, testkit.MailServerOptions{})
	s.Be(testkit.Stalls)
	to := transport(s, "none")
	to.Timeout = time.Minute
	p := newPost(t, to)
	id := p.invite(1)[0]
	p.start()
	eventually(t, func() bool { return s.Tries() == 1 }, func() string { return "never tried" })
	began := time.Now()
	p.stop()
	if took := time.Since(began); took > 40*time.Second {
		t.Errorf("stopping took %v", took)
	}
	s.Be(testkit.Accepts)
	p.use(to)
	p.start()
	s.Wait(t, 1)
	p.until(id, models.MailingSent, "")
}

func TestAFaultInOneMailDoesNotHoldUpTheOthers(t *testing.T) {
	got := make(chan string, 10)
	p := newPost(t, through(func(_ context.Context, m mailer.Message) error {
		if m.To.Name == "Person 0" {
			panic("a fault of ours")
		}
		got <- m.To.Name
		return nil
	}))
	ids := p.invite(3)
	p.start()
	p.until(ids[0], models.MailingQueued, "internal")
	p.until(ids[2], models.MailingSent, "")
	if a, b := <-got, <-got; a != "Person 1" || b != "Person 2" {
		t.Error(a, b)
	}
}

func TestAFaultInTheSettingsLosesNoMail(t *testing.T) {
	s := testkit.NewMailServer(t, testkit.MailServerOptions{STARTTLS: true, Username: "console", Password: "geheim"})
	wrong := transport(s, "starttls")
	wrong.Username, wrong.Password = "console", "falsch"
	p := newPost(t, wrong)
	ids := p.invite(3)
	p.start()
	const reason = "credentials 535 5.7.8 Authentication failed"
	p.until(ids[0], models.MailingQueued, reason)
	for range 6 { // longer than a mail is tried otherwise
		p.pass(12 * time.Hour)
		time.Sleep(20 * time.Millisecond)
	}
	if got := p.person(ids[0]).Invitation; got.Outcome != models.MailingQueued || got.Failure != reason {
		t.Errorf("%+v", got)
	}
	if log := p.log.String(); strings.Count(log, "level=ERROR") != 1 || !strings.Contains(log, "does not accept the user name and password (535 5.7.8 Authentication failed)") || strings.Contains(log, "falsch") {
		t.Error(log)
	}
	right := transport(s, "starttls")
	right.Username, right.Password = "console", "geheim"
	p.use(right)
	p.start()
	s.Wait(t, 3)
	for _, id := range ids {
		p.until(id, models.MailingSent, "")
	}
}

func TestAMailWhoseLinkRanOutMeanwhileIsNotSent(t *testing.T) {
	s := testkit.NewMailServer(t, testkit.MailServerOptions{})
	p := newPost(t, transport(s, "none"))
	id := p.invite(1)[0]
	p.clock.Advance(7 * 24 * time.Hour)
	p.start()
	p.until(id, models.MailingFailed, "late")
	if n := len(s.Messages()); n != 0 {
		t.Errorf("%d mails", n)
	}
}

func TestOnlyTheNewLinkLeavesWhenAnInvitationIsSentAgain(t *testing.T) {
	s := testkit.NewMailServer(t, testkit.MailServerOptions{})
	s.Down()
	p := newPost(t, transport(s, "none"))
	ids := p.invite(2)
	p.start()
	p.until(ids[0], models.MailingQueued, "unreachable")
	if _, err := p.store.SendInvitation(t.Context(), p.owner, ids[0]); err != nil {
		t.Fatal(err)
	}
	if _, err := p.store.RevokeInvitation(t.Context(), p.owner, ids[1]); err != nil {
		t.Fatal(err)
	}
	s.Up(t)
	p.pass(2 * time.Minute)
	s.Wait(t, 1)
	p.until(ids[0], models.MailingSent, "")
	p.pass(24 * time.Hour)
	p.stop()
	mails := s.Messages()
	if len(mails) != 1 || mails[0].To != "person0@nordlys.example" {
		t.Fatalf("%+v", mails)
	}
	if _, err := p.store.Offer(t.Context(), strings.TrimPrefix(mails[0].Link(), base+"/invitations/")); err != nil {
		t.Error("the link that arrived is not the current one:", err)
	}
}

func TestTheMailboxKeepsMailsAndPrintsTheirLinks(t *testing.T) {
	out := &lockedBuffer{}
	p := newPost(t, nil)
	p.use(&mailer.Mailbox{Store: p.store, Out: out})
	p.start()
	id := p.invite(1)[0]
	p.until(id, models.MailingSent, "")
	list, err := p.store.MailboxList(t.Context(), p.owner)
	if err != nil || len(list) != 1 || list[0].Recipient != "person0@nordlys.example" {
		t.Fatalf("%+v %v", list, err)
	}
	if list, err := p.store.MailboxList(t.Context(), access.Actor{Owner: true, Organisation: "another"}); err != nil || len(list) != 0 {
		t.Errorf("another organisation's owner reads %+v %v", list, err)
	}
	m, err := p.store.MailboxMessage(t.Context(), p.owner, list[0].ID)
	if err != nil || !strings.Contains(m.HTML, base+"/invitations/") {
		t.Fatalf("%+v %v", m, err)
	}
	var link string
	if _, err := fmt.Sscanf(out.String(), "mail to person0@nordlys.example: "+m.Subject+"\n  %s\n", &link); err != nil || !strings.Contains(m.Text, link) {
		t.Errorf("%q %v", out, err)
	}
	if strings.Contains(p.log.String(), "/invitations/") {
		t.Error("the log holds a link")
	}
}
