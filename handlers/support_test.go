package handlers_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

// supported is an organisation with a member, and a browser of the support desk.
func supported(t *testing.T) (a *testkit.App, owner, member access.Actor, desk *testkit.Client) {
	a = testkit.NewApp(t)
	owner = a.Found()
	member = a.Member(owner, "mia@nordlys.example", "Mia Lund", editor)
	return a, owner, member, a.AsStaff(a.Staff("sofie@desk.example", "Sofie Desk", false))
}

func TestSupportFindsPeopleAndOrganisationsEverywhere(t *testing.T) {
	a, _, _, desk := supported(t)
	other := a.Neighbour("Théâtre Quaidix", "odile@quaidix.example", "Odile Quaidix")
	a.Member(other, "bas@quaidix.example", "Bas Lund", testkit.Levels(nil))
	for typed, want := range map[string]string{
		"lund": "bas@quaidix.example mia@nordlys.example", "Mia L": "mia@nordlys.example", "bas@qu": "bas@quaidix.example", "MIA@NORDLYS.EXAMPLE": "mia@nordlys.example", "und": "",
	} {
		var found []string
		p := desk.Get("/support?q=" + url.QueryEscape(typed)).Want(200)
		for _, row := range p.Find("[data-person]").EachIter() {
			found = append(found, row.AttrOr("data-person", ""))
		}
		if got := strings.Join(found, " "); got != want {
			t.Errorf("%q finds %q, want %q", typed, got, want)
		}
	}
	p := desk.Get("/support?q=theatre").Want(200)
	if !strings.Contains(p.Text("[data-organisation]"), "Théâtre Quaidix") || !strings.Contains(p.Text("[data-organisation]"), "odile@quaidix.example") {
		t.Error(p.Text("main"))
	}
	if p := desk.Get("/support?q=m").Want(200); p.Fault("q") == "" || p.Has("[data-person]") {
		t.Error("one letter is searched for:", p.Text("main"))
	}
	if p := desk.Get("/support?q=nobodyatall").Want(200); !strings.Contains(p.Text(".empty"), "Nobody found") {
		t.Error(p.Text("main"))
	}
}

func TestSupportSaysWhenThereAreMoreThanItShows(t *testing.T) {
	a, owner, _, desk := supported(t)
	a.Crowd(owner, 60)
	p := desk.Get("/support?q=crowd").Want(200)
	if n := p.Find("[data-person]").Length(); n != models.DeskShown || !strings.Contains(p.Text("main"), "Only the first 50") {
		t.Error(n, "are shown;", p.Text("header.pad"))
	}
}

// Support staff resetting passwords: never a link or a password in their hands.
func TestSupportStartsAResetAndThePersonIsToldWhoAndWhy(t *testing.T) {
	a, owner, member, desk := supported(t)
	before := a.Ask("SELECT password_hash FROM users WHERE id = ?", member.User)
	form := desk.Get("/support/people/"+member.Membership).Want(200).Click(`a[href$="/reset"]`).Want(200, "desk.person.reset.form")
	if p := form.Submit(`form[action$="/reset"]`, "reason", "  ").Want(422, "desk.person.reset"); p.Fault("reason") == "" {
		t.Error("no fault at the reason")
	}
	if p := desk.Post("/support/people/"+member.Membership+"/reset", url.Values{"reason": {strings.Repeat("x", 301)}}).Want(422); p.Fault("reason") == "" {
		t.Error("a reason of 301 characters passes")
	}
	p := desk.Post("/support/people/"+member.Membership+"/reset?password=chosen+by+support", url.Values{"reason": {"Phoned from the foyer"},
		"password": {"chosen by support"}, "password_again": {"chosen by support"}, "token": {"x"}, "email": {"eve@evil.example"}, "user": {owner.User}}).Want(200, "desk.person")
	m := a.LastMail("mia@nordlys.example")
	if m.Kind != models.MailPasswordResetSupport || m.Data.Actor != "Sofie Desk" || m.Data.Reason != "Phoned from the foyer" || m.Token == "" {
		t.Fatalf("%+v", m)
	}
	if strings.Contains(p.Body, m.Token) || strings.Contains(p.Body, "/password/reset/") {
		t.Error("the answer holds the link")
	}
	if a.Ask("SELECT password_hash FROM users WHERE id = ?", member.User) != before {
		t.Error("the password was changed")
	}
	tryPassword(a.Client(), "mia@nordlys.example", "chosen by support").Want(422)
	desk.Post("/support/people/"+member.Membership+"/reset", url.Values{"reason": {"Again"}}).Want(429, "desk.person.reset")
	log := a.As(owner).Get("/history?action=user.reset_by_support").Text("main")
	if !strings.Contains(log, "Sofie Desk, support mailed Mia Lund a password link") || !strings.Contains(log, "Phoned from the foyer") {
		t.Error("the history says", log)
	}
	reset(a.Client(), m.Token, fresh).Want(200, "login.form")
	tryPassword(a.Client(), "mia@nordlys.example", fresh).Want(200, "home")
}

func TestSupportResetsNobodyWhoIsSwitchedOffEverywhereOrHasNoAccount(t *testing.T) {
	a, owner, member, desk := supported(t)
	other := a.Neighbour("Théâtre Quaidix", "odile@quaidix.example", "Odile Quaidix")
	_, token := a.Invite(other, "mia@nordlys.example", "Mia", editor)
	if _, err := a.Store.Accept(t.Context(), token, member.User, models.Newcomer{}); err != nil {
		t.Fatal(err)
	}
	off := func(by access.Actor, id string) {
		if _, _, err := a.Store.SetActive(t.Context(), by, id, false); err != nil {
			t.Fatal(err)
		}
	}
	reason := url.Values{"reason": {"Phoned"}}
	path := "/support/people/" + member.Membership
	off(owner, member.Membership)
	desk.Post(path+"/reset", reason).Want(200, "desk.person") // still active at the neighbour's
	off(other, a.Ask("SELECT id FROM memberships WHERE organisation_id = ? AND user_id = ?", other.Organisation, member.User))
	mails := len(a.Mails())
	a.Clock.Advance(10 * time.Minute)
	if p := desk.Post(path+"/reset", reason).Want(409, "error"); !strings.Contains(p.Text("main"), "switched off everywhere") {
		t.Error(p.Text("main"))
	}
	if p := desk.Get(path).Want(200); p.Has(`a[href$="/reset"]`) || !strings.Contains(p.Text("main"), "switched off everywhere") {
		t.Error("offers a reset, or does not say why not:", p.Text("main"))
	}
	pending, _ := a.Invite(owner, "ian@nordlys.example", "Ian", editor)
	desk.Post("/support/people/"+pending+"/reset", reason).Want(409)
	if len(a.Mails()) != mails+1 {
		t.Error("a mail left")
	}
}

func TestSupportUnlocksAndSignsOut(t *testing.T) {
	a, owner, member, desk := supported(t)
	there := a.As(member)
	path := "/support/people/" + member.Membership
	desk.Post(path+"/unlock", nil).Want(409)
	for range 12 {
		a.Client().Post("/login", url.Values{"email": {"mia@nordlys.example"}, "password": {"not hers at all"}})
	}
	tryPassword(a.Client(), "mia@nordlys.example", testkit.Password).Want(429)
	p := desk.Get("/support?q=mia").Click(`[data-person] a[href^="/support/people/"]`).Want(200, "desk.person")
	if !p.Has(".status.locked") || !strings.Contains(p.Text("main"), "Signing in is paused until") || !strings.Contains(p.Text("main"), "locked the sign-in of Mia Lund") {
		t.Error(p.Text("main"))
	}
	p = p.Submit(`form[action$="/unlock"]`).Want(200, "desk.person")
	if p.Has(".status.locked") || !strings.Contains(p.Flash(), "can sign in again") {
		t.Error(p.Text("main"))
	}
	tryPassword(a.Client(), "mia@nordlys.example", testkit.Password).Want(200, "home")

	p = p.Click(`main a[href$="/sessions"]`).Want(200).Submit(`form[action$="/sessions"]`, "reason", "A laptop was left on the train").Want(200, "desk.person")
	if !strings.Contains(p.Flash(), "signed out everywhere") {
		t.Error(p.Flash())
	}
	there.Get("/events").Want(200, "login.form")
	if p := desk.Post(path+"/sessions", nil).Want(200, "desk.person"); !strings.Contains(p.Flash(), "was not signed in anywhere") {
		t.Error(p.Flash())
	}
	log := a.As(owner).Get("/history").Text("main")
	for _, says := range []string{"Sofie Desk, support let Mia Lund sign in again", "Sofie Desk, support ended sessions of Mia Lund", "A laptop was left on the train"} {
		if strings.Count(log, says) != 1 {
			t.Errorf("%q stands %d times in the history", says, strings.Count(log, says))
		}
	}
}

// Rule of delegation 7 also when support sends it: the invitation stays the inviter's, who has
// left meanwhile.
func TestAnInvitationThatSupportSendsStaysTheInviters(t *testing.T) {
	a, owner, _, desk := supported(t)
	boss := a.Member(owner, "bo@nordlys.example", "Bo Berg", testkit.Levels(access.Everything()))
	pending, old := a.Invite(boss, "ian@nordlys.example", "Ian", editor)
	path := "/support/people/" + pending
	desk.Post(path+"/invitation", nil).Want(429)
	a.Clock.Advance(8 * 24 * time.Hour)
	desk = a.AsStaff(a.Staff("sten@desk.example", "Sten Desk", false))
	p := desk.Get(path).Want(200).Submit(`form[action$="/invitation"]`).Want(200, "desk.person")
	m := a.LastMail("ian@nordlys.example")
	if m.Token == old || strings.Contains(p.Body, m.Token) || m.Data.Actor != "Bo Berg" {
		t.Errorf("%+v", m)
	}
	a.Client().Get("/invitations/" + old).Want(404)
	if a.Ask("SELECT inviter_id FROM invitations WHERE membership_id = ?", pending) != boss.User {
		t.Error("the invitation has become another's")
	}
	if _, err := a.Store.Remove(t.Context(), owner, boss.Membership); err != nil {
		t.Fatal(err)
	}
	accept(a.Client(), m.Token, "Ian", fresh).Want(200, "login.form")
	if person, err := a.Store.Person(t.Context(), owner, pending); err != nil || !person.Grant.Levels.Equal(nil) {
		t.Error(person.Grant, err)
	}
	desk.Post(path+"/invitation", nil).Want(409)
}

// What nobody has sent, only the organisation may send: an Editor prepared it for an Approver.
func TestSupportSendsNoPreparedOrDeclinedInvitation(t *testing.T) {
	a, owner, _, desk := supported(t)
	prepared, err := a.Store.Invite(t.Context(), owner, models.Details{Email: "pia@nordlys.example", Name: "Pia", Role: access.Custom, Grant: editor}, false)
	if err != nil {
		t.Fatal(err)
	}
	declined, token := a.Invite(owner, "dora@nordlys.example", "Dora", editor)
	if _, err := a.Store.Decline(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{prepared, declined} {
		if desk.Get("/support/people/" + id).Want(200).Has(`form[action$="/invitation"]`) {
			t.Error("offers to send it")
		}
		desk.Post("/support/people/"+id+"/invitation", nil).Want(409)
	}
}

// Every page of the desk, and every mail to its people, in a world full of orders and links.
func TestTheDeskSeesNoBuyerOrderPasswordOrLink(t *testing.T) {
	w := newWorld(t, asItIs)
	agent := w.called("lead")
	member := w.called("superuser all")
	for path, form := range map[string]url.Values{
		"/support/people/" + w.rows["support people"][1].id + "/reset":      {"reason": {"Phoned"}},
		"/support/people/" + w.rows["support people"][0].id + "/sessions":   {"reason": {"Phoned"}},
		"/support/people/" + w.rows["support people"][7].id + "/invitation": {},
		"/support/openings/" + w.rows["support openings"][0].id + "/resend": {},
	} {
		p := w.AsStaff(agent.staff).Post(path, form).Want(200)
		checkDeskSees(t, w, p)
	}
	bought := w.Order(w.owner, w.rows["type"][0].id, w.rows["type"][0].under, 1, models.Contact{Name: "Buyer", Email: member.actor.Email})
	if !bought.Customer() {
		t.Fatal("nobody bought")
	}
	client := w.AsStaff(agent.staff)
	seen := map[string]bool{}
	check := func(t *testing.T, p *testkit.Page) {
		t.Helper()
		seen[p.Route()] = true
		checkDeskSees(t, w, p)
		if strings.Contains(p.Text("main"), "Other mail") {
			t.Errorf("%s: a kind of mail has no words", p.URL)
		}
	}
	w.crawl(t, agent, client, check, agent.pages()...)
	for _, r := range w.Server.Routes() {
		if r.Method == "GET" && r.Access.String() == "desk" {
			for _, path := range w.paths(r) {
				check(t, client.Get(path))
			}
		}
	}
	check(t, client.Get("/support/people/"+member.actor.Membership))
	for _, m := range w.Mails() {
		if strings.HasSuffix(m.To, "@desk.example") && m.Kind != models.MailStaffAdded && (m.Token != "" || m.Data.Order != nil) {
			t.Errorf("support is mailed a link or an order: %+v", m)
		}
	}
	for _, route := range []string{"desk.home", "desk.person", "desk.organisation", "desk.openings"} {
		if !seen[route] {
			t.Error("was never on", route)
		}
	}
}
