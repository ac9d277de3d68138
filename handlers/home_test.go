package handlers_test

import (
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

// evening is tonight's event, with two tickets sold and one of them in, one of next month, one
// that is over, another of tonight, and a draft.
type evening struct {
	*testkit.App
	owner                        access.Actor
	tonight, later, over, hidden string
}

func newEvening(t *testing.T) *evening {
	t.Helper()
	h := &evening{App: testkit.NewApp(t)}
	h.owner = h.Found()
	h.over, _ = h.OnSale(h.owner, "Last week", time.Hour)
	h.Clock.Advance(7 * 24 * time.Hour)
	var tt string
	h.tonight, tt = h.OnSale(h.owner, "Cyrano", 2*time.Hour)
	h.later, _ = h.OnSale(h.owner, "Symfoni", 30*24*time.Hour)
	h.hidden, _ = h.OnSale(h.owner, "Grottesalen", 3*time.Hour)
	h.Event(h.owner, "Only a draft", 2*time.Hour)
	sold := h.Tickets(h.Order(h.owner, h.tonight, tt, 2, models.Contact{Name: "Mia", Email: "mia@example.org"}))
	if _, err := h.Store.Scan(t.Context(), h.owner, models.Scan{Event: h.tonight, Code: sold[0].Code}); err != nil {
		t.Fatal(err)
	}
	return h
}

// page is the first page of somebody with the levels of a role at two of the events.
func (h *evening) page(role string, chosen ...string) *testkit.Page {
	r, _ := access.RoleByKey(role)
	scope := access.Scope{All: len(chosen) == 0, Events: chosen}
	who := h.Member(h.owner, role+"@nordlys.example", "Ana Holm", access.Grant{Levels: r.Levels, Scope: scope})
	return h.As(who).Get("/").Want(200, "home")
}

func TestHomeLeadsToWhatSomebodyDoesAtTheEventsOfToday(t *testing.T) {
	h := newEvening(t)
	const seats, in, sell, scan, event, report = "2 sold, 98 left", "1 of 2 in", `a[href^="/door-sales/"]`, `a[href^="/access-control/"]`, `a[href^="/events/"]`, `a[href^="/reports/"]`
	all := []string{seats, in, sell, scan, event, report}
	for role, sees := range map[string]string{
		"superuser": strings.Join(all, "\n"), "event_manager": strings.Join(all, "\n"), "ticket_scanner": strings.Join([]string{in, sell, scan}, "\n"),
		"look_on": strings.Join([]string{seats, report}, "\n"), "accountant": strings.Join([]string{seats, report}, "\n"),
	} {
		p := h.page(role, h.tonight, h.later, h.over)
		row := p.Find(`[data-today] [data-id="` + h.tonight + `"]`)
		if p.Find("[data-today] li").Length() != 2 || !strings.Contains(row.Text(), "Today") || p.Has(`[data-today] [data-id="`+h.over+`"]`) {
			t.Errorf("%s: %s", role, p.Text("[data-today]"))
		}
		for _, what := range all {
			if got := strings.Contains(row.Text(), what) || strings.HasPrefix(what, "a[") && row.Find(what).Length() > 0; got != strings.Contains(sees, what) {
				t.Errorf("%s sees %q: %v", role, what, got)
			}
		}
		if strings.Contains(p.Body, "Grottesalen") || strings.Contains(p.Body, "Only a draft") {
			t.Errorf("%s reads of an event that is none of theirs, or of a draft", role)
		}
	}
	for _, section := range []access.Section{access.Users, access.History} {
		who := h.Member(h.owner, string(section)+"@nordlys.example", "Ana Holm", testkit.Levels(access.Levels{section: access.View}))
		if p := h.As(who).Get("/").Want(200, "home"); strings.Contains(p.Text("main"), "Cyrano") || strings.Contains(p.Text("main"), "Today") {
			t.Errorf("%s: somebody who works at no event reads of one", section)
		}
	}
}

func TestHomeNamesTheTillThatSomebodyHasOpen(t *testing.T) {
	h := newEvening(t)
	r, _ := access.RoleByKey("ticket_scanner")
	ana := h.Member(h.owner, "ana@nordlys.example", "Ana Holm", access.Grant{Levels: r.Levels, Scope: access.Scope{Events: []string{h.tonight}}})
	if _, err := h.Store.OpenTill(t.Context(), ana, h.tonight, "Foyer", 0); err != nil {
		t.Fatal(err)
	}
	if got := h.As(ana).Get("/").Text("[data-today]"); !strings.Contains(got, "Your till Foyer is open") {
		t.Error(got)
	}
	if got := h.As(h.owner).Get("/").Text("[data-today]"); strings.Contains(got, "Foyer") {
		t.Error("somebody else’s till is called theirs:", got)
	}
	h.Clock.Advance(3 * 24 * time.Hour)
	if p := h.As(ana).Get("/"); !strings.Contains(p.Text("[data-today]"), "Your till Foyer is open") || p.Has(`[data-today] a[href="/door-sales/`+h.tonight+`"]`) {
		t.Error("a till that was left open is not named, or still sells:", p.Text("main"))
	}
}

func TestHomeTellsWhoMaySettleWhatWaits(t *testing.T) {
	h := newEvening(t)
	for _, event := range []string{h.tonight, h.over, h.hidden} {
		if _, err := h.Store.CloseEvent(t.Context(), h.owner, event); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Store.PrepareSettlement(t.Context(), h.owner, event); err != nil {
			t.Fatal(err)
		}
	}
	if got := h.page("accountant", h.tonight, h.over).Text(`[data-waiting] a[href="/finance?state=prepared"]`); got != "2 prepared settlements wait to be settled" {
		t.Error(got)
	}
	for _, role := range []string{"event_manager", "look_on"} {
		if p := h.page(role); p.Has("[data-waiting]") {
			t.Errorf("%s: %s", role, p.Text("[data-waiting]"))
		}
	}
	if p := h.page("superuser", h.later); strings.Contains(p.Text("main"), "settlement waits") || strings.Contains(p.Text("main"), "settlements wait") {
		t.Error("settlements out of scope are counted")
	}
}

func TestHomeTellsWhoMayImportWhatWasChecked(t *testing.T) {
	h := newEvening(t)
	for _, event := range []string{h.tonight, h.hidden} {
		if _, err := h.Store.StartImport(t.Context(), h.owner, models.Upload{Event: event, Name: "x.csv", Locale: "en", Content: []byte("order,type\n1,Full price\n")}); err != nil {
			t.Fatal(err)
		}
	}
	for found := true; found; {
		var err error
		if found, err = h.Store.WorkOnImport(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := h.page("event_manager", h.tonight).Text(`[data-waiting] a[href="/imports"]`); got != "1 checked file of orders waits to be imported" {
		t.Error(got)
	}
	for _, role := range []string{"look_on", "accountant"} {
		if p := h.page(role); strings.Contains(p.Text("main"), "of orders wait") {
			t.Errorf("%s: %s", role, p.Text("[data-waiting]"))
		}
	}
	if p := h.page("superuser", h.later); strings.Contains(p.Text("main"), "of orders wait") {
		t.Error("imports out of scope are counted")
	}
}
