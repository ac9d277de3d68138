package handlers_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

// The attack: somebody with every level, though for chosen events, names the address of a customer
// of other events wherever one can be named, and then reads, searches and sends all there is.
func TestWhoHasChosenEventsReadsAndChangesNothingOfOtherOrders(t *testing.T) {
	t.Parallel()
	w := newWorld(t, asItIs)
	w.worksOff(t)
	traffic := w.record(t, &caller{name: "owner", actor: w.owner})
	who := w.named("superuser chosen")
	client := testkit.NewClient(t, w.URL)
	client.SetCookies([]*http.Cookie{w.SessionCookie(w.StartSession(who.actor))})
	before := w.outOfSight(who)
	w.buysUnder(t, who, client, both[1].Email)
	w.readsAll(t, who, client)
	if after := w.outOfSight(who); after != before {
		t.Errorf("what is out of sight was changed:\n%s", differing(before, after))
	}
	w.sendsAll(t, who, traffic)
	if after := w.outOfSight(who); after != before {
		t.Errorf("the owner's forms, sent by somebody with chosen events, changed:\n%s", differing(before, after))
	}
}

func (w *world) named(name string) *caller {
	w.t.Helper()
	i := slices.IndexFunc(w.who, func(c *caller) bool { return c.name == name })
	if i < 0 {
		w.t.Fatal("nobody is called " + name)
	}
	return w.who[i]
}

// outOfSight is every row that belongs to the events out of a caller's scope, as SQLite writes it.
func (w *world) outOfSight(who *caller) string {
	w.t.Helper()
	events := "event_id IN (SELECT id FROM events WHERE organisation_id = '" + w.owner.Organisation + "' AND id NOT IN ('" + strings.Join(who.actor.Grant.Scope.Events, "','") + "'))"
	var text strings.Builder
	for _, table := range []string{"orders", "tickets", "ticket_types", "tills", "settlements", "check_ins", "imports", "history", "order_tokens", "mails"} {
		where := events
		if table == "order_tokens" || table == "mails" {
			where = "order_id IN (SELECT id FROM orders WHERE " + events + ")"
		}
		columns := w.Ask("SELECT group_concat('quote(\"' || name || '\")', '||'',''||') FROM pragma_table_info('" + table + "')")
		rows := w.Ask("SELECT COALESCE(group_concat(r, char(10)), '') FROM (SELECT '" + table + " ' || " + columns + " AS r FROM " + table + " WHERE " + where + " ORDER BY r)")
		if rows == "" && table != "check_ins" {
			w.t.Fatalf("no row of %s is out of sight", table)
		}
		text.WriteString(rows + "\n")
	}
	return text.String()
}

// differing are the lines of two texts that stand in one of them alone.
func differing(before, after string) string {
	var list []string
	for sign, pair := range map[string][2]string{"- ": {before, after}, "+ ": {after, before}} {
		for _, line := range strings.Split(pair[0], "\n") {
			if !strings.Contains(pair[1], line) {
				list = append(list, sign+line)
			}
		}
	}
	return strings.Join(list, "\n")
}

// buysUnder imports and sells under somebody's address, corrects what came of it, sends the tickets
// again, and refunds.
func (w *world) buysUnder(t *testing.T, who *caller, client *testkit.Client, address string) {
	t.Helper()
	event := w.eventNamed("Cyrano published")
	imports(t, w.App, client, event, "order,type,name,email\nMINE-1,"+w.typeName(event)+",Imported Mine,"+address+"\n")
	till := client.Get("/door-sales/"+event+"/tills/new").Submit("form.form", "name", "Mine", "cash", "5").Want(200, "door.show")
	client.Get(till.URL.RequestURI()).Submit("form.sale .big", "count."+w.typeOf(event), "1", "payment", "card", "name", "Sold Mine", "email", address).Want(200, "door.order")
	found, err := w.Store.Orders(t.Context(), who.actor, models.OrderFilter{Search: "mine"})
	if err != nil || len(found.Rows) != 2 {
		t.Fatal(found, err)
	}
	for _, o := range found.Rows {
		w.Clock.Advance(time.Minute) // nobody is mailed more often
		client.Post("/orders/"+o.ID+"/resend", url.Values{}).Want(200, "order.show")
	}
	p := client.Get("/customers/"+found.Rows[0].ID+"/edit").Submit("form.form", "name", "Mine Corrected", "email", "mine@evil.example", "phone", "5550155").Want(200, "customer.show")
	p.Click(`a[href$="/edit"]`).Submit("form.form", "email", address).Want(200, "customer.show")
	client.Post("/orders/"+found.Rows[0].ID+"/refund", url.Values{}).Want(200, "order.show")
	if erase := client.Get("/customers/" + found.Rows[0].ID + "/erase"); erase.Status != http.StatusForbidden {
		t.Errorf("the address can be erased: %d", erase.Status)
	}
	w.notesMine(t, who, event)
}

// typeName is what the type of an event is called of which tickets are sold.
func (w *world) typeName(event string) string {
	return w.Ask("SELECT name FROM ticket_types WHERE id = ?", w.typeOf(event))
}

// worksOff does all that waits for the console, and notes what came of it.
func (w *world) worksOff(t *testing.T) {
	t.Helper()
	works(t, w.App)
	for i, r := range w.rows["imports"] {
		switch r.state {
		case models.ImportConfirmed:
			w.rows["imports"][i].state = models.ImportDone
		case models.ImportWaiting:
			w.rows["imports"][i].state = models.ImportChecked
		}
	}
	w.notes(t, w.owner, "shopper")
}

// notes tells the world of the orders that are found by a word and that it does not know yet.
func (w *world) notes(t *testing.T, by access.Actor, word string) {
	t.Helper()
	found, err := w.Store.Orders(t.Context(), by, models.OrderFilter{Search: word})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range found.Rows {
		if !slices.ContainsFunc(w.rows["orders"], func(r row) bool { return r.id == o.ID }) {
			w.customer("both, by "+o.Channel, o.Known(), o.State, &o.Order)
			w.rows["order"] = append(w.rows["order"], row{name: o.Reference, id: o.EventID, under: o.ID, event: o.EventID, organisation: o.OrganisationID, state: "open"})
		}
	}
}

// notesMine tells the world of the rows that came of it, so that the crawl knows where links lead.
func (w *world) notesMine(t *testing.T, who *caller, event string) {
	t.Helper()
	w.notes(t, who.actor, both[0].Email)
	of := func(table, condition string) row {
		return row{name: "mine", event: event, organisation: w.owner.Organisation, id: w.Ask("SELECT id FROM " + table + " WHERE " + condition + " ORDER BY id DESC LIMIT 1")}
	}
	done := of("imports", "state = 'done'")
	done.state = models.ImportDone
	w.rows["imports"] = append(w.rows["imports"], done)
	till := of("tills", "name = 'Mine'")
	till.id, till.under, till.state = event, till.id, "open"
	w.rows["till"] = append(w.rows["till"], till)
}

// readsAll opens every page and export that leads anywhere, and searches for what stands on the
// hidden orders.
func (w *world) readsAll(t *testing.T, who *caller, client *testkit.Client) {
	t.Helper()
	clean := func(t *testing.T, p *testkit.Page) {
		t.Helper()
		for _, mark := range []string{hiddenMark, "5550177"} {
			if i := strings.Index(strings.ToLower(p.Body), mark); i >= 0 && !strings.Contains(p.URL.RawQuery, mark) {
				t.Errorf("%s shows …%s…", p.URL, p.Body[max(0, i-80):min(len(p.Body), i+80)])
			}
		}
	}
	c := w.crawl(t, who, client, clean, "/")
	for _, file := range c.files {
		clean(t, file)
	}
	if c.pages < 60 || len(c.files) < 3 {
		t.Errorf("%d pages and %d files are few: has the crawl stopped early?", c.pages, len(c.files))
	}
	hidden := w.Ask("SELECT reference FROM orders WHERE name = 'Both Grottesal'")
	for _, typed := range []string{"grottesal", "5550177", hidden} {
		for _, path := range []string{"/customers?q=", "/access-control/" + w.eventNamed("Cyrano published") + "/search?q="} {
			if p := client.Get(path + url.QueryEscape(typed)).Want(200); p.Find("main tr[data-id], main tr[data-ticket], main table tbody tr").Length() > 0 {
				t.Errorf("%s%s finds %s", path, typed, p.Text("main table"))
			}
		}
	}
}

// sendsAll sends somebody else's traffic as the caller: what was read first, then the forms.
func (w *world) sendsAll(t *testing.T, who *caller, traffic []recorded) {
	t.Helper()
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		for _, r := range traffic {
			if r.method != method {
				continue
			}
			req := httptest.NewRequest(r.method, r.path, strings.NewReader(r.body))
			req.Header.Set("Sec-Fetch-Site", "same-origin")
			if r.kind != "" {
				req.Header.Set("Content-Type", r.kind)
			}
			req.AddCookie(w.SessionCookie(who.token))
			res := httptest.NewRecorder()
			w.Server.ServeHTTP(res, req)
			if body := strings.ToLower(res.Body.String()); strings.Contains(body, hiddenMark) && !strings.Contains(strings.ToLower(r.path+r.body), hiddenMark) {
				t.Errorf("%s %s: %d shows what is out of sight", r.method, r.path, res.Code)
			}
		}
	}
}
