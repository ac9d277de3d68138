package handlers_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/mattn/go-sqlite3"

	"coulisse/handlers"
	"coulisse/testkit"
)

// The attack of a bad disk: a database that fails at whatever statement of a change, the first, the
// last, its beginning or its commit. Who is told of an error finds nothing done, no mail queued, and may
// send it again; who is told that it is done finds all of it. The log has each error once, by its reference.
func TestEveryChangeThatTheDatabaseFailsIsDoneWholeOrNotAtAll(t *testing.T) {
	d := newDesk(t)
	changes := d.changes(t)
	f := newFailing(t, d.App)
	for _, c := range changes {
		t.Run(c.name, func(t *testing.T) { f.failsEverywhere(t, c) })
	}
	t.Run("setup.create", func(t *testing.T) {
		empty := testkit.NewApp(t)
		link := setupLink(t, empty)
		first := func() *http.Request { return formRequest(link, formType, founding.Encode()) }
		newFailing(t, empty).failsEverywhere(t, change{"setup.create", first, ""})
	})
	for _, r := range d.Server.Routes() {
		tried := slices.ContainsFunc(changes, func(c change) bool { return strings.HasPrefix(c.name, r.Name) })
		if r.Method != http.MethodGet && r.Name != "setup.create" && !tried {
			t.Errorf("%s was not tried", r.Name)
		}
	}
	t.Logf("%d changes, %d requests", len(changes), f.sent)
	if f.sent < 2000 {
		t.Error("that is too little: has the walk stopped early?")
	}
}

// Of a change of very many statements, skipped ones are left out between the first and the last.
const most, skipped = 50, 20

// saidAfter is what follows a change that is done: the sentence for the next page.
const saidAfter = "sessions"

// The two kinds of errors that a change meets in turn.
var (
	errBroken = errors.New("the tests break the database")
	errFull   = errors.Join(errBroken, sqlite3.Error{Code: sqlite3.ErrFull})
)

// failing is a console whose database fails.
type failing struct {
	*testkit.App
	snapshot *testkit.Snapshot
	faults   *testkit.Faults
	ledger   *testkit.Ledger
	log      bytes.Buffer
	sent     int
}

func newFailing(t *testing.T, a *testkit.App) *failing {
	t.Helper()
	f := &failing{App: a, snapshot: a.Snapshot(t), faults: a.Faults()}
	log := slog.New(slog.NewTextHandler(&f.log, nil))
	a.Server = handlers.New(handlers.Options{Config: a.Config, Store: a.Store, Log: log})
	f.ledger = a.Watch(t)
	return f
}

// outcome is what came of a request.
type outcome struct {
	*httptest.ResponseRecorder
	statements int
	statement  string   // that failed, "" for none
	logged     int      // how often the error stands in the log, by the request's reference
	changed    []string // tables
	rows       string   // how many there are in each
}

func (o outcome) done() bool { return o.Code < http.StatusBadRequest }

// send sends a request during which the nth statement fails, and puts the database back.
func (f *failing) send(t *testing.T, c change, n int) (o outcome) {
	t.Helper()
	err := errBroken
	if n%2 == 0 {
		err = errFull
	}
	f.sent++
	f.log.Reset()
	f.faults.At(n, err)
	o.ResponseRecorder = httptest.NewRecorder()
	f.Server.ServeHTTP(o.ResponseRecorder, c.request())
	o.statements, o.statement = f.faults.Asked()
	f.faults.At(0, nil)
	for line := range strings.Lines(f.log.String()) {
		ours := strings.Contains(line, "level=ERROR") && strings.Contains(line, "request="+o.reference())
		if ours && strings.Contains(line, errBroken.Error()) {
			o.logged++
		}
	}
	o.changed = f.ledger.Changes()
	if o.done() {
		o.rows = rowCounts(t, f.App, nil)
	}
	if o.changed != nil {
		f.snapshot.Back(f.App)
		f.ledger.Back()
	}
	return o
}

func (o outcome) reference() string { return o.Header().Get("X-Request-Id") }

// failsEverywhere has a change meet an error at each of its statements in turn.
func (f *failing) failsEverywhere(t *testing.T, c change) {
	t.Helper()
	whole := f.send(t, c, 0)
	if !whole.done() || whole.statements == 0 {
		t.Fatalf("%d, with %d statements: %.300s", whole.Code, whole.statements, whole.Body)
	}
	for n := 1; n <= whole.statements; n++ {
		o := f.send(t, c, n)
		what := "statement " + strconv.Itoa(n) + " of " + strconv.Itoa(whole.statements) + ", " + o.statement
		if o.logged != 1 {
			t.Errorf("%s: %d, and the log tells of it %d times", what, o.Code, o.logged)
		}
		if o.done() {
			o.sameAs(t, what, whole, saidAfter)
			n += 2 // what comes after it is another transaction
			continue
		}
		if n > most && n+most < whole.statements {
			n += skipped
		}
		if o.changed != nil && !slices.Equal(o.changed, []string{c.before}) {
			t.Errorf("%s: %d, and yet it changed %v", what, o.Code, o.changed)
		}
		o.saysSo(t, what, n)
	}
	again := f.send(t, c, 0)
	again.sameAs(t, "sent again", whole, "")
}

// saysSo wants an answer to be that of an error, of the kind that was met.
func (o outcome) saysSo(t *testing.T, what string, n int) {
	t.Helper()
	switch {
	case n%2 == 0 && (o.Code != http.StatusServiceUnavailable || o.Header().Get("Retry-After") == ""):
		t.Errorf("%s: on a full disk it is answered %d, not 503", what, o.Code)
	case n%2 == 1 && (o.Code != http.StatusInternalServerError || !strings.Contains(o.Body.String(), o.reference())):
		t.Errorf("%s: %d, not 500 with a reference", what, o.Code)
	}
}

// sameAs wants a change to have done what it does when nothing fails, but for one table.
func (o outcome) sameAs(t *testing.T, what string, whole outcome, but string) {
	t.Helper()
	without := func(tables []string) []string {
		return slices.DeleteFunc(slices.Clone(tables), func(s string) bool { return s == but })
	}
	if o.Code != whole.Code || o.rows != whole.rows || !slices.Equal(without(o.changed), without(whole.changed)) {
		t.Errorf("%s: %d changed %v; without a fault, %d changed %v\n%s\n%s",
			what, o.Code, o.changed, whole.Code, whole.changed, o.rows, whole.rows)
	}
}
