package handlers_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"coulisse/access"
	"coulisse/handlers"
	"coulisse/testkit"
)

// sentForm is a form as a browser sends it, filled in so that it makes something.
type sentForm struct {
	route  handlers.Route
	path   string
	values url.Values
	bears  bool // an attempt
}

// tracks are the tables that grow whenever something is done, and those that hold no thing that
// somebody made.
var tracks = []string{"history", "mails", "submissions", "sessions", "attempts"}

// A double click, or a browser that sends a form again, made two events, two tokens, two answers. Every
// form of the console, sent twice: what the first has made is there once, and both are answered alike.
func TestEveryFormThatMakesSomethingMakesItOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, asItIs)
	w.Exec("UPDATE organisations SET members_edit = FALSE")
	snapshot := w.Snapshot(t)
	made, instead := map[string]bool{}, map[string]string{}
	for _, who := range w.makers(t) {
		for _, form := range w.filledForms(t, who) {
			if route := form.route.Name; !made[route] {
				var answer string
				if made[route], answer = w.sendTwice(t, snapshot.Branch(t), who, form); form.bears && !made[route] {
					instead[route] = answer
				}
			}
		}
	}
	n := 0
	for route, once := range made {
		if once {
			n++
		} else if answer, bears := instead[route]; bears {
			t.Errorf("%s bears an attempt, and nobody could make anything with it: %s", route, answer)
		}
	}
	if n < 17 {
		t.Errorf("%d forms that make something are few: %v", n, made)
	}
}

// maker is somebody who can make things, and the pages where the walk begins; only leaves alone where
// they lead.
type maker struct {
	*caller
	pages []string
	only  bool
}

// makers can together make all that can be made: a member who may do everything but own, the owner, one
// who may not even change themselves, and a lead of the support desk.
func (w *world) makers(t *testing.T) []maker {
	t.Helper()
	member := func(name string) *caller {
		i := slices.IndexFunc(w.who, func(c *caller) bool { return c.name == name })
		if i < 0 {
			t.Fatal("nobody is", name)
		}
		return w.who[i]
	}
	lead := w.who[slices.IndexFunc(w.who, func(c *caller) bool { return c.staff.Lead })]
	return []maker{{member("superuser all"), []string{"/"}, false}, {member("owner"), []string{"/account/ownership", "/help/new"}, true},
		{member("nothing all"), []string{"/profile/change"}, true}, {lead, []string{"/support"}, false}}
}

// filledForms are the forms that somebody comes to by clicking, filled in.
func (w *world) filledForms(t *testing.T, who maker) (list []sentForm) {
	client := testkit.NewClient(t, w.URL)
	if who.token == "" {
		who.token = w.StartSession(who.actor)
	}
	client.SetCookies([]*http.Cookie{w.SessionCookie(who.token)})
	seen := map[string]bool{}
	note := func(_ *testing.T, p *testkit.Page) {
		p.Find(`form[method="post"]`).Each(func(_ int, f *goquery.Selection) {
			action, err := p.URL.Parse(f.AttrOr("action", ""))
			r, id, ok := w.routeOf(http.MethodPost, action.Path)
			if err != nil || !ok || aboutOneself[r.Name] || seen[action.Path] {
				return
			}
			seen[action.Path] = true
			values := p.FieldsOf(f)
			bears := values.Has("attempt") || action.Query().Has("attempt")
			for field, entered := range (cell{r, who.caller, w.rowOf(who.caller, r, id), "filled"}).filled() {
				if field != "version" {
					values[field] = entered
				}
			}
			switch r.Name {
			case "profile.change":
				values["detail"], values["text"] = []string{"name"}, []string{"It is written with a y."}
			case "contact.create":
				values.Del("access") // which asks for a role
			case "door.sell":
				values.Del("step") // of the button that adds up
			case "letter.create": // makes what ownership.letter.create does, of organisations that have a letter
				return
			}
			list = append(list, sentForm{r, action.RequestURI(), values, bears})
		})
	}
	if !who.only {
		w.crawl(t, who.caller, client, note, who.pages...)
		return list
	}
	for _, page := range who.pages {
		note(t, client.Get(page).Want(http.StatusOK))
	}
	return list
}

// sendTwice tells whether a form has made something, or what it was answered with instead, and holds the
// second sending against the first.
func (w *world) sendTwice(t *testing.T, b *testkit.App, who maker, form sentForm) (made bool, answer string) {
	t.Helper()
	send := func() *httptest.ResponseRecorder {
		kind, body := encoded(form.route.Name, form.values)
		r := httptest.NewRequest(http.MethodPost, form.path, strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.AddCookie(b.SessionCookie(who.token))
		res := httptest.NewRecorder()
		b.Server.ServeHTTP(res, r)
		return res
	}
	before := rowCounts(t, b, tracks)
	first := send()
	grown := rowCounts(t, b, tracks)
	if first.Code >= http.StatusBadRequest || before == grown {
		doc, err := goquery.NewDocumentFromReader(first.Body)
		if err != nil {
			t.Fatal(err)
		}
		return false, first.Result().Status + " " + doc.Find("main").Text()
	}
	ledger := b.Watch(t, "sessions")
	again := send()
	if now := rowCounts(t, b, tracks); now != grown {
		t.Errorf("%s: %s makes it twice:\n%s\n%s\n%s", who.name, form.path, before, grown, now)
	}
	if !form.bears {
		return false, "" // its state keeps it from being done twice
	}
	if changed := ledger.Changes(); changed != nil {
		t.Errorf("%s: %s, sent again, changed %v", who.name, form.path, changed)
	}
	if again.Code != first.Code || again.Header().Get("Location") != first.Header().Get("Location") || again.Body.String() != first.Body.String() {
		t.Errorf("%s: %s was answered %d %s, then %d %s", who.name, form.path, first.Code, first.Header().Get("Location"), again.Code, again.Header().Get("Location"))
	}
	return true, ""
}

// rowCounts is how many rows each table has but those that are left out.
func rowCounts(t *testing.T, b *testkit.App, but []string) string {
	t.Helper()
	var counts []string
	for _, table := range strings.Split(b.Ask("SELECT group_concat(name) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"), ",") {
		if !slices.Contains(but, table) {
			counts = append(counts, "'"+table+" ' || (SELECT count(*) FROM "+table+")")
		}
	}
	return b.Ask("SELECT " + strings.Join(counts, " || ', ' || "))
}

// Two posts at the same moment, as two presses of an impatient finger: one token, and whichever answer
// the browser shows, the token stands in it.
func TestADoubleClickMakesOneTokenAndBothAnswersShowIt(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	fields := a.As(owner).Get("/account/tokens/new").Fields("main form")
	fields.Set("name", "Web shop")
	fields.Set("scope", "all")
	shown := make([]string, 8)
	var all sync.WaitGroup
	cookie := a.SessionCookie(a.StartSession(owner))
	for i := range shown {
		all.Go(func() {
			r := httptest.NewRequest(http.MethodPost, "/account/tokens", strings.NewReader(fields.Encode()))
			r.Header.Set("Content-Type", formType)
			r.Header.Set("Sec-Fetch-Site", "same-origin")
			r.AddCookie(cookie)
			res := httptest.NewRecorder()
			a.Server.ServeHTTP(res, r)
			doc, err := goquery.NewDocumentFromReader(res.Body)
			if err != nil || res.Code != http.StatusOK {
				t.Error(res.Code, err)
				return
			}
			shown[i] = doc.Find("#token").AttrOr("value", "")
		})
	}
	all.Wait()
	if list, err := a.Store.APITokens(t.Context(), owner); err != nil || len(list) != 1 {
		t.Errorf("%d tokens: %v", len(list), err)
	}
	for _, token := range shown {
		if token != shown[0] || !strings.HasPrefix(token, "coulisse_") {
			t.Error("the answers differ:", shown)
		}
	}
}

// Back, another name, and sent: that is another thing, and nobody's entries are lost without a word.
func TestOtherEntriesUnderTheSameAttemptAreAskedAbout(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	c := a.As(owner)
	form := c.Get("/events/new").Want(200)
	begins := []string{"begins", "2026-12-01T20:00", "ends", "2026-12-01T22:30", "venue", "Store Sal"}
	made := form.Submit("main form", append(begins, "name", "Tartuffe")...).Want(200, "event.show")
	if again := form.Submit("main form", append(begins, "name", "Tartuffe")...).Want(200, "event.show"); again.URL.Path != made.URL.Path || again.Flash() != made.Flash() {
		t.Error("sent again:", again.URL, again.Flash(), "first:", made.Flash())
	}
	asks := form.Submit("main form", append(begins, "name", "Dom Juan")...).Want(422, "event.create")
	if !strings.Contains(asks.Text("[data-errors]"), "sent before") || asks.Find(`[name="name"]`).AttrOr("value", "") != "Dom Juan" {
		t.Error("not asked about:", asks.Text("main"))
	}
	asks.Submit("main form").Want(200, "event.show")
	if n := a.Ask("SELECT count(*) FROM events"); n != "2" {
		t.Error(n, "events")
	}
	other := a.Member(owner, "ana@example.org", "Ana Holm", testkit.Levels(access.Levels{access.Events: access.Approve}))
	fields := form.Fields("main form")
	for i := 0; i < len(begins); i += 2 {
		fields.Set(begins[i], begins[i+1])
	}
	fields.Set("name", "Tartuffe")
	if p := a.As(other).Post("/events", fields).Want(200, "event.show"); p.URL.Path == made.URL.Path {
		t.Error("an attempt of somebody else's answers")
	}
}
