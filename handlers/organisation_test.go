package handlers_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

// duo is somebody in two organisations, signed in to the first.
type duo struct {
	*testkit.App
	owner, other access.Actor
	here, there  access.Actor // the same person
	client       *testkit.Client
}

func newDuo(t *testing.T) *duo {
	t.Helper()
	a := testkit.NewApp(t)
	d := &duo{App: a, owner: a.Found()}
	d.other = a.Neighbour("Théâtre du Quai", "odile@quai.example", "Odile Quai")
	d.here = a.Member(d.owner, "duo@example.org", "Duo Holm", testkit.Levels(access.Everything()))
	membership, token := a.Invite(d.other, "duo@example.org", "Duo", testkit.Levels(access.Levels{access.Events: access.Approve, access.Users: access.Approve}))
	if _, err := a.Store.Accept(t.Context(), token, d.here.User, models.Newcomer{}); err != nil {
		t.Fatal(err)
	}
	d.there = access.Actor{User: d.here.User, Membership: membership, Organisation: d.other.Organisation}
	english := "en"
	if err := a.Store.SetPreferences(t.Context(), d.here.User, &english, nil); err != nil {
		t.Fatal(err)
	}
	d.client = a.As(d.here)
	return d
}

// in is the organisation that a page is of.
func in(p *testkit.Page) string { return strings.TrimSpace(p.Text(".switch .two span:first-child")) }

// A link into another of one's organisations goes there, and every page after it is of that one.
func TestALinkIntoAnotherOfOnesOrganisationsSwitchesVisibly(t *testing.T) {
	d := newDuo(t)
	event := d.Event(d.other, "Tartuffe", 48*time.Hour)
	if p := d.client.Get("/users").Want(200, "user.list"); in(p) != "Nordlys Kultur" {
		t.Fatalf("one begins in %q", in(p))
	}
	p := d.client.Get("/events/"+event).Want(200, "event.show")
	if in(p) != "Théâtre du Quai" || !strings.Contains(p.Text(`[role="status"]`), "You are now in Théâtre du Quai") {
		t.Errorf("in %q, told %q", in(p), p.Text(`[role="status"]`))
	}
	p = d.client.Get("/users").Want(200, "user.list")
	if in(p) != "Théâtre du Quai" || p.Has(`[data-user="signe@nordlys.example"]`) || !p.Has(`[data-user="odile@quai.example"]`) {
		t.Error("the next page is not of the new organisation:", in(p))
	}
	if strings.Contains(p.Text(`main`), "You are now in") {
		t.Error("it is told twice")
	}
}

func TestTheSwitcherLeadsToOnesOtherOrganisationAndItsEvents(t *testing.T) {
	d := newDuo(t)
	d.Event(d.other, "Tartuffe", 48*time.Hour)
	p := d.client.Get("/users")
	if !strings.Contains(p.Text("#where"), "Tartuffe") {
		t.Error("the other organisation's events are not offered:", p.Text("#where"))
	}
	p = p.Submit(`#where form`, "organisation", d.other.Organisation).Want(200, "home")
	if in(p) != "Théâtre du Quai" {
		t.Error("the switcher led to", in(p))
	}
	if p := d.As(d.owner).Get("/users"); p.Has("#where form") {
		t.Error("who belongs to one organisation is offered others")
	}
}

// What a script asks for in one tab does not move the others.
func TestAScriptDoesNotTakeTheSessionAlong(t *testing.T) {
	d := newDuo(t)
	event, _ := d.OnSale(d.other, "Tartuffe", 48*time.Hour)
	r := httptest.NewRequest(http.MethodGet, "/events/"+event, nil)
	r.Header.Set("Sec-Fetch-Dest", "empty")
	for _, c := range d.client.Cookies() {
		r.AddCookie(c)
	}
	res := httptest.NewRecorder()
	d.Server.ServeHTTP(res, r)
	if res.Code != 200 {
		t.Errorf("the script reads %d", res.Code)
	}
	if p := d.client.Get("/users"); in(p) != "Nordlys Kultur" {
		t.Error("a script has moved the session to", in(p))
	}
}

// A form that was left open in a tab saves where it was opened, wherever the session is by now.
func TestAnOpenFormSavesInItsOwnOrganisation(t *testing.T) {
	d := newDuo(t)
	event := d.Event(d.other, "Tartuffe", 48*time.Hour)
	form := d.client.Get("/roles/new")
	d.client.Get("/events/" + event)
	p := form.Submit("main form", "name", "Steward", "purpose", "Shows people in").Want(200, "role.list")
	if in(p) != "Nordlys Kultur" || !strings.Contains(p.Text("main"), "Steward") || !strings.Contains(p.Text(`[role="status"]`), "You are now in Nordlys Kultur") {
		t.Errorf("saved in %q: %q", in(p), p.Text(`[role="status"]`))
	}
	d.client.Get("/events/" + event)
	if p := d.client.Get("/roles"); strings.Contains(p.Text("main"), "Steward") {
		t.Error("the role stands in the other organisation too")
	}
}

func TestAFormForAnOrganisationOfOthersIsRefused(t *testing.T) {
	d := newDuo(t)
	ledger := d.Watch(t, "sessions")
	for name, c := range map[string]*testkit.Client{"one organisation": d.As(d.owner), "two": d.client} {
		p := c.Post("/roles", url.Values{"organisation": {"0190a0a0-0000-7000-8000-000000000000"}, "name": {"Steward"}})
		if p.Status != 404 {
			t.Errorf("%s: %d", name, p.Status)
		}
	}
	if p := d.As(d.owner).Post("/roles", url.Values{"organisation": {d.other.Organisation}, "name": {"Steward"}}); p.Status != 404 {
		t.Errorf("the neighbour's: %d", p.Status)
	}
	if p := d.As(d.owner).Get("/users?organisation=" + d.other.Organisation); p.Status != 404 {
		t.Errorf("the neighbour's list: %d", p.Status)
	}
	if changed := ledger.Changes(); changed != nil {
		t.Error("it changed", changed)
	}
}

// CC2: the organisation cannot be forgotten, and is asked for where there is a choice.
func TestTheAddFormAsksForTheOrganisationAndCannotForgetIt(t *testing.T) {
	d := newDuo(t)
	form := d.client.Get("/users/new")
	if form.Find(`select[name="organisation"] option`).Length() != 2 || form.Find(`select[name="organisation"] option[selected]`).AttrOr("value", "") != d.here.Organisation {
		t.Error("the choice:", form.Text(`select[name="organisation"]`))
	}
	p := d.client.Post("/users", url.Values{"email": {"new@example.org"}, "name": {"Newcomer"}, "role": {"none"}}).Want(422, "user.create")
	if !p.Has("#organisation-error") || p.Find(`input[name="name"]`).AttrOr("value", "") != "Newcomer" {
		t.Error("without it:", p.Text("[data-errors]"))
	}
	p = form.Submit("main form", "organisation", d.other.Organisation, "step", "organisation", "email", "new@example.org", "name", "Newcomer", "role", "none").Want(200, "user.new.step")
	if in(p) != "Théâtre du Quai" || p.Find(`input[name="name"]`).AttrOr("value", "") != "Newcomer" {
		t.Error("its form:", in(p))
	}
	p = p.Submit("main form").Want(200, "user.list")
	if !p.Has(`[data-user="new@example.org"]`) || in(p) != "Théâtre du Quai" {
		t.Error("added in", in(p))
	}
	if p := d.As(d.owner).Get("/users"); p.Has(`[data-user="new@example.org"]`) {
		t.Error("added in both")
	}
	p = d.client.Post("/users", url.Values{"organisation": {"0190a0a0-0000-7000-8000-000000000000"}, "email": {"new@example.org"}, "name": {"Newcomer"}, "role": {"none"}}).Want(422, "user.create")
	if !p.Has("#organisation-error") {
		t.Error("an organisation of nobody's:", p.Text("[data-errors]"))
	}
}

// Who is switched off in one of their organisations goes on in the other, and no link leads back.
func TestAnOrganisationWhereOneIsSwitchedOffIsThereNoMore(t *testing.T) {
	d := newDuo(t)
	event := d.Event(d.other, "Tartuffe", 48*time.Hour)
	if _, _, err := d.Store.SetActive(t.Context(), d.other, d.there.Membership, false); err != nil {
		t.Fatal(err)
	}
	c := d.As(d.here)
	c.Get("/events/"+event).Want(404, "error")
	if p := c.Get("/users"); p.Has("#where form") || in(p) != "Nordlys Kultur" {
		t.Error("it is still offered")
	}
	if p := c.Post("/organisation", url.Values{"organisation": {d.other.Organisation}}); p.Status != 404 {
		t.Errorf("going there: %d", p.Status)
	}
}
