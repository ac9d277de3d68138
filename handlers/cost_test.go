package handlers_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"coulisse/handlers"
	"coulisse/testkit"
)

// costs is the most that one request may take, whatever it carries.
var costs = testkit.Cost{CPU: time.Second, Memory: 64 << 20}

// mostBranches is how often a form that a request has used up is brought back.
const mostBranches = 2

// dear is a body that costs a careless reader far more than its size.
type dear struct {
	name, kind, body string
	late             func() (kind, body string) // of one so large that it is made when it is sent
}

// miser sends the worst requests, and holds what each costs.
type miser struct {
	*desk
	snapshot *testkit.Snapshot
	fields   map[string][]string // of each form, by its route, and of each page's address
	sent     int
	dearest  testkit.Cost
}

// Attack: every form with the worst that it can be sent, whoever may send it: files that say they are
// large or unpack to much, fields without end, the same field thousands of times. It runs alone, for
// what it measures is of the whole process.
func TestEveryFormCostsLittleWhateverItIsSent(t *testing.T) {
	m := newMiser(t)
	for _, c := range m.formCells() {
		t.Run(c.route.Name, func(t *testing.T) {
			b, changed, again := m.branch(t), false, mostBranches
			for _, worst := range m.worstOf(c) {
				m.holds(t, c.route.Name+" with "+worst.name, func() (work func()) {
					if changed && (again > 0 || m.uploads(c)) { // it may not be the same form again
						b, again = m.branch(t), again-1
					}
					if worst.late != nil {
						worst.kind, worst.body = worst.late()
					}
					return func() { changed = b.send(c, worst.kind, worst.body).Code < 400 }
				})
			}
		})
	}
	m.orders(t)
	t.Logf("%d requests; the dearest took %v", m.sent, m.dearest)
}

// orders sends the worst to where programs place orders.
func (m *miser) orders(t *testing.T) {
	t.Helper()
	for _, worst := range worstOrders(m.Config.Limits.Body) {
		m.holds(t, "an order of "+worst.name, func() func() {
			r := httptest.NewRequest(http.MethodPost, "/api/v1/orders", strings.NewReader(worst.body))
			r.Header.Set("Content-Type", worst.kind)
			r.Header.Set("Idempotency-Key", worst.name)
			r.Header.Set("Authorization", "Bearer "+m.shops[0].token)
			return func() {
				res := httptest.NewRecorder()
				if m.Server.ServeHTTP(res, r); res.Code < 400 || res.Code == http.StatusUnauthorized {
					t.Errorf("an order of %s: %d", worst.name, res.Code)
				}
			}
		})
	}
}

// Attack: every address with the longest that it may hold, and with the longest headers.
func TestEveryAddressCostsLittleWhateverItIsAskedWith(t *testing.T) {
	m := newMiser(t)
	for _, r := range m.Server.Routes() {
		who := m.owner
		switch r.Access.String() {
		case "public":
			who = m.nobody
		case "desk":
			who = m.called("lead")
		}
		for _, worst := range m.questions(r) {
			m.holds(t, r.Name+" with "+worst.name, func() func() {
				q := httptest.NewRequest(r.Method, m.paths(r)[0]+worst.query, http.NoBody)
				q.Header.Set("Sec-Fetch-Site", "same-origin")
				if who.token != "" {
					q.AddCookie(m.SessionCookie(who.token))
				}
				if worst.header != "" {
					q.Header.Add(worst.header, worst.value)
				}
				return func() { m.Server.ServeHTTP(httptest.NewRecorder(), q) }
			})
		}
	}
	t.Logf("%d requests; the dearest took %v", m.sent, m.dearest)
}

func newMiser(t *testing.T) *miser {
	t.Helper()
	m := &miser{desk: newDesk(t), fields: map[string][]string{}}
	for _, who := range []*caller{{name: "owner", actor: m.world.owner}, m.called("lead")} {
		client := testkit.NewClient(t, m.URL)
		token := who.token
		if token == "" {
			token = m.StartSession(who.actor)
		}
		client.SetCookies([]*http.Cookie{m.SessionCookie(token)})
		m.collect(client)
	}
	m.snapshot = m.Snapshot(t)
	return m
}

// collect opens every page that somebody comes to by links, and notes what may be sent from there.
func (m *miser) collect(client *testkit.Client) {
	waiting, seen := []string{"/", "/support"}, map[string]bool{}
	for len(waiting) > 0 {
		next := waiting[0]
		waiting = waiting[1:]
		r, _, ok := m.routeOf(http.MethodGet, strings.SplitN(next, "?", 2)[0])
		key := r.Name + sameAs(next)[strings.Index(sameAs(next), "?"):]
		if !ok || seen[key] {
			continue
		}
		seen[key] = true
		p := client.Get(next)
		if p.Status != http.StatusOK || !strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") {
			continue
		}
		m.note(p)
		p.Find("a[href]").Each(func(_ int, a *goquery.Selection) {
			if u, err := p.URL.Parse(a.AttrOr("href", "")); err == nil && u.Host == p.URL.Host {
				waiting = append(waiting, u.RequestURI())
			}
		})
	}
}

// note keeps the fields of a page's forms, and what its address is asked with.
func (m *miser) note(p *testkit.Page) {
	p.Find("form").Each(func(_ int, f *goquery.Selection) {
		u, err := p.URL.Parse(f.AttrOr("action", ""))
		if err != nil {
			return
		}
		if r, _, ok := m.routeOf(strings.ToUpper(f.AttrOr("method", "get")), u.Path); ok {
			f.Find("[name]").Each(func(_ int, s *goquery.Selection) { m.field(r.Name, s.AttrOr("name", "")) })
		}
	})
	p.Find("a[href]").Each(func(_ int, a *goquery.Selection) {
		u, err := p.URL.Parse(a.AttrOr("href", ""))
		if err != nil {
			return
		}
		if r, _, ok := m.routeOf(http.MethodGet, u.Path); ok {
			for name := range u.Query() {
				m.field(r.Name, name)
			}
		}
	})
}

func (m *miser) field(route, name string) {
	if !slices.Contains(m.fields[route], name) {
		m.fields[route] = append(m.fields[route], name)
	}
}

// uploads tells whether a form sends a file.
func (m *miser) uploads(c cell) bool {
	kind, _ := encoded(c.route.Name, nil)
	return kind != formType
}

// branch is the same console on a copy of its data.
func (m *miser) branch(t *testing.T) *desk {
	t.Helper()
	there := *m.world
	there.App = m.snapshot.Branch(t)
	return &desk{world: &there, owner: m.owner, nobody: m.nobody}
}

// holds measures a request, which prepare makes.
func (m *miser) holds(t *testing.T, what string, prepare func() (work func())) {
	t.Helper()
	cost, ok := testkit.Within(t, costs, prepare)
	m.sent++
	m.dearest = testkit.Cost{CPU: max(m.dearest.CPU, cost.CPU), Memory: max(m.dearest.Memory, cost.Memory)}
	if !ok {
		t.Errorf("%s: %v, more than %v", what, cost, costs)
	}
}

// question is what an address is asked with.
type question struct{ name, query, header, value string }

// questions are the worst for a route: they fit what the server reads of a head at all.
func (m *miser) questions(r handlers.Route) (list []question) {
	const room = 60_000
	for header, value := range map[string]string{
		"Accept-Language": "_", "Accept-Encoding": "gzip;q=0.1,", "User-Agent": "x", "Referer": "/", "Origin": "http://", "Cookie": "a=b; ", "Authorization": "Bearer ",
		"X-Forwarded-For": "1.1.1.1,", "Idempotency-Key": "x", "If-None-Match": `"x",`, "Range": "bytes=0-1,", "Content-Type": "a/b;c=d;", "Accept": "*/*,",
	} {
		list = append(list, question{"a long " + header, "", header, strings.Repeat(value, room/len(value))})
	}
	for _, languages := range []string{"da,", "a-", "en;q=0.1,", "x-"} {
		list = append(list, question{"languages " + languages, "", "Accept-Language", strings.Repeat(languages, room/len(languages))})
	}
	if r.Method != http.MethodGet {
		return list
	}
	list = append(list, question{name: "many questions", query: "?" + strings.Repeat("q&", room/2)})
	for _, field := range m.fields[r.Name] {
		for _, value := range []string{"x", "a+", "%25", "%CC%81", "1"} {
			list = append(list, question{name: field + " of " + value, query: "?" + url.QueryEscape(field) + "=" + strings.Repeat(value, room/len(value))})
		}
		list = append(list, question{name: field + " again and again", query: "?" + strings.Repeat(url.QueryEscape(field)+"=1&", room/(len(field)+3))})
	}
	return list
}
