package handlers_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"coulisse/handlers"
	"coulisse/testkit"
)

// parts is into how many parts the matrix is cut, which run side by side, each in a world of its own.
const parts = 2

// Every route × everybody × every row it may name × what a form may hold. The status is the
// one that the rules of access give; what is refused changes nothing and tells nothing, and a
// row of somebody else reads like one that never was.
func TestEveryRouteAnswersEverybodyAsTheRulesSay(t *testing.T) {
	for part := range parts {
		t.Run("part "+strconv.Itoa(part), func(t *testing.T) { t.Parallel(); tryAll(t, part) })
	}
}

// tryAll is the matrix of one part of the callers.
func tryAll(t *testing.T, part int) {
	w := newWorld(t, asItIs)
	ledger, snapshot, never := w.Watch(t, "sessions"), w.Snapshot(t), map[string]string{}
	w.ledger = ledger
	cells, branches := 0, 0
	for _, r := range w.Server.Routes() {
		for _, c := range w.cells(r, func(i int) bool { return i%parts == part }) {
			cells++
			want := w.want(c)
			if c.changes(want) {
				branches++
				if testing.Short() {
					continue
				}
				t.Run(c.String(), func(t *testing.T) { w.tryChange(t, snapshot.Branch(t), c, want) })
				continue
			}
			res := w.try(w.App, c)
			if res.Code != want {
				t.Errorf("%s: %d, want %d", c, res.Code, want)
			}
			if changed := ledger.Changes(); changed != nil {
				t.Errorf("%s: %d, and yet it changed %v", c, res.Code, changed)
			}
			w.checkSecrets(t, c, res)
			if key := c.who.name + r.Name + c.body; res.Code == http.StatusNotFound && c.row != nil {
				if never[key] == "" {
					never[key] = res.Body.String()
				}
				if res.Body.String() != never[key] {
					t.Errorf("%s: tells itself apart from a row that never was", c)
				}
			}
		}
	}
	t.Logf("%d cells, %d of them changes on a console of their own", cells, branches)
	if cells < 5000 {
		t.Errorf("%d cells are few: has the table or the world shrunk?", cells)
	}
}

// everybody is the whole of the callers.
func everybody(int) bool { return true }

// cells are all requests to a route: everybody of a part, every row that its address may name, and
// for a form with nothing in it and filled in.
func (w *world) cells(r handlers.Route, of func(caller int) bool) (list []cell) {
	w.t.Helper()
	bodies := []string{""}
	if r.Method == http.MethodPost {
		if _, known := formsOf[r.Name]; !known {
			w.t.Fatalf("%s: formsOf does not say what it takes", r.Name)
		}
		bodies = []string{"empty", "filled"}
	}
	for i, who := range w.who {
		if !of(i) {
			continue
		}
		for _, body := range bodies {
			if !strings.Contains(r.Path, ":") {
				list = append(list, cell{r, who, nil, body})
				continue
			}
			rows := w.rowsOf(r)
			if rows == nil {
				w.t.Fatalf("%s: the world has no rows for %s", r.Name, resource(r))
			}
			own := row{name: "oneself", id: who.actor.Membership, organisation: who.actor.Organisation, state: "active", person: who.target()}
			if resource(r) == "users" && !who.shut && who.staff.User == "" {
				rows = append(slices.Clip(rows), own)
			}
			for n := range rows {
				if oddFor(i, rows[n].name) {
					list = append(list, cell{r, who, &rows[n], body}.placed())
				}
			}
		}
	}
	return list
}

// oddIDs are not even in the form of an id, as the world has them under every address.
var oddIDs = []string{"short", "quoted", "broken", "nul"}

// oddFor tells whether a caller tries a row: of the ids that are none, each caller tries one, in turn.
func oddFor(caller int, row string) bool {
	k := slices.Index(oddIDs, row)
	return k < 0 || caller/parts%len(oddIDs) == k
}

// changes tells whether a cell is to change something: a form that succeeds. To be sent to
// the sign-in page is no success.
func (c cell) changes(want int) bool {
	done := want == http.StatusSeeOther && (!c.who.shut || c.route.Access.String() == "public")
	shown := c.route.Name == "user.link" || c.route.Name == "account.token.create" && c.body == "filled"
	return c.route.Method == http.MethodPost && (done || want == http.StatusOK && shown)
}

// try sends a cell's request as the caller's browser would, and leaves the answer unfollowed.
func (w *world) try(a *testkit.App, c cell) *httptest.ResponseRecorder {
	path := strings.Replace(c.route.Path, "*", strings.TrimPrefix(w.stylesheet(), "/static/"), 1)
	if c.row != nil {
		path = pathOf(c.route, c.row)
	}
	form := url.Values{}
	if c.body == "filled" {
		form = c.filled()
	}
	kind, body := formType, io.Reader(http.NoBody)
	if len(form) > 0 {
		var text string
		kind, text = encoded(c.route.Name, form)
		body = strings.NewReader(text)
	}
	r := httptest.NewRequest(c.route.Method, path, body)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if r.Method == http.MethodPost {
		r.Header.Set("Content-Type", kind)
	}
	if token := w.token(a, c); token != "" {
		r.AddCookie(a.SessionCookie(token))
	}
	res := httptest.NewRecorder()
	a.Server.ServeHTTP(res, r)
	return res
}

// token is of the caller's session. Who has several organisations begins each time in the same; who
// has no access any more comes to each route with a session that they left open, which the first
// refusal ends.
func (w *world) token(a *testkit.App, c cell) string {
	who := c.who
	if who.before != nil {
		who = who.before
	}
	switch {
	case who.shut && who.actor.User != "" && (a != w.App || who.refusedAt != c.route.Name):
		who.refusedAt = c.route.Name
		who.token = a.PlantSession(who.actor)
	case who.also.User != "":
		who.token = a.PlantSession(who.actor)
	default:
		return who.token
	}
	if a == w.App && w.ledger != nil {
		w.ledger.Past()
	}
	return who.token
}

// tryChange sends a cell that is to change something to a console of its own.
func (w *world) tryChange(t *testing.T, b *testkit.App, c cell, want int) {
	t.Helper()
	before := b.Entries()
	res := w.try(b, c)
	if res.Code != want {
		t.Errorf("%s: %d, want %d", c, res.Code, want)
	}
	w.checkSecrets(t, c, res)
	if traced := b.Entries() > before; c.traced() != traced && !slices.Contains([]string{"public", "signed-in", "person"}, c.route.Access.String()) {
		t.Errorf("%s: in the history: %t, want %t", c, traced, c.traced())
	}
}

// checkSecrets looks for what the caller may not read, in the body and the headers. Who holds
// a link may read whom it is for.
func (w *world) checkSecrets(t *testing.T, c cell, res *httptest.ResponseRecorder) {
	t.Helper()
	var head strings.Builder
	if err := res.Header().Write(&head); err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(strings.ToLower(head.String()+switcher.ReplaceAllString(res.Body.String(), "")), "<wbr>", "")
	for _, known := range []string{c.who.actor.Email, w.owner.Email} { // everybody may know whom to ask
		if known != "" && c.who.actor.Organisation == w.owner.Organisation {
			text = strings.ReplaceAll(text, known, "")
		}
	}
	holdsLink := c.route.Access.String() == "public" && c.row != nil && c.row.organisation != ""
	for _, mark := range w.secrets(c.who) {
		if i := strings.Index(text, mark); i >= 0 && !(holdsLink && (strings.HasSuffix(mark, ourMark) || c.route.Name == "ticket.show")) {
			t.Errorf("%s: %d shows %q: …%s…", c, res.Code, mark, text[max(0, i-80):min(len(text), i+80)])
		}
	}
}
