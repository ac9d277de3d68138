package handlers_test

import (
	"encoding/csv"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

// theatre has two events with sales on two days, of which the second is out of the look-on
// person's scope.
func theatre(t *testing.T) (a *testkit.App, owner, looker access.Actor, cyrano, hidden string) {
	t.Helper()
	a = testkit.NewApp(t)
	owner = a.Found()
	cyrano, full := a.OnSale(owner, "Cyrano", 30*24*time.Hour)
	hidden, other := a.OnSale(owner, "Grottesal revue", 40*24*time.Hour)
	a.Order(owner, cyrano, full, 3, models.Contact{Name: "Quaidix buyer", Email: "quaidix@example.org", Phone: "5550100"})
	a.Order(owner, hidden, other, 7, models.Contact{Name: "Quaidix buyer", Email: "quaidix@example.org"})
	a.Clock.Advance(24 * time.Hour)
	a.Order(owner, cyrano, full, 2, models.Contact{})
	looker = a.Member(owner, "lone@partner.example", "Lone Partner", access.Grant{Levels: access.Levels{access.Reports: access.View}, Scope: access.Scope{Events: []string{cyrano}}})
	return a, owner, looker, cyrano, hidden
}

func figuresOf(p *testkit.Page) (list []string) {
	for i := range p.Find(".figures > div").Length() {
		list = append(list, strings.Join(strings.Fields(p.Find(".figures b").Eq(i).Text()), " "))
	}
	return list
}

func TestFiguresStandOnThePagesAsTheyWereSold(t *testing.T) {
	a, owner, _, cyrano, hidden := theatre(t)
	c := a.As(owner)
	p := c.Get("/reports").Want(200, "report.list")
	if got := figuresOf(p); !slices.Equal(got, []string{"12", "€216.00", "0", "€0.00", "€0.00"}) {
		t.Error(got)
	}
	if n := p.Find("[data-total='2']").Length(); n != 1 || p.Find("tr[data-id]").Length() != 2 {
		t.Error("the events are not counted")
	}
	if row := p.Text(`tr[data-id="` + hidden + `"]`); !strings.Contains(row, "Grottesal revue") || !strings.Contains(row, "€126.00") || !strings.Contains(row, "100") {
		t.Error(row)
	}
	today := a.Store.Now().Format(time.DateOnly)
	p = c.Get("/reports?from="+today+"&to="+today).Want(200, "report.list")
	if got := figuresOf(p); !slices.Equal(got, []string{"2", "€36.00", "0", "€0.00", "€0.00"}) {
		t.Error(got)
	}
	p = c.Get("/reports?event="+cyrano).Want(200, "report.list")
	if got := figuresOf(p); !slices.Equal(got[:2], []string{"5", "€90.00"}) || p.Find("tr[data-id]").Length() != 1 {
		t.Error(got)
	}
	p = c.Get("/reports/"+cyrano).Want(200, "report.show")
	if got := figuresOf(p); !slices.Equal(got[:2], []string{"5", "€90.00"}) {
		t.Error(got)
	}
	for what, want := range map[string][]string{
		`figure:has(#sold-title) tbody tr`: {"16 Jun 2026 3 €54.00", "17 Jun 2026 2 €36.00"},
		`.card.list table tbody tr`:        {"Full price"},
		`section:has(#quotas) tbody tr`:    {"Full price 5 100 95"},
	} {
		for i, w := range want {
			cells := p.Find(what).Eq(i).Find("th, td").Map(func(_ int, s *goquery.Selection) string { return strings.TrimSpace(s.Text()) })
			if got := strings.Join(cells, " "); !strings.Contains(got, w) {
				t.Errorf("%s: %q, want %q", what, got, w)
			}
		}
	}
	if empty := c.Get("/reports?from=2020-01-01&to=2020-01-31").Want(200, "report.list"); empty.Has(".chart") || !empty.Has(".empty") {
		t.Error("a chart of nothing")
	}
}

func TestAFaultyPeriodIsSaidAtItsField(t *testing.T) {
	a, owner, _, cyrano, _ := theatre(t)
	c := a.As(owner)
	for _, path := range []string{"/reports", "/reports/" + cyrano, "/reports.csv", "/reports/" + cyrano + "/sales.csv"} {
		if p := c.Get(path + "?from=soon").Want(http.StatusUnprocessableEntity); p.Fault("from") == "" || p.Find("#from").AttrOr("value", "") != "soon" || p.Has(".chart") {
			t.Errorf("%s: %s", path, p.Text("main"))
		}
		if p := c.Get(path + "?from=2026-06-02&to=2026-06-01").Want(http.StatusUnprocessableEntity); p.Fault("to") == "" {
			t.Errorf("%s: %s", path, p.Text("main"))
		}
	}
	if p := c.Get("/reports?after=bogus").Want(http.StatusUnprocessableEntity); !p.Has("[data-errors]") {
		t.Error("a damaged cursor")
	}
}

// ST3: the look-on user sees exactly their events, and reports are all that they may open.
func TestTheLookOnPersonSeesExactlyTheirEvents(t *testing.T) {
	a, _, looker, cyrano, hidden := theatre(t)
	c := a.As(looker)
	p := c.Get("/reports").Want(200, "report.list")
	if got := figuresOf(p); !slices.Equal(got[:2], []string{"5", "€90.00"}) || p.Find("tr[data-id]").Length() != 1 || !p.Has(`tr[data-id="`+cyrano+`"]`) {
		t.Error(got)
	}
	for _, path := range []string{"/", "/reports", "/reports?event=" + hidden, "/reports?event=" + hidden + "&event=" + cyrano, "/reports/" + cyrano, "/reports/" + hidden, "/reports?from=2026-06-01"} {
		p := c.Get(path)
		if strings.Contains(strings.ToLower(p.Body), "grottesal") || strings.Contains(strings.ToLower(p.Body), "quaidix") {
			t.Errorf("%s tells of what is out of scope, or of buyers", path)
		}
		for i := range p.Find("a[href^='/']").Length() {
			href := p.Find("a[href^='/']").Eq(i).AttrOr("href", "")
			if to := c.Get(href); to.Status != http.StatusOK {
				t.Errorf("%s leads to %s, which answers %d", path, href, to.Status)
			}
		}
	}
	const none = "0190a0a0-0000-7000-8000-000000000000"
	if never := c.Get("/reports/" + none).Want(404); never.Body != c.Get("/reports/"+hidden).Want(404).Body {
		t.Error("an event out of scope tells itself apart from one that never was")
	}
	never := c.Get("/reports?event="+none).Want(http.StatusUnprocessableEntity, "report.list")
	if p := c.Get("/reports?event="+hidden).Want(http.StatusUnprocessableEntity, "report.list"); p.Has("tr[data-id]") || p.Has(".chart") || strings.ReplaceAll(p.Body, hidden, none) != never.Body {
		t.Error("a filter reaches out of the scope, or tells an event out of it from one that never was")
	}
	for _, path := range []string{"/reports.csv", "/reports/" + cyrano + "/sales.csv", "/reports/schedules", "/events", "/users"} {
		c.Get(path).Want(403)
	}
}

func TestAnExportHoldsALineForEventTypeAndDay(t *testing.T) {
	a, owner, _, cyrano, hidden := theatre(t)
	if _, err := a.Store.UpdateEvent(t.Context(), owner, cyrano, 2, models.EventDetails{Name: `=HYPERLINK("x")`, BeginsAt: a.Store.Now().Add(48 * time.Hour), EndsAt: a.Store.Now().Add(50 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	lines := func(p *testkit.Page) [][]string {
		t.Helper()
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(p.Body, "\uFEFF"))).ReadAll()
		if err != nil || !strings.HasPrefix(p.Header.Get("Content-Type"), "text/csv") {
			t.Fatal(err, p.Header)
		}
		return rows[1:]
	}
	c := a.As(owner)
	got := lines(c.Get("/reports.csv").Want(200))
	want := [][]string{
		{`'=HYPERLINK("x")`, "2026-06-19 10:30", "Full price", "2026-06-16", "3", "54.00", "0", "0.00", "EUR"},
		{`'=HYPERLINK("x")`, "2026-06-19 10:30", "Full price", "2026-06-17", "2", "36.00", "0", "0.00", "EUR"},
		{"Grottesal revue", "2026-07-26 10:30", "Full price", "2026-06-16", "7", "126.00", "0", "0.00", "EUR"},
	}
	if len(got) != 3 || !slices.EqualFunc(got, want, slices.Equal) {
		t.Error(got)
	}
	if got := lines(c.Get("/reports.csv?from=2026-06-17").Want(200)); len(got) != 1 || got[0][4] != "2" {
		t.Error(got)
	}
	if got := lines(c.Get("/reports/" + hidden + "/sales.csv").Want(200)); len(got) != 1 || got[0][4] != "7" {
		t.Error(got)
	}
	scoped := a.Member(owner, "edit@partner.example", "Ed Partner", access.Grant{Levels: access.Levels{access.Reports: access.Edit}, Scope: access.Scope{Events: []string{cyrano}}})
	c = a.As(scoped)
	for path, status := range map[string]int{"/reports.csv": 200, "/reports.csv?event=" + cyrano: 200, "/reports.csv?event=" + hidden + "&event=" + cyrano: 422} {
		p := c.Get(path).Want(status)
		if strings.Contains(p.Body, "Grottesal") || strings.Contains(p.Body, "uaidix") || status == 200 && len(lines(p)) != 2 {
			t.Errorf("%s: %s", path, p.Body)
		}
	}
	c.Get("/reports/" + hidden + "/sales.csv").Want(404)
}

func TestFiguresAreScheduledByFormAndMailed(t *testing.T) {
	a, owner, _, cyrano, hidden := theatre(t)
	person := a.Member(owner, "edit@partner.example", "Ed Partner", access.Grant{Levels: access.Levels{access.Reports: access.Edit}, Scope: access.Scope{Events: []string{cyrano}}})
	c := a.As(person)
	p := c.Get("/reports").Click(`a[href="/reports/schedules"]`).Want(200, "report.schedules")
	if strings.Contains(p.Body, "Grottesal") {
		t.Error("an event out of scope is offered")
	}
	p = p.Submit("form.form", "event", cyrano, "rhythm", "daily").Want(200, "report.schedules")
	if row := p.Text("tr[data-id]"); !strings.Contains(row, "Cyrano") || !strings.Contains(row, "18 June 2026 at 07:00") || !strings.Contains(p.Flash(), "Every day") {
		t.Error(row, p.Flash())
	}
	if again := p.Submit("form.form", "event", cyrano, "rhythm", "daily").Want(422, "report.schedule"); again.Fault("rhythm") == "" || again.Find("#event option[selected]").AttrOr("value", "") != cyrano {
		t.Error(again.Text("main"))
	}
	if p := c.Post("/reports/schedules", map[string][]string{"event": {hidden}, "rhythm": {"daily"}}).Want(422); p.Fault("event") == "" || strings.Contains(p.Body, "Grottesal") {
		t.Error(p.Text("main"))
	}
	a.Clock.Advance(24 * time.Hour)
	if found, err := a.Store.MailDueReport(t.Context()); err != nil || !found {
		t.Fatal(found, err)
	}
	m := a.LastMail("edit@partner.example")
	if m.Kind != models.MailReport || m.Data.Report.Sums.Sold != (models.Sales{Tickets: 2, Amount: 3600}) {
		t.Fatal(m)
	}
	p = a.As(person).Get("/reports/schedules").Submit(`form[action$="/remove"]`).Want(200, "report.schedules")
	if p.Has("tr[data-id]") {
		t.Error("it is still there")
	}
	p = a.As(owner).Get("/history?action=report.scheduled").Want(200, "history.list")
	if log := p.Text(".log"); !strings.Contains(log, "has sales figures mailed") || !strings.Contains(log, "Every day") || !strings.Contains(log, "Cyrano") {
		t.Error(log)
	}
}

func TestAReportOfWhatWasAllGivenBackDoesNotSayThatNothingWasSold(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	event, tt := a.OnSale(owner, "Cyrano", time.Hour)
	c := a.SignIn("signe@nordlys.example")
	if got := c.Get("/reports/"+event).Want(200, "report.show").Text(".empty"); !strings.Contains(got, "Nothing sold yet") {
		t.Error(got)
	}
	o := a.Order(owner, event, tt, 2, models.Contact{Name: "Mia", Email: "mia@example.org"})
	if _, err := a.Store.RefundOrder(t.Context(), owner, o.ID); err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{"/reports", "/reports/" + event} {
		if got := c.Get(at).Want(200).Text(".empty"); !strings.Contains(got, "Nothing that was sold is valid any more") || strings.Contains(got, "yet") {
			t.Errorf("%s: %s", at, got)
		}
		if got := c.Get(at + "?from=2026-06-01&to=2026-06-30").Want(200).Text(".empty"); !strings.Contains(got, "Nothing sold in this period is valid any more") {
			t.Errorf("%s: %s", at, got)
		}
	}
}
