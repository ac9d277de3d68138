package handlers_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

// gates is a console with two evenings on sale, and somebody who scans at the first.
type gates struct {
	*testkit.App
	t            *testing.T
	owner        access.Actor
	event, other string
	order        *models.Order
	codes        []string
	steward      *testkit.Client
}

func newGates(t *testing.T) *gates {
	t.Helper()
	a := testkit.NewApp(t, sending)
	d := &gates{App: a, t: t, owner: a.Found()}
	var full string
	d.event, full = a.OnSale(d.owner, "Cyrano", 2*time.Hour)
	d.other, _ = a.OnSale(d.owner, "Secret gala", 26*time.Hour)
	d.order = a.Order(d.owner, d.event, full, 3, models.Contact{Name: "Berta Kobermand", Email: "berta@kobermand.example"})
	for _, k := range a.Tickets(d.order) {
		d.codes = append(d.codes, k.Code)
	}
	d.steward = d.joins("sam", access.Levels{access.AccessControl: access.Edit})
	return d
}

// joins is the browser of somebody with rights at the first evening.
func (d *gates) joins(first string, levels access.Levels) *testkit.Client {
	d.t.Helper()
	return d.As(d.Member(d.owner, first+"@nordlys.example", first, access.Grant{Levels: levels, Scope: access.Scope{Events: []string{d.event}}}))
}

func (d *gates) path(rest string) string { return "/access-control/" + d.event + rest }

// asks sends a scan as the script does.
func (d *gates) asks(c *testkit.Client, form url.Values, status int) (answer struct {
	Outcome, Look, Word string
	Lines               []string
}) {
	d.t.Helper()
	p := c.Post(d.path("/scans"), form, "Accept", "application/json").Want(status)
	if err := json.Unmarshal([]byte(p.Body), &answer); err != nil || !strings.HasPrefix(p.Header.Get("Content-Type"), "application/json") {
		d.t.Fatalf("%v: %s", err, p.Body)
	}
	return answer
}

func TestATicketIsScannedWithoutScript(t *testing.T) {
	d := newGates(t)
	p := d.steward.Get("/access-control").Want(200, "scan.list")
	if p.Has(`a[href*="` + d.other + `"]`) {
		t.Error("the list shows an event out of scope")
	}
	p = p.Click(".name").Want(200, "scan.show")
	if !strings.Contains(p.Header.Get("Permissions-Policy"), "camera=(self)") || !strings.Contains(d.steward.Get("/").Header.Get("Permissions-Policy"), "camera=()") {
		t.Error("the camera is allowed elsewhere than at the door, or not there")
	}
	if _, on := p.Find("#code").Attr("autofocus"); !on || p.Text(`[data-count="all"]`) != "0 of 3" {
		t.Errorf("focus %t, counts %q", on, p.Text(`[data-count="all"]`))
	}
	p = p.Submit("form.scan", "code", strings.ToLower(d.codes[0]), "device", "Left door").Want(200, "scan.show")
	if p.Text("#result .word") != "In" || !p.Has("#result.in") || p.Text(`[data-count="all"]`) != "1 of 3" || !strings.Contains(p.Text("#result"), "1 of the 3 tickets") {
		t.Error(p.Text("#result"), p.Text(`[data-count="all"]`))
	}
	if p.Find("[name=device]").AttrOr("value", "") != "Left door" {
		t.Error("the device has forgotten its name")
	}
	again := p.Reload().Want(200)
	if again.Text("#result .word") != "In" || again.Text(`[data-count="all"]`) != "1 of 3" {
		t.Error("a reload scans again:", again.Text("#result"))
	}
	d.Clock.Advance(5 * time.Minute)
	second := d.steward.Get(d.path("")).Submit("form.scan", "code", d.codes[0]).Want(200, "scan.show")
	if second.Text("#result .word") != "Already in" || !strings.Contains(second.Text("#result"), "Since 10:30, Left door") {
		t.Error(second.Text("#result"))
	}
	wrong := second.Submit("form.scan", "code", "nonsense").Want(200, "scan.show")
	if wrong.Text("#result .word") != "Not valid" || !wrong.Has("#result.bad") {
		t.Error(wrong.Text("#result"))
	}
	for _, page := range []*testkit.Page{p, second, wrong} {
		if strings.Contains(strings.ToLower(page.Body), "kobermand") || strings.Contains(page.Body, d.codes[0]) {
			t.Error("the page tells who bought the ticket, or its code")
		}
	}
	empty := wrong.Submit("form.scan", "device", "Right door").Want(422, "scan.create")
	if empty.Fault("code") == "" || empty.Find("[name=device]").AttrOr("value", "") != "Right door" {
		t.Error("an empty scan:", empty.Text("main"))
	}
}

func TestTheScriptHearsTheSameVerdictInJSON(t *testing.T) {
	d := newGates(t)
	form := url.Values{"code": {d.codes[0]}, "device": {"Left door"}, "scan": {"a"}, "at": {"2026-06-16T08:10:00.000Z"}}
	first := d.asks(d.steward, form, 200)
	if again := d.asks(d.steward, form, 200); first.Outcome != "in" || first.Look != "in" || again.Outcome != "in" || again.Lines[1] != first.Lines[1] {
		t.Errorf("%+v, again %+v", first, again)
	}
	form.Set("scan", "b")
	if late := d.asks(d.steward, form, 200); late.Outcome != "already" || late.Word != "Already in" || late.Lines[0] != "Since 10:10, Left door" {
		t.Errorf("%+v", late)
	}
	if bad := d.asks(d.steward, url.Values{"code": {strings.Repeat("x", 201)}}, 422); bad.Look != "bad" || bad.Lines[0] == "" {
		t.Errorf("%+v", bad)
	}
	if bad := d.asks(d.steward, url.Values{"code": {"x"}, "at": {"yesterday"}}, 422); bad.Look != "bad" {
		t.Errorf("%+v", bad)
	}
	if bad := d.asks(d.steward, url.Values{"code": {"x"}, "sent": {"today"}}, 422); bad.Look != "bad" {
		t.Errorf("%+v", bad)
	}
	var counts map[string]string
	p := d.steward.Get(d.path("/count")).Want(200)
	if err := json.Unmarshal([]byte(p.Body), &counts); err != nil || counts["all"] != "1 of 3" || len(counts) != 2 {
		t.Error(p.Body, err)
	}
}

// Hand scanners say what kind of code they have read, and where it begins and ends.
func TestACodeIsTakenAsAScannerSendsIt(t *testing.T) {
	d := newGates(t)
	for i, typed := range []string{"]Q1" + d.codes[0], "\x02" + d.codes[1] + "\x03", d.codes[2][:5] + "\u00A0" + strings.ToLower(d.codes[2][5:10]) + "\u202F" + d.codes[2][10:] + "\r\n"} {
		if v := d.asks(d.steward, url.Values{"code": {typed}}, 200); v.Outcome != "in" {
			t.Errorf("%d %q: %+v", i, typed, v)
		}
	}
	if v := d.asks(d.steward, url.Values{"code": {"\x02\x03"}}, 422); v.Look != "bad" {
		t.Errorf("%+v", v)
	}
}

func TestADoorThatIsNotTheirsIsNoneAtAll(t *testing.T) {
	d := newGates(t)
	never := d.steward.Get("/access-control/never").Want(404)
	for _, rest := range []string{"", "/count"} {
		if p := d.steward.Get("/access-control/" + d.other + rest).Want(404); p.Body != never.Body {
			t.Errorf("%s tells itself apart from a door that never was", rest)
		}
	}
	d.steward.Post("/access-control/"+d.other+"/scans", url.Values{"code": {"x"}}).Want(404)
	d.steward.Post("/access-control/"+d.other+"/scans", nil).Want(404)
	d.steward.Get(d.path("/search")).Want(403)
	d.steward.Post(d.path("/check-in"), url.Values{"ticket": {"x"}}).Want(403)
	d.steward.Post(d.path("/undo"), url.Values{"ticket": {"x"}}).Want(403)
	counter := d.joins("carl", access.Levels{access.AccessControl: access.View})
	counter.Post(d.path("/scans"), url.Values{"code": {d.codes[0]}}).Want(403)
	v := d.asks(d.steward, url.Values{"code": {d.codes[0]}}, 200)
	if p := counter.Get(d.path("")).Want(200); p.Has("form.scan") || p.Text(`[data-count="all"]`) != "1 of 3" || v.Look != "in" {
		t.Error(p.Text("main"))
	}
	neighbour := d.As(d.Neighbour("Théâtre Quaidix", "odile@quaidix.example", "Odile Quaidix"))
	if p := neighbour.Get(d.path("")).Want(404); strings.Contains(p.Body, "Cyrano") {
		t.Error("the neighbour reads the name")
	}
	neighbour.Post(d.path("/scans"), url.Values{"code": {d.codes[1]}}).Want(404)
}

func TestASupervisorChecksInByHandAndUndoesIt(t *testing.T) {
	d := newGates(t)
	head := d.joins("hedda", access.Levels{access.AccessControl: access.Approve})
	p := head.Get(d.path("")).Click(`a[href$="/search"]`).Want(200, "scan.search")
	if p = p.Submit(`main form[role="search"]`, "q", "Berta Kobermand").Want(200, "scan.search"); p.Has("tr[data-id]") || !strings.Contains(p.Text(".empty"), "No ticket matches") {
		t.Error("found by name without the right to see customers")
	}
	wrong := []byte(d.order.Reference)
	wrong[8] = '0' + (wrong[8]-'0'+1)%10
	if p = p.Submit(`main form[role="search"]`, "q", string(wrong)); !strings.Contains(p.Text(".empty"), "misheard") {
		t.Error(p.Text(".empty"))
	}
	p = p.Submit(`main form[role="search"]`, "q", d.order.Reference).Want(200, "scan.search")
	if p.Find("tr[data-id]").Length() != 3 || strings.Contains(strings.ToLower(p.Body), "kobermand") || strings.Contains(p.Body, d.codes[0]) {
		t.Errorf("%d rows, or too much in them", p.Find("tr[data-id]").Length())
	}
	p = p.Submit(`form[action$="/check-in"]`).Want(200, "scan.search")
	if !strings.Contains(p.Flash(), "Ticket 1 of order") || !strings.Contains(p.Text("tr[data-id]"), "In Since") {
		t.Error(p.Flash(), p.Text("tr[data-id]"))
	}
	if v := d.asks(d.steward, url.Values{"code": {d.codes[0]}}, 200); v.Outcome != "already" {
		t.Errorf("%+v", v)
	}
	ticket := p.Find(`form[action$="/undo"] [name=ticket]`).AttrOr("value", "")
	head.Post(d.path("/check-in"), url.Values{"ticket": {ticket}}).Want(409)
	head.Post(d.path("/undo"), url.Values{"ticket": {ticket}}).Want(422)
	p = p.Submit(`form[action$="/undo"] button[value="left"]`).Want(200, "scan.search")
	if !strings.Contains(p.Flash(), "no longer in") {
		t.Error(p.Flash())
	}
	head.Post(d.path("/undo"), url.Values{"ticket": {ticket}, "undo_reason": {"left"}}).Want(409)
	told := d.As(d.owner).Get("/history").Text(".log")
	for _, words := range []string{"checked in a ticket of order", "undid a check-in of order", "Has left and may come back"} {
		if !strings.Contains(told, words) {
			t.Errorf("the history does not tell: %s", words)
		}
	}
	if strings.Contains(strings.ToLower(told), "kobermand") {
		t.Error("the history tells who bought")
	}
	if both := d.joins("bo", access.Levels{access.AccessControl: access.Approve, access.Customers: access.View}).Get(d.path("/search?q=berta+kobermand")).Want(200); d.customers() && (both.Find("tr[data-id]").Length() != 3 || strings.Contains(both.Text("tr[data-id]"), "Berta")) {
		t.Error("who sees customers finds nothing by name, or reads it here:", both.Text("main"))
	}
}

// customers tells whether that section has pages: only then can anybody hold a level there.
func (d *gates) customers() bool { _, ok := access.Lookup(string(access.Customers)); return ok }

func TestWhoWorksAtTheDoorAloneBeginsThere(t *testing.T) {
	d := newGates(t)
	d.joins("vera", access.Levels{access.AccessControl: access.Edit, access.Events: access.View})
	d.joins("nora", nil)
	d.joins("dora", access.Levels{access.AccessControl: access.Edit, access.DoorSales: access.Edit})
	for email, want := range map[string]string{"sam": "scan.list", "dora": "scan.list", "vera": "home", "nora": "home", "signe": "home"} {
		c := d.Client()
		p := c.Get("/login").Submit("main form", "email", email+"@nordlys.example", "password", testkit.Password).Want(200, want)
		if p.Has(`[role="alert"]`) {
			t.Error(p.Flash())
		}
		c.Get("/login").Want(200, want)
		c.Get("/").Want(200, "home")
	}
	c := d.Client()
	c.Get("/login?next=/profile").Submit("main form", "email", "sam@nordlys.example", "password", testkit.Password).Want(200, "profile.show")
}

func TestADraftLetsNobodyIn(t *testing.T) {
	d := newGates(t)
	owner := d.As(d.owner)
	draft := d.Event(d.owner, "Not yet", time.Hour)
	if p := owner.Get("/access-control/"+draft).Want(200, "scan.show"); p.Has("form.scan") || !strings.Contains(p.Text("main"), "nobody can come in yet") {
		t.Error(p.Text("main"))
	}
	p := owner.Post("/access-control/"+draft+"/scans", url.Values{"code": {d.codes[0]}}).Want(200, "scan.show")
	if p.Has("#result.in") {
		t.Error("in")
	}
	owner.Post("/access-control/"+draft+"/check-in", url.Values{"ticket": {d.Tickets(d.order)[0].ID}}).Want(404)
	if p := owner.Post(d.path("/scans"), url.Values{"code": {d.codes[0]}}, "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"); p.Status != http.StatusForbidden {
		t.Error("another site scans:", p.Status)
	}
}
