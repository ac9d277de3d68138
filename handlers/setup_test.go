package handlers_test

import (
	"net/url"
	"strings"
	"sync"
	"testing"

	"coulisse/config"
	"coulisse/testkit"
)

var founding = url.Values{"organisation": {"Théâtre des Deux Rives"}, "name": {"Camille Roux"}, "email": {"camille@deuxrives.example"},
	"password": {fresh}, "password_again": {fresh}, "time_zone": {"Europe/Paris"}, "locale": {"fr"}}

func setupLink(t *testing.T, a *testkit.App) string {
	token, err := a.Store.NewSetupLink(t.Context())
	if err != nil || token == "" {
		t.Fatal(token, err)
	}
	return "/setup/" + token
}

func TestTheFirstRunMakesAnOrganisationAndItsOwner(t *testing.T) {
	a := testkit.NewApp(t)
	link := setupLink(t, a)
	c := a.Client()
	p := c.Get(link).Want(200, "setup.form").Submit("main form", "organisation", "Théâtre des Deux Rives", "name", "Camille Roux", "email", "Camille@DeuxRives.example",
		"password", fresh, "password_again", fresh, "time_zone", "Europe/Paris", "locale", "fr").Want(200, "login.form")
	if sessionCookie(c) != "" || !strings.Contains(p.Flash(), "ready") {
		t.Error(p.Flash())
	}
	p = tryPassword(c, "camille@deuxrives.example", fresh).Want(200, "home")
	if p.Find("html").AttrOr("lang", "") != "fr" || !p.Has(`a[href="/users/new"]`) {
		t.Error("the home page of a new owner:", p.Text("main"))
	}
	for _, page := range []*testkit.Page{a.Client().Get(link), a.Client().Post(link, founding)} {
		if page.Want(410); !strings.Contains(page.Text("h1"), "set up already") {
			t.Error(page.Text("main"))
		}
	}
}

func TestOfTwoSetUpsAtOnceOneWinsAndTheOtherIsTold(t *testing.T) {
	a := testkit.NewApp(t, func(c *config.Config) { c.Limits.PasswordSlots = 4 })
	link := setupLink(t, a)
	var wg sync.WaitGroup
	var mu sync.Mutex
	answers := map[int]int{}
	for range 8 {
		c := a.Client()
		wg.Go(func() {
			p := c.Post(link, founding)
			mu.Lock()
			defer mu.Unlock()
			answers[p.Status]++
		})
	}
	wg.Wait()
	if answers[200] != 1 || answers[410] != 7 {
		t.Fatal(answers)
	}
}

func TestTheSignInPageOfAnEmptyInstallationSaysWhereTheLinkIs(t *testing.T) {
	a := testkit.NewApp(t)
	if p := a.Client().Get("/").Want(200, "login.form"); !strings.Contains(p.Flash(), "terminal") {
		t.Error(p.Flash())
	}
}

// Somebody guesses the address of the set-up page of a fresh installation.
func TestOnlyTheSetUpLinkSetsUp(t *testing.T) {
	a := testkit.NewApp(t)
	first := setupLink(t, a)
	a.Client().Get("/setup/guess").Want(404)
	a.Client().Post("/setup/guess", founding).Want(404)
	second := setupLink(t, a) // the server was started again
	a.Client().Post(first, founding).Want(404)
	a.Client().Post(second, founding).Want(200, "login.form")
}

func TestEveryFaultOfTheFirstRunIsSaidAtOnceAndWhatWasEnteredKept(t *testing.T) {
	a := testkit.NewApp(t)
	link := setupLink(t, a)
	p := a.Client().Post(link, url.Values{"organisation": {""}, "name": {"Camille"}, "email": {"not an address"}, "password": {"short"}, "time_zone": {"Local"}, "locale": {"xx"}}).Want(422, "setup.create")
	for _, field := range []string{"organisation", "email", "password", "time_zone", "locale"} {
		if p.Fault(field) == "" {
			t.Errorf("nothing said at %s", field)
		}
	}
	if p.Find("#name").AttrOr("value", "") != "Camille" || p.Find("#email").AttrOr("value", "") != "not an address" {
		t.Error("entries lost")
	}
	a.Client().Get(link).Want(200, "setup.form")
}
