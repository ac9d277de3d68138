package handlers_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/config"
	"coulisse/i18n"
	"coulisse/mailer"
	"coulisse/models"
	"coulisse/testkit"
	"coulisse/views/component"
)

// badMail is a state of a mail server in which an invitation's mail does not leave.
type badMail struct {
	encryption, username string
	options              testkit.MailServerOptions
	mood                 testkit.Mood
	down                 bool
	givenUp              bool // the mail is, at once
	everywhere           bool // no mail leaves
}

// badMails are all that the mail server of the tests can be.
func badMails() map[string]badMail {
	starttls := testkit.MailServerOptions{STARTTLS: true}
	account := testkit.MailServerOptions{STARTTLS: true, Username: "console", Password: "geheim"}
	return map[string]badMail{
		"nobody at the port": {encryption: "starttls", down: true, everywhere: true},
		"no STARTTLS":        {encryption: "starttls", everywhere: true},
		"self-signed": {encryption: "starttls", options: testkit.MailServerOptions{STARTTLS: true, SelfSigned: true},
			everywhere: true},
		"self-signed, TLS": {encryption: "tls", options: testkit.MailServerOptions{TLS: true, SelfSigned: true},
			everywhere: true},
		"TLS to a clear port": {encryption: "tls", options: starttls, everywhere: true},
		"clear to a TLS port": {encryption: "starttls", options: testkit.MailServerOptions{TLS: true}, everywhere: true},
		"wrong password":      {encryption: "starttls", username: "console", options: account, everywhere: true},
		"AUTH not offered":    {encryption: "starttls", username: "console", options: starttls, everywhere: true},
		"AUTH in unknown ways": {encryption: "starttls", username: "console", everywhere: true,
			options: testkit.MailServerOptions{STARTTLS: true, Username: "console", Mechanisms: []string{"XOAUTH2"}}},
		"an account missing":   {encryption: "starttls", options: account, everywhere: true},
		"451 to the recipient": {encryption: "starttls", options: starttls, mood: testkit.Defers},
		"421 to the recipient": {encryption: "starttls", options: starttls, mood: testkit.PutsOff},
		"no relay":             {encryption: "starttls", options: starttls, mood: testkit.DeniesRelay},
		"no relay, bare":       {encryption: "starttls", options: starttls, mood: testkit.DeniesBarely},
		"spam":                 {encryption: "starttls", options: starttls, mood: testkit.SaysSpam},
		"dropped":              {encryption: "starttls", options: starttls, mood: testkit.Drops},
		"dropped at RCPT":      {encryption: "starttls", options: starttls, mood: testkit.DropsRecipient},
		"silent":               {encryption: "starttls", options: starttls, mood: testkit.Stalls},
		"silent at RCPT":       {encryption: "starttls", options: starttls, mood: testkit.StallsRecipient},
		"no such person":       {encryption: "starttls", options: starttls, mood: testkit.RefusesRecipient, givenUp: true},
		"text refused":         {encryption: "starttls", options: starttls, mood: testkit.RefusesContent, givenUp: true},
	}
}

// sends runs a mail worker to a mail server in such a state until the test ends.
func (b badMail) sends(t *testing.T, a *testkit.App) {
	t.Helper()
	server := testkit.NewMailServer(t, b.options)
	server.Be(b.mood)
	if b.down {
		server.Down()
	}
	to := mailer.NewSMTP(config.Mail{Host: server.Host, Port: server.Port, Encryption: b.encryption, Username: b.username,
		Password: "wrong", Timeout: 2 * time.Second})
	to.Roots = server.Roots
	out, err := mailer.New(mailer.Options{Store: a.Store, Transport: to, BaseURL: a.URL,
		From: "Coulisse <console@nordlys.example>", Timeout: 2 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); out.Run(ctx) }()
	t.Cleanup(func() { stop(); <-done })
}

// What an administrator reads about an invitation is what is so at that moment.
func TestAnInvitationWhoseMailDoesNotLeaveSaysSoEverywhere(t *testing.T) {
	for name, b := range badMails() {
		t.Run(name, func(t *testing.T) {
			a := testkit.NewApp(t)
			owner := a.Found()
			id, _ := a.Invite(owner, "ana@nordlys.example", "Ana Holm",
				testkit.Levels(access.Levels{access.Events: access.View}))
			c := a.SignIn("signe@nordlys.example")
			if got := c.Get("/users/" + id).Text(".note"); !strings.Contains(got, "is on its way") {
				t.Errorf("before: %q", got)
			}
			b.sends(t, a)
			p := untilTried(t, a, owner, id)
			reason := component.MailFailure(i18n.Must("en"), p.Invitation.Failure)
			waits, status, task := "waits to be sent since ", "invited", "1 invitation waits to be sent"
			if b.givenUp {
				waits, status, task = "", "failed", "1 invitation mail could not be sent"
			}
			row := c.Get("/users").Text(`tr[data-user="ana@nordlys.example"][data-status="` + status + `"]`)
			if !strings.Contains(row, waits) || !strings.Contains(row, reason) {
				t.Errorf("the list says %q, not %q", row, reason)
			}
			home := c.Get("/")
			if got := home.Text("[data-waiting]"); !strings.Contains(got, task) {
				t.Errorf("the first page says %q", got)
			}
			if held := home.Text("[data-mails-held]"); strings.Contains(held, reason) != b.everywhere {
				t.Errorf("to the owner: %q", held)
			}
			shown := c.Get("/users/" + id)
			if got := shown.Text(".note"); !strings.Contains(got, waits) || !strings.Contains(got, reason) ||
				strings.Contains(got, "The invitation was sent") {
				t.Errorf("the page says %q", got)
			}
			shown.Submit(`form[action$="/link"]`).Want(200, "user.link")
			if got := c.Get("/users/" + id); !strings.Contains(got.Text(".note"), "copied to be handed on") ||
				got.Has(`form[action$="/link"]`) {
				t.Errorf("after copying: %q", got.Text(".note"))
			}
			if got := c.Get("/").Text("[data-waiting]"); strings.Contains(got, task) {
				t.Errorf("after copying, on the first page: %q", got)
			}
		})
	}
}

// untilTried waits until an invitation's mail was tried.
func untilTried(t *testing.T, a *testkit.App, owner access.Actor, id string) *models.Person {
	t.Helper()
	for range 3000 {
		p, err := a.Store.Person(t.Context(), owner, id)
		if err != nil {
			t.Fatal(err)
		}
		pause, err := a.Store.MailPause(t.Context())
		if err != nil || p.Invitation.Failure != "" && (pause == nil || pause.Failure == p.Invitation.Failure) {
			return p
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("the mail was never tried")
	return nil
}

func TestWhoMaySendsAllTicketsAgainThatFailed(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	event, kind := a.OnSale(owner, "Cyrano", 30*24*time.Hour)
	for _, buyer := range []string{"mia@example.org", "noa@example.org"} {
		a.Order(owner, event, kind, 1, models.Contact{Name: "Mia", Email: buyer})
		claim := func() (*models.Mail, error) { return a.Store.ClaimMail(t.Context(), time.Minute) }
		for m, err := claim(); m != nil || err != nil; m, err = claim() {
			if err == nil {
				err = a.Store.MailGivenUp(t.Context(), m, "refused 550 5.1.1 No such person")
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	a.Member(owner, "lea@nordlys.example", "Lea", testkit.Levels(access.Levels{access.Customers: access.View}))
	looks := a.SignIn("lea@nordlys.example")
	if p := looks.Get("/customers"); p.Has("[data-failed]") {
		t.Error("who only looks is offered to send")
	}
	looks.Post("/customers/resend", nil).Want(403)
	c := a.SignIn("signe@nordlys.example")
	if got := c.Get("/").Text("[data-waiting]"); !strings.Contains(got, "The tickets of 2 orders could not be sent") {
		t.Errorf("the first page says %q", got)
	}
	p := c.Get("/customers").Submit(`form[action$="/customers/resend"]`).Want(200, "customer.list")
	if got := p.Flash(); !strings.Contains(got, "The tickets of 2 orders are on their way once more.") ||
		p.Has("[data-failed]") {
		t.Errorf("%q", got)
	}
	if got := a.Ask("SELECT count(*) FROM mails WHERE kind = 'tickets' AND state = 'queued'"); got != "2" {
		t.Error(got, "mails wait")
	}
}
