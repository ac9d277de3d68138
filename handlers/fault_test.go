package handlers_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

// Attack: a table cannot be read. Every page that needs it answers with an internal error and a
// reference, never that something is forbidden, was not found, or is empty.
func TestEveryPageOfATableThatCannotBeReadIsAnErrorAndNeverEmpty(t *testing.T) {
	d := newDesk(t)
	snapshot := d.Snapshot(t)
	tables := strings.Fields(d.Ask("SELECT group_concat(name, ' ') FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'goose%'"))
	pages := d.pages()
	whole := map[string]*httptest.ResponseRecorder{}
	for _, p := range pages {
		whole[p.path] = p.open(d.world)
	}
	failed := 0
	for _, table := range tables {
		t.Run(table, func(t *testing.T) {
			there := *d.world
			there.App = snapshot.Branch(t)
			there.Exec("ALTER TABLE " + table + " RENAME TO cannot_be_read")
			for _, p := range pages {
				was, is := whole[p.path], p.open(&there)
				switch {
				case is.Code == http.StatusInternalServerError && is.Header().Get("X-Request-Id") != "":
					failed++
				case is.Code != was.Code:
					t.Errorf("%s: %d, and %d without %s", p.path, was.Code, is.Code, table)
				case is.Code == http.StatusOK && lasting(&there, is) != lasting(d.world, was):
					t.Errorf("%s: another page without %s", p.path, table)
				}
			}
		})
	}
	t.Logf("%d pages, %d tables, %d errors", len(pages), len(tables), failed)
	if failed < 500 {
		t.Errorf("only %d errors: do the pages read from elsewhere?", failed)
	}
}

// onceEach is what a page has anew each time it is shown.
var onceEach = regexp.MustCompile(`name="(attempt|scan)" value="[^"]*"|attempt=[^"&]*|data-[a-z]+="[^"]*"`)

// lasting is what stays of a page when it is opened again, on whatever console.
func lasting(w *world, res *httptest.ResponseRecorder) string {
	return onceEach.ReplaceAllString(strings.ReplaceAll(res.Body.String(), w.URL, ""), "")
}

// visit is a page, and who opens it.
type visit struct {
	path string
	who  *caller
}

// pages are the address of every route that is read, of one row each.
func (d *desk) pages() (list []visit) {
	for _, r := range d.Server.Routes() {
		who := d.owner
		switch r.Access.String() {
		case "public":
			who = d.nobody
		case "desk":
			who = d.called("lead")
		}
		if r.Method == http.MethodGet && r.Access.String() != "token" && r.Name != "readyz" {
			list = append(list, visit{d.paths(r)[0], who})
		}
	}
	return list
}

func (p visit) open(w *world) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, p.path, http.NoBody)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if p.who.token != "" {
		r.AddCookie(w.SessionCookie(p.who.token))
	}
	res := httptest.NewRecorder()
	w.Server.ServeHTTP(res, r)
	return res
}
