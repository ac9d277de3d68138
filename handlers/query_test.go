package handlers_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"coulisse/handlers"
	"coulisse/testkit"
)

// questions are what somebody may put into the address of a list that means nothing; at is
// where the page says so.
var questions = []struct{ at, query string }{
	{"sort", "sort=password_hash"},
	{"sort", "sort=name%3BDROP%20TABLE%20users"},
	{"sort", "sort=--name"},
	{"sort", "sort=name&sort=email"},
	{"cursor", "after=forged"},
	{"cursor", "before=%2e%2e"},
	{"cursor", "after=" + forged("name", "a", "")},
	{"cursor", "after=" + forged("nothing", "a", "b")},
	{"cursor", "after=" + forged("name", "a", "b") + "&before=" + forged("name", "a", "b")},
	{"q", "q=%ff%fe"},
	{"q", "q=a%00b"},
	{"q", "q=a&q=b"},
	{"q", "q=" + strings.Repeat("x", 5000)},
	{"status", "status=asleep"},
	{"state", "state=asleep"},
	{"when", "when=someday"},
	{"section", "section=tickets"},
	{"level", "section=events&level=boss"},
	{"level", "section=history&level=approve"},
	{"event", "event=never"},
	{"action", "action=user.hacked"},
	{"from", "from=2026-02-30"},
	{"to", "to=yesterday"},
	{"to", "from=2026-02-02&to=2026-02-01"},
}

func forged(parts ...string) string {
	raw, err := json.Marshal(parts)
	if err != nil {
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// takes tells whether a list asks for a parameter: its search has a field of that name, or
// its headings order it. Every list has cursors.
func takes(p *testkit.Page, name string) bool {
	return name == "cursor" || name == "sort" && p.Has(`a[href*="sort="]`) || p.Has(`main form[method="get"] [name="`+name+`"]`)
}

// Every list, and its file, asked for what means nothing: the page says what it did not
// understand and shows nobody; nothing breaks.
func TestAQuestionThatMeansNothingIsAnsweredInWords(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c := d.As(d.owner.actor)
	asked := 0
	for _, r := range d.Server.Routes() {
		if r.Method != http.MethodGet || !strings.HasSuffix(r.Name, ".list") && !strings.HasSuffix(r.Name, ".csv") || strings.Contains(r.Path, ":") { // those below a row have no list
			continue
		}
		c := c
		if r.Access == handlers.Desk {
			c = d.AsStaff(d.called("lead").staff)
		}
		list := c.Get(strings.TrimSuffix(r.Path, ".csv")).Want(200)
		if !list.Has("[data-total]") {
			continue // whole, without pages
		}
		for _, q := range questions {
			p := c.Get(r.Path + "?" + q.query)
			asked++
			want := http.StatusUnprocessableEntity
			if !takes(list, q.at) {
				want = http.StatusOK
			}
			if p.Status != want {
				t.Errorf("%s?%.80s: %d, want %d", r.Path, q.query, p.Status, want)
			}
			if want == http.StatusOK {
				continue
			}
			if p.Text("[data-errors], .note.bad, [role=alert]") == "" || p.Has("tr[data-id]") || placeholder.MatchString(forScript.ReplaceAllString(p.Body, "")) {
				t.Errorf("%s?%.80s: does not say what it did not understand", r.Path, q.query)
			}
			if changed := d.changed(); changed != nil {
				t.Errorf("%s?%.80s changed %v", r.Path, q.query, changed)
			}
		}
	}
	t.Logf("%d questions", asked)
}

// A cursor is a place in a list, never a key to it: one made of another organisation's row,
// or of an event out of scope, turns the pages of one's own list.
func TestACursorOfSomebodyElsesRowShowsNothingOfIt(t *testing.T) {
	d := newDesk(t)
	for _, who := range d.who {
		if who.name != "superuser chosen" && who.name != "neighbour's owner" {
			continue
		}
		c := d.As(who.actor)
		for path, sort := range map[string]string{"/users": "-name", "/users.csv": "name", "/events": "name"} {
			for _, r := range d.rows[resourceOf(path)] {
				for _, place := range []url.Values{{"after": {forged(sort, "", r.id)}}, {"before": {forged(sort, "zzz", r.id)}}} {
					place.Set("sort", sort)
					p := c.Get(path + "?" + place.Encode()).Want(200)
					for _, mark := range d.secrets(who) {
						if strings.Contains(strings.ToLower(p.Body), mark) {
							t.Errorf("%s: %s shows %s", who.name, p.URL, mark)
						}
					}
				}
			}
		}
	}
}

func resourceOf(path string) string { return strings.TrimSuffix(strings.TrimPrefix(path, "/"), ".csv") }
