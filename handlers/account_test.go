package handlers_test

import (
	"net/url"
	"strings"
	"testing"

	"coulisse/access"
	"coulisse/testkit"
)

func TestTheAccountIsSavedAndTheHistoryTellsIt(t *testing.T) {
	a := testkit.NewApp(t, sending)
	a.Found()
	c := signIn(a, "signe@nordlys.example")
	p := c.Get("/account").Want(200, "account.show")
	if !p.Has(`a[href="mailto:signe@nordlys.example"]`) {
		t.Error("whom to write to is not said")
	}
	p = p.Click(`a[href="/account/edit"]`).Want(200, "account.edit")
	p = p.Submit("form.form", "name", "Théâtre du Nord", "time_zone", "Europe/Paris", "locale", "fr", "invitation_days", "14").Want(200, "account.show")
	if !strings.Contains(p.Text("main"), "Théâtre du Nord") || !strings.Contains(p.Text("main"), "14") || !strings.Contains(p.Text("main"), "Europe/Paris") {
		t.Error(p.Text("main"))
	}
	log := c.Get("/history?action=organisation.updated").Want(200, "history.list")
	for _, want := range []string{"Nordlys Kultur", "Europe/Copenhagen", "14"} {
		if !strings.Contains(log.Text("ol.log li"), want) {
			t.Errorf("%q lacks %q", log.Text("ol.log li"), want)
		}
	}
}

func TestSavingTheAccountUnchangedWritesNothing(t *testing.T) {
	a := testkit.NewApp(t, sending)
	a.Found()
	c := signIn(a, "signe@nordlys.example")
	c.Get("/account/edit").Submit("form.form").Want(200, "account.show")
	if p := c.Get("/history?action=organisation.updated").Want(200); p.Has("ol.log li") {
		t.Error("recorded:", p.Text("ol.log"))
	}
}

func TestWhoMaySeeTheAccountMayNotEditIt(t *testing.T) {
	a := testkit.NewApp(t, sending)
	owner := a.Found()
	a.Member(owner, "ana@example.org", "Ana Holm", testkit.Levels(access.Levels{access.Users: access.Approve, access.Account: access.View}))
	a.Member(owner, "bo@example.org", "Bo Lund", testkit.Levels(access.Levels{access.Users: access.Approve}))
	ana, bo := signIn(a, "ana@example.org"), signIn(a, "bo@example.org")
	if p := ana.Get("/account").Want(200, "account.show"); p.Has(`a[href="/account/edit"]`) {
		t.Error("a link that ends in a refusal")
	}
	form := url.Values{"name": {"Taken over"}, "time_zone": {"UTC"}, "locale": {"en"}, "invitation_days": {"7"}, "version": {"1"}}
	ana.Get("/account/edit").Want(403)
	ana.Post("/account", form).Want(403)
	bo.Get("/account").Want(403)
	bo.Post("/account", form).Want(403)
	if strings.Contains(ana.Get("/account").Text("main"), "Taken over") {
		t.Error("changed")
	}
}

func TestAFaultyAccountComesBackAsItWasEntered(t *testing.T) {
	a := testkit.NewApp(t, sending)
	a.Found()
	c := signIn(a, "signe@nordlys.example")
	for field, values := range map[string][]string{
		"name":            {"", strings.Repeat("x", 121), "a\x00b", "two\nlines"},
		"time_zone":       {"", "Local", "Europe/Nowhere", "../../etc/passwd"},
		"locale":          {"", "de"},
		"invitation_days": {"", "0", "31", "-1", "7.5", "seven", "99999999999"},
	} {
		for _, value := range values {
			form := url.Values{"name": {"Entered"}, "time_zone": {"Europe/Paris"}, "locale": {"fr"}, "invitation_days": {"7"}, "version": {"1"}}
			form.Set(field, value)
			p := c.Post("/account", form).Want(422, "account.update")
			if p.Fault(field) == "" {
				t.Errorf("%s %q: no fault: %s", field, value, p.Text("[data-errors]"))
			}
			if field != "name" && p.Find(`[name="name"]`).AttrOr("value", "") != "Entered" {
				t.Errorf("%s %q: what was entered is gone", field, value)
			}
		}
	}
	twice := url.Values{"name": {"One", "Two"}, "time_zone": {"Europe/Paris"}, "locale": {"fr"}, "invitation_days": {"7"}, "version": {"1"}}
	if c.Post("/account", twice).Want(422).Fault("name") == "" {
		t.Error("two names were guessed at")
	}
	if got := c.Get("/account").Text("main"); !strings.Contains(got, "Nordlys Kultur") || !strings.Contains(got, "Europe/Copenhagen") {
		t.Error("changed:", got)
	}
}

func TestAStaleSaveOfTheAccountSaysWhatChangedAndKeepsWhatWasEntered(t *testing.T) {
	a := testkit.NewApp(t, sending)
	a.Found()
	c := signIn(a, "signe@nordlys.example")
	mine, theirs := c.Get("/account/edit"), c.Get("/account/edit")
	theirs.Submit("form.form", "name", "Theirs", "invitation_days", "3").Want(200, "account.show")
	p := mine.Submit("form.form", "name", "Mine").Want(409, "account.update")
	if p.Find(`[name="name"]`).AttrOr("value", "") != "Mine" || !p.Has("[data-errors]") {
		t.Error("what was entered is gone, or nothing is said")
	}
	if got := p.Text(".changes"); !strings.Contains(got, "from Theirs → to Mine") || !strings.Contains(got, "from 3 → to 7") {
		t.Error("it is not said what differs now:", got)
	}
	if !strings.Contains(c.Get("/account").Text("main"), "Theirs") {
		t.Error("overwritten")
	}
	p.Submit("form.form").Want(200, "account.show")
	if !strings.Contains(c.Get("/account").Text("main"), "Mine") {
		t.Error("the second save, knowing what stands, was refused")
	}
}

// A zone that the list does not offer, set from elsewhere, stays when the rest is edited.
func TestAnUnusualTimeZoneIsKept(t *testing.T) {
	a := testkit.NewApp(t, sending)
	a.Found()
	c := signIn(a, "signe@nordlys.example")
	form := url.Values{"name": {"Nordlys"}, "time_zone": {"Asia/Kathmandu"}, "locale": {"en"}, "invitation_days": {"7"}, "version": {"1"}}
	c.Post("/account", form).Want(200, "account.show")
	c.Get("/account/edit").Submit("form.form", "name", "Nordlys Kultur").Want(200, "account.show")
	if !strings.Contains(c.Get("/account").Text("main"), "Asia/Kathmandu") {
		t.Error("the zone is gone")
	}
}
