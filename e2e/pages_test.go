package e2e

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"coulisse/access"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/testkit"
)

// inside are the pages behind the sign-in, by the names of their routes, with what stands in
// for the parameters. A route of a page that stands neither here nor among those that the
// tests of the entrance visit fails TestEveryPageIsVisited.
var inside = map[string]string{
	"home": "/", "event.list": "/events", "event.new": "/events/new", "event.show": "/events/EVENT", "event.edit": "/events/EVENT/edit",
	"event.copy.form": "/events/EVENT/copy", "event.type.new": "/events/EVENT/types/new", "event.type.edit": "/events/EVENT/types/TYPE/edit",
	"event.type.remove.form": "/events/EVENT/types/TYPE/remove", "ticket.show": "/tickets/TICKETS",
	"event.cancel.form": "/events/EVENT/cancel", "user.list": "/users", "user.new": "/users/new", "user.show": "/users/PERSON",
	"user.edit": "/users/PERSON/edit", "user.remove.form": "/users/PERSON/remove", "role.list": "/roles", "role.new": "/roles/new",
	"role.edit": "/roles/ROLE/edit", "role.members": "/roles/ROLE/members", "role.remove.form": "/roles/ROLE/remove", "history.list": "/history",
	"account.show": "/account", "account.edit": "/account/edit",
}

// elsewhere are routes whose pages other tests visit, or that answer with no page.
const elsewhere = "setup.form login.form password.forgot.form password.reset.form invitation.show profile.show profile.sessions profile.security " +
	"mailbox.list mailbox.show healthz readyz static user.csv history.csv"

func TestEveryPageIsVisited(t *testing.T) {
	for _, r := range testkit.NewApp(t).Server.Routes() {
		if _, ok := inside[r.Name]; r.Method == http.MethodGet && !ok && !strings.Contains(" "+elsewhere+" ", " "+r.Name+" ") {
			t.Errorf("no test looks at the page of %s", r.Name)
		}
	}
}

// Every page inside, with people in every state: no violation of accessibility or of the
// content security policy, no sideways scroll, in light and dark, wide and narrow.
func TestThePagesInsidePassInEveryLanguage(t *testing.T) {
	for _, tag := range i18n.Tags() {
		t.Run(tag, func(t *testing.T) {
			t.Parallel()
			a := testkit.NewApp(t)
			owner := a.Found()
			w := furnish(t, a, owner)
			locale := tag
			if err := a.Store.SetPreferences(t.Context(), owner.User, &locale, nil); err != nil {
				t.Fatal(err)
			}
			p := NewPerson(t, a.URL)
			p.Opens("/login?next=/users")
			p.Types("email", "signe@nordlys.example")
			p.Types("password", testkit.Password)
			p.PressesAt(At("main form .cta"))
			p.IsOn("user.list")
			for name, path := range inside {
				if status := p.Opens(w.Replace(path)); status != 200 {
					t.Errorf("%s answers %d", name, status)
				}
				p.Passes(t, tag+"-"+name)
			}
			faultyForms(t, p, tag, w)
			p.Opens(w.Replace("/events/EVENT"))
			openMenus(t, p, tag)
		})
	}
}

// openMenus looks at the menus of the shell over the page of an event.
func openMenus(t *testing.T, p *Person, tag string) {
	t.Helper()
	for button, menu := range map[string]string{".switch": "where", ".me": "you"} {
		p.TapsAt(At(button), `document.getElementById("`+menu+`").matches(":popover-open")`)
		p.Passes(t, tag+"-menu-"+menu)
		p.Keys(kb.Escape)
	}
	p.Window(320, 800)
	p.TapsAt(At(".fold > summary"), `document.querySelector(".fold").open`)
	p.Passes(t, tag+"-menu-navigation")
}

// faultyForms looks at forms that come back, and at lists that find nothing.
func faultyForms(t *testing.T, p *Person, tag string, w *strings.Replacer) {
	t.Helper()
	for name, path := range map[string]string{"user-faults": "/users/new", "event-faults": "/events/new", "type-faults": "/events/EVENT/types/new", "role-faults": "/roles/new"} {
		p.Opens(w.Replace(path))
		if status := p.PressesAt(At("main form .cta")); status != 422 {
			t.Errorf("%s answers %d", name, status)
		}
		p.Passes(t, tag+"-"+name)
	}
	for name, path := range map[string]string{"users-nobody": "/users?q=zzzz", "users-unknown-sort": "/users?sort=shoe", "events-none": "/events?q=zzzz", "history-none": "/history?from=1999-01-01&to=1999-01-02"} {
		p.Opens(path)
		p.Passes(t, tag+"-"+name)
	}
}

// furnish fills an organisation with people in many states, an event and a role, and returns
// what puts their ids into addresses.
func furnish(t *testing.T, a *testkit.App, owner access.Actor) *strings.Replacer {
	t.Helper()
	begins := a.Clock.Now().Add(48 * time.Hour)
	event, err := a.Store.CreateEvent(t.Context(), owner, models.EventDetails{Name: "Aarhus Vinterjazz", Venue: "Store Sal", BeginsAt: begins, EndsAt: begins.Add(30 * time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	types := sells(t, a, owner, event)
	role, err := a.Store.CreateRole(t.Context(), owner, models.RoleDetails{Name: "Guide", Purpose: "For those who show people around", Levels: access.Levels{access.Events: access.Edit}})
	if err != nil {
		t.Fatal(err)
	}
	scope := access.Scope{Events: []string{event}}
	person := a.Member(owner, "freja.thorup-lindqvist@vinterjazz.example", "Freja Thorup-Lindqvist", access.Grant{Levels: access.Levels{access.Events: access.Edit, access.Users: access.View}, Scope: scope})
	off := a.Member(owner, "emil@nordlys.example", "Emil Skovgaard", testkit.Levels(access.Levels{access.History: access.View}))
	if _, _, err := a.Store.SetActive(t.Context(), owner, off.Membership, false); err != nil {
		t.Fatal(err)
	}
	a.Invite(owner, "jb@example.org", "Jean-Baptiste Moreau", testkit.Levels(access.Levels{access.Events: access.View}))
	held := models.Details{Email: "maja@example.org", Name: "Maja Kofoed", Title: "Box office, weekends", Role: role, Grant: testkit.Levels(access.Levels{access.Events: access.View})}
	if _, err := a.Store.Invite(t.Context(), owner, held, false); err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer("EVENT", event, "PERSON", person.Membership, "ROLE", role, "TYPE", types[1], "TICKETS", a.LastMail("mia@example.org").Token)
}

// sells gives an event two types on one quota and one beside them, publishes it and sells some.
func sells(t *testing.T, a *testkit.App, owner access.Actor, event string) (types []string) {
	t.Helper()
	until := a.Clock.Now().Add(24 * time.Hour)
	for _, d := range []models.TicketTypeDetails{{Name: "Full price", Price: 18500, Quota: 400}, {Name: "Under 25, students and pupils", Price: 9900, SalesUntil: &until}, {Name: "Balcony", Price: 12000, Quota: 60}} {
		if d.Quota == 0 {
			d.Parent = types[0]
		}
		id, err := a.Store.AddTicketType(t.Context(), owner, event, d)
		if err != nil {
			t.Fatal(err)
		}
		types = append(types, id)
	}
	if _, err := a.Store.PublishEvent(t.Context(), owner, event); err != nil {
		t.Fatal(err)
	}
	a.Order(owner, event, types[0], 3, models.Contact{Name: "Mia Thorup-Lindqvist", Email: "mia@example.org"})
	return types
}
