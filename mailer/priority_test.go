package mailer_test

import (
	"fmt"
	"testing"
	"time"

	"coulisse/models"
	"coulisse/testkit"
)

// slowTickets queues ticket mails to a server that takes its time, and waits until some have left.
func slowTickets(t *testing.T, n int) (*testkit.MailServer, *post) {
	t.Helper()
	s := testkit.NewMailServer(t, testkit.MailServerOptions{})
	s.Slow(50 * time.Millisecond)
	p := newPost(t, transport(s, "none"))
	p.sell(n)
	p.start()
	s.Wait(t, 2)
	return s, p
}

func TestAPasswordLinkLeavesBeforeTicketsThatWait(t *testing.T) {
	s, p := slowTickets(t, 60)
	before := len(s.Messages())
	if err := p.store.ForgotPassword(t.Context(), "signe@nordlys.example", "192.0.2.1", 3); err != nil {
		t.Fatal(err)
	}
	id := p.invite(1)[0]
	p.until(id, models.MailingSent, "")
	urgent := 0
	for i, m := range s.Messages() {
		if m.To == "signe@nordlys.example" || m.To == "person0@nordlys.example" {
			if urgent++; i > before+8 {
				t.Errorf("%s came as number %d; %d had left before it was asked for", m.Subject, i+1, before)
			}
		}
	}
	if urgent != 2 {
		t.Errorf("%d of 2 urgent mails", urgent)
	}
	s.Slow(0)
	s.Wait(t, 62)
}

func TestManyMailsShareAConversation(t *testing.T) {
	s := testkit.NewMailServer(t, testkit.MailServerOptions{TLS: true, Username: "console", Password: "geheim"})
	s.BeTo("person3@nordlys.example", testkit.RefusesRecipient)
	s.BeTo("person5@nordlys.example", testkit.RefusesContent)
	to := transport(s, "tls")
	to.Username, to.Password = "console", "geheim"
	p := newPost(t, to)
	leavesNothing(t)
	ids := p.invite(40)
	p.start()
	s.Wait(t, 38)
	p.until(ids[3], models.MailingFailed, "refused 550 5.1.1 No such person here")
	p.until(ids[5], models.MailingFailed, "refused 554 5.6.0 Message refused")
	p.stop()
	atOnce(t, s.Messages())
	if n := s.Conversations(); n > 3 {
		t.Errorf("%d conversations for 40 mails", n)
	}
}

// A server may end a conversation that lies idle; what comes next goes by a new one.
func TestAConversationThatTheServerEndedIsOpenedAgain(t *testing.T) {
	s := testkit.NewMailServer(t, testkit.MailServerOptions{})
	line := transport(s, "none").Keep()
	defer line.Close()
	for i := range 3 {
		m := greeting
		m.ID = fmt.Sprint(m.ID, i)
		if err := line.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		s.Down()
		s.Up(t)
	}
	if n := len(s.Messages()); n != 3 || s.Conversations() != 3 {
		t.Errorf("%d mails in %d conversations", n, s.Conversations())
	}
}

// A clock that is set back must not hold mails up for as long as it was set back.
func TestAClockThatIsSetBackHoldsNoMailUp(t *testing.T) {
	s := testkit.NewMailServer(t, testkit.MailServerOptions{})
	s.Down()
	p := newPost(t, transport(s, "none"))
	ids := p.invite(3)
	p.start()
	p.until(ids[0], models.MailingQueued, "unreachable")
	p.clock.Advance(-time.Hour)
	s.Up(t)
	eventually(t, func() bool {
		p.await(time.Minute)
		return len(s.Messages()) == 3
	}, p.log.String)
	for _, id := range ids {
		p.until(id, models.MailingSent, "")
	}
}
