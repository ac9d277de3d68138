package handlers_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"coulisse/handlers"
	"coulisse/testkit"
)

// crawler opens every page that somebody can come to by clicking, each once.
type crawler struct {
	w       *world
	t       *testing.T
	who     *caller
	client  *testkit.Client
	check   func(*testing.T, *testkit.Page) // what holds on every page
	seen    map[string]bool
	waiting []string
	pages   int
	files   []*testkit.Page // what was opened and is no page, such as exports
}

// crawl walks from the given addresses as far as links and searches lead.
func (w *world) crawl(t *testing.T, who *caller, client *testkit.Client, check func(*testing.T, *testkit.Page), from ...string) *crawler {
	t.Helper()
	c := &crawler{w: w, t: t, who: who, client: client, check: check, seen: map[string]bool{}, waiting: from}
	for len(c.waiting) > 0 {
		next := c.waiting[0]
		c.waiting = c.waiting[1:]
		c.open(next)
	}
	return c
}

func (c *crawler) open(path string) {
	c.t.Helper()
	key := sameAs(path)
	if c.seen[key] {
		return
	}
	c.seen[key] = true
	p := c.client.Get(path)
	c.pages++
	if p.Status != http.StatusOK || len(p.Redirects) > 0 {
		c.t.Errorf("%s: the link to %s ends at %d %s %v", c.who.name, path, p.Status, p.Route(), p.Redirects)
		return
	}
	if strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") {
		c.check(c.t, p)
		c.follow(p)
	} else {
		c.files = append(c.files, p)
	}
}

// sameAs is what two addresses share that lead to the same page but for the values of a search.
func sameAs(path string) string {
	u, err := url.Parse(path)
	if err != nil {
		return path
	}
	var names []string
	for name := range u.Query() {
		names = append(names, name)
	}
	slices.Sort(names)
	return u.Path + "?" + strings.Join(names, "&")
}

// follow notes where the page leads, and checks that all of it is there.
func (c *crawler) follow(p *testkit.Page) {
	p.Find("[href], [src]").Each(func(_ int, s *goquery.Selection) {
		c.link(p, s.AttrOr("href", s.AttrOr("src", "")))
	})
	p.Find("form").Each(func(_ int, f *goquery.Selection) {
		c.form(p, f, f.AttrOr("method", "get"), f.AttrOr("action", ""))
		f.Find("[formaction]").Each(func(_ int, b *goquery.Selection) {
			c.form(p, f, b.AttrOr("formmethod", f.AttrOr("method", "get")), b.AttrOr("formaction", ""))
		})
	})
}

func (c *crawler) link(p *testkit.Page, href string) {
	if anchor, ok := strings.CutPrefix(href, "#"); ok && anchor != "" {
		if p.Find(`[id="`+anchor+`"]`).Length() != 1 {
			c.t.Errorf("%s: %s: no place or several for the link %s", c.who.name, p.URL, href)
		}
		return
	}
	if strings.HasPrefix(href, "mailto:") {
		return
	}
	u, err := p.URL.Parse(href)
	if err != nil || href == "" || u.Host != p.URL.Host || u.Scheme != p.URL.Scheme {
		c.t.Errorf("%s: %s: the link %q leads out of the console", c.who.name, p.URL, href)
		return
	}
	if _, _, ok := c.w.routeOf(http.MethodGet, u.Path); !ok {
		c.t.Errorf("%s: %s: the link %q leads to no route", c.who.name, p.URL, href)
		return
	}
	if !c.otherCaller(u.Path) {
		c.waiting = append(c.waiting, u.RequestURI())
	}
}

// form checks that a form's address is mounted and that its button does not end in a refusal;
// a search is opened as it stands.
func (c *crawler) form(p *testkit.Page, f *goquery.Selection, method, action string) {
	u, err := p.URL.Parse(action)
	if err != nil {
		c.t.Errorf("%s: %s: form action %q: %v", c.who.name, p.URL, action, err)
		return
	}
	method = strings.ToUpper(method)
	r, id, ok := c.w.routeOf(method, u.Path)
	switch {
	case !ok:
		c.t.Errorf("%s: %s: the form %s %q leads to no route", c.who.name, p.URL, method, action)
	case method == http.MethodGet:
		c.waiting = append(c.waiting, u.Path)
	case c.nowhere(r, u, f):
		c.t.Errorf("%s: %s: the form %s does not say for which organisation it is", c.who.name, p.URL, action)
	case !c.otherCaller(u.Path):
		if status := c.w.want(cell{r, c.who, c.w.rowOf(c.who, r, id), "filled"}); slices.Contains([]int{403, 404, 409, 410}, status) {
			c.t.Errorf("%s: %s: the button %q of the form %s ends in %d", c.who.name, p.URL, strings.TrimSpace(f.Find("button").First().Text()), action, status)
		}
	}
}

// nowhere tells whether a form that is about an organisation names neither a row of it nor the
// organisation, so that another tab could take it elsewhere.
func (c *crawler) nowhere(r handlers.Route, u *url.URL, f *goquery.Selection) bool {
	rule := r.Access.String()
	if rule == "public" || rule == "person" || rule == "desk" || strings.Contains(r.Path, ":") {
		return false
	}
	return !u.Query().Has("organisation") && f.Find(`[name="organisation"]`).Length() == 0
}

// otherCaller tells whether an address is about one of the callers, of whom there are many alike.
func (c *crawler) otherCaller(path string) bool {
	return slices.ContainsFunc(c.w.who, func(o *caller) bool {
		other := o != c.who && o.actor.Membership != "" && o.actor.Membership != c.w.owner.Membership && strings.Contains(path, o.actor.Membership)
		return other || o.also.Membership != "" && strings.Contains(path, o.also.Membership)
	}) || c.elsewhere(path)
}

// elsewhere tells whether an address leads into another organisation of the caller, where the
// links that wait may not open.
func (c *crawler) elsewhere(path string) bool {
	if c.who.also.User == "" {
		return false
	}
	r, id, ok := c.w.routeOf(http.MethodGet, path)
	if !ok {
		return false
	}
	row := c.w.rowOf(c.who, r, id)
	return row != nil && row.organisation == c.who.also.Organisation
}

// routeOf finds the route that answers an address, and the value of its parameter. One
// written out, as /users/new, goes before /users/:id.
func (w *world) routeOf(method, path string) (found handlers.Route, value string, ok bool) {
	for _, r := range w.Server.Routes() {
		if r.Method != method || ok && !strings.Contains(found.Path, ":") {
			continue
		}
		if v, fits := fit(r.Path, path); fits {
			found, value, ok = r, v, true
		}
	}
	return found, value, ok
}

// fit holds an address against a route's pattern of at most one parameter.
func fit(pattern, path string) (value string, ok bool) {
	if prefix, rest := strings.CutSuffix(pattern, "*"); rest {
		return "", strings.HasPrefix(path, prefix)
	}
	want, got := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return "", false
	}
	for i := range want {
		switch {
		case strings.HasPrefix(want[i], ":"):
			value = got[i]
		case want[i] != got[i]:
			return "", false
		}
	}
	return value, true
}

// rowOf is the row that a parameter names; nil when the address has none.
func (w *world) rowOf(who *caller, r handlers.Route, id string) *row {
	if !strings.Contains(r.Path, ":") {
		return nil
	}
	if id == who.actor.Membership {
		return &row{name: "oneself", id: id, organisation: who.actor.Organisation, state: "active", person: who.target()}
	}
	rows := w.rowsOf(r)
	for i := range rows {
		if rows[i].id == id && rows[i].under == "" || rows[i].under == id {
			return &rows[i]
		}
	}
	if p, err := w.Store.Person(w.t.Context(), w.owner, id); err == nil {
		return &row{name: p.Name, id: id, organisation: p.OrganisationID, state: string(p.Status), version: p.Version, person: p.Target()}
	}
	return &row{name: "unknown", id: id}
}
