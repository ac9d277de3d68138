package handlers_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/config"
	"coulisse/testkit"
)

// sessionName is what the cookie of a session is called, at whatever port.
var sessionName = regexp.MustCompile(`^(__Host-)?coulisse(-\d+)?$`)

func sessionCookie(c *testkit.Client) string {
	for _, cookie := range c.Cookies() {
		if sessionName.MatchString(cookie.Name) {
			return cookie.Value
		}
	}
	return ""
}

// An attacker plants a session cookie in somebody's browser and waits until they sign in
// with it.
func TestSigningInTakesANewSession(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	a.Member(owner, "eve@nordlys.example", "Eve", testkit.Levels(access.Levels{access.Events: access.View}))
	eve := a.SignIn("eve@nordlys.example")
	victim := a.Client()
	victim.SetCookies(eve.Cookies())
	victim.Post("/login", url.Values{"email": {"signe@nordlys.example"}, "password": {testkit.Password}}).Want(200, "home")
	if sessionCookie(victim) == sessionCookie(eve) {
		t.Fatal("the planted session was kept")
	}
	eve.Get("/").Want(200, "login.form")

	made := a.Client()
	made.SetCookies([]*http.Cookie{a.SessionCookie("chosen-by-the-attacker")})
	made.Post("/login", url.Values{"email": {"signe@nordlys.example"}, "password": {testkit.Password}}).Want(200, "home")
	if sessionCookie(made) == "chosen-by-the-attacker" {
		t.Fatal("a made-up session was taken")
	}
}

// Somebody copies a cookie from a shared machine and uses it after its owner has signed out.
func TestASignedOutCookieIsWorthNothing(t *testing.T) {
	a := testkit.NewApp(t)
	a.Found()
	c := a.SignIn("signe@nordlys.example")
	copied := c.Cookies()
	out := c.Post("/logout", nil)
	out.Want(200, "login.form")
	thief := a.Client()
	thief.SetCookies(copied)
	thief.Get("/profile").Want(200, "login.form")
}

func TestSigningOutClearsWhatTheBrowserKeeps(t *testing.T) {
	a := testkit.NewApp(t)
	a.Found()
	c := a.SignIn("signe@nordlys.example")
	r := httptest.NewRequest(http.MethodPost, "/logout", nil)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for _, cookie := range c.Cookies() {
		r.AddCookie(cookie)
	}
	w := httptest.NewRecorder()
	a.Server.ServeHTTP(w, r)
	if got := w.Header().Get("Clear-Site-Data"); got != `"cache"` || w.Code != http.StatusSeeOther {
		t.Error(w.Code, got)
	}
	if cookie := w.Result().Cookies()[0]; cookie.MaxAge >= 0 || cookie.Value != "" {
		t.Error(cookie)
	}
}

func TestTheSessionCookieIsKeptFromScriptsOtherSitesAndClearLines(t *testing.T) {
	for base, name := range map[string]string{"https://console.example.org": "__Host-coulisse", "https://console.example.org:8443": "__Host-coulisse-8443", "http://localhost:8080": "coulisse-8080"} {
		a := testkit.NewApp(t, func(c *config.Config) { c.BaseURL = base })
		a.Found()
		form := url.Values{"email": {"signe@nordlys.example"}, "password": {testkit.Password}}
		r := httptest.NewRequest(http.MethodPost, "/login", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		w := httptest.NewRecorder()
		a.Server.ServeHTTP(w, r)
		if w.Code != http.StatusSeeOther {
			t.Fatal(w.Code)
		}
		c := w.Result().Cookies()[0]
		secure := strings.HasPrefix(base, "https")
		if c.Name != name || !c.HttpOnly || c.Secure != secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || len(c.Value) != 43 {
			t.Errorf("%s: %+v", base, c)
		}
		if hsts := w.Header().Get("Strict-Transport-Security"); (hsts != "") != secure {
			t.Error(hsts)
		}
	}
}

// Zitadel and listmonk: a person was switched off, and their open browser went on working.
func TestASwitchedOffPersonsNextClickLandsOnSignIn(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	ana := a.Member(owner, "ana@nordlys.example", "Ana Holm", testkit.Levels(access.Levels{access.Events: access.View}))
	c := a.SignIn("ana@nordlys.example")
	if _, _, err := a.Store.SetActive(t.Context(), owner, ana.Membership, false); err != nil {
		t.Fatal(err)
	}
	if p := c.Get("/profile").Want(200, "login.form"); p.Flash() == "" {
		t.Error("the page does not say why")
	}
	if _, _, err := a.Store.SetActive(t.Context(), owner, ana.Membership, true); err != nil {
		t.Fatal(err)
	}
	c.Get("/profile").Want(200, "login.form")
	tryPassword(c, "ana@nordlys.example", testkit.Password).Want(200, "home")
}

func TestAnIdleSessionEndsAndTheSignInPageSaysSo(t *testing.T) {
	a := testkit.NewApp(t)
	a.Found()
	c := a.SignIn("signe@nordlys.example")
	a.Clock.Advance(29 * time.Minute)
	c.Get("/profile").Want(200, "profile.show")
	a.Clock.Advance(31 * time.Minute)
	if p := c.Get("/profile").Want(200, "login.form"); !strings.Contains(p.Flash(), "not active") {
		t.Error(p.Flash())
	}
	if p := c.Get("/profile").Want(200, "login.form"); p.Has("main .note") {
		t.Error("said twice")
	}
}

func TestASessionEndsAfterItsWholeLife(t *testing.T) {
	a := testkit.NewApp(t)
	a.Found()
	c := a.SignIn("signe@nordlys.example")
	for range 24 * 3 {
		a.Clock.Advance(10 * time.Minute)
		c.Get("/profile/security").Want(200)
	}
	a.Clock.Advance(10 * time.Minute)
	c.Get("/profile/security").Want(200, "login.form")
}

func TestAPersonEndsTheirOtherSessions(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	a.Member(owner, "ana@nordlys.example", "Ana Holm", testkit.Levels(nil))
	here, there, more := a.SignIn("signe@nordlys.example"), a.SignIn("signe@nordlys.example"), a.SignIn("signe@nordlys.example")
	ana := a.SignIn("ana@nordlys.example")
	p := here.Get("/profile/sessions").Want(200, "profile.sessions")
	if n := p.Find("[data-session]").Length(); n != 3 {
		t.Fatalf("%d sessions listed", n)
	}
	anas := ana.Get("/profile/sessions").Find("[data-session]").AttrOr("data-session", "")
	here.Post("/profile/sessions", url.Values{"session": {anas}}).Want(404)
	ana.Get("/profile").Want(200, "profile.show")
	p = p.Submit(`input[name="session"]`).Want(200, "profile.sessions")
	if n := p.Find("[data-session]").Length(); n != 2 || p.Flash() == "" {
		t.Fatal(n, p.Flash())
	}
	p = p.Submit(`input[name="others"]`).Want(200, "profile.sessions")
	if n := p.Find("[data-session]").Length(); n != 1 {
		t.Fatal(n)
	}
	there.Get("/profile").Want(200, "login.form")
	more.Get("/profile").Want(200, "login.form")
	here.Post("/profile/sessions", url.Values{"session": {p.Find("[data-session]").AttrOr("data-session", "")}}).Want(200, "login.form")
}
