package handlers_test

import (
	"encoding/csv"
	"net/url"
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

func TestTheHistoryTellsWhatWasBeforeAndFromWhere(t *testing.T) {
	a := testkit.NewApp(t, sending)
	owner := a.Found()
	ana := a.Member(owner, "ana@example.org", "Ana Holm", testkit.Levels(access.Levels{access.Events: access.View}))
	c := signIn(a, "signe@nordlys.example")
	c.Get("/users/"+ana.Membership+"/edit").Want(200).Submit("form.form", "level.events", "edit").Want(200)
	p := c.Get("/history?action=membership.updated").Want(200, "history.list")
	line := p.Text("ol.log li")
	for _, want := range []string{"Signe Holm changed Ana Holm", "Events from View → to Edit", "from 127.0.0.1", "request "} {
		if !strings.Contains(line, want) {
			t.Errorf("%q lacks %q", line, want)
		}
	}
	if got := p.Find("[data-total]").AttrOr("data-total", ""); got != "1" {
		t.Error("total", got)
	}
	own := c.Get("/users/"+ana.Membership).Want(200, "user.show")
	if strings.Contains(own.Text("main"), "127.0.0.1") {
		t.Error("a person's page tells network addresses")
	}
	all := own.Click(`a[href^="/history?target="]`).Want(200, "history.list")
	if strings.Contains(all.Text("ol.log"), "founded") || !strings.Contains(all.Text("main"), "Only what concerns Ana Holm") {
		t.Error("not only about Ana:", all.Text("main"))
	}
}

func TestTheHistoryAsksForItsRight(t *testing.T) {
	a := testkit.NewApp(t, sending)
	owner := a.Found()
	a.Member(owner, "ana@example.org", "Ana Holm", testkit.Levels(access.Levels{access.Users: access.Approve, access.Account: access.Edit}))
	c := signIn(a, "ana@example.org")
	for _, path := range []string{"/history", "/history.csv"} {
		c.Get(path).Want(403, "error")
		if p := a.Client().Get(path).Want(200, "login.form"); p.Redirects == nil {
			t.Error("no way to the sign-in page from", path)
		}
	}
	if p := c.Get("/users/" + owner.Membership).Want(200); p.Has(`a[href^="/history"]`) {
		t.Error("a link that ends in a refusal")
	}
}

// An event out of the reader's scope: neither its entries, nor its name in the rights of
// others, nor a count of what was recorded about it.
func TestTheHistoryNamesNoEventOutOfScope(t *testing.T) {
	a := testkit.NewApp(t, sending)
	owner := a.Found()
	c := signIn(a, "signe@nordlys.example")
	form := url.Values{"name": {"Mine"}, "begins": {"2026-12-01T20:00"}, "ends": {"2026-12-01T22:30"}}
	mine := c.Post("/events", form).Want(200, "event.show").URL.Path[len("/events/"):]
	form.Set("name", "Secret gala")
	secret := c.Post("/events", form).Want(200, "event.show").URL.Path[len("/events/"):]
	a.Member(owner, "bo@example.org", "Bo Lund", access.Grant{Levels: access.Levels{access.Events: access.View}, Scope: access.Scope{Events: []string{mine, secret}}})
	a.Member(owner, "ana@example.org", "Ana Holm", access.Grant{Levels: access.Levels{access.Users: access.View, access.History: access.View}, Scope: access.Scope{Events: []string{mine}}})
	ana := signIn(a, "ana@example.org")
	for _, path := range []string{"/history", "/history.csv", "/history?target=" + secret, "/history?action=event.created"} {
		p := ana.Get(path).Want(200)
		if strings.Contains(p.Body, "Secret gala") || strings.Contains(strings.ReplaceAll(p.Body, p.URL.RawQuery, ""), secret) && !strings.Contains(path, secret) {
			t.Errorf("%s tells of an event out of scope", path)
		}
	}
	if got := ana.Get("/history?target="+secret).Find("[data-total]").AttrOr("data-total", ""); got != "0" {
		t.Error("entries about the event are counted:", got)
	}
	if !strings.Contains(ana.Get("/history").Text("ol.log"), "Mine and 1 event that you cannot see") {
		t.Error("the hidden event is not counted among Bo's")
	}
}

func TestAFaultyFilterOfTheHistoryIsKeptAndExplained(t *testing.T) {
	a := testkit.NewApp(t, sending)
	a.Found()
	c := signIn(a, "signe@nordlys.example")
	for query, field := range map[string]string{
		"from=2026-02-30": "from", "to=tomorrow": "to", "from=2026-11-20&to=2026-11-19": "to", "action=dance": "action",
		"from=2026-11-20&from=2026-11-21": "from", "actor=%ff": "actor", "from=0000-00-00": "from",
	} {
		p := c.Get("/history?"+query).Want(422, "history.list")
		if p.Fault(field) == "" {
			t.Errorf("%s: no fault at %s: %s", query, field, p.Text("[data-errors]"))
		}
		if p.Has("ol.log li") {
			t.Errorf("%s: entries under a filter that means nothing", query)
		}
		if csv := c.Get("/history.csv?" + query).Want(422); strings.Contains(csv.Header.Get("Content-Type"), "csv") {
			t.Errorf("%s: a file of a filter that means nothing", query)
		}
	}
	p := c.Get("/history?from=2026-02-30&to=2026-11-19&action=user.signed_in")
	if p.Find(`[name="from"]`).AttrOr("value", "") != "2026-02-30" || p.Find(`[name="to"]`).AttrOr("value", "") != "2026-11-19" || !p.Has(`[name="action"] option[selected][value="user.signed_in"]`) {
		t.Error("what was entered is gone")
	}
	for _, query := range []string{"after=forged", "after=WyIiLCIiLCIiXQ", "before=x&after=y"} {
		if p := c.Get("/history?"+query).Want(422, "history.list"); !p.Has("[data-errors]") {
			t.Error(query, "is not explained")
		}
	}
}

// A day begins at midnight where the organisation is.
func TestDaysOfTheFilterAreThoseOfTheOrganisationsZone(t *testing.T) {
	a := testkit.NewApp(t, sending)
	a.Found()
	a.Clock.Advance(6 * time.Hour) // tomorrow in Auckland, not in UTC
	c := signIn(a, "signe@nordlys.example")
	c.Get("/account/edit").Submit("form.form", "time_zone", "Pacific/Auckland").Want(200)
	auckland, err := time.LoadLocation("Pacific/Auckland")
	if err != nil {
		t.Fatal(err)
	}
	there := a.Clock.Now().In(auckland)
	day, before := there.Format("2006-01-02"), there.AddDate(0, 0, -1).Format("2006-01-02")
	count := func(query string) string {
		return c.Get("/history?action=organisation.updated&"+query).Want(200).Find("[data-total]").AttrOr("data-total", "")
	}
	if count("from="+day+"&to="+day) != "1" || count("to="+before) != "0" {
		t.Error("a day is not the organisation's:", count("from="+day+"&to="+day), count("to="+before))
	}
}

func TestTheHistoryAsAFileHoldsAllPagesAndNoFormula(t *testing.T) {
	a := testkit.NewApp(t, sending)
	owner := a.Found()
	for range 60 {
		if _, err := a.Store.SignedIn(t.Context(), &models.User{ID: owner.User, Name: owner.Name, EmailKey: owner.Email}, ""); err != nil {
			t.Fatal(err)
		}
	}
	c := signIn(a, "signe@nordlys.example")
	c.Get("/profile").Submit(`form[action="/profile"]`, "name", "=cmd()").Want(200)
	p := c.Get("/history.csv").Want(200)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(p.Body, "\uFEFF"))).ReadAll()
	if err != nil || len(rows) < 62 {
		t.Fatal(len(rows), err)
	}
	if !strings.HasPrefix(p.Header.Get("Content-Disposition"), "attachment") || rows[0][1] != "Time (Europe/Copenhagen)" {
		t.Error(p.Header, rows[0])
	}
	if rows[1][4] != "'=cmd()" || !strings.Contains(rows[1][5], "Name: Signe Holm → =cmd()") {
		t.Error(rows[1])
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				t.Error("a spreadsheet would run", cell)
			}
		}
	}
}
