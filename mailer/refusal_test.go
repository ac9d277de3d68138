package mailer_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"coulisse/mailer"
	"coulisse/models"
	"coulisse/testkit"
)

// moodOf is a mail server in a mood, and an outbox that sends to it.
func moodOf(t *testing.T, mood testkit.Mood) (*testkit.MailServer, *post) {
	t.Helper()
	s := testkit.NewMailServer(t, testkit.MailServerOptions{})
	s.Be(mood)
	return s, newPost(t, transport(s, "none"))
}

func TestARelayThatDeniesEverybodyLosesNoMail(t *testing.T) {
	for name, mood := range map[string]testkit.Mood{"554 5.7.1": testkit.DeniesRelay, "554 alone": testkit.DeniesBarely, "550 5.1.1": testkit.RefusesRecipient, "spam": testkit.SaysSpam} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, p := moodOf(t, mood)
			ids := p.invite(31)
			p.start()
			eventually(t, func() bool { return strings.Contains(p.log.String(), "level=ERROR") }, p.log.String)
			for range 30 { // more than a day
				p.pass(time.Hour)
				time.Sleep(5 * time.Millisecond)
			}
			eventually(t, func() bool {
				for _, id := range ids {
					if p.person(id).Invitation.Outcome != models.MailingQueued {
						return false
					}
				}
				return true
			}, p.log.String)
			if n := strings.Count(p.log.String(), "level=ERROR"); n != 1 {
				t.Errorf("%d log lines for one fault:\n%s", n, p.log)
			}
			s.Be(testkit.Accepts)
			eventually(t, func() bool {
				if !p.sending() { // or a claim would run out
					p.pass(time.Minute)
				}
				return len(s.Messages()) >= len(ids)
			}, p.log.String)
			for _, id := range ids {
				p.until(id, models.MailingSent, "")
			}
			p.stop()
			atOnce(t, s.Messages())
		})
	}
}

func TestARecipientWhomTheServerPutsOffDelaysNobodyElse(t *testing.T) {
	for name, mood := range map[string]testkit.Mood{"421": testkit.PutsOff, "451": testkit.Defers, "dropped at RCPT": testkit.DropsRecipient, "dropped after the mail": testkit.Drops,
		"a strict recipient": testkit.DeniesRelay} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, p := moodOf(t, testkit.Accepts)
			for i := range 3 {
				s.BeTo(fmt.Sprintf("person%d@nordlys.example", i), mood)
			}
			ids := p.invite(20)
			p.start()
			s.Wait(t, 17) // without the clock moving
			for _, id := range ids[3:] {
				p.until(id, models.MailingSent, "")
			}
			for i, id := range ids[:3] {
				address := fmt.Sprintf("person%d@nordlys.example", i)
				eventually(t, func() bool { return s.TriesTo(address) == 1 && p.person(id).Invitation.Failure != "" }, p.log.String)
			}
			p.pass(45 * time.Second)
			time.Sleep(30 * time.Millisecond)
			if n := s.TriesTo("person0@nordlys.example"); n != 1 {
				t.Errorf("tried %d times before a minute was over", n)
			}
			s.BeTo("person0@nordlys.example", testkit.Accepts)
			p.pass(15 * time.Second)
			p.until(ids[0], models.MailingSent, "")
		})
	}
}

func TestARecipientAtWhomTheServerStallsDelaysNobodyElse(t *testing.T) {
	s := testkit.NewMailServer(t, testkit.MailServerOptions{})
	s.BeTo("person0@nordlys.example", testkit.StallsRecipient)
	to := transport(s, "none")
	to.Timeout = time.Minute
	p := newPost(t, to)
	p.invite(20)
	p.start()
	s.WaitFor(t, 19, 50*time.Second) // before the minute is over
}

func TestARecipientRefusedForADayWhileOthersAreServedIsGivenUp(t *testing.T) {
	s, p := moodOf(t, testkit.Accepts)
	s.BeTo("person0@nordlys.example", testkit.DeniesRelay)
	ids := p.invite(1)
	p.start()
	const reason = "policy 554 5.7.1 Relay access denied"
	p.until(ids[0], models.MailingQueued, reason)
	for hour := 1; p.person(ids[0]).Invitation.Outcome == models.MailingQueued && hour < 40; hour++ {
		if err := p.store.ForgotPassword(t.Context(), "signe@nordlys.example", "192.0.2.1", 1000); err != nil {
			t.Fatal(err)
		}
		s.Wait(t, hour)
		p.pass(time.Hour)
		eventually(t, func() bool { return p.settled(ids[0]) }, p.log.String)
	}
	p.until(ids[0], models.MailingFailed, reason)
}

func TestWhatRefusesIsToldApartByItsEnhancedCode(t *testing.T) {
	for line, want := range map[string]mailer.Reason{
		"550 5.1.1 no such mailbox":            mailer.Refused,
		"550 5.2.1 mailbox disabled":           mailer.Refused,
		"552 5.2.2 mailbox full":               mailer.Refused,
		"552 5.3.4 too large":                  mailer.Refused,
		"554 5.6.0 content":                    mailer.Refused,
		"556 5.1.10 takes no mail":             mailer.Refused,
		"550 user unknown":                     mailer.Refused,
		"550 5.1.8 bad sender's domain":        mailer.Policy,
		"550 5.7.1 relaying denied":            mailer.Policy,
		"571 not welcome":                      mailer.Policy,
		"554 relay access denied":              mailer.Policy,
		"553 sorry, we do not relay":           mailer.Policy,
		"550 5.4.4 unable to route":            mailer.Policy,
		"550 5.3.0 system trouble":             mailer.Policy,
		"503 5.5.1 bad sequence":               mailer.Policy,
		"521 5.3.2 takes no mail":              mailer.Policy,
		"530 5.7.0 authentication required":    mailer.Credentials,
		"550 5.7.60 no right to send as that":  mailer.Policy,
		"450 4.2.1 busy mailbox":               mailer.Deferred,
		"421 4.7.0 later":                      mailer.Deferred,
		"452 4.3.1 no space":                   mailer.Deferred,
		"501 5.1.3 bad syntax of an address":   mailer.Refused,
		"550 5.1.7 bad syntax of the sender's": mailer.Policy,
	} {
		if got := refusedAtRCPT(t, line); got.Reason != want || got.Everywhere() && want != mailer.Credentials {
			t.Errorf("%s: %s (everywhere: %v), want %s", line, got.Reason, got.Everywhere(), want)
		}
	}
}
