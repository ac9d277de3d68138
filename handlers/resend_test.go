package handlers_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

// mailButton is a button that mails somebody something again.
type mailButton struct {
	client *testkit.Client
	pages  map[string]string // selector of the button, on every page that shows it
	to     string            // who is mailed
	first  int               // mails that count before
	click  func() *testkit.Page
}

// outOfUse says why a page's button is out of use, as its description does; "" when it may be pressed.
func outOfUse(t *testing.T, p *testkit.Page, selector string) string {
	t.Helper()
	button := p.Want(200).Find(selector)
	if button.Length() == 0 {
		t.Fatalf("%s has no %s", p.URL, selector)
	}
	if !button.Is("[disabled]") {
		return ""
	}
	if why := p.Find("#" + button.AttrOr("aria-describedby", "none")); why.Length() == 1 {
		return strings.TrimSpace(why.Text())
	}
	t.Fatalf("%s: nothing stands beside %s", p.URL, selector)
	return ""
}

// Every button that mails again could be pressed at once; the second click ended on a page of its own.
func TestAButtonThatMailsAgainIsOutOfUseForAMinuteAndSaysSo(t *testing.T) {
	a := testkit.NewApp(t)
	for name, b := range mailButtons(t, a) {
		t.Run(name, func(t *testing.T) {
			mails := func() int {
				n, _ := strconv.Atoi(a.Ask("SELECT count(*) FROM mails WHERE recipient = ?", b.to))
				return n
			}
			b.all(t, "")
			before := mails()
			b.click().Want(200)
			b.all(t, "less than a minute ago")
			for range 24 {
				if p := b.click().Want(429); p.Header.Get("Retry-After") != "60" {
					t.Fatal("to try again after", p.Header.Get("Retry-After"))
				}
			}
			if n := mails() - before; n != 1 {
				t.Errorf("%d mails for 25 clicks", n)
			}
			for range models.ResendsADay - 1 - b.first {
				a.Clock.Advance(time.Minute)
				b.all(t, "")
				b.click().Want(200)
			}
			a.Clock.Advance(time.Minute)
			b.all(t, "Wait 24 h")
			b.click().Want(429)
		})
	}
}

// all asserts what each page says beside the button.
func (b mailButton) all(t *testing.T, says string) {
	t.Helper()
	for path, selector := range b.pages {
		if why := outOfUse(t, b.client.Get(path), selector); !strings.Contains(why, says) || (why == "") != (says == "") {
			t.Errorf("%s says %q beside the button, not %q", path, why, says)
		}
	}
}

// mailButtons are all that mail somebody at once; that of the tickets which failed has a test of its own.
func mailButtons(t *testing.T, a *testkit.App) map[string]mailButton {
	owner := a.Found()
	ben := a.Member(owner, "ben@nordlys.example", "Ben Berg", testkit.Levels(nil)).Membership
	ana, _ := a.Invite(owner, "ana@nordlys.example", "Ana Holm", testkit.Levels(nil))
	ian, _ := a.Invite(owner, "ian@nordlys.example", "Ian Dahl", testkit.Levels(nil))
	event, kind := a.OnSale(owner, "Cyrano", 30*24*time.Hour)
	order := a.Order(owner, event, kind, 1, mia).ID
	listed := models.DirectoryDetails{Name: "Otto", Email: "otto@nordlys.example"}
	otto, err := a.Store.AddContact(t.Context(), owner, listed, nil)
	if err != nil {
		t.Fatal(err)
	}
	staff := a.Staff("sofie@desk.example", "Sofie Desk", false)
	aurora, err := a.Store.OpenOrganisation(t.Context(), staff, models.NewOpening{Organisation: "Aurora",
		TimeZone: "Europe/Oslo", Locale: "da", OwnerName: "Ask", Email: "ask@aurora.example"})
	if err != nil {
		t.Fatal(err)
	}
	a.Consents(owner.Organisation, true)
	a.Clock.Advance(time.Minute) // the first mails of the desk count
	c, desk, reason := a.As(owner), a.AsStaff(staff), url.Values{"reason": {"Phoned"}}
	button := func(action string) string { return `form[action="` + action + `"] button:not(.danger)` }
	link := func(href string) string {
		return `a[href="` + href + `"], button[aria-describedby="off` + strings.ReplaceAll(href, "/", "-") + `"]`
	}
	post := func(c *testkit.Client, path string, form url.Values) func() *testkit.Page {
		return func() *testkit.Page { return c.Post(path, form) }
	}
	// back clicks, and takes back what the click did.
	back := func(c *testkit.Client, path string, form url.Values, undo string, how url.Values) func() *testkit.Page {
		return func() *testkit.Page {
			p := c.Post(path, form)
			if p.Status == 200 {
				c.Post(undo, how).Want(200)
			}
			return p
		}
	}
	users, contacts, people := "/users/", "/contacts/", "/support/people/"
	bens, anas, mias := users+ben+"/password-reset", users+ana+"/invitation", "/orders/"+order+"/resend"
	return map[string]mailButton{
		"a password": {client: c, to: "ben@nordlys.example", click: post(c, bens, nil), pages: map[string]string{
			"/users": button(bens), users + ben: button(bens), "/contacts": button(contacts + ben + "/password-reset"),
		}},
		"an invitation": {client: c, to: "ana@nordlys.example", click: post(c, anas, nil), pages: map[string]string{
			"/users": button(anas), users + ana: button(anas), "/contacts": button(anas),
		}},
		"tickets": {client: c, to: mia.Email, click: post(c, mias, nil), pages: map[string]string{
			"/orders/" + order: button(mias), "/customers/" + order: button(mias),
		}},
		"web access, taken back": {client: c, to: "otto@nordlys.example", pages: map[string]string{
			"/contacts": link(contacts + otto + "/access"), contacts + otto + "/access": "form.form > .do button",
		}, click: back(c, contacts+otto+"/access", url.Values{"role": {access.NoRights}, "scope": {"all"}},
			users+otto+"/invitation", url.Values{"revoke": {"1"}})},
		"a password, by support": {client: desk, to: "ben@nordlys.example", pages: map[string]string{
			people + ben: link(people + ben + "/reset"), people + ben + "/reset": button(people + ben + "/reset"),
		}, click: post(desk, people+ben+"/reset", reason)},
		"an invitation, by support": {client: desk, to: "ian@nordlys.example", pages: map[string]string{
			people + ian: button(people + ian + "/invitation"),
		}, click: post(desk, people+ian+"/invitation", nil)},
		"an opening": {client: desk, to: "ask@aurora.example", first: 1, pages: map[string]string{
			"/support/openings": button("/support/openings/" + aurora + "/resend"),
		}, click: post(desk, "/support/openings/"+aurora+"/resend", nil)},
		"a look as a member": {client: desk, to: owner.Email, pages: map[string]string{
			people + ben: link(people + ben + "/view"), people + ben + "/view": button(people + ben + "/view"),
		}, click: back(desk, people+ben+"/view", reason, "/support/view/end", nil)},
	}
}

// Of those whose tickets failed once more, whoever was mailed a moment ago is left out and counted.
func TestTicketsThatFailedAreSentToEachBuyerOnceAMinute(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	event, kind := a.OnSale(owner, "Cyrano", 30*24*time.Hour)
	a.Order(owner, event, kind, 1, mia)
	c := a.As(owner)
	const button = `form[action="/customers/resend"] button`
	fails := func() {
		a.Exec("UPDATE mails SET state = 'failed', failure = 'refused 550' WHERE kind = 'tickets' AND state = 'queued'")
	}
	fails()
	p := c.Get("/customers")
	if why := outOfUse(t, p, button); why != "" {
		t.Error("out of use at first:", why)
	}
	if says := p.Submit(button).Want(200).Flash(); !strings.Contains(says, "of 1 order are on their way") {
		t.Error(says)
	}
	fails()
	if why := outOfUse(t, c.Get("/customers"), button); !strings.Contains(why, "less than a minute ago") {
		t.Errorf("says %q", why)
	}
	for range 24 {
		says := c.Post("/customers/resend", nil).Want(200).Flash()
		if !strings.Contains(says, "The tickets of 1 order were left out") || strings.Contains(says, "on their way") {
			t.Fatal(says)
		}
	}
	a.Order(owner, event, kind, 1, models.Contact{Name: "Noa", Email: "noa@example.org"})
	fails()
	says := c.Get("/customers").Submit(button).Want(200).Flash()
	if !strings.Contains(says, "of 1 order are on their way") || !strings.Contains(says, "of 1 order were left out") {
		t.Error(says)
	}
	if n := a.Ask("SELECT count(*) FROM mails WHERE kind = 'tickets' AND recipient = ?", mia.Email); n != "2" {
		t.Error(n, "mails to Mia, with that of the order")
	}
	a.Clock.Advance(time.Minute)
	c.Get("/customers").Submit(button).Want(200)
	if n := a.Ask("SELECT count(*) FROM mails WHERE kind = 'tickets' AND recipient = ?", mia.Email); n != "3" {
		t.Error("after a minute they are not sent:", n)
	}
}

// Forms that mail an address which was mailed just now keep what was entered, and say it at the address.
func TestAFormThatWouldMailTheSameAgainKeepsWhatWasEntered(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	a.Member(owner, "ben@nordlys.example", "Ben Berg", testkit.Levels(nil))
	c, desk := a.As(owner), a.AsStaff(a.Staff("sofie@desk.example", "Sofie Desk", false))
	invited := func(email string) string { return a.Ask("SELECT id FROM memberships WHERE email = ?", email) }
	mails := func(to string) string {
		kinds := "('invitation', 'opening', 'ownership_offered')"
		return a.Ask("SELECT count(*) FROM mails WHERE recipient = ? AND kind IN "+kinds, to)
	}
	for name, form := range map[string]struct {
		client  *testkit.Client
		path    string
		entered []string
		undo    func()
	}{
		"a new user": {c, "/users/new", []string{"email", "ana@nordlys.example", "name", "Ana Holm", "role", access.NoRights},
			func() {
				c.Post("/users/"+invited("ana@nordlys.example")+"/invitation", url.Values{"revoke": {"1"}}).Want(200)
			}},
		"a contact": {c, "/contacts/new", []string{"email", "otto@nordlys.example", "name", "Otto", "role", access.NoRights},
			func() { c.Post("/contacts/"+invited("otto@nordlys.example")+"/remove", nil).Want(200) }},
		"an opening": {desk, "/support/organisations/new", []string{"email", "ask@aurora.example", "name", "Ask",
			"organisation_name", "Aurora", "time_zone", "Europe/Oslo", "locale", "da"},
			func() { desk.Get("/support/openings").Submit(`form[action$="/withdraw"]`).Want(200) }},
		"the ownership": {c, "/account/ownership", []string{"email", "ben@nordlys.example", "password", testkit.Password},
			func() { c.Post("/account/ownership/withdraw", nil).Want(200) }},
	} {
		t.Run(name, func(t *testing.T) {
			fill := func() *testkit.Page { return form.client.Get(form.path).Submit("main form #email", form.entered...) }
			before := mails(form.entered[1])
			fill().Want(200)
			form.undo()
			for range 24 {
				p := fill().Want(429)
				if why := p.Fault("email"); !strings.Contains(why, "less than a minute ago") {
					t.Fatalf("says %q: %s", why, p.Text("main"))
				}
				if after := p.Header.Get("Retry-After"); after != "60" {
					t.Error("to try again after", after)
				}
				if kept := p.Find("#email").AttrOr("value", ""); kept != form.entered[1] {
					t.Errorf("the form holds %q", kept)
				}
			}
			if after, _ := strconv.Atoi(mails(form.entered[1])); strconv.Itoa(after-1) != before {
				t.Errorf("%d mails, and %s before", after, before)
			}
			a.Clock.Advance(time.Minute)
			fill().Want(200)
		})
	}
}

func TestTheReviewOfSeveralLeavesOutWhoWasMailedJustNow(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	ana, _ := a.Invite(owner, "ana@nordlys.example", "Ana Holm", testkit.Levels(nil))
	ian, _ := a.Invite(owner, "ian@nordlys.example", "Ian Dahl", testkit.Levels(nil))
	c := a.As(owner)
	c.Post("/users/"+ana+"/invitation", nil).Want(200)
	both := url.Values{"do": {"invite"}, "person": {ana, ian}}
	p := c.Post("/users/bulk/review", both).Want(200)
	if p.Find(`input[name="person"]`).Length() != 1 || !strings.Contains(p.Text("main"), "less than a minute ago") {
		t.Error(p.Text("main"))
	}
	a.Clock.Advance(time.Minute)
	if p := c.Post("/users/bulk/review", both).Want(200); p.Find(`input[name="person"]`).Length() != 2 {
		t.Error(p.Text("main"))
	}
}
