package handlers_test

import (
	"strings"
	"testing"

	"coulisse/access"
	"coulisse/config"
	"coulisse/models"
	"coulisse/testkit"
)

// keep puts a mail into the mailbox, as the transport of that name does.
func keep(t *testing.T, a *testkit.App) {
	t.Helper()
	err := a.Store.KeepInMailbox(t.Context(), models.MailboxMail{ID: "m1", Recipient: "ana@nordlys.example", Subject: "Join <b>Nordlys</b>",
		Text: "Hello\n" + a.URL + "/invitations/x\n<script>alert(1)</script>", HTML: "<img src=x onerror=alert(1)>"})
	if err != nil {
		t.Fatal(err)
	}
}

func mailbox(c *config.Config) { c.Mail.Transport = "mailbox" }

func TestTheOwnerReadsKeptMailsAsPlainText(t *testing.T) {
	a := testkit.NewApp(t, mailbox)
	a.Found()
	c := a.SignIn("signe@nordlys.example")
	if p := c.Get("/").Click(`a[href="/mailbox"]`).Want(200, "mailbox.list"); p.Has("[data-mail]") {
		t.Error("not empty")
	}
	keep(t, a)
	p := c.Get("/mailbox").Click(`[data-mail] a`).Want(200, "mailbox.show")
	if !p.Has(`.letter a[href="`+a.URL+`/invitations/x"]`) || p.Has(".letter script, main img, h1 b") || !strings.Contains(p.Text("h1"), "<b>Nordlys</b>") {
		t.Error(p.Text("main"))
	}
	c.Get("/mailbox/unknown").Want(404)
}

// The mailbox shows everybody's links: who else could read it could take over any account.
func TestNobodyButTheOwnerOpensTheMailbox(t *testing.T) {
	a := testkit.NewApp(t, mailbox)
	a.Member(a.Found(), "ana@nordlys.example", "Ana Holm", testkit.Levels(access.Everything()))
	keep(t, a)
	ana := a.SignIn("ana@nordlys.example")
	for _, path := range []string{"/mailbox", "/mailbox/m1"} {
		ana.Get(path).Want(403)
		a.Client().Get(path).Want(200, "login.form")
	}
	if ana.Get("/").Has(`a[href="/mailbox"]`) {
		t.Error("a link to what is refused")
	}
}

func TestWhereMailsAreSentThereIsNoMailbox(t *testing.T) {
	a := testkit.NewApp(t)
	a.Found()
	keep(t, a)
	c := a.SignIn("signe@nordlys.example")
	c.Get("/mailbox").Want(404, "error")
	c.Get("/mailbox/m1").Want(404, "error")
}
