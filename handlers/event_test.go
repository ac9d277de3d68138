package handlers_test

import (
	"net/url"
	"strings"
	"testing"

	"coulisse/access"
	"coulisse/config"
	"coulisse/testkit"
)

func sending(c *config.Config) { c.Mail.Transport, c.Mail.Host = "smtp", "127.0.0.1" }

func TestAnEventGoesFromDraftToPublishedToCancelled(t *testing.T) {
	a := testkit.NewApp(t, sending)
	a.Found()
	c := signIn(a, "signe@nordlys.example")
	p := c.Get("/events").Want(200, "event.list").Click(`.head a[href="/events/new"]`).Want(200, "event.new")
	p = p.Submit("form.form", "name", "Cyrano", "venue", "Lille Sal", "begins", "2026-12-01T20:00", "ends", "2026-12-01T22:30").Want(200, "event.show")
	p = p.Submit(`form[action$="/publish"]`).Want(200, "event.show")
	p = p.Click(`a[href$="/cancel"]`).Want(200, "event.cancel.form").Submit(`form[action$="/cancel"]`).Want(200, "event.show")
	if p.Has(`a[href$="/edit"]`) || p.Has(`form[action$="/publish"]`) {
		t.Error("a cancelled event can still be changed")
	}
	c.Post(p.URL.Path+"/publish", nil).Want(409)
}

func TestAFaultyEventComesBackAsItWasEntered(t *testing.T) {
	a := testkit.NewApp(t, sending)
	a.Found()
	c := signIn(a, "signe@nordlys.example")
	p := c.Get("/events/new").Submit("form.form", "name", "", "venue", "Foyer", "begins", "2027-03-28T02:30", "ends", "soon").Want(422, "event.create")
	for _, field := range []string{"name", "begins", "ends"} {
		if p.Fault(field) == "" {
			t.Errorf("no fault at %s", field)
		}
	}
	if p.Find(`[name="venue"]`).AttrOr("value", "") != "Foyer" || p.Find(`[name="ends"]`).AttrOr("value", "") != "soon" {
		t.Error("what was entered is gone")
	}
}

func TestAnEventOutOfScopeReadsLikeOneThatNeverExisted(t *testing.T) {
	a := testkit.NewApp(t, sending)
	owner := a.Found()
	c := signIn(a, "signe@nordlys.example")
	form := url.Values{"name": {"Mine"}, "begins": {"2026-12-01T20:00"}, "ends": {"2026-12-01T22:30"}}
	mine := c.Post("/events", form).Want(200, "event.show").URL.Path
	form.Set("name", "Secret gala")
	secret := c.Post("/events", form).Want(200, "event.show").URL.Path
	scoped := access.Grant{Levels: access.Levels{access.Events: access.Approve, access.Users: access.View, access.History: access.View}, Scope: access.Scope{Events: []string{mine[len("/events/"):]}}}
	a.Member(owner, "ana@example.org", "Ana Holm", scoped)
	ana := a.Client()
	ana.Get("/login?next=/events").Submit("main form", "email", "ana@example.org", "password", testkit.Password).Want(200, "event.list")
	never := ana.Get("/events/never").Want(404)
	for _, path := range []string{secret, secret + "/edit", secret + "/cancel"} {
		if p := ana.Get(path).Want(404); p.Body != never.Body {
			t.Errorf("%s tells itself apart from an event that never was", path)
		}
	}
	ana.Post(secret+"/publish", nil).Want(404)
	ana.Post("/events", form).Want(403)
	if p := ana.Get("/events?q=gala").Want(200); p.Find("[data-total]").AttrOr("data-total", "") != "0" {
		t.Error("the search counts an event out of scope")
	}
}

func TestAStaleSaveOfAnEventShowsWhatItWouldChange(t *testing.T) {
	a := testkit.NewApp(t, sending)
	a.Found()
	c := signIn(a, "signe@nordlys.example")
	form := url.Values{"name": {"Cyrano"}, "begins": {"2026-12-01T20:00"}, "ends": {"2026-12-01T22:30"}, "version": {"1"}}
	path := c.Post("/events", form).Want(200, "event.show").URL.Path
	form.Set("venue", "Foyer")
	c.Post(path, form).Want(200, "event.show")
	form.Set("venue", "Store Sal")
	p := c.Post(path, form).Want(409, "event.update")
	if got := p.Text(".changes"); !strings.Contains(got, "Foyer") || !strings.Contains(got, "Store Sal") {
		t.Errorf("the page does not show what differs: %q", got)
	}
	p.Submit("form.form").Want(200, "event.show")
}
