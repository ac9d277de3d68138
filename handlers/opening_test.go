package handlers_test

import (
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"coulisse/models"
	"coulisse/testkit"
)

// opened is a console where support has opened Aurora for somebody, with the token of the link.
func opened(t *testing.T, email string) (a *testkit.App, desk *testkit.Client, token string) {
	a = testkit.NewApp(t)
	a.Found()
	desk = a.AsStaff(a.Staff("sofie@desk.example", "Sofie Desk", false))
	p := desk.Get("/support/organisations/new").Want(200, "desk.opening.new").Submit("main form", "organisation_name", "Aurora", "time_zone", "Europe/Oslo", "locale", "da",
		"name", "Ask Aurora", "email", email).Want(200, "desk.openings")
	if token = a.LastMail(email).Token; token == "" || strings.Contains(p.Body, token) || !p.Has(`[data-status="open"]`) {
		t.Fatal("no link, or one for support to see:", p.Text("main"))
	}
	return a, desk, token
}

// auroras are the organisations of that name, each with exactly one active owner who accepted.
func auroras(t *testing.T, a *testkit.App) string {
	t.Helper()
	if n := a.Ask(`SELECT count(*) FROM organisations o WHERE (SELECT count(*) FROM memberships m WHERE m.organisation_id = o.id AND m.owner AND m.active AND m.state = 'member' AND m.user_id IS NOT NULL) <> 1`); n != "0" {
		t.Errorf("%s organisations lack their owner", n)
	}
	return a.Ask("SELECT count(*) FROM organisations WHERE name = 'Aurora'")
}

// MP2.
func TestSomebodyNewBecomesTheOwnerOfTheOrganisationThatSupportOpened(t *testing.T) {
	a, desk, token := opened(t, "ask@aurora.example")
	if n := auroras(t, a); n != "0" {
		t.Fatal("it is there before anybody accepted")
	}
	c := a.Client()
	for range 3 { // mail scanners look
		c.Get("/openings/"+token).Want(200, "opening.show")
	}
	p := c.Get("/openings/" + token)
	for _, says := range []string{"Aurora", "Sofie Desk", "Oslo", "30 June 2026 at 10:30", "ask@aurora.example"} {
		if !strings.Contains(p.Text("main")+p.Find("#account").AttrOr("value", ""), says) {
			t.Errorf("does not say %q: %s", says, p.Text("main"))
		}
	}
	if p := p.Submit("#name", "name", "Ask", "password", "short", "password_again", "short").Want(422, "opening.accept"); p.Fault("password") == "" {
		t.Error(p.Text("main"))
	}
	c.Post("/openings/"+token+"/accept?email=eve@evil.example", url.Values{"name": {"Ask Aurora"}, "password": {fresh}, "password_again": {fresh},
		"email": {"eve@evil.example"}, "organisation": {"Nordlys Kultur"}, "owner": {"on"}}).Want(200, "login.form")
	tryPassword(c, "eve@evil.example", fresh).Want(422)
	p = tryPassword(c, "ask@aurora.example", fresh).Want(200, "home")
	if auroras(t, a) != "1" || !strings.Contains(p.Text(".org, .switch"), "Aurora") {
		t.Error(p.Text("header"))
	}
	if log := c.Get("/history").Text("main"); !strings.Contains(log, "Ask Aurora founded Aurora") || !strings.Contains(log, "Opened by Sofie Desk") {
		t.Error("the history says", log)
	}
	a.Client().Get("/openings/" + token).Want(410)
	if p := desk.Get("/support/openings").Want(200); !p.Has(`[data-status="accepted"] a[href^="/support/organisations/"]`) {
		t.Error(p.Text("main"))
	}
	if p := c.Get("/users").Want(200); strings.Contains(p.Body, "nordlys") {
		t.Error("sees the other organisation's people")
	}
}

func TestSomebodyWithAnAccountKeepsItAndGoesToTheNewOrganisation(t *testing.T) {
	a, _, token := opened(t, "signe@nordlys.example")
	if a.LastMail("signe@nordlys.example").Kind != models.MailOpeningExisting {
		t.Error(a.LastMail("signe@nordlys.example").Kind)
	}
	a.Client().Post("/openings/"+token+"/accept", url.Values{"name": {"Eve"}, "password": {fresh}, "password_again": {fresh}}).Want(409)
	c := a.Client()
	p := c.Get("/openings/"+token).Click(`a[href^="/login"]`).Submit("main form", "email", "signe@nordlys.example", "password", testkit.Password).Want(200, "opening.show")
	before := sessionCookie(c)
	p = p.Submit(`form[action$="/accept"]`).Want(200, "home")
	if auroras(t, a) != "1" || !strings.Contains(p.Flash(), "Aurora is open") || sessionCookie(c) == before {
		t.Error(p.Flash())
	}
	if p := c.Get("/account").Want(200); !strings.Contains(p.Text("main"), "Aurora") {
		t.Error("is not in the new organisation:", p.Text("main"))
	}
	tryPassword(a.Client(), "signe@nordlys.example", testkit.Password).Want(200)
}

func TestSomebodyElseCannotAcceptAnOpening(t *testing.T) {
	a, desk, token := opened(t, "ask@aurora.example")
	c := a.SignIn("signe@nordlys.example")
	if p := c.Get("/openings/" + token).Want(200); p.Has(`form[action$="/accept"]`) || !strings.Contains(p.Text("main"), "ask@aurora.example") {
		t.Error(p.Text("main"))
	}
	c.Post("/openings/"+token+"/accept", nil).Want(403)
	desk.Post("/openings/"+token+"/accept", nil).Want(403)
	if _, err := a.Store.AddStaff(t.Context(), "Ask", "ask@aurora.example", "en", false); err != nil {
		t.Fatal(err)
	}
	a.Client().Post("/openings/"+token+"/accept", url.Values{"name": {"Ask"}, "password": {fresh}, "password_again": {fresh}}).Want(409)
	if auroras(t, a) != "0" {
		t.Error("it was founded all the same")
	}
}

func TestAnOpeningIsAcceptedOnceHoweverManyAskAtOnce(t *testing.T) {
	a, _, token := opened(t, "ask@aurora.example")
	var wg sync.WaitGroup
	var mu sync.Mutex
	won := 0
	for range 20 {
		c := a.Client()
		wg.Go(func() {
			p := c.Post("/openings/"+token+"/accept", url.Values{"name": {"Ask"}, "password": {fresh}, "password_again": {fresh}})
			mu.Lock()
			defer mu.Unlock()
			switch p.Status {
			case 200:
				won++
			case 410, 409, 503:
			default:
				t.Error(p.Status, p.Text("main"))
			}
		})
	}
	wg.Wait()
	if won != 1 || auroras(t, a) != "1" {
		t.Errorf("%d of 20 succeeded, %s organisations", won, auroras(t, a))
	}
}

func TestALinkThatSupportReplacesOrTakesBackFoundsNothing(t *testing.T) {
	a, desk, old := opened(t, "ask@aurora.example")
	list := desk.Get("/support/openings")
	list.Submit(`form[action$="/resend"]`).Want(429)
	a.Clock.Advance(5 * time.Minute)
	p := list.Submit(`form[action$="/resend"]`).Want(200, "desk.openings")
	token := a.LastMail("ask@aurora.example").Token
	if token == old || strings.Contains(p.Body, token) {
		t.Error("the same link, or one to see")
	}
	a.Client().Get("/openings/" + old).Want(404)
	if a.Ask("SELECT group_concat(state) FROM mails WHERE kind = 'opening' ORDER BY id") != "cancelled,queued" {
		t.Error("the mail with the old link would still leave")
	}
	p = p.Submit(`form[action$="/withdraw"]`).Want(200, "desk.openings")
	if !p.Has(`[data-status="withdrawn"]`) || p.Has(`form[action$="/resend"]`) {
		t.Error(p.Text("main"))
	}
	if p := a.Client().Post("/openings/"+token+"/accept", url.Values{"name": {"Ask"}, "password": {fresh}, "password_again": {fresh}}).Want(410); !strings.Contains(p.Text("h1"), "taken back") {
		t.Error(p.Text("main"))
	}
	if auroras(t, a) != "0" {
		t.Error("it was founded all the same")
	}
}

func TestAnOpeningIsDeclinedOrRunsOut(t *testing.T) {
	a, desk, token := opened(t, "ask@aurora.example")
	if p := a.Client().Get("/openings/"+token).Submit(`form[action$="/decline"]`).Want(410, "opening.show"); !strings.Contains(p.Text("h1"), "declined") {
		t.Error(p.Text("main"))
	}
	if !desk.Get("/support/openings").Has(`[data-status="declined"]`) {
		t.Error("support does not see it")
	}
	a, _, token = opened(t, "ask@aurora.example")
	a.Clock.Advance(14 * 24 * time.Hour)
	p := a.Client().Post("/openings/"+token+"/accept", url.Values{"name": {"Ask"}, "password": {fresh}, "password_again": {fresh}}).Want(410)
	if !strings.Contains(p.Text("h1"), "run out") || auroras(t, a) != "0" {
		t.Error(p.Text("main"))
	}
	desk = a.AsStaff(a.Staff("sten@desk.example", "Sten Desk", false))
	if p := desk.Get("/support/openings").Want(200); !p.Has(`[data-status="expired"] form[action$="/resend"]`) {
		t.Error(p.Text("main"))
	}
	desk.Post("/support/organisations", url.Values{"organisation_name": {"Aurora"}, "time_zone": {"Europe/Oslo"}, "locale": {"da"}, "name": {"Ask"}, "email": {"ask@aurora.example"}}).Want(200, "desk.openings")
}

func TestSupportOpensNothingTwiceAndNothingForItself(t *testing.T) {
	_, desk, _ := opened(t, "ask@aurora.example")
	form := url.Values{"organisation_name": {" aurora "}, "time_zone": {"Europe/Oslo"}, "locale": {"da"}, "name": {"Ask"}, "email": {"Ask@Aurora.example"}}
	if p := desk.Post("/support/organisations", form).Want(422); p.Fault("organisation_name") == "" {
		t.Error(p.Text("main"))
	}
	form.Set("email", "sofie@desk.example")
	if p := desk.Post("/support/organisations", form).Want(422); p.Fault("email") == "" || p.Find("#name").AttrOr("value", "") != "Ask" {
		t.Error(p.Text("main"))
	}
	p := desk.Post("/support/organisations", nil).Want(422)
	for _, field := range []string{"organisation_name", "locale", "time_zone", "name", "email"} {
		if p.Fault(field) == "" {
			t.Error("no fault at", field)
		}
	}
}

// Somebody who was removed everywhere has an account and no way in but the opening.
func TestWhoBelongsNowhereCanSignInToAcceptAnOpening(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	member := a.Member(owner, "ask@aurora.example", "Ask Aurora", editor)
	if _, err := a.Store.Remove(t.Context(), owner, member.Membership); err != nil {
		t.Fatal(err)
	}
	tryPassword(a.Client(), "ask@aurora.example", testkit.Password).Want(422)
	staff := a.Staff("sofie@desk.example", "Sofie Desk", false)
	if _, err := a.Store.OpenOrganisation(t.Context(), staff, models.NewOpening{Organisation: "Aurora", TimeZone: "Europe/Oslo", Locale: "da", OwnerName: "Ask", Email: "ask@aurora.example"}); err != nil {
		t.Fatal(err)
	}
	token := a.LastMail("ask@aurora.example").Token
	forgot(a.Client(), "ask@aurora.example").Want(200)
	if a.LastMail("ask@aurora.example").Kind != models.MailPasswordReset {
		t.Error("no link to a forgotten password")
	}
	c := a.Client()
	p := c.Get("/openings/"+token).Click(`a[href^="/login"]`).Submit("main form", "email", "ask@aurora.example", "password", testkit.Password).Want(200, "opening.show")
	c.Get("/events").Want(200, "login.form")
	p.Submit(`form[action$="/accept"]`).Want(200, "home")
	if auroras(t, a) != "1" {
		t.Error("there is no Aurora")
	}
}
