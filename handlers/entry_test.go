package handlers_test

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

// entry is one thing wrong in an otherwise good form.
type entry struct {
	what, field string // the field at which the answer says so
	sent        url.Values
}

// idOf finds a row by what the world calls it.
func (d *desk) idOf(path, name string) string {
	d.t.Helper()
	for _, r := range d.rows[path] {
		if r.name == name {
			return r.id
		}
	}
	d.t.Fatalf("no %s in %s", name, path)
	return ""
}

// refusedAll sends a form once for each entry; all of them must come back.
func (d *desk) refusedAll(t *testing.T, c cell, entries []entry) {
	t.Helper()
	for _, e := range entries {
		sent := maps.Clone(c.filled())
		maps.Copy(sent, e.sent)
		p := d.refused(t, c, e.what, e.field, sent)
		if p.Find(`[id="`+e.field+`-error"]`).Length() == 0 && p.Find(`[data-errors] [href="#`+e.field+`"]`).Length() == 0 && e.field != "" {
			t.Errorf("%s with %s: nothing is said at %s: %s", c, e.what, e.field, strings.Join(strings.Fields(p.Find("[data-errors]").Text()), " "))
		}
	}
}

func chosen(ids ...string) url.Values { return url.Values{"scope": {"chosen"}, "event": ids} }

func TestRightsThatMeanNothingAreRefusedAtTheirField(t *testing.T) {
	d := newDesk(t)
	foreign := d.idOf("events", "Quaidix by night")
	entries := []entry{
		{"an unknown section", "level", url.Values{"level.tickets": {"edit"}}},
		{"an unknown level", "level.events", url.Values{"level.events": {"boss"}}},
		{"a rung that the section lacks", "level.history", url.Values{"level.history": {"approve"}}},
		{"no event chosen", "event", chosen()},
		{"another organisation's event", "event", chosen(foreign)},
		{"another organisation's event beside an own one", "event", chosen(d.idOf("events", "Cyrano draft"), foreign)},
		{"an event that never was", "event", chosen("never")},
		{"an unknown scope", "scope", url.Values{"scope": {"some"}}},
		{"an unknown role", "role", url.Values{"role": {"root"}, "level.events": {"view"}}},
		{"another organisation's role", "role", url.Values{"role": {d.idOf("roles", "Ouvreur Quaidix")}, "level.events": {"view"}}},
		{"a day that does not exist", "valid_until", url.Values{"valid_until": {"2027-02-30"}}},
		{"an end before the beginning", "valid_until", url.Values{"valid_from": {"2027-02-02"}, "valid_until": {"2027-02-01"}}},
	}
	d.refusedAll(t, d.asOwner("user.update", "member"), entries)
	d.refusedAll(t, d.asOwner("user.create", ""), append(entries,
		entry{"another organisation", "organisation", url.Values{"organisation": {d.other.Organisation}}},
		entry{"an address with a space inside", "email", url.Values{"email": {"ana holm@nordlys.example"}}},
		entry{"an address with a name", "email", url.Values{"email": {"Ana <ana@nordlys.example>"}}},
		entry{"two addresses in one", "email", url.Values{"email": {"ana@nordlys.example,eve@evil.example"}}},
		entry{"a line break in the name", "name", url.Values{"name": {"Ana\r\nBcc: eve@evil.example"}}},
		entry{"an address that is there, in another case", "email", url.Values{"email": {"  MIA@Nordlys.Example "}}}))
	d.refusedAll(t, d.asOwner("role.create", ""), append(entries[:3:3],
		entry{"the name of another role", "name", url.Values{"name": {" usher "}}}))
}

// A scoped administrator may not give an event of their own organisation that they do not see.
func TestAnEventOutOfOnesScopeCannotBeGivenAway(t *testing.T) {
	d := newDesk(t)
	for _, who := range d.who {
		if who.name == "superuser chosen" {
			d.owner = who
		}
	}
	d.refusedAll(t, d.asOwner("user.create", ""), []entry{
		{"a hidden event", "event", chosen(d.idOf("events", "Grottesal draft"))},
		{"all events", "event", url.Values{"scope": {"all"}, "event": nil}},
	})
}

func TestAnAddressIsTrimmedAndItsCaseDoesNotMatter(t *testing.T) {
	d := newDesk(t)
	c := d.asOwner("user.create", "")
	if res := d.send(c, formType, url.Values{"email": {"  Ny@Nordlys.EXAMPLE "}, "name": {" Ny "}, "role": {access.NoRights}}.Encode()); res.Code != http.StatusSeeOther {
		t.Fatal(res.Code)
	}
	d.changed()
	d.refused(t, c, "the same address in lower case", "email", url.Values{"email": {"ny@nordlys.example"}, "name": {"Ny"}, "role": {access.NoRights}})
	if p := d.As(d.owner.actor).Get("/users?q=ny@nordlys.example").Want(200); p.Find(`tr[data-user="Ny@Nordlys.EXAMPLE"]`).Length() != 1 {
		t.Error(p.Text("main"))
	}
}

func TestAnAccountThatMeansNothingIsRefusedAtItsField(t *testing.T) {
	d := newDesk(t)
	d.refusedAll(t, d.asOwner("account.update", ""), []entry{
		{"no name", "name", url.Values{"name": {" "}}},
		{"no such time zone", "time_zone", url.Values{"time_zone": {"Mars/Olympus"}}},
		{"a path as time zone", "time_zone", url.Values{"time_zone": {"../../etc/passwd"}}},
		{"no such language", "locale", url.Values{"locale": {"xx"}}},
		{"no days", "invitation_days", url.Values{"invitation_days": {"0"}}},
		{"too many days", "invitation_days", url.Values{"invitation_days": {"31"}}},
		{"days in words", "invitation_days", url.Values{"invitation_days": {"seven"}}},
	})
}

func TestAnEventThatMeansNothingIsRefusedAtItsField(t *testing.T) {
	d := newDesk(t)
	entries := []entry{
		{"no name", "name", url.Values{"name": {""}}},
		{"no beginning", "begins", url.Values{"begins": {""}}},
		{"an hour that summer time skips", "begins", url.Values{"begins": {"2027-03-28T02:30"}, "ends": {"2027-03-28T05:00"}}},
		{"an end that is no time", "ends", url.Values{"ends": {"later"}}},
		{"an end before the beginning", "ends", url.Values{"ends": {"2026-12-01T19:00"}}},
		{"a year of five figures", "begins", url.Values{"begins": {"12026-12-01T20:00"}}},
	}
	d.refusedAll(t, d.asOwner("event.create", ""), entries)
	d.refusedAll(t, d.asOwner("event.update", "Cyrano draft"), entries)
}

// Two people open a form; the second to save hears of it, loses nothing, and can save again.
func TestAStaleSaveIsToldKeptAndCanBeSavedAgain(t *testing.T) {
	d := newDesk(t)
	for _, c := range []cell{d.asOwner("account.update", ""), d.asOwner("event.update", "Cyrano draft"), d.asOwner("role.update", "Guide"), d.asOwner("user.update", "member")} {
		sent := c.filled()
		sent.Set("version", "0")
		res := d.send(c, formType, sent.Encode())
		if changed := d.changed(); res.Code != http.StatusConflict || changed != nil {
			t.Errorf("%s: %d, and changed %v", c, res.Code, changed)
		}
		p := inWords(t, c.String(), res)
		if p.Find("[data-errors]").Length() == 0 {
			t.Errorf("%s: does not say that somebody was faster", c)
		}
		for field, values := range sent {
			if field != "version" && !holds(p, field, values[0]) {
				t.Errorf("%s: %s is not kept as %q", c, field, values[0])
			}
		}
		sent.Set("version", p.Find(`[name="version"]`).AttrOr("value", ""))
		if res := d.send(c, formType, sent.Encode()); res.Code != http.StatusSeeOther || d.changed() == nil {
			t.Errorf("%s: saved again in the knowledge of what stands: %d", c, res.Code)
		}
	}
}

// A name that a spreadsheet takes for a formula (OWASP, CSV injection) is text in every file.
func TestNoCellOfAFileIsAFormula(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	for i, name := range []string{"=cmd|' /C calc'!A1", "+1", "-1", "@SUM(A1)", "\tx"} {
		a.Invite(owner, string(rune('a'+i))+"@nordlys.example", name, testkit.Levels(access.Levels{access.Events: access.View}))
	}
	event, full := a.OnSale(owner, "=HYPERLINK(1)", time.Hour)
	if _, err := a.Store.UpdateTicketType(t.Context(), owner, event, full, 1, models.TicketTypeDetails{Name: "=1+1", Price: 1800, Quota: 100}); err != nil {
		t.Fatal(err)
	}
	a.Order(owner, event, full, 2, models.Contact{Name: "=2+2", Email: "buyer@example.org"})
	a.Clock.Advance(24 * time.Hour)
	a.Order(owner, event, full, 1, models.Contact{})
	c := a.As(owner)
	for _, r := range a.Server.Routes() {
		if !strings.HasSuffix(r.Path, ".csv") || resource(r) == "imports" { // which have a test of their own
			continue
		}
		p := c.Get(strings.Replace(r.Path, ":id", event, 1)).Want(200)
		if !strings.Contains(p.Header.Get("Content-Disposition"), "attachment") || !strings.HasPrefix(p.Header.Get("Content-Type"), "text/csv") {
			t.Error(r.Path, p.Header)
		}
		cells := 0
		for _, cell := range csvCells(t, p.Body) {
			cells++
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
				t.Errorf("%s holds the formula %q", r.Path, cell)
			}
		}
		if !strings.Contains(p.Body, "'=") || cells < 20 {
			t.Errorf("%s: %d cells and no hostile name: %s", r.Path, cells, p.Body)
		}
	}
}
