package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/config"
	"coulisse/testkit"
)

// lunch is longer than a session lives without a click.
const lunch = 45 * time.Minute

// signInAt fills the sign-in page in.
func signInAt(p *testkit.Page, email string) *testkit.Page {
	return p.Submit("main form", "email", email, "password", testkit.Password)
}

// Somebody fills a form in, goes to lunch, and sends it.
func TestWhatWasEnteredBeforeTheSessionEndedIsInTheFormAfterSigningIn(t *testing.T) {
	a := testkit.NewApp(t)
	a.Found()
	c := a.SignIn("signe@nordlys.example")
	form := c.Get("/users/new").Want(200)
	a.Clock.Advance(lunch)
	p := form.Submit("form.form", "email", "ny@nordlys.example", "name", `Ny "Åse" <Ström>`, "role", access.Custom, "level.events", "edit", "level.reports", "view", "notify.orders", "on").Want(200, "login.form")
	if !strings.Contains(p.Flash(), "kept") {
		t.Error(p.Flash())
	}
	p = signInAt(p, "signe@nordlys.example").Want(200, "user.new")
	if !strings.Contains(p.Flash(), "here again") {
		t.Error(p.Flash())
	}
	sent := p.Fields("form.form")
	for field, want := range map[string]string{"email": "ny@nordlys.example", "name": `Ny "Åse" <Ström>`, "role": access.Custom, "level.events": "edit", "level.users": "none", "notify.orders": "on"} {
		if got := sent.Get(field); got != want {
			t.Errorf("%s: %q, want %q", field, got, want)
		}
	}
	if n := len(a.Mails()); n != 0 {
		t.Error("it was sent by itself")
	}
	p.Submit("form.form").Want(200)
	if m := a.LastMail("ny@nordlys.example"); m.Token == "" {
		t.Error("no invitation")
	}
	if q := c.Get("/users/new?kept=1").Fields("form.form"); q.Get("email") != "" {
		t.Error("it came a second time:", q.Get("email"))
	}
}

// The same however the page is reached: the answer to a faulty form, a list behind it, an entry
// whose version somebody else has changed meanwhile.
func TestEveryFormComesBackAfterSigningIn(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	event := a.Event(owner, "Cyrano", 48*time.Hour)
	for _, f := range []struct {
		path, page, field string
		form              url.Values
	}{
		{"/users", "user.new", "email", url.Values{"email": {"ny@nordlys.example"}}},
		{"/events", "event.new", "name", url.Values{"name": {"Fausse suivante"}, "begins": {"2026-12-01T20:00"}}},
		{"/events/" + event, "event.edit", "name", url.Values{"name": {"Cyrano II"}, "version": {"7"}}},
		{"/events/" + event + "/types", "event.type.new", "name", url.Values{"name": {"Full price"}, "price": {"18"}}},
		{"/account", "account.edit", "name", url.Values{"name": {"Nordlys Teater"}, "version": {"1"}}},
		{"/profile", "profile.show", "name", url.Values{"name": {"Signe Holm-Berg"}}},
		{"/help", "help.new", "text", url.Values{"subject": {"Printer"}, "text": {"\nIt hums.\r\nLoudly."}}},
		{"/roles", "role.new", "name", url.Values{"name": {"Usher"}}},
		{"/contacts", "contact.new", "name", url.Values{"name": {"Tom"}}},
		{"/account/ownership", "ownership.show", "email", url.Values{"email": {"ana@nordlys.example"}, "password": {testkit.Password}}},
	} {
		c := a.SignIn("signe@nordlys.example")
		a.Clock.Advance(lunch)
		p := signInAt(c.Post(f.path, f.form).Want(200, "login.form"), "signe@nordlys.example").Want(200, f.page)
		want := strings.ReplaceAll(f.form.Get(f.field), "\r\n", "\n")
		control := p.Find(`main form[method="post"] [name="` + f.field + `"]`)
		if got := control.AttrOr("value", strings.ReplaceAll(control.Text(), "\r\n", "\n")); strings.TrimSpace(got) != strings.TrimSpace(want) {
			t.Errorf("%s: %s is %q, want %q", f.path, f.field, got, want)
		}
		if v := f.form.Get("version"); v != "" && p.Find(`main form [name="version"]`).AttrOr("value", "") != v {
			t.Errorf("%s: a change made meanwhile would be overwritten", f.path)
		}
		if strings.Contains(p.Body, testkit.Password) {
			t.Errorf("%s: the password came back", f.path)
		}
		p.Reload().Want(200)
		c.Post("/logout", nil)
	}
	if left := a.Ask("SELECT count(*) FROM kept_forms"); left != "0" {
		t.Error(left, "forms are still kept")
	}
}

// Two people share the till's browser: what one entered is never the other's to see.
func TestAKeptFormNeverReachesAnotherPersonInThatBrowser(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	a.Member(owner, "ana@nordlys.example", "Ana Holm", testkit.Levels(access.Everything()))
	c := a.SignIn("ana@nordlys.example")
	c.Post("/logout", nil)
	signInAt(c.Get("/login"), "signe@nordlys.example")
	a.Clock.Advance(lunch)
	p := c.Post("/users", url.Values{"email": {"secret@nordlys.example"}, "name": {"Hemmelig"}}).Want(200, "login.form")
	if strings.Contains(p.Body, "secret@nordlys.example") || strings.Contains(p.URL.String(), "secret") {
		t.Error("it stands on the sign-in page")
	}
	p = signInAt(p, "ana@nordlys.example").Want(200, "user.new")
	again := c.Get("/users/new?kept=1")
	if strings.Contains(p.Body+again.Body, "secret@") || strings.Contains(p.Body+again.Body, "Hemmelig") {
		t.Error("Ana sees what Signe entered")
	}
	c.Post("/logout", nil)
	if p := signInAt(c.Get("/login"), "signe@nordlys.example").Want(200, "user.new"); p.Fields("form.form").Get("email") != "secret@nordlys.example" {
		t.Error("Signe does not")
	}
	if n := a.Ask("SELECT count(*) FROM kept_forms WHERE content LIKE '%Hemmelig%'"); n != "0" {
		t.Error("it is kept in clear")
	}

	// Nobody can say whose it is: the session's cookie is gone, and two people use the browser.
	a.Clock.Advance(lunch)
	c.Get("/users").Want(200, "login.form")
	p = c.Post("/users", url.Values{"email": {"secret@nordlys.example"}}).Want(200, "login.form")
	if n := a.Ask("SELECT count(*) FROM kept_forms"); n != "0" || !strings.Contains(p.Flash(), "not done") {
		t.Error(n, p.Flash())
	}
	if p = signInAt(p, "ana@nordlys.example").Want(200, "user.new"); strings.Contains(p.Body, "secret@") {
		t.Error("Ana sees it")
	}
}

// A stranger's browser, one that holds a made-up cookie, a form that is too large: nothing is kept.
func TestNothingIsKeptOfWhoIsNotKnown(t *testing.T) {
	a := testkit.NewApp(t, func(c *config.Config) { c.Limits.SignInAccount = 100 })
	a.Found()
	form := url.Values{"email": {"ny@nordlys.example"}}
	if p := a.Client().Post("/users", form).Want(200, "login.form"); p.URL.RawQuery != "" {
		t.Error("a stranger is told of", p.URL)
	}
	made := a.Client()
	made.SetCookies([]*http.Cookie{a.SessionCookie("made up"), {Name: a.Config.Cookie("browser"), Value: "made up", Path: "/"}})
	made.Post("/users", form).Want(200, "login.form")
	known := a.SignIn("signe@nordlys.example")
	a.Clock.Advance(lunch)
	large := known.Post("/users", url.Values{"email": {"ny@nordlys.example"}, "name": {strings.Repeat("x", 70<<10)}}).Want(200, "login.form")
	if !strings.Contains(large.Flash(), "not done") {
		t.Error(large.Flash())
	}
	if n := a.Ask("SELECT count(*) FROM kept_forms"); n != "0" {
		t.Error(n, "forms were kept")
	}
}

// It is kept for an hour.
func TestAKeptFormIsForgottenAfterAnHour(t *testing.T) {
	a := testkit.NewApp(t)
	a.Found()
	c := a.SignIn("signe@nordlys.example")
	a.Clock.Advance(lunch)
	p := c.Post("/users", url.Values{"email": {"ny@nordlys.example"}}).Want(200, "login.form")
	a.Clock.Advance(time.Hour + time.Minute)
	if p := signInAt(p, "signe@nordlys.example").Want(200, "user.new"); p.Fields("form.form").Get("email") != "" {
		t.Error("it is still there")
	}
}
