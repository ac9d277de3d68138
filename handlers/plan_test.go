package handlers_test

import (
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"coulisse/testkit"
)

// An order's page looked through all mails ever sent, for an index that SQLite could not use there. No
// statement of any page or change goes through a whole table, whatever is little today.
func TestEveryChangeAndEveryPageFindsWhatItReadsByAnIndex(t *testing.T) {
	d := newDesk(t)
	changes := d.changes(t)
	asked := map[string][]any{}
	d.Faults().Sees = func(statement string, args []any) {
		if reads.MatchString(statement) {
			asked[statement] = args
		}
	}
	for _, p := range d.pages() {
		p.open(d.world)
	}
	for _, c := range changes {
		d.Server.ServeHTTP(httptest.NewRecorder(), c.request())
	}
	tables := strings.Fields(d.Ask("SELECT group_concat(name, ' ') FROM sqlite_master WHERE type = 'table'"))
	for statement, args := range asked {
		for _, step := range testkit.Plan(t, d.App, statement, args) {
			found := through.FindStringSubmatch(step)
			if found == nil || stops.MatchString(statement) {
				continue
			}
			name := found[1] + found[2]
			if strings.Contains(statement, ") "+name) { // what was found before
				continue
			}
			if of := regexp.MustCompile(`(?i)\b(?:from|join)\s+(\w+)\s+` + name + `\b`).FindStringSubmatch(statement); of != nil {
				name = of[1]
			}
			if slices.Contains(tables, name) && !slices.Contains(few, name) {
				t.Errorf("%s\n\tfor %s", step, strings.Join(strings.Fields(statement), " "))
			}
		}
	}
	if t.Logf("%d statements", len(asked)); len(asked) < 200 {
		t.Error("that is too little: has the walk stopped early?")
	}
}

// reads is a statement that has to find rows.
var reads = regexp.MustCompile(`(?is)^\s*(select|with|update|delete)\b`)

// through is a step over all rows, or over all from some id on.
var through = regexp.MustCompile(`^(?:SCAN (\w+)|SEARCH (\w+) USING INDEX sqlite_autoindex_\w+ \(\w+[<>]\?\)$)`)

// few are tables of few rows in any installation.
var few = []string{"mail_pause", "organisations", "setup_links", "staff"}

// stops are statements that go through an index from its end and stop soon.
var stops = regexp.MustCompile(`(?s)^SELECT seq, hash FROM history ORDER BY seq DESC LIMIT 1$` +
	`|FROM support_requests WHERE TRUE LIMIT` +
	`|EXISTS \(SELECT 1 FROM mails WHERE state IN \('queued', 'sending'\)\)` +
	`|FROM openings o .*ORDER BY o\.created_at DESC, o\.id DESC LIMIT`)
