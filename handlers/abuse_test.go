package handlers_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/config"
	"coulisse/handlers"
	"coulisse/models"
	"coulisse/testkit"
)

// strict is a console where few wrong passwords lock.
func strict(c *config.Config) { c.Limits.SignInAccount, c.Limits.SignInAddress = 3, 4 }

// besiege has a stranger try passwords until they are refused.
func besiege(t *testing.T, a *testkit.App, email string) {
	t.Helper()
	stranger := a.Client()
	for range a.Config.Limits.SignInAccount {
		tryPassword(stranger, email, wrong)
	}
	tryPassword(stranger, email, wrong).Want(429)
}

// A stranger tries ten passwords every quarter of an hour, for ever: the account is locked for
// them, and for nobody who has signed in before.
func TestStrangersLockNoBrowserThatSignedInBefore(t *testing.T) {
	a := testkit.NewApp(t, strict)
	a.Found()
	home := a.SignIn("signe@nordlys.example")
	home.Post("/logout", nil)
	for range 3 {
		besiege(t, a, "signe@nordlys.example")
		tryPassword(home, "Signe@Nordlys.example", testkit.Password).Want(200, "home")
		home.Post("/logout", nil)
		tryPassword(a.Client(), "signe@nordlys.example", testkit.Password).Want(429)
		a.Clock.Advance(15*time.Minute + time.Second)
	}
}

// The known browser has a count of its own, which its own wrong tries fill.
func TestABrowserThatSignedInBeforeIsLockedByItsOwnTriesAlone(t *testing.T) {
	a := testkit.NewApp(t, strict)
	owner := a.Found()
	a.Member(owner, "ana@nordlys.example", "Ana Holm", testkit.Levels(nil))
	home, work := a.SignIn("signe@nordlys.example"), a.SignIn("signe@nordlys.example")
	for _, c := range []*testkit.Client{home, work} {
		c.Post("/logout", nil)
	}
	for range 3 {
		tryPassword(home, "signe@nordlys.example", wrong).Want(422)
	}
	locked := tryPassword(home, "signe@nordlys.example", testkit.Password).Want(429)
	if locked.Header.Get("Retry-After") != "900" || !strings.Contains(locked.Text("[data-errors]"), "in this browser") || !strings.Contains(locked.Text("[data-errors]"), "15 min") {
		t.Error(locked.Header.Get("Retry-After"), locked.Text("[data-errors]"))
	}
	tryPassword(work, "signe@nordlys.example", testkit.Password).Want(200, "home")
	tryPassword(home, "ana@nordlys.example", testkit.Password).Want(200, "home") // of somebody else nothing is known here
	a.Clock.Advance(15*time.Minute + time.Second)
	tryPassword(home, "signe@nordlys.example", testkit.Password).Want(200, "home")
}

// Who plants a cookie in somebody's browser, or reads it there before they sign in, does not come to
// share what the browser is known by.
func TestAPlantedBrowserCookieIsWorthNothing(t *testing.T) {
	a := testkit.NewApp(t, strict)
	owner := a.Found()
	a.Member(owner, "eve@nordlys.example", "Eve", testkit.Levels(nil))
	eve := a.SignIn("eve@nordlys.example")
	victim := a.Client()
	victim.SetCookies(eve.Cookies())
	tryPassword(victim, "signe@nordlys.example", testkit.Password).Want(200, "home")
	victim.Post("/logout", nil)
	besiege(t, a, "signe@nordlys.example")
	eve.Post("/logout", nil)
	tryPassword(eve, "signe@nordlys.example", testkit.Password).Want(429)
	tryPassword(victim, "signe@nordlys.example", testkit.Password).Want(200, "home")
	made := a.Client()
	made.SetCookies([]*http.Cookie{{Name: a.Config.Cookie("browser"), Value: "made up", Path: "/"}})
	tryPassword(made, "signe@nordlys.example", testkit.Password).Want(429)
}

// However many strangers try, whoever is signed in takes the ownership back, offers it, and changes
// the password: entering it again counts in one's own session.
func TestStrangersStopNothingThatAsksForThePasswordAgain(t *testing.T) {
	a := testkit.NewApp(t, strict)
	owner := a.Found()
	a.Member(owner, "ana@nordlys.example", "Ana Holm", testkit.Levels(access.Levels{access.Events: access.View}))
	signe, ana := a.SignIn("signe@nordlys.example"), a.SignIn("ana@nordlys.example")
	besiege(t, a, "signe@nordlys.example")
	signe.Get("/account/ownership").Submit(`form[action="/account/ownership"]`, "email", "ana@nordlys.example", "password", testkit.Password).Want(200, "ownership.show")
	ana.Post("/account/ownership/accept", nil).Want(200, "ownership.show")
	besiege(t, a, "eve@nordlys.example") // the network is locked too
	signe.Get("/account/ownership").Submit(`form[action="/account/ownership/take-back"]`, "password", testkit.Password).Want(200, "ownership.show")
	signe.Get("/profile").Submit(`form[action="/profile/password"]`, "current", testkit.Password, "password", fresh, "password_again", fresh).Want(200, "profile.show")
}

// Wrong tries in a session lock neither another session nor the sign-in page.
func TestWrongTriesInASessionCountThereAlone(t *testing.T) {
	a := testkit.NewApp(t, strict)
	a.Found()
	here, there := a.SignIn("signe@nordlys.example"), a.SignIn("signe@nordlys.example")
	change := func(c *testkit.Client, current string) *testkit.Page {
		return c.Get("/profile").Submit(`form[action="/profile/password"]`, "current", current, "password", fresh, "password_again", fresh)
	}
	for range 3 {
		change(here, wrong).Want(422)
	}
	change(here, testkit.Password).Want(429)
	tryPassword(a.Client(), "signe@nordlys.example", testkit.Password).Want(200, "home")
	change(there, testkit.Password).Want(200, "profile.show")
}

// One person behind an office's address guesses at many accounts: the others there sign in where
// they did before, and everybody else is told for how long they cannot.
func TestAFloodFromOneNetworkStopsNoKnownBrowserInIt(t *testing.T) {
	a := testkit.NewApp(t, strict)
	a.Found()
	home := a.SignIn("signe@nordlys.example")
	home.Post("/logout", nil)
	for _, name := range []string{"a", "b", "c", "d"} {
		tryPassword(a.Client(), name+"@nordlys.example", wrong).Want(422)
	}
	p := tryPassword(a.Client(), "signe@nordlys.example", testkit.Password).Want(429)
	if p.Header.Get("Retry-After") != "900" || !strings.Contains(p.Text("[data-errors]"), "your network") || !strings.Contains(p.Text("[data-errors]"), "15 min") {
		t.Error(p.Header.Get("Retry-After"), p.Text("[data-errors]"))
	}
	tryPassword(home, "signe@nordlys.example", testkit.Password).Want(200, "home")
}

// Locked out at a new machine while the strangers go on: the mail's link lets one in there, and keeps
// one in.
func TestANewPasswordByMailLetsOneInWhileStrangersGoOn(t *testing.T) {
	a := testkit.NewApp(t, strict)
	a.Found()
	besiege(t, a, "signe@nordlys.example")
	c := a.Client()
	forgot(c, "signe@nordlys.example").Want(200)
	reset(c, a.LastMail("signe@nordlys.example").Token, fresh).Want(200, "login.form")
	besiege(t, a, "signe@nordlys.example")
	tryPassword(c, "signe@nordlys.example", fresh).Want(200, "home")
}

// Somebody who was invited chooses a password while strangers try some at the address.
func TestWhoAcceptsAnInvitationSignsInWhileStrangersTry(t *testing.T) {
	a := testkit.NewApp(t, strict)
	owner := a.Found()
	_, token := a.Invite(owner, "ana@nordlys.example", "Ana Holm", testkit.Levels(access.Levels{access.Events: access.View}))
	besiege(t, a, "ana@nordlys.example")
	a.Client().Get("/invitations/"+token).Submit("main form", "name", "Ana Holm", "password", fresh, "password_again", fresh).Want(200, "login.form").
		Submit("main form", "email", "ana@nordlys.example", "password", fresh).Want(200, "home")
}

// An attacker who had the password once signs in from many browsers with it, so as to have more
// tries at the next one.
func TestAPersonIsKnownInTenBrowsersAtMost(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	for range 12 {
		a.Clock.Advance(time.Second)
		if _, err := a.Store.KnowBrowser(t.Context(), "", owner.User, ""); err != nil {
			t.Fatal(err)
		}
	}
	if n := a.Ask("SELECT count(*) FROM known_browsers"); n != "10" {
		t.Error(n, "browsers")
	}
	if oldest := a.Ask("SELECT min(seen_at) > ? FROM known_browsers", testkit.Now.Add(2*time.Second)); oldest != "1" {
		t.Error("the latest are not those that were kept")
	}
}

func TestTwentyRightPasswordsAtOnceAllSucceed(t *testing.T) {
	a := testkit.NewApp(t, func(c *config.Config) { c.Limits.PasswordSlots, c.Limits.PasswordWait = 4, time.Minute })
	a.Found()
	var wg sync.WaitGroup
	answers := make([]int, 20)
	for i := range answers {
		c := a.Client()
		wg.Go(func() { answers[i] = tryPassword(c, "signe@nordlys.example", testkit.Password).Status })
	}
	wg.Wait()
	for _, status := range answers {
		if status != 200 {
			t.Fatal(answers)
		}
	}
}

// What a rush may not do: write before it is anybody's turn, so that everybody else's changes wait.
func TestARushThatIsTurnedAwayWritesNothing(t *testing.T) {
	a := testkit.NewApp(t, func(c *config.Config) { c.Limits.PasswordSlots, c.Limits.PasswordWait = 1, 0 })
	a.Found()
	ledger := a.Watch(t)
	var wg sync.WaitGroup
	var mu sync.Mutex
	turnedAway := 0
	for i := range 40 {
		c := a.Client()
		wg.Go(func() {
			email := "p" + strings.Repeat("x", i) + "@nordlys.example"
			if tryPassword(c, email, wrong).Status == http.StatusServiceUnavailable {
				mu.Lock()
				turnedAway++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if n := a.Ask("SELECT count(*) FROM attempts WHERE kind = 'account'"); turnedAway == 0 || n != a.Ask("SELECT sum(failures) FROM attempts WHERE kind = 'address'") {
		t.Errorf("%d turned away; %s accounts counted", turnedAway, n)
	}
	ledger.Changes()
	hangUp(t, a)
	if changed := ledger.Changes(); changed != nil {
		t.Error("who was turned away changed", changed)
	}
}

// hangUp sends a request whose person has gone before it is read.
func hangUp(t *testing.T, a *testkit.App) {
	t.Helper()
	gone, hangUp := context.WithCancel(t.Context())
	hangUp()
	form := url.Values{"email": {"gone@nordlys.example"}, "password": {wrong}}
	r := httptest.NewRequest(http.MethodPost, "/login", strings.NewReader(form.Encode())).WithContext(gone)
	r.Header.Set("Content-Type", formType)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	defer func() {
		if fault := recover(); fault != nil && fault != http.ErrAbortHandler {
			panic(fault)
		}
	}()
	a.Server.ServeHTTP(httptest.NewRecorder(), r)
}

// A lock is worth a line in the log, and one is enough.
func TestALockedNetworkIsLoggedOnce(t *testing.T) {
	a := testkit.NewApp(t, strict)
	a.Found()
	var written bytes.Buffer
	log := slog.New(slog.NewTextHandler(&written, nil))
	store, err := models.Open(t.Context(), models.Options{Path: testkit.NewDatabase(t), Keys: testkit.Keys(), Log: log})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	b := handlers.New(handlers.Options{Config: a.Config, Store: store, Log: log})
	for i := range 8 {
		form := url.Values{"email": {"p" + strings.Repeat("x", i) + "@nordlys.example"}, "password": {wrong}}
		ask(b, http.MethodPost, "/login", "", form)
	}
	if n := strings.Count(written.String(), "too many wrong passwords"); n != 1 || !strings.Contains(written.String(), "network=192.0.2.1") {
		t.Errorf("%d lines:\n%s", n, written.String())
	}
	if strings.Contains(written.String(), wrong) {
		t.Error("a password stands in the log")
	}
}
