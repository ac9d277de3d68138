package e2e

import (
	"errors"
	"net/http"
	"strings"
	"testing"

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
	"door.list": "/door-sales", "door.show": "/door-sales/EVENT", "door.takings": "/door-sales/EVENT/takings", "door.till.new": "/door-sales/EVENT/tills/new",
	"door.till.close.form": "/door-sales/EVENT/tills/TILL/close", "door.order": "/door-sales/EVENT/orders/SALE", "door.void.form": "/door-sales/EVENT/orders/SALE/void",
	"finance.show": "/finance", "finance.calculator": "/finance/calculator?price=18.01&revenue=16.30", "finance.fees": "/finance/fees", "finance.event": "/finance/CLOSED",
	"finance.settle.form": "/finance/CLOSED/settle", "finance.statement": "/finance/CLOSED/statement",
	"customer.list": "/customers", "customer.show": "/customers/BUYER", "customer.edit": "/customers/BUYER/edit", "customer.erase.form": "/customers/BUYER/erase",
	"order.show": "/orders/ORDER", "order.cancel.form": "/orders/ORDER/cancel", "order.refund.form": "/orders/ORDER/refund", "ticket.refund.form": "/orders/ORDER/tickets/refund",
	"import.list": "/imports", "import.new": "/imports/new", "import.show": "/imports/CHECKED", "import.discard.form": "/imports/CHECKED/discard",
	"event.cancel.form": "/events/EVENT/cancel", "user.list": "/users", "user.new": "/users/new", "user.show": "/users/PERSON",
	"user.edit": "/users/PERSON/edit", "user.remove.form": "/users/PERSON/remove", "role.list": "/roles", "role.new": "/roles/new",
	"role.edit": "/roles/ROLE/edit", "role.members": "/roles/ROLE/members", "role.remove.form": "/roles/ROLE/remove", "history.list": "/history",
	"scan.list": "/access-control", "scan.show": "/access-control/EVENT", "scan.search": "/access-control/EVENT/search?q=REFERENCE",
	"report.list": "/reports", "report.show": "/reports/EVENT", "report.schedules": "/reports/schedules",
	"contact.list": "/contacts", "contact.new": "/contacts/new", "contact.access.form": "/contacts/LISTED/access", "contact.remove.form": "/contacts/LISTED/remove", "task.list": "/tasks",
	"account.show": "/account", "account.edit": "/account/edit",
	"account.tokens": "/account/tokens", "account.token.new": "/account/tokens/new", "account.token.revoke.form": "/account/tokens/TOKEN/revoke",
}

// elsewhere are routes whose pages other tests visit, or that answer with no page.
const elsewhere = "profile.change.form setup.form login.form password.forgot.form password.reset.form invitation.show profile.show profile.sessions profile.security " +
	"opening.show mailbox.list mailbox.show healthz readyz static user.csv history.csv scan.count report.csv report.event.csv import.example import.faults " +
	"ownership.show ownership.letter letter.list letter.show letter.file letter.new " +
	"api.events api.event api.order api.description " + helpPages

func TestEveryPageIsVisited(t *testing.T) {
	for _, r := range testkit.NewApp(t).Server.Routes() {
		_, ok := inside[r.Name]
		_, desk := atDesk[r.Name]
		if r.Method == http.MethodGet && !ok && !desk && !strings.Contains(" "+elsewhere+" ", " "+r.Name+" ") {
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
			p.Opens("/account/tokens/new")
			p.Types("name", "Nordlys webshop")
			if status := p.PressesAt(At("main form .cta")); status != 200 {
				t.Errorf("a new token answers %d", status)
			}
			p.Passes(t, tag+"-token-created")
			p.Opens(w.Replace("/events/EVENT"))
			openMenus(t, p, tag)
			p.Window(1280, 800)
			pausedButtons(t, p, tag, a, owner, w)
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

// pausedButtons looks at buttons that have just mailed somebody, and say why they are out of use.
func pausedButtons(t *testing.T, p *Person, tag string, a *testkit.App, owner access.Actor, w *strings.Replacer) {
	t.Helper()
	_, reset := a.Store.SendPasswordReset(t.Context(), owner, w.Replace("PERSON"))
	_, tickets := a.Store.ResendTickets(t.Context(), owner, w.Replace("ORDER"))
	if err := errors.Join(reset, tickets); err != nil && models.CodeOf(err) != models.RateLimited {
		t.Fatal(err)
	}
	for name, path := range map[string]string{"users": "/users", "person": "/users/PERSON", "order": "/orders/ORDER", "contacts": "/contacts?q=Freja"} {
		p.Opens(w.Replace(path))
		if !p.Has("button[disabled][aria-describedby]") {
			t.Errorf("%s: no button of %s is out of use", tag, path)
		}
		p.Passes(t, tag+"-paused-"+name)
	}
}

// faultyForms looks at forms that come back, and at lists that find nothing.
func faultyForms(t *testing.T, p *Person, tag string, w *strings.Replacer) {
	t.Helper()
	for name, path := range map[string]string{"token-faults": "/account/tokens/new", "contact-faults": "/contacts/new", "user-faults": "/users/new", "event-faults": "/events/new", "type-faults": "/events/EVENT/types/new", "role-faults": "/roles/new"} {
		p.Opens(w.Replace(path))
		if status := p.PressesAt(At("main form .cta")); status != 422 {
			t.Errorf("%s answers %d", name, status)
		}
		p.Passes(t, tag+"-"+name)
	}
	p.Opens("/finance/calculator?price=free&revenue=1000")
	p.Passes(t, tag+"-calculator-faults")
	for name, path := range map[string]string{"contact-open": "/contacts?edit=LISTED", "contact-open-user": "/contacts?q=Freja&edit=PERSON", "contacts-nobody": "/contacts?q=zzzz", "users-nobody": "/users?q=zzzz", "users-unknown-sort": "/users?sort=shoe", "events-none": "/events?q=zzzz", "history-none": "/history?from=1999-01-01&to=1999-01-02",
		"import-faulty": "/imports/FAULTY", "import-waiting": "/imports/WAITING", "import-failed": "/imports/FAILED", "import-done": "/imports/DONE",
		"orders-none": "/customers?q=zzzz", "customer-erased": "/customers/GONE",
		"report-none": "/reports?from=1999-01-01&to=1999-01-02", "report-event": "/reports?event=EVENT", "report-faults": "/reports?from=soon&to=later"} {
		p.Opens(w.Replace(path))
		p.Passes(t, tag+"-"+name)
	}
}
