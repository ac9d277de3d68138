package handlers_test

import (
	"net/url"
	"strings"
	"testing"

	"coulisse/testkit"
)

// Whoever tries addresses learns from the answer which of them lead to somebody else's rows.
func TestWhatIsSomebodyElsesReadsLikeWhatNeverWas(t *testing.T) {
	a := testkit.NewApp(t)
	a.Found()
	c := a.SignIn("signe@nordlys.example")
	never := c.Get("/no/such/page").Want(404, "error")
	row := c.Get("/users/0190a0a0-0000-7000-8000-000000000000").Want(404, "error")
	session := c.Post("/profile/sessions", url.Values{"session": {"0190a0a0-0000-7000-8000-000000000000"}}).Want(404, "error")
	if never.Body != row.Body || never.Body != session.Body {
		t.Error("the bodies differ")
	}
	if a.Client().Get("/no/such/page").Want(404, "error").Text("h1") == "" {
		t.Error("an empty page")
	}
}

// Another site posts a form from the browser of somebody who is signed in.
func TestAFormOfAnotherSiteIsRefused(t *testing.T) {
	a := testkit.NewApp(t)
	a.Found()
	c := a.SignIn("signe@nordlys.example")
	form := url.Values{"name": {"Owned"}}
	for _, headers := range [][]string{
		{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"},
		{"Sec-Fetch-Site", "same-site", "Origin", "https://other.localhost"},
		{"Sec-Fetch-Site", "", "Origin", "https://evil.example"},
		{"Sec-Fetch-Site", "", "Origin", "null"},
		{"Sec-Fetch-Site", "", "Origin", ""},
	} {
		if p := c.Post("/profile", form, headers...).Want(403, "error"); !strings.Contains(p.Text("h1"), "another site") {
			t.Error(headers, p.Text("h1"))
		}
	}
	if strings.Contains(c.Get("/profile").Body, "Owned") {
		t.Error("changed")
	}
}

func TestNoAnswerOfTheEntranceIsEverStored(t *testing.T) {
	a := testkit.NewApp(t)
	a.Found()
	c := a.SignIn("signe@nordlys.example")
	for _, path := range []string{"/", "/profile", "/login", "/password/forgot", "/nothing"} {
		if got := c.Get(path).Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s: %q", path, got)
		}
	}
}

func TestTheMachineTellsThatItLivesAndIsReady(t *testing.T) {
	a := testkit.NewApp(t)
	for _, path := range []string{"/healthz", "/readyz"} {
		if p := a.Client().Get(path).Want(200); p.Body != "ok\n" {
			t.Error(path, p.Body)
		}
	}
	if p := a.Client().Get("/static/css/app.0000000000.css"); p.Status != 404 {
		t.Error("an old fingerprint is served")
	}
}

// What no browser sends, at every address of the entrance that takes a form.
func TestBodiesThatAreNoFormsAreRefusedWhole(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	setup, err := a.Store.NewSetupLink(t.Context())
	if err != nil || setup != "" {
		t.Fatal("a set-up link beside an organisation:", setup, err)
	}
	_, token := a.Invite(owner, "ana@nordlys.example", "Ana", testkit.Levels(nil))
	c := a.SignIn("signe@nordlys.example")
	guest := a.Client()
	for path, who := range map[string]*testkit.Client{
		"/login": guest, "/password/forgot": guest, "/invitations/" + token + "/accept": guest,
		"/profile": c, "/profile/password": c, "/profile/sessions": c, "/preferences": c,
	} {
		who.PostRaw(path, "application/x-www-form-urlencoded", strings.NewReader("name="+strings.Repeat("x", 10<<20))).Want(413, "error")
		who.PostRaw(path, "application/json", strings.NewReader(`{"name":"x"}`)).Want(415, "error")
		who.PostRaw(path, "multipart/form-data; boundary=x", strings.NewReader("--x--")).Want(415, "error")
		who.PostRaw(path, "application/x-www-form-urlencoded", strings.NewReader("name=%zz")).Want(400, "error")
	}
	if p := c.Post("/profile", url.Values{"name": {"A\xff\xfe"}}).Want(422, "profile.update"); p.Fault("name") == "" || strings.Contains(p.Body, "\xff") {
		t.Error(p.Text("main"))
	}
	if p := guest.Post("/login", url.Values{"email": {"signe@nordlys.example", "x"}, "password": {testkit.Password}}).Want(422); p.Fault("email") == "" {
		t.Error(p.Text("main"))
	}
}
