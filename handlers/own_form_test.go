package handlers_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"coulisse/access"
	"coulisse/config"
	"coulisse/testkit"
)

// without is a transport to a console that stands behind a proxy which strips what browsers say
// about where a request comes from, or before a browser that does not say it (Safari until 16.3):
// of it all, Origin is left.
type without struct{}

func (without) RoundTrip(r *http.Request) (*http.Response, error) {
	for _, name := range []string{"Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest", "Sec-Fetch-User"} {
		r.Header.Del(name)
	}
	return http.DefaultTransport.RoundTrip(r)
}

// old is a browser that says nothing but Origin.
func old(a *testkit.App) *testkit.Client {
	c := a.Client()
	c.HTTP.Transport = without{}
	return c
}

func TestWithABrowserThatNamesOnlyItsOriginOneWorksAsWithAnyOther(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	c := old(a)
	c.Get("/login").Submit("main form", "email", "signe@nordlys.example", "password", testkit.Password).Want(200, "home")
	c.Get("/profile").Submit(`form[action="/profile"]`, "name", "Signe Holm-Berg").Want(200, "profile.show")

	// A mail's links: an invitation that somebody new accepts, and a new password.
	_, token := a.Invite(owner, "ana@nordlys.example", "Ana Holm", testkit.Levels(access.Levels{access.Events: access.View}))
	ana := old(a)
	p := ana.Get("/invitations/"+token).Want(200, "invitation.show")
	if policy := p.Header.Get("Referrer-Policy"); policy != "no-referrer" {
		t.Error("the address with the token may be passed on:", policy)
	}
	p.Submit("main form", "name", "Ana Holm", "password", fresh, "password_again", fresh).Want(200, "login.form").
		Submit("main form", "email", "ana@nordlys.example", "password", fresh).Want(200, "home")
	forgot(a.Client(), "ana@nordlys.example")
	token = a.LastMail("ana@nordlys.example").Token
	old(a).Get("/password/reset/"+token).Submit("main form", "password", fresh+"!", "password_again", fresh+"!").Want(200, "login.form")
}

// Signed in, one opens the link of a mail that is for somebody else, signs out there, and in again.
func TestTheFormsOfATokensPageWorkWhileOneIsSignedIn(t *testing.T) {
	a := testkit.NewApp(t)
	a.Found()
	n := a.Neighbour("Théâtre du Quai", "odile@quai.example", "Odile Marchand")
	_, token := a.Invite(n, "signe@nordlys.example", "Signe Holm", testkit.Levels(nil))
	c := old(a)
	signIn := func() *testkit.Page {
		return c.Get("/login").Submit("main form", "email", "signe@nordlys.example", "password", testkit.Password).Want(200, "home")
	}
	signIn()
	c.Get("/invitations/"+token).Submit(`form[action$="/accept"]`).Want(200, "home")
	other := a.Member(n, "pia@quai.example", "Pia", testkit.Levels(nil))
	_, token = a.Invite(n, "ny@quai.example", "Ny", testkit.Levels(nil))
	c.SetCookies([]*http.Cookie{a.SessionCookie(a.StartSession(other))})
	c.Get("/invitations/"+token).Want(200, "invitation.show").Submit(`form[action="/logout"]`).Want(200, "invitation.show")
	c.Get("/profile").Want(200, "login.form")
	unknown := old(a)
	unknown.SetCookies([]*http.Cookie{a.SessionCookie(a.StartSession(other))})
	if p := unknown.Get("/invitations/unknown").Want(404); p.Has("form") {
		t.Error("a page whose forms hide their origin has forms that do not prove it")
	}
}

// Another site sends the same forms, from a frame that hides its origin (sandbox), in a browser
// that says nothing else; it may know the token of the link, and not the session.
func TestAFormThatHidesItsOriginIsRefusedUnlessItProvesToBeOurs(t *testing.T) {
	a := testkit.NewApp(t)
	a.Found()
	n := a.Neighbour("Théâtre du Quai", "odile@quai.example", "Odile Marchand")
	_, token := a.Invite(n, "signe@nordlys.example", "Signe Holm", testkit.Levels(nil))
	victim := a.SignIn("signe@nordlys.example")
	attacker := a.SignIn("odile@quai.example")
	theirs := attacker.Get("/invitations/"+token).Find(`input[name="proof"]`).AttrOr("value", "none")
	own := victim.Get("/invitations/"+token).Find(`input[name="proof"]`).AttrOr("value", "none")
	hidden := []string{"Origin", "null", "Sec-Fetch-Site", ""}
	for _, form := range []url.Values{nil, {"proof": {""}}, {"proof": {"made up"}}, {"proof": {theirs}}} {
		victim.Post("/invitations/"+token+"/accept", form, hidden...).Want(403)
		victim.Post("/logout", form, hidden...).Want(403)
		victim.Post("/login", form, hidden...).Want(403)
	}
	victim.Post("/profile/sessions?proof="+own, url.Values{"others": {"on"}}, hidden...).Want(403)
	victim.PostRaw("/invitations/"+token+"/accept", formType, strings.NewReader("proof="+own+"&x="+strings.Repeat("y", 2<<20)), hidden...).Want(403)
	for _, site := range []string{"cross-site", "same-site"} { // a browser that says it is believed
		victim.Post("/invitations/"+token+"/accept", url.Values{"proof": {own}}, "Origin", "null", "Sec-Fetch-Site", site).Want(403)
	}
	victim.Post("/login", nil, "Origin", "", "Sec-Fetch-Site", "").Want(403)
	a.Client().Post("/login", url.Values{"email": {"signe@nordlys.example"}, "password": {testkit.Password}}, hidden...).Want(403)
	victim.Post("/invitations/"+token+"/accept", url.Values{"proof": {own}}, hidden...).Want(200, "home")
}

// A proxy that passes its own name for the console on as Host: the browser's Origin names
// base_url, and that is ours.
func TestBaseURLIsOursWhateverHostAProxyPassesOn(t *testing.T) {
	b := testkit.NewApp(t, func(c *config.Config) { c.BaseURL = "https://console.example.org" }) // it listens elsewhere
	b.Found()
	for origin, want := range map[string]int{"https://console.example.org": 303, "https://console.example.org:8443": 403, "http://console.example.org": 403, "https://evil.example": 403, "null": 403} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.URL+"/login", strings.NewReader("email=signe%40nordlys.example&password="+url.QueryEscape(testkit.Password)))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", formType)
		r.Header.Set("Origin", origin)
		res, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, res.Body)
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("Origin %s: %d, want %d", origin, res.StatusCode, want)
		}
	}
}

func TestTwoConsolesOnOneHostDoNotSignEachOthersPeopleOut(t *testing.T) {
	a := testkit.NewApp(t)
	a.Found()
	b := testkit.NewApp(t)
	b.Found()
	c := a.SignIn("signe@nordlys.example") // both are at 127.0.0.1, and browsers keep cookies by host
	d := testkit.NewClient(t, b.URL)
	d.HTTP.Jar = c.HTTP.Jar
	d.Get("/login?lang=fr").Submit("main form", "email", "signe@nordlys.example", "password", testkit.Password).Want(200, "home")
	c.Get("/profile").Want(200, "profile.show")
	d.Get("/profile").Want(200, "profile.show")
	d.Post("/logout", nil)
	c.Get("/profile").Want(200, "profile.show")
	for base, want := range map[string]string{"https://console.example.org": "__Host-coulisse", "https://console.example.org:8443": "__Host-coulisse-8443",
		"http://localhost": "coulisse", "http://localhost:8080": "coulisse-8080", "http://[::1]:9": "coulisse-9"} {
		if got := (&config.Config{BaseURL: base}).Cookie(""); got != want {
			t.Errorf("%s: %s, want %s", base, got, want)
		}
	}
}

// A cookie of the name that the console would have without a port is somebody else's.
func TestAForeignCookieIsLeftAlone(t *testing.T) {
	a := testkit.NewApp(t)
	a.Found()
	c := a.Client()
	foreign := []*http.Cookie{{Name: "coulisse", Value: "theirs", Path: "/"}, {Name: "coulisse-1", Value: "theirs too", Path: "/"}, {Name: "locale", Value: "zz", Path: "/"}}
	c.SetCookies(foreign)
	c.Get("/profile").Want(200, "login.form").Submit("main form", "email", "signe@nordlys.example", "password", testkit.Password).Want(200, "profile.show")
	c.Post("/logout", nil)
	for _, want := range foreign {
		found := false
		for _, got := range c.Cookies() {
			found = found || got.Name == want.Name && got.Value == want.Value
		}
		if !found {
			t.Errorf("%s is gone", want.Name)
		}
	}
}
