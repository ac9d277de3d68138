package mailer_test

import (
	"context"
	"errors"
	"net/mail"
	"runtime"
	"strings"
	"testing"
	"time"

	"coulisse/config"
	"coulisse/mailer"
	"coulisse/testkit"
)

var greeting = mailer.Message{
	ID: "0197-abc@nordlys.example", Date: time.Date(2026, 6, 16, 8, 30, 0, 0, time.UTC),
	From: mail.Address{Name: "Coulisse", Address: "console@nordlys.example"}, To: mail.Address{Name: "Ana Søholm", Address: "ana@nordlys.example"},
	Subject: "Velkommen på holdet – nu skal du bare vælge en adgangskode, så er du klar", Text: "Hej Ana\n.\nFrom here\n", HTML: "<p>Hej Ana</p>",
}

// transport sends to the server with the encryption that the server begins with.
func transport(s *testkit.MailServer, encryption string) *mailer.SMTP {
	t := mailer.NewSMTP(config.Mail{Host: s.Host, Port: s.Port, Encryption: encryption, Timeout: time.Minute})
	t.Roots = s.Roots
	return t
}

// leavesNothing fails the test when goroutines are left that were not there before.
func leavesNothing(t *testing.T) {
	t.Helper()
	before := runtime.NumGoroutine()
	t.Cleanup(func() {
		for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
			if runtime.NumGoroutine() <= before {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
		stacks := make([]byte, 1<<16)
		t.Errorf("%d goroutines before, %d after:\n%s", before, runtime.NumGoroutine(), stacks[:runtime.Stack(stacks, true)])
	})
}

func TestAMailArrivesWhole(t *testing.T) {
	account := testkit.MailServerOptions{Username: "console", Password: "geheim"}
	for name, c := range map[string]struct {
		encryption, username string
		options              testkit.MailServerOptions
	}{
		"clear":                {"none", "", testkit.MailServerOptions{}},
		"STARTTLS":             {"starttls", "", testkit.MailServerOptions{STARTTLS: true}},
		"TLS":                  {"tls", "", testkit.MailServerOptions{TLS: true}},
		"clear, account":       {"none", "console", account},
		"STARTTLS, AUTH PLAIN": {"starttls", "console", testkit.MailServerOptions{STARTTLS: true, Username: "console", Password: "geheim", Mechanisms: []string{"PLAIN"}}},
		"STARTTLS, AUTH LOGIN": {"starttls", "console", testkit.MailServerOptions{STARTTLS: true, Username: "console", Password: "geheim", Mechanisms: []string{"LOGIN"}}},
		"TLS, AUTH LOGIN":      {"tls", "console", testkit.MailServerOptions{TLS: true, Username: "console", Password: "geheim", Mechanisms: []string{"LOGIN"}}},
	} {
		t.Run(name, func(t *testing.T) {
			leavesNothing(t)
			s := testkit.NewMailServer(t, c.options)
			to := transport(s, c.encryption)
			if c.username != "" {
				to.Username, to.Password = c.username, "geheim"
			}
			if err := to.Send(t.Context(), greeting); err != nil {
				t.Fatal(err)
			}
			m := s.Wait(t, 1)[0]
			if m.From != "console@nordlys.example" || m.To != "ana@nordlys.example" || m.Subject != greeting.Subject || m.Text != greeting.Text || m.HTML != greeting.HTML {
				t.Errorf("%+v", m)
			}
			if m.Encrypted != (c.encryption != "none") || m.SignedIn != (c.username != "") {
				t.Errorf("encrypted %v, signed in %v", m.Encrypted, m.SignedIn)
			}
			if to, err := m.Header.AddressList("To"); err != nil || to[0].Name != "Ana Søholm" {
				t.Error(to, err)
			}
			for header, want := range map[string]string{
				"Message-Id": "<0197-abc@nordlys.example>", "Auto-Submitted": "auto-generated", "Date": "Tue, 16 Jun 2026 08:30:00 +0000",
				"Mime-Version": "1.0", "From": `"Coulisse" <console@nordlys.example>`, "Reply-To": "",
			} {
				if got := m.Header.Get(header); got != want {
					t.Errorf("%s: %q, want %q", header, got, want)
				}
			}
		})
	}
}

func TestAFailureSaysWhatItMeans(t *testing.T) {
	starttls := testkit.MailServerOptions{STARTTLS: true}
	account := testkit.MailServerOptions{STARTTLS: true, Username: "console", Password: "geheim"}
	for name, c := range map[string]struct {
		encryption, username string
		options              testkit.MailServerOptions
		mood                 testkit.Mood
		want                 mailer.Reason
		answer               string
	}{
		"451":                       {"starttls", "", starttls, testkit.Defers, mailer.Deferred, "451 4.7.1 Come back later"},
		"550 to RCPT":               {"starttls", "", starttls, testkit.RefusesRecipient, mailer.Refused, "550 5.1.1 No such person here"},
		"554 after DATA":            {"starttls", "", starttls, testkit.RefusesContent, mailer.Refused, "554 5.6.0 Message refused"},
		"dropped":                   {"starttls", "", starttls, testkit.Drops, mailer.Dropped, ""},
		"silent after DATA":         {"starttls", "", starttls, testkit.Stalls, mailer.TimedOut, ""},
		"silent after DATA, TLS":    {"tls", "", testkit.MailServerOptions{TLS: true}, testkit.Stalls, mailer.TimedOut, ""},
		"no STARTTLS":               {"starttls", "", testkit.MailServerOptions{}, testkit.Accepts, mailer.NoSTARTTLS, ""},
		"self-signed, STARTTLS":     {"starttls", "", testkit.MailServerOptions{STARTTLS: true, SelfSigned: true}, testkit.Accepts, mailer.Certificate, ""},
		"self-signed, TLS":          {"tls", "", testkit.MailServerOptions{TLS: true, SelfSigned: true}, testkit.Accepts, mailer.Certificate, ""},
		"wrong password":            {"starttls", "console", account, testkit.Accepts, mailer.Credentials, "535 5.7.8 Authentication failed"},
		"account missing":           {"starttls", "", account, testkit.Accepts, mailer.Sender, "502 5.7.0 Please authenticate first"},
		"AUTH not offered":          {"starttls", "console", starttls, testkit.Accepts, mailer.NoAuth, ""},
		"AUTH offers nothing known": {"starttls", "console", testkit.MailServerOptions{STARTTLS: true, Username: "console", Mechanisms: []string{"XOAUTH2"}}, testkit.Accepts, mailer.NoAuth, ""},
		"TLS to a clear port":       {"tls", "", starttls, testkit.Accepts, mailer.NotTLS, ""},
		"clear to a TLS port":       {"starttls", "", testkit.MailServerOptions{TLS: true}, testkit.Accepts, mailer.Silent, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := testkit.NewMailServer(t, c.options)
			s.Be(c.mood)
			to := transport(s, c.encryption)
			if to.Username = c.username; c.username != "" {
				to.Password = "wrong"
			}
			if c.want == mailer.TimedOut || c.want == mailer.Silent {
				to.Timeout = time.Second
			}
			began := time.Now()
			err := to.Send(t.Context(), greeting)
			var f *mailer.Failure
			if !errors.As(err, &f) || f.Reason != c.want || f.Answer != c.answer {
				t.Fatalf("%#v, want %s", err, c.want)
			}
			if strings.Contains(err.Error(), "⟦") || strings.Contains(err.Error(), "\n") {
				t.Errorf("not a line for the log: %q", err)
			}
			if took := time.Since(began); took > 30*time.Second {
				t.Errorf("took %v", took)
			}
			if n := len(s.Messages()); n != 0 {
				t.Errorf("%d mails arrived all the same", n)
			}
		})
	}
}

func TestFailuresLeaveNothingBehind(t *testing.T) {
	leavesNothing(t)
	t.Run("failures", TestAFailureSaysWhatItMeans)
}

func TestNobodyAtThePort(t *testing.T) {
	s := testkit.NewMailServer(t, testkit.MailServerOptions{})
	s.Down()
	var f *mailer.Failure
	if err := transport(s, "none").Send(t.Context(), greeting); !errors.As(err, &f) || f.Reason != mailer.Unreachable || f.Final() || f.Setup() || !f.Everywhere() {
		t.Fatal(err)
	}
}

func TestSendingEndsWithItsContext(t *testing.T) {
	leavesNothing(t)
	s := testkit.NewMailServer(t, testkit.MailServerOptions{STARTTLS: true})
	s.Be(testkit.Stalls)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(200*time.Millisecond, cancel)
	began := time.Now()
	err := transport(s, "starttls").Send(ctx, greeting)
	if !errors.Is(err, context.Canceled) || time.Since(began) > 30*time.Second {
		t.Fatal(err, time.Since(began))
	}
}

func TestAnAddressThatIsNone(t *testing.T) {
	s := testkit.NewMailServer(t, testkit.MailServerOptions{})
	for _, address := range []string{"", "ana", "ana@", "ana@x.example\r\nBcc: eve@evil.example", "a@x.example, eve@evil.example", "ana@x.example> RCPT TO:<eve@evil.example"} {
		m := greeting
		m.To = mail.Address{Address: address}
		var f *mailer.Failure
		if err := transport(s, "none").Send(t.Context(), m); !errors.As(err, &f) || !f.Final() {
			t.Errorf("%q: %v", address, err)
		}
	}
	if n := len(s.Messages()); n != 0 {
		t.Error(n, "mails arrived")
	}
}

// A name or a subject with line breaks must not become a header of its own.
func TestHeadersCannotBeInjected(t *testing.T) {
	s := testkit.NewMailServer(t, testkit.MailServerOptions{})
	m := greeting
	m.To.Name = "Ana\r\nBcc: eve@evil.example\r\n\r\nBody"
	m.From.Name = "Coulisse\nReply-To: eve@evil.example"
	m.Subject = "Hej\r\nX-Evil: 1\r\n\r\n<b>"
	if err := transport(s, "none").Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	got := s.Wait(t, 1)[0]
	for _, header := range []string{"Bcc", "Reply-To", "X-Evil"} {
		if got.Header.Get(header) != "" {
			t.Errorf("%s: %s", header, got.Header.Get(header))
		}
	}
	if got.Text != m.Text {
		t.Errorf("%q", got.Text)
	}
}
