package handlers_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

const fresh = "nine calm rivers flow"

func forgot(c *testkit.Client, email string) *testkit.Page {
	return c.Post("/password/forgot", url.Values{"email": {email}})
}

func reset(c *testkit.Client, token, password string) *testkit.Page {
	return c.Post("/password/reset/"+token, url.Values{"password": {password}, "password_again": {password}})
}

// asked founds an organisation and asks for its owner's password mail.
func asked(t *testing.T) (*testkit.App, access.Actor, string) {
	a := testkit.NewApp(t)
	owner := a.Found()
	forgot(a.Client(), "Signe@Nordlys.example").Want(200, "password.forgot.form")
	return a, owner, a.LastMail("signe@nordlys.example").Token
}

// ST10.
func TestWhoForgotThePasswordChoosesANewOneByMail(t *testing.T) {
	a, _, token := asked(t)
	c := a.Client()
	p := c.Get("/password/reset/"+token).Want(200, "password.reset.form").Submit("main form", "password", fresh, "password_again", fresh).Want(200, "login.form")
	if sessionCookie(c) != "" || !strings.Contains(p.Flash(), "new password") {
		t.Error("signed in by a mail, or told nothing:", p.Flash())
	}
	tryPassword(c, "signe@nordlys.example", testkit.Password).Want(422)
	tryPassword(c, "signe@nordlys.example", fresh).Want(200, "home")
	if m := a.LastMail("signe@nordlys.example"); m.Kind != models.MailPasswordChanged {
		t.Error("the person was not told:", m.Kind)
	}
}

// An attacker asks for a mail to each of a list of addresses, to learn who has an account.
func TestAForgottenPasswordIsAnsweredAlikeForKnownAndUnknown(t *testing.T) {
	a := testkit.NewApp(t)
	a.Found()
	before := len(a.Mails())
	began := time.Now()
	unknown := forgot(a.Client(), "nobody@nordlys.example").Want(200)
	took := time.Since(began)
	if len(a.Mails()) != before {
		t.Error("a mail to nobody")
	}
	known := forgot(a.Client(), "signe@nordlys.example").Want(200)
	if len(a.Mails()) != before+1 {
		t.Error("no mail to somebody known")
	}
	if known.Body != unknown.Body || known.URL.RequestURI() != unknown.URL.RequestURI() || strings.Join(known.Redirects, " ") != strings.Join(unknown.Redirects, " ") {
		t.Error("the answers differ")
	}
	if took < 100*time.Millisecond {
		t.Error("the answer to an unknown address came at once:", took)
	}
}

// Zitadel, four times: the link in the mail was built from headers of the request, so the
// attacker who asks for somebody's mail decides where its link leads. Here a mail carries
// no address at all; the worker puts base_url before the path. The answer must not echo
// such headers either.
func TestHeadersOfTheRequestReachNeitherMailNorPage(t *testing.T) {
	a := testkit.NewApp(t)
	a.Found()
	for _, headers := range [][]string{
		{"X-Forwarded-Host", "evil.example"}, {"X-Forwarded-Proto", "gopher"}, {"Forwarded", "host=evil.example"},
		{"X-Original-Host", "evil.example"}, {"X-Forwarded-Prefix", "/evil.example"}, {"X-Rewrite-Url", "//evil.example"},
	} {
		a.Clock.Advance(15 * time.Minute)
		p := a.Client().Post("/password/forgot", url.Values{"email": {"signe@nordlys.example"}}, headers...).Want(200)
		m := a.LastMail("signe@nordlys.example")
		if strings.Contains(p.Body, "evil.example") || strings.Contains(strings.Join(p.Redirects, " "), "evil.example") {
			t.Error("the page repeats", headers)
		}
		want := models.MailData{Person: "Signe Holm", Email: "signe@nordlys.example", Organisation: "Nordlys Kultur", Expires: a.Clock.Now().Add(time.Hour), Zone: "Europe/Copenhagen"}
		if diff := cmp.Diff(want, m.Data); diff != "" {
			t.Errorf("%v: %s", headers, diff)
		}
	}
}

// The same by the Host header, which no proxy has to be there for.
func TestTheHostHeaderReachesNeitherMailNorAnswer(t *testing.T) {
	a := testkit.NewApp(t)
	a.Found()
	r := httptest.NewRequest(http.MethodPost, "http://evil.example/password/forgot", strings.NewReader("email=signe%40nordlys.example"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	a.Server.ServeHTTP(w, r)
	if location := w.Header().Get("Location"); w.Code != http.StatusSeeOther || location != "/password/forgot?sent=1" {
		t.Error(w.Code, location)
	}
	m := a.LastMail("signe@nordlys.example")
	if text := fmt.Sprintf("%+v", m); m.Kind != models.MailPasswordReset || strings.Contains(text, "evil.example") {
		t.Error(text)
	}
}

// GitLab: two addresses in one request, and the link went to both.
func TestOneMailGoesToOneAddress(t *testing.T) {
	a := testkit.NewApp(t)
	a.Found()
	before := len(a.Mails())
	c := a.Client()
	for _, form := range []url.Values{
		{"email": {"signe@nordlys.example", "eve@evil.example"}},
		{"email[]": {"signe@nordlys.example", "eve@evil.example"}},
		{"email": {"signe@nordlys.example,eve@evil.example"}},
		{"email": {"signe@nordlys.example\r\nBcc: eve@evil.example"}},
		{"email": {"Signe <signe@nordlys.example>"}},
	} {
		if p := c.Post("/password/forgot", form).Want(422, "password.forgot"); p.Fault("email") == "" {
			t.Error(form, p.Text("main"))
		}
	}
	c.Post("/password/forgot?email=signe@nordlys.example", nil).Want(422)
	c.PostRaw("/password/forgot", "application/json", strings.NewReader(`{"email":["signe@nordlys.example","eve@evil.example"]}`)).Want(415)
	if len(a.Mails()) != before {
		t.Errorf("%d mails were queued", len(a.Mails())-before)
	}
}

// Mattermost: one link, redeemed many times at once.
func TestAResetLinkWorksOnceHoweverManyAskAtOnce(t *testing.T) {
	a, _, token := asked(t)
	var wg sync.WaitGroup
	var mu sync.Mutex
	var won int
	for i := range 100 {
		c := a.Client()
		wg.Go(func() {
			p := reset(c, token, fresh+strings.Repeat("!", i))
			mu.Lock()
			defer mu.Unlock()
			switch p.Status {
			case 200:
				won++
			case 410, 503:
			default:
				t.Error(p.Status, p.Text("main"))
			}
		})
	}
	wg.Wait()
	if won != 1 {
		t.Fatalf("%d of 100 succeeded", won)
	}
	reset(a.Client(), token, fresh).Want(410)
}

// listmonk and Gitea: the thief's session outlived the reset.
func TestAResetEndsEverySession(t *testing.T) {
	a, _, token := asked(t)
	thief := a.SignIn("signe@nordlys.example")
	reset(a.Client(), token, fresh).Want(200)
	if p := thief.Get("/profile").Want(200, "login.form"); p.Flash() == "" {
		t.Error("nothing said")
	}
}

func TestEveryOlderLinkDiesWithAReset(t *testing.T) {
	a, _, first := asked(t)
	a.Clock.Advance(5 * time.Minute)
	forgot(a.Client(), "signe@nordlys.example")
	second := a.LastMail("signe@nordlys.example").Token
	reset(a.Client(), second, fresh).Want(200)
	if p := reset(a.Client(), first, "an attacker chose this").Want(410); !p.Has(`a[href="/password/forgot"]`) {
		t.Error("the page does not lead to another mail")
	}
}

// Mail scanners open every link before the person does.
func TestLookingAtAResetLinkSpendsNothing(t *testing.T) {
	a, _, token := asked(t)
	for range 3 {
		a.Client().Get("/password/reset/"+token).Want(200, "password.reset.form")
	}
	reset(a.Client(), token, fresh).Want(200, "login.form")
}

func TestAResetLinkThatIsOldOrUnknownSaysWhatToDo(t *testing.T) {
	a, _, token := asked(t)
	a.Client().Get("/password/reset/unknown").Want(404)
	reset(a.Client(), "unknown", fresh).Want(404)
	a.Clock.Advance(time.Hour)
	if p := a.Client().Get("/password/reset/" + token).Want(410); !p.Has(`a[href="/password/forgot"]`) {
		t.Error(p.Text("main"))
	}
	reset(a.Client(), token, fresh).Want(410)
}

func TestAWeakPasswordIsRefusedAndTheLinkKept(t *testing.T) {
	a, _, token := asked(t)
	for password, says := range map[string]string{
		"short": "longer", "passwordpassword": "", "signe holm 12": "signe", "nordlyskultur1": "nordlys", "Coulisse-Coulisse": "",
	} {
		p := reset(a.Client(), token, password).Want(422, "password.reset")
		if fault := p.Fault("password"); fault == "" || !strings.Contains(fault, says) {
			t.Errorf("%s: %q", password, fault)
		}
		if strings.Contains(p.Body, password) && len(password) > 6 {
			t.Errorf("%s came back", password)
		}
	}
	p := a.Client().Post("/password/reset/"+token, url.Values{"password": {fresh}, "password_again": {fresh + "."}}).Want(422)
	if p.Fault("password_again") == "" {
		t.Error(p.Text("main"))
	}
	reset(a.Client(), token, fresh).Want(200)
}

// ST6: the invitation never came; forgotten password brings another link, although no
// password was ever set.
func TestWhoNeverHadAPasswordGetsTheInvitationAgain(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	_, old := a.Invite(owner, "ana@nordlys.example", "Ana Holm", testkit.Levels(nil))
	a.Clock.Advance(time.Hour)
	forgot(a.Client(), "ana@nordlys.example").Want(200)
	m := a.LastMail("ana@nordlys.example")
	if m.Kind != models.MailInvitation || m.Token == "" || m.Token == old {
		t.Fatalf("%+v", m)
	}
	a.Client().Get("/invitations/" + old).Want(404)
	a.Client().Get("/invitations/"+m.Token).Want(200, "invitation.show")
}

func TestWhoIsSwitchedOffEverywhereGetsNoMail(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	ana := a.Member(owner, "ana@nordlys.example", "Ana", testkit.Levels(nil))
	if _, _, err := a.Store.SetActive(t.Context(), owner, ana.Membership, false); err != nil {
		t.Fatal(err)
	}
	before := len(a.Mails())
	forgot(a.Client(), "ana@nordlys.example").Want(200)
	if len(a.Mails()) != before {
		t.Error("a mail left")
	}
}
