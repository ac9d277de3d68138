package handlers_test

import (
	"strings"
	"testing"
	"time"

	"coulisse/testkit"
)

// Somebody fills another person's mailbox, or the whole town's.
func TestAskingForMailsHasItsLimits(t *testing.T) {
	a := testkit.NewApp(t)
	a.Found()
	for range 10 {
		a.Clock.Advance(3 * time.Minute)
		forgot(a.Client(), "signe@nordlys.example").Want(200)
	}
	if n := len(a.Mails()); n != a.Config.Limits.MailPerPerson {
		t.Errorf("%d mails within half an hour", n)
	}
	for range 20 {
		if err := a.Store.ForgotPassword(t.Context(), "nobody@nordlys.example", "127.0.0.1", 5); err != nil {
			t.Fatal(err)
		}
	}
	p := forgot(a.Client(), "nobody@nordlys.example").Want(429, "password.forgot")
	if p.Header.Get("Retry-After") != "1980" || !strings.Contains(p.Text("[data-errors]"), "33 min") { // of the hour since the first
		t.Error(p.Header.Get("Retry-After"), p.Text("[data-errors]"))
	}
	a.Clock.Advance(33*time.Minute + time.Second)
	forgot(a.Client(), "nobody@nordlys.example").Want(200)
}

// A stranger asks six times in a second in somebody's name: one mail leaves. What the person asks
// for themselves later in that hour is answered "sent", and is.
func TestWhatStrangersAskForInVainKeepsNobodysMailBack(t *testing.T) {
	a := testkit.NewApp(t)
	a.Found()
	for range 6 {
		forgot(a.Client(), "signe@nordlys.example").Want(200)
	}
	if n := len(a.Mails()); n != 1 {
		t.Fatalf("%d mails", n)
	}
	a.Clock.Advance(10 * time.Minute)
	forgot(a.Client(), "signe@nordlys.example").Want(200)
	if n := len(a.Mails()); n != 2 {
		t.Fatalf("%d mails: the person's own request was answered and not kept", n)
	}
	reset(a.Client(), a.LastMail("signe@nordlys.example").Token, fresh).Want(200, "login.form")
}

// Whatever strangers ask for, the latest link in the mailbox works; and once it was used, the next
// request is answered by a mail again.
func TestWhileMailsAreHeldBackTheLastLinkWorks(t *testing.T) {
	a := testkit.NewApp(t)
	a.Found()
	for range 25 {
		a.Clock.Advance(2*time.Minute + time.Second)
		forgot(a.Client(), "signe@nordlys.example").Want(200)
	}
	sent := len(a.Mails())
	if sent != a.Config.Limits.MailPerPerson {
		t.Fatalf("%d mails", sent)
	}
	reset(a.Client(), a.LastMail("signe@nordlys.example").Token, fresh).Want(200, "login.form")
	forgot(a.Client(), "signe@nordlys.example").Want(200)
	reset(a.Client(), a.LastMail("signe@nordlys.example").Token, fresh+"!").Want(200, "login.form")
}

// A crowd behind the same network has asked for too much: who has signed in here before still asks.
func TestACrowdInTheNetworkKeepsNobodyFromANewPasswordWhereTheyAreKnown(t *testing.T) {
	a := testkit.NewApp(t)
	a.Found()
	home := a.SignIn("signe@nordlys.example")
	home.Post("/logout", nil)
	for range 30 {
		if err := a.Store.ForgotPassword(t.Context(), "nobody@nordlys.example", "127.0.0.1", 5); err != nil {
			t.Fatal(err)
		}
	}
	forgot(a.Client(), "signe@nordlys.example").Want(429)
	forgot(home, "nobody@nordlys.example").Want(429)
	forgot(home, "signe@nordlys.example").Want(200)
	if n := len(a.Mails()); n != 1 {
		t.Errorf("%d mails", n)
	}
}
