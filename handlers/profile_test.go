package handlers_test

import (
	"net/url"
	"strings"
	"testing"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

// EC10.
func TestOnesOwnDetailsChangeAtOnce(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	ana := a.Member(owner, "ana@nordlys.example", "Ana Holm", testkit.Levels(access.Levels{access.Events: access.View}))
	c := a.SignIn("ana@nordlys.example")
	p := c.Get("/profile").Want(200, "profile.show").Submit("#name", "name", "Ana M. Holm", "phone", "+45 12 34", "title", "Box office").Want(200, "profile.show")
	if p.Flash() != "Your details are saved." || !strings.Contains(c.Get("/").Text("h1"), "Ana M. Holm") {
		t.Error(p.Flash())
	}
	person, err := a.Store.Person(t.Context(), owner, ana.Membership)
	if err != nil || person.Name != "Ana M. Holm" || person.Phone != "+45 12 34" || person.Title != "Box office" {
		t.Error(person, err)
	}
	if p := p.Submit("#name").Want(200); p.Flash() != "Nothing was different, so nothing was saved." {
		t.Error(p.Flash())
	}
	if p := p.Submit("#name", "name", "  ").Want(422, "profile.update"); p.Fault("name") == "" {
		t.Error(p.Text("main"))
	}
}

// Whoever changes their own details changes nothing else with them.
func TestTheProfileFormGivesNoRights(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	ana := a.Member(owner, "ana@nordlys.example", "Ana Holm", testkit.Levels(access.Levels{access.Events: access.View}))
	c := a.SignIn("ana@nordlys.example")
	c.Post("/profile", url.Values{"name": {"Ana"}, "level.users": {"approve"}, "owner": {"on"}, "role": {"superuser"}, "email": {"signe@nordlys.example"},
		"membership": {owner.Membership}, "active": {"true"}, "valid_until": {"2099-01-01"}}).Want(200, "profile.show")
	person, err := a.Store.Person(t.Context(), owner, ana.Membership)
	if err != nil || person.Email != "ana@nordlys.example" || person.Owner || person.Role != access.Custom || person.ValidUntil != "" || person.Grant.Levels.At(access.Users) != access.None {
		t.Errorf("%+v %v", person, err)
	}
}

func TestChangingThePasswordEndsOtherSessionsAndGoesOnUnderANewOne(t *testing.T) {
	a := testkit.NewApp(t)
	a.Found()
	c, thief := a.SignIn("signe@nordlys.example"), a.SignIn("signe@nordlys.example")
	before, copied := sessionCookie(c), c.Cookies()
	p := c.Get("/profile").Submit("#current", "current", testkit.Password, "password", fresh, "password_again", fresh).Want(200, "profile.show")
	if !strings.Contains(p.Flash(), "changed") || sessionCookie(c) == before {
		t.Error(p.Flash())
	}
	thief.Get("/profile").Want(200, "login.form")
	thief.SetCookies(copied)
	thief.Get("/profile").Want(200, "login.form")
	tryPassword(a.Client(), "signe@nordlys.example", testkit.Password).Want(422)
	tryPassword(a.Client(), "signe@nordlys.example", fresh).Want(200, "home")
	if m := a.LastMail("signe@nordlys.example"); m.Kind != models.MailPasswordChanged {
		t.Error(m.Kind)
	}
}

// Somebody finds an unlocked screen.
func TestThePasswordIsNotChangedWithoutTheCurrentOne(t *testing.T) {
	a := testkit.NewApp(t)
	a.Found()
	c := a.SignIn("signe@nordlys.example")
	for _, current := range []string{"", wrong} {
		p := c.Post("/profile/password", url.Values{"current": {current}, "password": {fresh}, "password_again": {fresh}}).Want(422, "profile.password")
		if p.Fault("current") == "" {
			t.Error(p.Text("main"))
		}
	}
	tryPassword(a.Client(), "signe@nordlys.example", testkit.Password).Want(200, "home")
}

func TestLanguageAndAppearanceAreKeptAndLeadBack(t *testing.T) {
	a := testkit.NewApp(t)
	a.Found()
	c := a.SignIn("signe@nordlys.example")
	p := c.Get("/profile/security").Submit(`form[action="/preferences"] button[value="da"]`).Want(200, "profile.security")
	if p.Find("html").AttrOr("lang", "") != "da" || p.Flash() != "Dit valg er gemt." {
		t.Error(p.Flash())
	}
	p = p.Submit(`form[action="/preferences"] button[value="dark"]`).Want(200, "profile.security")
	if p.Find("html").AttrOr("data-theme", "") != "dark" || p.Find("html").AttrOr("lang", "") != "da" {
		t.Error("not dark, or not Danish any more")
	}
	p = p.Submit(`form[action="/preferences"] button[name="theme"][value=""]`).Want(200)
	if p.Find("html").AttrOr("data-theme", "") != "" {
		t.Error("not as the device")
	}
	c.Post("/preferences", url.Values{"locale": {"xx"}}).Want(422)
	c.Post("/preferences", url.Values{"theme": {"neon"}}).Want(422)
	if p := c.Post("/preferences", url.Values{"theme": {"light"}, "next": {"//evil.example"}}).Want(200, "profile.show"); p.URL.Host != strings.TrimPrefix(a.URL, "http://") {
		t.Error(p.URL)
	}
}

func TestWhoHasNoRightsIsToldWhomToAsk(t *testing.T) {
	a := testkit.NewApp(t)
	a.Member(a.Found(), "ana@nordlys.example", "Ana Holm", testkit.Levels(nil))
	p := a.SignIn("ana@nordlys.example").Get("/").Want(200, "home")
	if !strings.Contains(p.Text("main"), "Signe Holm") || !p.Has(`a[href="mailto:signe@nordlys.example"]`) || p.Has("[data-section]") {
		t.Error(p.Text("main"))
	}
}

func TestHomeTellsWhatWaits(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	if _, err := a.Store.Invite(t.Context(), owner, models.Details{Email: "p@nordlys.example", Name: "P", Role: access.Custom, Grant: testkit.Levels(nil)}, false); err != nil {
		t.Fatal(err)
	}
	a.Invite(owner, "e@nordlys.example", "E", testkit.Levels(nil))
	a.Clock.Advance(8 * 24 * 3600e9)
	p := a.SignIn("signe@nordlys.example").Get("/").Want(200, "home")
	for _, status := range []string{"prepared", "expired"} {
		if !p.Has(`[data-waiting] a[href="/users?status=` + status + `"]`) {
			t.Errorf("%s: %s", status, p.Text("main"))
		}
	}
	a.Member(owner, "ana@nordlys.example", "Ana Holm", testkit.Levels(access.Levels{access.Users: access.Edit}))
	if p := a.SignIn("ana@nordlys.example").Get("/").Want(200, "home"); p.Has("[data-waiting]") {
		t.Error("shown to somebody who cannot send invitations")
	}
}

func TestTheLanguageCanBeChangedAlsoOnAPageThatAnswersAForm(t *testing.T) {
	a := testkit.NewApp(t)
	a.Found()
	c := a.SignIn("signe@nordlys.example")
	c.Get("/profile").Submit("#current").Want(422, "profile.password").Submit(`form[action="/preferences"] button[value="fr"]`).Want(200, "home")
	c.Get("/profile").Submit("#name", "name", "").Want(422, "profile.update").Submit(`form[action="/preferences"] button[value="en"]`).Want(200, "profile.show")
}
