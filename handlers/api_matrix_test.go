package handlers_test

import (
	"cmp"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"coulisse/handlers"
	"coulisse/models"
	"coulisse/testkit"
)

// instance names a single request, so that two answers that say the same differ in it.
var instance = regexp.MustCompile(`"instance":"#[a-z0-9]{16}"`)

// Every route that asks for a token × every program × every event and order: the status that
// scope and state give; what is out of scope reads like what never was, and its name is nowhere.
func TestEveryRouteOfTheAPIAnswersEveryTokenAsItsScopeSays(t *testing.T) {
	w := newWorld(t, asItIs)
	d := readDescription(t, w.Server)
	ledger, never, cells, sold := w.Watch(t), map[string]string{}, 0, 0
	for _, r := range w.Server.Routes() {
		if r.Access != handlers.Token {
			continue
		}
		rows := []row{{}}
		if strings.Contains(r.Path, ":") {
			rows = w.rowsOf(r)
		} else if r.Method == http.MethodPost {
			rows = w.rows["events"]
		}
		for _, s := range w.shops {
			for _, about := range rows {
				cells++
				what, want := fmt.Sprintf("%s: %s %s of %q", s.name, r.Method, r.Path, about.name), s.want(r, about)
				if want == http.StatusCreated {
					sold++
					b := w.Branch(t)
					if res := w.call(b, s, r, about); res.Code != want {
						t.Errorf("%s: %d, want %d: %s", what, res.Code, want, res.Body)
					}
					continue
				}
				res := w.call(w.App, s, r, about)
				if d.check(t, r, res); res.Code != want {
					t.Errorf("%s: %d, want %d: %s", what, res.Code, want, res.Body)
				}
				if changed := ledger.Changes(); changed != nil {
					t.Errorf("%s changed %v", what, changed)
				}
				for _, mark := range s.secrets() {
					if strings.Contains(strings.ToLower(res.Body.String()), mark) {
						t.Errorf("%s shows %q: %s", what, mark, res.Body)
					}
				}
				body := instance.ReplaceAllString(res.Body.String(), "")
				if key := s.name + r.Name; want == http.StatusNotFound && never[key] == "" {
					never[key] = body
				} else if want == http.StatusNotFound && never[key] != body {
					t.Errorf("%s: tells itself apart from what never was", what)
				}
			}
		}
	}
	t.Logf("%d cells, %d of them sales", cells, sold)
	if cells < 500 || sold < 5 {
		t.Errorf("%d cells, %d sales: has the world shrunk?", cells, sold)
	}
}

// want is the status that a program's token gives about a row.
func (s shop) want(r handlers.Route, about row) int {
	switch {
	case !s.works:
		return 401
	case r.Name == "api.events":
		return 200
	case r.Name == "api.order" && about.token != s.id, about.organisation != s.actor.Organisation, r.Name != "api.order" && !s.actor.Sees(about.event), about.state == models.EventDraft:
		return 404
	case r.Method == http.MethodGet:
		return 200
	case about.state != models.EventPublished:
		return 409
	}
	return 201
}

// secrets are the marks that a program may not read.
func (s shop) secrets() (marks []string) {
	if s.actor.Organisation == "" || !s.works {
		return []string{ourMark, theirMark, hiddenMark, "cyrano"}
	}
	if s.name == "Quaidix shop" {
		return []string{ourMark, hiddenMark, "cyrano"}
	}
	if s.name == "Shop of some" {
		return []string{theirMark, hiddenMark}
	}
	return []string{theirMark}
}

// call sends a program's request about a row.
func (w *world) call(a *testkit.App, s shop, r handlers.Route, about row) *httptest.ResponseRecorder {
	res := httptest.NewRecorder()
	a.Server.ServeHTTP(res, w.asked(a, s, r, about))
	return res
}

// asked is a program's request about a row; an order is for one ticket of an event.
func (w *world) asked(a *testkit.App, s shop, r handlers.Route, about row) *http.Request {
	path, body := r.Path, ""
	if strings.Contains(path, ":") {
		path = pathOf(r, &about)
	}
	if r.Method == http.MethodPost {
		body = fmt.Sprintf(`{"event":%q,"lines":[{"type":%q,"count":1}]}`, about.id, cmp.Or(w.typeOf(about.id), "none"))
	}
	req := httptest.NewRequest(r.Method, path, strings.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", "matrix")
	if s.token != "" {
		req.Header.Set("Authorization", "Bearer "+s.token)
	}
	if s.cookie != "" {
		req.AddCookie(a.SessionCookie(s.cookie))
	}
	return req
}
