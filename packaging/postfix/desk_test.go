package postfix_test

import (
	"context"
	"net"
	"net/smtp"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/mailer"
	"coulisse/models"
	"coulisse/testkit"
)

// desk is an installation behind a Postfix: an owner who has asked, and somebody of support who answers.
type desk struct {
	*postfix
	store   *models.Store
	owner   access.Actor
	staff   access.Staff
	request *models.Request
	read    map[string]int // how many mails to an address were read
}

// settings are those of the guide.
const settings = "mail:\n  reply_to: help@tickets.example\n  bounce_to: help@tickets.example\n"

// open founds an organisation and sends its mails through Postfix, with an account and encrypted.
func (p *postfix) open(t *testing.T) *desk {
	t.Helper()
	p.write(t, "config.yaml", settings)
	data := filepath.Join(p.dir, "data")
	d := &desk{postfix: p, read: map[string]int{}}
	var err error
	o := models.Options{Path: filepath.Join(data, "coulisse.db"), KeysFile: filepath.Join(data, "keys")}
	if d.store, err = models.Open(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.store.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := d.found(t.Context()); err != nil {
		t.Fatal(err)
	}
	run(t, "chown", "-R", user, data)
	d.mail(t)
	return d
}

// mail sends what waits until the test ends.
func (d *desk) mail(t *testing.T) {
	t.Helper()
	o, err := mailer.New(mailer.Options{Store: d.store, BaseURL: "https://tickets.example", From: "Coulisse <coulisse@tickets.example>",
		Inbox:     mailer.Inbox{ReplyTo: "help@tickets.example", BounceTo: "help@tickets.example"},
		Transport: &mailer.SMTP{Host: "127.0.0.1", Port: d.submission, Encryption: "starttls", Username: account, Password: secret, Timeout: patience, Roots: d.roots}})
	if err != nil {
		t.Fatal(err)
	}
	d.store.OnMail(o.Wake)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		o.Run(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		<-done
	})
}

// found opens the organisation, the desk and a request.
func (d *desk) found(ctx context.Context) error {
	u, err := d.store.Found(ctx, models.Founding{Organisation: "Nordlys", TimeZone: "Europe/Copenhagen", Locale: "en", Name: "Signe Holm", Email: "signe@nordlys.example", PasswordHash: "x"})
	if err != nil {
		return err
	}
	organisation, err := d.store.SignedIn(ctx, u, "")
	if err != nil {
		return err
	}
	token, err := d.store.StartSession(ctx, models.Session{UserID: u.ID, OrganisationID: organisation, Proof: u.PasswordHash}, "")
	if err != nil {
		return err
	}
	v, err := d.store.Viewer(ctx, models.HashToken(token), models.Limits{Idle: time.Hour, Absolute: time.Hour})
	if err != nil {
		return err
	}
	d.owner = v.Actor
	if d.staff, err = d.store.AddStaff(ctx, "Sofie", "sofie@desk.example", "en", false); err != nil {
		return err
	}
	d.request, err = d.store.OpenRequest(ctx, d.owner, models.NewRequest{Topic: models.TopicQuestion, Subject: "A fee", Text: "What is it?"})
	return err
}

// next is the next mail that somebody out in the world gets.
func (d *desk) next(t *testing.T, to string) (m testkit.ReceivedMail) {
	t.Helper()
	d.await(t, "a mail to "+to, func() bool {
		n := 0
		for _, m = range d.world.Messages() {
			if m.To != to {
				continue
			}
			if n++; n > d.read[to] {
				d.read[to] = n
				return true
			}
		}
		return false
	})
	return m
}

// answer is support's, as the mail that brings it to whoever asked.
func (d *desk) answer(t *testing.T, text string) testkit.ReceivedMail {
	t.Helper()
	if _, err := d.store.AnswerRequest(t.Context(), d.staff, d.request.ID, text); err != nil {
		t.Fatal(err)
	}
	return d.next(t, d.owner.Email)
}

// said are the texts of the conversation so far.
func (d *desk) said(t *testing.T) (texts []string) {
	t.Helper()
	talk, err := d.store.Conversation(t.Context(), d.owner, d.request.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range talk.Messages {
		texts = append(texts, m.Text)
	}
	return texts
}

// awaitSaid waits until something was added to the conversation.
func (d *desk) awaitSaid(t *testing.T, text string) {
	t.Helper()
	d.await(t, "the answer "+text, func() bool {
		texts := d.said(t)
		return texts[len(texts)-1] == text
	})
}

// bring hands a mail to Postfix as another mail server does.
func (p *postfix) bring(from, to, mail string) error {
	mail = "From: " + from + "\nTo: " + to + "\n" + mail
	return smtp.SendMail(net.JoinHostPort("127.0.0.1", strconv.Itoa(p.port)), nil, from, []string{to}, []byte(strings.ReplaceAll(mail, "\n", "\r\n")))
}
