package handlers_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"coulisse/testkit"
)

// recorded is a request as a browser sent it, or would when a button were pressed.
type recorded struct {
	method, path, kind, body string
}

// aboutOneself are the forms that change who sends them, whoever that is.
var aboutOneself = map[string]bool{"logout": true, "preferences": true, "organisation.switch": true, "profile.password": true, "profile.sessions.end": true}

// record notes all that somebody can click in the console: every page, and every form as it stands.
func (w *world) record(t *testing.T, who *caller) (traffic []recorded) {
	client := testkit.NewClient(t, w.URL)
	client.SetCookies([]*http.Cookie{w.SessionCookie(w.StartSession(who.actor))})
	seen := map[string]bool{}
	w.crawl(t, who, client, func(_ *testing.T, p *testkit.Page) {
		traffic = append(traffic, recorded{http.MethodGet, p.URL.RequestURI(), "", ""})
		p.Find(`form[method="post"]`).Each(func(_ int, f *goquery.Selection) {
			action, _ := p.URL.Parse(f.AttrOr("action", ""))
			r, _, ok := w.routeOf(http.MethodPost, action.Path)
			if !ok || aboutOneself[r.Name] || seen[action.RequestURI()] {
				return
			}
			seen[action.RequestURI()] = true
			kind, body := encoded(r.Name, p.FieldsOf(f))
			traffic = append(traffic, recorded{http.MethodPost, action.RequestURI(), kind, body})
		})
	}, "/")
	return traffic
}

// The whole traffic of one organisation, sent again with the cookie of somebody of another one, of
// the support desk, or with none: no page of it opens, and nothing changes.
func TestTrafficOfOneOrganisationIsWorthNothingWithAnothersCookie(t *testing.T) {
	t.Parallel()
	w := newWorld(t, asItIs)
	traffic := w.record(t, &caller{name: "owner", actor: w.owner})
	forms := 0
	for _, who := range w.who {
		if who.staff.User == "" && who.name != "signed out" && who.name != "neighbour's owner" && who.name != "neighbour's superuser" {
			continue
		}
		ledger := w.Watch(t, "sessions")
		for _, r := range traffic {
			req := httptest.NewRequest(r.method, r.path, strings.NewReader(r.body))
			req.Header.Set("Sec-Fetch-Site", "same-origin")
			if r.method == http.MethodPost {
				req.Header.Set("Content-Type", r.kind)
				forms++
			}
			if who.token != "" {
				req.AddCookie(w.SessionCookie(who.token))
			}
			res := httptest.NewRecorder()
			w.Server.ServeHTTP(res, req)
			body, err := io.ReadAll(res.Body)
			if err != nil {
				t.Fatal(err)
			}
			if res.Code == http.StatusOK && strings.Contains(strings.ToLower(string(body)), ourMark) {
				t.Errorf("%s reads %s %s", who.name, r.method, r.path)
			}
			if changed := ledger.Changes(); changed != nil {
				t.Errorf("%s: %s %s?%s: %d, and it changed %v", who.name, r.method, r.path, r.body, res.Code, changed)
			}
		}
	}
	t.Logf("%d requests of one organisation, %d forms sent with other cookies", len(traffic), forms)
	if len(traffic) < 100 || forms < 100 {
		t.Error("that is too little: has the crawl stopped early?")
	}
}
