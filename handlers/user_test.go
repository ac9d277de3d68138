package handlers_test

import (
	"net/url"
	"testing"

	"coulisse/access"
	"coulisse/config"
	"coulisse/testkit"
)

func TestAnAdministratorAddsAPersonStepByStep(t *testing.T) {
	a := testkit.NewApp(t, func(c *config.Config) { c.Mail.Transport = "smtp" })
	a.Found()
	c := signIn(a, "signe@nordlys.example")
	p := c.Get("/users/new").Want(200, "user.new")
	p = p.Submit("form.form", "email", "Ana@Nordlys.example", "name", "Ana Holm", "step", "events:+").Want(200, "user.new.step")
	if level := p.Find(`[data-section="events"]`).AttrOr("data-level", ""); level != "view" {
		t.Fatalf("one step up from none is %q", level)
	}
	if name := p.Find(`[name="name"]`).AttrOr("value", ""); name != "Ana Holm" {
		t.Fatalf("the step lost the name: %q", name)
	}
	list := p.Submit("form.form").Want(200, "user.list")
	row := list.Find(`tr[data-user="Ana@Nordlys.example"]`)
	if row.AttrOr("data-status", "") != "invited" {
		t.Fatal("not invited:", list.Text("main"))
	}
	show := c.Get("/users/"+row.AttrOr("data-id", "")).Want(200, "user.show")
	t.Log(show.Text("main"))
	c.Get("/users/"+row.AttrOr("data-id", "")+"/edit").Want(200, "user.edit")
	c.Get("/users/"+row.AttrOr("data-id", "")+"/remove").Want(200, "user.remove.form")
	c.Get("/users.csv").Want(200)
}

func TestAStatusClickSignsThePersonOutAtOnceAndCanBeUndone(t *testing.T) {
	a := testkit.NewApp(t, func(c *config.Config) { c.Mail.Transport = "smtp" })
	owner := a.Found()
	a.Member(owner, "ana@example.org", "Ana Holm", testkit.Levels(access.Levels{access.Users: access.View}))
	c, ana := signIn(a, "signe@nordlys.example"), signIn(a, "ana@example.org")
	p := c.Get("/users").Want(200, "user.list").Submit(`tr[data-user="ana@example.org"] form[action$="/status"]`).Want(200, "user.list")
	if got := p.Find(`tr[data-user="ana@example.org"]`).AttrOr("data-status", ""); got != "inactive" {
		t.Fatal(got)
	}
	ana.Get("/users").Want(200, "login.form")
	p = p.Submit(`[role="status"] form`).Want(200, "user.list")
	if got := p.Find(`tr[data-user="ana@example.org"]`).AttrOr("data-status", ""); got != "active" {
		t.Fatal(got)
	}
}

func signIn(a *testkit.App, email string) *testkit.Client {
	c := a.Client()
	c.Get("/login?next=/users").Submit("main form", "email", email, "password", testkit.Password).Want(200, "user.list")
	return c
}

func TestNobodyIsInvitedForDaysThatAreOver(t *testing.T) {
	a := testkit.NewApp(t)
	a.Found()
	form := url.Values{"email": {"ana@nordlys.example"}, "name": {"Ana Holm"}, "role": {"none"}, "scope": {"all"}, "valid_until": {"2026-06-15"}}
	c := a.SignIn("signe@nordlys.example")
	p := c.Post("/users", form).Want(422, "user.create")
	if p.Fault("valid_until") == "" || p.Find(`[name="name"]`).AttrOr("value", "") != "Ana Holm" || len(a.Mails()) > 0 {
		t.Error("the page says", p.Text(".errors"))
	}
	form.Set("valid_until", "2026-06-16") // today
	c.Post("/users", form).Want(200, "user.list")
}
