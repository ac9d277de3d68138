package handlers_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/handlers"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/testkit"
)

// lookedAt is an organisation whose owner has agreed, and support looking as its superuser.
func lookedAt(t *testing.T) (a *testkit.App, owner access.Actor, member access.Actor, staff access.Staff, c *testkit.Client) {
	a = testkit.NewApp(t)
	owner = a.Found()
	member = a.Member(owner, "mia@nordlys.example", "Mia Lund", testkit.Levels(access.Everything()))
	staff = a.Staff("sofie@desk.example", "Sofie Desk", false)
	a.As(owner).Get("/account").Want(200, "account.show").Submit(`form[action="/account/support"]`).Want(200, "account.show")
	c = a.AsStaff(staff)
	c.Get("/support/people/"+member.Membership).Want(200, "desk.person").Click(`a[href$="/view"]`).Want(200, "desk.person.view.form").
		Submit(`form[action$="/view"]`, "reason", "The list of events looks odd").Want(200, "home")
	return a, owner, member, staff, c
}

func TestSupportLooksAsAMemberAnnouncedAndLoggedAsBoth(t *testing.T) {
	a, owner, member, _, c := lookedAt(t)
	p := c.Get("/events").Want(200, "event.list")
	if says := p.Text("[data-viewing]"); !strings.Contains(says, "You look as Mia Lund of Nordlys Kultur") || !strings.Contains(says, "until 11:00") {
		t.Errorf("the banner says %q", says)
	}
	m := a.LastMail(owner.Email)
	if m.Kind != models.MailSupportView || m.Data.Actor != "Sofie Desk" || m.Data.Person != "Mia Lund" || m.Data.Reason != "The list of events looks odd" {
		t.Errorf("the owner reads %+v", m)
	}
	p.Submit(`form[action="/support/view/end"]`).Want(200, "desk.person")
	c.Get("/events").Want(403)
	log := a.As(owner).Get("/history").Text("main")
	for _, says := range []string{"Sofie Desk, support, looking as Mia Lund began to look as Mia Lund", "The list of events looks odd", "stopped looking as Mia Lund", "Support may look"} {
		if !strings.Contains(log, says) {
			t.Errorf("the history does not say %q: %s", says, log)
		}
	}
	if a.Ask("SELECT last_seen_at FROM memberships WHERE id = ?", member.Membership) != a.Ask("SELECT created_at FROM memberships WHERE id = ?", member.Membership) {
		t.Error("the member seems to have been there")
	}
}

func TestSupportDoesNotLookWithoutConsentReasonOrAnActiveMember(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	member := a.Member(owner, "mia@nordlys.example", "Mia Lund", testkit.Levels(nil))
	c := a.AsStaff(a.Staff("sofie@desk.example", "Sofie Desk", true))
	path := "/support/people/" + member.Membership
	if c.Get(path).Want(200).Has(`a[href$="/view"]`) {
		t.Error("offers to look without consent")
	}
	reason := url.Values{"reason": {"Just curious"}}
	c.Post(path+"/view", reason).Want(409)
	a.Consents(owner.Organisation, true)
	if p := c.Post(path+"/view", nil).Want(422); p.Fault("reason") == "" {
		t.Error("no fault at the reason")
	}
	if _, _, err := a.Store.SetActive(t.Context(), owner, member.Membership, false); err != nil {
		t.Fatal(err)
	}
	c.Post(path+"/view", reason).Want(409)
	c.Get("/support").Want(200, "desk.home")
}

// The consent is the owner's alone, and ends with a click, from the next request on.
func TestTheOwnerAloneConsentsAndWithdraws(t *testing.T) {
	a, owner, member, _, c := lookedAt(t)
	if p := a.As(member).Get("/account").Want(200); p.Has(`form[action="/account/support"]`) {
		t.Error("offers the choice to a superuser")
	}
	a.As(member).Post("/account/support", url.Values{"view": {"false"}}).Want(403)
	c.Get("/users").Want(200, "user.list")
	a.As(owner).Get("/account").Submit(`form[action="/account/support"]`).Want(200, "account.show")
	p := c.Get("/users").Want(200, "desk.home")
	if !strings.Contains(p.Flash(), "is over") {
		t.Error("support is told", p.Flash())
	}
	if a.Ask("SELECT count(*) FROM history WHERE action = 'support.view_ended'") != "1" {
		t.Error("the end is not in the history")
	}
}

func TestALookEndsWithItsTimeAndWithTheStaffPerson(t *testing.T) {
	a, _, _, staff, c := lookedAt(t)
	a.Clock.Advance(29 * time.Minute)
	c.Get("/events").Want(200, "event.list")
	a.Clock.Advance(time.Minute)
	c.Get("/events").Want(200, "desk.home")
	c.Get("/events").Want(403)

	a, _, _, staff, c = lookedAt(t)
	if _, err := a.Store.RemoveStaff(t.Context(), staff.Email); err != nil {
		t.Fatal(err)
	}
	c.Get("/events").Want(200, "login.form")
}

// looking is the world with somebody of the desk who looks as the superuser of everything.
func looking(t *testing.T) (w *world, who *caller, client *testkit.Client) {
	w = newWorld(t, asItIs)
	agent, as := w.called("agent"), w.called("superuser all").actor
	as.Grant = as.Grant.LookedAt()
	client = w.LookingAs(agent.staff, as)
	return w, &caller{name: "looking", staff: agent.staff, actor: as}, client
}

// tokenLike is what links and bearers' tokens look like; what leads to the next page of a list may
// look the same.
var tokenLike = regexp.MustCompile(`[^A-Za-z0-9_-]([A-Za-z0-9_-]{43})[^A-Za-z0-9_-]`)

// cursor is what leads to the next page of a list.
var cursor = regexp.MustCompile(`(?:after|before)=[A-Za-z0-9_-]+`)

// Every route there is, called by support while it looks as somebody who may do everything.
func TestWhileLookingNothingCanBeChangedOrTakenAway(t *testing.T) {
	t.Parallel()
	w, _, client := looking(t)
	changed := w.Watch(t, "sessions").Changes
	for _, r := range w.Server.Routes() {
		if r.Name == "desk.view.end" || r.Access.String() == "public" || r.Access.String() == "token" {
			continue
		}
		for _, path := range w.paths(r) {
			if r.Method == http.MethodPost {
				kind, body := encoded(r.Name, cell{route: r, who: w.called("superuser all"), row: &row{}, body: "filled"}.filled())
				if p := client.PostRaw(path, kind, strings.NewReader(body)); p.Status != 403 {
					t.Errorf("POST %s: %d", path, p.Status)
				}
				continue
			}
			p := client.Get(path)
			if p.Status == 200 && !strings.HasPrefix(r.Access.String(), "signed-in") && !strings.Contains(r.Access.String(), ":view") {
				t.Errorf("GET %s is open: %s", path, r.Access)
			}
			if kind := p.Header.Get("Content-Type"); strings.Contains(kind, "csv") || p.Header.Get("Content-Disposition") != "" {
				t.Errorf("GET %s hands out a file of type %s", path, kind)
			}
			checkDeskSees(t, w, p)
		}
	}
	if tables := changed(); tables != nil {
		t.Error("changed", tables)
	}
	for _, closed := range []string{"/profile", "/profile/sessions", "/mailbox", "/mailbox/kept", "/customers", "/users.csv", "/history.csv", "/reports.csv", "/account/tokens", "/support", "/support/people/" + w.owner.Membership} {
		client.Get(closed).Want(403)
	}
}

// Every link that support sees while it looks opens, and no button ends in a refusal.
func TestEverythingThatCanBeClickedWhileLookingOpens(t *testing.T) {
	t.Parallel()
	w, who, client := looking(t)
	check := func(t *testing.T, p *testkit.Page) {
		t.Helper()
		checkPage(t, p)
		checkDeskSees(t, w, p)
	}
	if c := w.crawl(t, who, client, check, "/"); c.pages < 20 {
		t.Errorf("only %d pages", c.pages)
	}
	for _, action := range models.HistoryActions() {
		check(t, client.Get("/history?action="+action).Want(200))
	}
}

// checkDeskSees looks for what support may read nowhere: buyers and orders, passwords, links with
// a token.
func checkDeskSees(t *testing.T, w *world, p *testkit.Page) {
	t.Helper()
	text := strings.ToLower(strings.ReplaceAll(p.Body, "<wbr>", ""))
	for _, mark := range append(append([]string{testkit.Password, "argon2"}, buyerMarks...), w.orderMarks()...) {
		if i := strings.Index(text, mark); i >= 0 {
			t.Errorf("%s shows %q: …%s…", p.URL, mark, text[max(0, i-90):min(len(text), i+90)])
		}
	}
	if found := tokenLike.FindString(cursor.ReplaceAllString(p.Body, "")); found != "" {
		t.Errorf("%s shows %s", p.URL, found)
	}
	if i := strings.Index(text, "/password/reset/"); i >= 0 {
		t.Errorf("%s holds the link of a mail: %s", p.URL, text[i:i+40])
	}
}

// orderMarks are the references of all orders, as they are kept and as they are written.
func (w *world) orderMarks() (marks []string) {
	w.t.Helper()
	if w.references == nil {
		for _, reference := range strings.Split(w.Ask("SELECT group_concat(reference) FROM orders"), ",") {
			w.references = append(w.references, reference, i18n.Reference(reference))
		}
	}
	return w.references
}

// ASVS 16.2: the request log names both people.
func TestTheLogNamesBothPeopleWhileSupportLooks(t *testing.T) {
	a, _, member, staff, c := lookedAt(t)
	var log bytes.Buffer
	server := handlers.New(handlers.Options{Config: a.Config, Store: a.Store, Log: slog.New(slog.NewTextHandler(&log, nil))})
	r := httptest.NewRequest(http.MethodGet, "/events", nil)
	for _, cookie := range c.Cookies() {
		r.AddCookie(cookie)
	}
	server.ServeHTTP(httptest.NewRecorder(), r)
	if !strings.Contains(log.String(), "staff="+staff.User+" as="+member.Membership) {
		t.Error(log.String())
	}
}
