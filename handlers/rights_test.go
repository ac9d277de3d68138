package handlers_test

import (
	"net/url"
	"strings"
	"testing"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

var sells = access.Levels{access.Account: access.Edit, access.Customers: access.Edit}

// What somebody has made stands with their rights, stops with their access, and may be revoked at
// the same stroke.
func TestTheTokensOfSomebodyStandWithTheirRightsAndEndWithTheirAccess(t *testing.T) {
	for _, way := range []string{"user.remove", "contact.remove", "kept"} {
		t.Run(way, func(t *testing.T) {
			a := testkit.NewApp(t)
			owner := a.Found()
			ana := a.Member(owner, "ana@example.org", "Ana Holm", testkit.Levels(sells))
			k, token, err := a.Store.CreateAPIToken(t.Context(), ana, models.NewAPIToken{Name: "Web shop", Scope: access.Scope{All: true}})
			if err != nil {
				t.Fatal(err)
			}
			shop := &stand{App: a, t: t, token: token, described: readDescription(t, a.Server)}
			c := a.As(owner)
			mark := `[data-token="` + k.ID + `"]`
			show := c.Get("/users/" + ana.Membership).Want(200)
			if !show.Has(mark) || !strings.Contains(show.Text(mark), "Web shop") {
				t.Error("the page of the person does not list it:", show.Text("main"))
			}
			reader := a.Member(owner, "rita@example.org", "Rita", access.Grant{Levels: access.Levels{access.Users: access.View}, Scope: access.Scope{Events: []string{a.Event(owner, "Cyrano", 0)}}})
			if p := a.As(reader).Get("/users/" + ana.Membership).Want(200); p.Has(mark) || !strings.Contains(p.Text("main"), "1 more for events that you do not see") {
				t.Error("who sees one event is shown a token for all:", p.Text("main"))
			}
			off := c.Post("/users/"+ana.Membership+"/status", url.Values{"active": {"false"}}).Want(200)
			if !strings.Contains(off.Flash(), "1 API token made by Ana Holm stops") {
				t.Error("switching off says", off.Flash())
			}
			if res := shop.ask("GET", "/api/v1/events", ""); res.Code != 403 || !strings.Contains(res.Body.String(), "maker_may_not_sell") {
				t.Error("the token of somebody switched off:", res.Code, res.Body)
			}
			if p := c.Get("/account/tokens").Want(200); !p.Has(`tr[data-status="asleep"]`) {
				t.Error("the list does not say that it sleeps:", p.Text("main"))
			}
			page := "/users/" + ana.Membership + "/remove"
			if way == "contact.remove" {
				page = "/contacts/" + ana.Membership + "/remove"
			}
			asks := c.Get(page).Want(200)
			if !asks.Has(mark) || !asks.Has("#tokens[checked]") {
				t.Fatal("nothing is offered:", asks.Text("main"))
			}
			if way == "kept" {
				asks.Submit("main form", "tokens", "").Want(200)
			} else {
				asks.Submit("main form").Want(200)
			}
			want := models.TokenRevoked
			if way == "kept" {
				want = models.TokenAsleep
			}
			if list, err := a.Store.APITokens(t.Context(), owner); err != nil || len(list) != 1 || list[0].State != want {
				t.Errorf("%+v %v", list, err)
			}
		})
	}
}

func TestTheFormForATokenIsForThoseAloneWhoSell(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	c := a.As(a.Member(owner, "ana@example.org", "Ana Holm", testkit.Levels(access.Levels{access.Account: access.Edit})))
	list := c.Get("/account/tokens").Want(200)
	if list.Has(`a[href="/account/tokens/new"]`) || !strings.Contains(list.Text("main"), "To make a token one needs") {
		t.Error(list.Text("main"))
	}
	c.Get("/account/tokens/new").Want(403)
	c.Post("/account/tokens", url.Values{"name": {"x"}, "scope": {"all"}}).Want(403)
	if p := a.As(owner).Get("/account/tokens").Want(200); !p.Has(`a[href="/account/tokens/new"]`) {
		t.Error("the owner is offered none")
	}
}

// Whoever could not be signed out of one organisation alone lost the other one's console with it. What
// was meant for the former is not done in the other.
func TestWhoIsSwitchedOffInOneOrganisationGoesOnInTheOtherWithTheNextRequest(t *testing.T) {
	d := newDuo(t)
	form := d.client.Get("/events/new").Want(200)
	if _, _, err := d.Store.SetActive(t.Context(), d.owner, d.here.Membership, false); err != nil {
		t.Fatal(err)
	}
	if n := d.Ask("SELECT count(*) FROM sessions WHERE user_id = ?", d.here.User); n == "0" {
		t.Fatal("signed out of both")
	}
	p := form.Submit("main form", "name", "Tartuffe", "begins", "2026-12-01T20:00", "ends", "2026-12-01T22:30").Want(200)
	if n := d.Ask("SELECT count(*) FROM events"); n != "0" || in(p) != "Théâtre du Quai" {
		t.Errorf("%s events, in %s", n, in(p))
	}
	if says := p.Flash(); !strings.Contains(says, "no longer have access to Nordlys Kultur") || !strings.Contains(says, "Théâtre du Quai") {
		t.Error("the page says", says)
	}
	if p := d.client.Get("/events").Want(200); p.Flash() != "" || in(p) != "Théâtre du Quai" {
		t.Error("the next page is of", in(p), p.Flash())
	}
	if _, err := d.Store.Remove(t.Context(), d.other, d.there.Membership); err != nil {
		t.Fatal(err)
	}
	d.client.Get("/events").Want(200, "login.form")
}

// Somebody of the desk looks as a member who is switched off meanwhile, and works elsewhere too: the
// look ends, and leads nowhere else.
func TestALookAsSomebodySwitchedOffEndsAndLeadsNowhereElse(t *testing.T) {
	d := newDuo(t)
	d.Consents(d.owner.Organisation, true)
	c := d.LookingAs(d.Staff("sofie@desk.example", "Sofie", false), d.here)
	if p := c.Get("/events").Want(200); !strings.Contains(p.Body, "Duo Holm") {
		t.Fatal("no look:", p.Text("main"))
	}
	if _, _, err := d.Store.SetActive(t.Context(), d.owner, d.here.Membership, false); err != nil {
		t.Fatal(err)
	}
	if p := c.Get("/events"); strings.Contains(p.Body, "Théâtre du Quai") {
		t.Error("the look goes on in the other organisation:", p.Status, p.Text("main"))
	}
	c.Get("/support").Want(200)
}

// The invitation left without any right.
func TestARoleMustBeChosenBeforeAnInvitationLeaves(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	c := a.As(owner)
	form := c.Get("/users/new").Want(200)
	if form.Has(`[name="role"][checked]`) || !form.Has("#role-none") {
		t.Error("a role is chosen already, or no rights cannot be")
	}
	entries := []string{"email", "ana@example.org", "name", "Ana Holm"}
	p := form.Submit("form.form", entries...).Want(422, "user.create")
	if p.Fault("role") == "" || p.Find(`[name="name"]`).AttrOr("value", "") != "Ana Holm" {
		t.Error("without a role:", p.Text("[data-errors]"))
	}
	if p = p.Submit("form.form", "role", "custom").Want(422); p.Fault("level") == "" {
		t.Error("levels by hand, and none given:", p.Text("[data-errors]"))
	}
	if p = p.Submit("form.form", "role", "none", "level.events", "view").Want(422); p.Fault("role") == "" {
		t.Error("no rights, and one given:", p.Text("[data-errors]"))
	}
	list := p.Submit("form.form", "role", "none", "level.events", "none").Want(200, "user.list")
	row := list.Find(`tr[data-user="ana@example.org"]`)
	if row.AttrOr("data-status", "") != "invited" || !strings.Contains(row.Text(), "No rights yet") {
		t.Error("the list says", row.Text())
	}
	if p := c.Get("/users?role=none").Want(200); !p.Has(`tr[data-user="ana@example.org"]`) {
		t.Error("the list cannot be narrowed to those without rights")
	}
	mails := len(a.Mails())
	form.Submit("form.form", "email", "bo@example.org", "name", "Bo Dahl", "role", "look_on", "level.reports", "view").Want(200, "user.list")
	if len(a.Mails()) != mails+1 {
		t.Error("with a role nothing leaves")
	}
}

// Emil's finance was set by hand, and the role never changed: the page said it had, and ticked him.
func TestAnExceptionByHandIsNotTickedAwayAndTheRoleIsNotSaidToHaveChanged(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	role, err := a.Store.CreateRole(t.Context(), owner, models.RoleDetails{Name: "Guide", Levels: access.Levels{access.Events: access.View}})
	if err != nil {
		t.Fatal(err)
	}
	id, err := a.Store.Invite(t.Context(), owner, models.Details{Email: "emil@example.org", Name: "Emil", Role: role, Grant: testkit.Levels(access.Levels{access.Events: access.View})}, true)
	if err != nil {
		t.Fatal(err)
	}
	c := a.As(owner)
	c.Get("/users/"+id+"/edit").Submit("form.form", "level.finance", "view").Want(200, "user.show")
	p := c.Get("/roles/" + role + "/members").Want(200)
	tick := `[id="member-` + id + `"]`
	if !p.Has(tick) || p.Has(tick+"[checked]") || strings.Contains(p.Text("main"), "The role has changed") {
		t.Error("ticked, or the role is said to have changed:", p.Text("main"))
	}
	if says := p.Text("#member"); !strings.Contains(says, "Finance: set by hand by Signe Holm on 16 Jun") {
		t.Error("it does not say who, and when:", says)
	}
	p = c.Get("/roles/"+role+"/edit").Submit("form.form", "level.events", "edit").Want(200, "role.members")
	if p.Has(tick+"[checked]") || !strings.Contains(p.Text("main"), "The role has changed") || !strings.Contains(p.Text("#member"), "set by hand by Signe Holm") {
		t.Error("after a change of the role:", p.Text("main"))
	}
}

func TestTheFormSaysWhereAMailIsMeantForNobodyWhoMaySeeIt(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	ana := a.Member(owner, "ana@example.org", "Ana Holm", testkit.Levels(access.Levels{access.Events: access.View}))
	c := a.As(a.Member(owner, "kim@example.org", "Kim", testkit.Levels(access.Levels{access.Users: access.Edit, access.Events: access.View})))
	p := c.Get("/users/"+ana.Membership+"/edit").Submit("form.form", "notify.settlements", "on", "title", "Stage manager").Want(422)
	if p.Fault("notify.settlements") == "" || p.Find(`[name="title"]`).AttrOr("value", "") != "Stage manager" {
		t.Error(p.Text("[data-errors]"))
	}
	p.Submit("form.form", "notify.settlements", "").Want(200, "user.show")
}
