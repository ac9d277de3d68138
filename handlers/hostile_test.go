package handlers_test

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// Every field of every form, and what the address of every page may hold, with the worst
// that somebody can type: what comes back, and the page after a change, hold it as text.
func TestWhatPeopleEnterNeverBecomesMarkup(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	snapshot, entries := d.Snapshot(t), 0
	for _, c := range d.formCells() {
		fields := formsOf[c.route.Name].filled
		if fields == nil {
			continue
		}
		t.Run(c.route.Name, func(t *testing.T) {
			b := snapshot.Branch(t)
			client := b.Client()
			if c.who.token != "" {
				client = b.As(c.who.actor)
			}
			path := c.route.Path
			if c.row != nil {
				path = pathOf(c.route, c.row)
			}
			for _, field := range slices.Sorted(maps.Keys(fields)) {
				if strings.Contains(field, "password") || field == "current" {
					continue // shown on no page
				}
				for _, value := range hostile {
					sent := maps.Clone(c.filled())
					sent[field] = []string{value}
					kind, body := encoded(c.route.Name, sent)
					p := client.PostRaw(path, kind, strings.NewReader(body))
					entries++
					if p.Status >= 500 {
						t.Errorf("%s=%q: %d", field, value, p.Status)
					}
					checkPage(t, p)
				}
			}
		})
	}
	t.Logf("%d entries", entries)
}

// parameters are the names that some page reads from its address, and one that none reads.
var parameters = []string{"q", "sort", "after", "status", "role", "section", "level", "event", "state", "when", "actor", "target", "action", "from", "to", "next", "notice", "lang", "sent", "nothing"}

func TestWhatStandsInAnAddressNeverBecomesMarkup(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	signedIn, guest := d.As(d.owner.actor), d.Client()
	for _, r := range d.Server.Routes() {
		if r.Method != http.MethodGet || r.Name == "static" {
			continue
		}
		path, client := d.paths(r)[0], signedIn
		if r.Access.String() == "public" {
			client = guest
		}
		for _, value := range hostile {
			query := url.Values{}
			for _, name := range parameters {
				query.Set(name, value)
			}
			p := client.Get(path + "?" + query.Encode())
			if p.Status >= 500 {
				t.Errorf("%s with %q: %d", path, value, p.Status)
			}
			if strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") {
				checkPage(t, p)
			}
		}
	}
}

// A link of ours with somebody else's address in it, sent to people who trust ours.
func TestNoAnswerLeadsOutOfTheConsole(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	snapshot := d.Snapshot(t)
	for _, next := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "/%5cevil.example", "javascript:alert(1)", "/\t/evil.example", "evil.example", "http:evil.example", "///evil.example"} {
		there, moved := *d.world, 0
		there.App = snapshot.Branch(t)
		b := &desk{world: &there}
		for _, c := range d.formCells() {
			if c.route.Name == "profile.password" {
				continue // goes on under a new session
			}
			sent := maps.Clone(c.filled())
			sent.Set("next", next)
			location := b.fill(c, sent).Header().Get("Location")
			if leadsHome(t, c.String()+" with "+next, location); location != "" {
				moved++
			}
		}
		if moved < 15 {
			t.Errorf("%q: only %d redirects", next, moved)
		}
	}
	for _, next := range []string{"https://evil.example/", "//evil.example", `/\evil.example`} {
		for _, r := range d.Server.Routes() {
			if r.Method == http.MethodGet {
				p := d.ask(d.Client(), http.MethodGet, d.paths(r)[0]+"?next="+url.QueryEscape(next))
				leadsHome(t, r.Name+" with "+next, p.Header.Get("Location"))
			}
		}
	}
}

// leadsHome checks that a redirect stays on this server, as a browser reads it.
func leadsHome(t *testing.T, what, location string) {
	t.Helper()
	if location == "" {
		return
	}
	u, err := url.Parse(strings.ReplaceAll(location, `\`, "/"))
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(location, "/") || strings.ContainsAny(location, "\t\r\n") {
		t.Errorf("%s leads to %q", what, location)
	}
}
