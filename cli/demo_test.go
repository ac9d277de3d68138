package cli

import (
	"bytes"
	"context"
	"database/sql"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/models"
)

// runIn runs a command on data in a folder, and returns what it printed.
func runIn(t *testing.T, dir, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = Run(t.Context(), args, []string{"COULISSE_DATA_DIR=" + dir}, strings.NewReader(stdin), &out, &err)
	return code, out.String(), err.String()
}

// shown is a whole demonstration, opened again as its owner.
type shown struct {
	*demo
	db             *sql.DB // beside the store, for what no page asks
	stdout, stderr string
}

// show makes a demonstration of full size.
func show(t *testing.T) *shown {
	t.Helper()
	dir := t.TempDir()
	code, out, stderr := runIn(t, dir, "", "demo")
	if code != 0 {
		t.Fatal(code, out, stderr)
	}
	s := &shown{demo: newDemo(t.Context(), time.Now(), 100), stdout: out, stderr: stderr}
	s.open(t, filepath.Join(dir, "coulisse.db"))
	trial, err := s.store.BeginTry(t.Context(), models.Try{Email: address(demoOwner)}, models.Lockout{})
	if err == nil {
		s.owner, err = s.signIn(trial.User)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// open opens the database for the store and beside it.
func (s *shown) open(t *testing.T, path string) {
	t.Helper()
	var err error
	if s.store, err = models.Open(t.Context(), models.Options{Path: path, KeysFile: filepath.Join(filepath.Dir(path), "keys")}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.store.Close() })
	if s.db, err = sql.Open("sqlite3", "file:"+path+"?mode=ro"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.db.Close() })
}

// count is the number that a query answers.
func (s *shown) count(t *testing.T, query string) (n int) {
	t.Helper()
	if err := s.db.QueryRowContext(t.Context(), query).Scan(&n); err != nil {
		t.Fatal(query, err)
	}
	return n
}

func TestTheDemonstration(t *testing.T) {
	s := show(t)
	t.Run("has twelve events and twenty thousand orders", s.isLarge)
	t.Run("has people in every status and role", s.hasPeople)
	t.Run("has everything in every state", s.isManifold)
	t.Run("has drawn each valid ticket from its quota", s.addsUp)
	t.Run("has let people in where it was played", s.letIn)
	t.Run("has a whole history", func(t *testing.T) {
		if _, _, err := s.store.VerifyHistory(t.Context()); err != nil {
			t.Error(err)
		}
	})
	t.Run("tells who can sign in", s.tells)
}

func (s *shown) isLarge(t *testing.T) {
	for query, want := range map[string]int{
		"SELECT count(*) FROM events": 12,
		"SELECT count(*) FROM orders": 20_000,
		"SELECT count(*) FROM orders WHERE placed_at > '" + s.today.Format(time.RFC3339) + "'":                       0,
		"SELECT count(*) FROM mails WHERE state IN ('queued', 'sending')":                                            0,
		"SELECT count(DISTINCT erasure) FROM orders WHERE erased_at IS NOT NULL":                                     1,
		"SELECT count(*) FROM tasks WHERE state = 'open'":                                                            1,
		"SELECT count(*) FROM contacts WHERE email_key <> ''":                                                        12,
		"SELECT count(*) FROM tills WHERE closed_at IS NULL":                                                         1,
		"SELECT count(*) FROM support_requests":                                                                      3,
		"SELECT count(*) FROM support_requests WHERE topic = 'test_ticket' AND state = 'open'":                       1,
		"SELECT count(*) FROM orders WHERE total <> (SELECT sum(price) FROM tickets k WHERE k.order_id = orders.id)": 0,
	} {
		if n := s.count(t, query); n != want {
			t.Errorf("%s: %d, want %d", query, n, want)
		}
	}
}

func (s *shown) hasPeople(t *testing.T) {
	people, err := s.everybody()
	if err != nil {
		t.Fatal(err)
	}
	statuses, roles := map[models.Status]int{}, map[string]int{}
	for _, p := range people {
		statuses[p.Status]++
		if p.Status == models.Active {
			roles[p.Role]++
		}
	}
	for _, status := range models.Statuses() {
		if statuses[status] == 0 {
			t.Errorf("nobody is %s", status)
		}
	}
	for _, r := range access.Roles() {
		if roles[r.Key] == 0 {
			t.Errorf("nobody is %s", r.Key)
		}
	}
}

func (s *shown) isManifold(t *testing.T) {
	want := map[string][]string{"events.state": models.EventStates, "orders.state": models.OrderStates(), "orders.channel": models.Channels(),
		"settlements.state": {models.SettlementPrepared, models.SettlementSettled}, "report_schedules.rhythm": models.ReportRhythms()}
	for _, o := range []models.Outcome{models.ScanIn, models.ScanAlready, models.ScanRefunded, models.ScanUnknown, models.ScanUndone} {
		want["check_ins.outcome"] = append(want["check_ins.outcome"], string(o))
	}
	for place, values := range want {
		table, column, _ := strings.Cut(place, ".")
		for _, value := range values {
			if s.count(t, "SELECT count(*) FROM "+table+" WHERE "+column+" = '"+value+"'") == 0 {
				t.Errorf("no row of %s is %s", table, value)
			}
		}
	}
	for _, condition := range []string{"check_ins WHERE manual AND outcome = 'in'", "orders WHERE voided", "orders WHERE payment = 'free'", "orders WHERE email = '' AND erased_at IS NULL",
		"tills WHERE counted <> expected", "history WHERE action = 'customer.updated'", "history WHERE action = 'order.resent'", "ticket_types WHERE parent_id IS NOT NULL",
		"(SELECT email_key FROM orders WHERE email_key <> '' GROUP BY email_key HAVING count(*) > 2)"} {
		if s.count(t, "SELECT count(*) FROM "+condition) == 0 {
			t.Errorf("none of %s", condition)
		}
	}
}

func (s *shown) addsUp(t *testing.T) {
	list, err := s.store.Events(t.Context(), s.owner, models.EventFilter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list.Rows {
		types, err := s.store.TicketTypes(t.Context(), s.owner, e.ID)
		if err != nil || len(types) == 0 {
			t.Fatal(e.Name, types, err)
		}
		sold := map[string]int{}
		for _, tt := range types {
			sold[tt.Root()] += tt.Sold
		}
		for _, tt := range types {
			if tt.Quota != nil && (tt.Taken != sold[tt.ID] || tt.Taken > *tt.Quota) {
				t.Errorf("%s, %s: %d of %d seats are taken by %d valid tickets", e.Name, tt.Name, tt.Taken, *tt.Quota, sold[tt.ID])
			}
		}
	}
}

func (s *shown) letIn(t *testing.T) {
	gates, err := s.store.Gates(t.Context(), s.owner, models.GateFilter{Past: true})
	if err != nil || len(gates.Rows) < 5 {
		t.Fatal(gates, err)
	}
	for _, g := range gates.Rows {
		if share := 100 * g.Entered / g.Sold; share < 75 || share > 97 {
			t.Errorf("%s: %d of %d came", g.Name, g.Entered, g.Sold)
		}
	}
}

func (s *shown) tells(t *testing.T) {
	for _, k := range demoKeys {
		if !strings.Contains(s.stdout, address(k.name)) || !strings.Contains(s.stdout, k.look) {
			t.Errorf("nothing tells of %s", k.name)
		}
	}
	if n := strings.Count(s.stderr, "\n"); n > 4 || !strings.HasSuffix(s.stderr, "100 %\n") {
		t.Errorf("progress: %q", s.stderr)
	}
}

// small makes a demonstration with few orders, as it is at a moment.
func small(t *testing.T, ctx context.Context, now time.Time, progressTo io.Writer) (*shown, error) {
	t.Helper()
	s := &shown{demo: newDemo(ctx, now, 1)}
	s.open(t, filepath.Join(t.TempDir(), "coulisse.db"))
	store := s.store
	err := s.fill(store, newProgress(progressTo, s.work()))
	s.store, store.Now = store, func() time.Time { return now }
	return s, err
}

func TestTonightHasLifeWhateverTheHour(t *testing.T) {
	for _, hour := range []string{"2026-06-16T22:20:00Z", "2026-11-02T07:00:00Z", "2026-03-29T18:40:00Z"} {
		now, _ := time.Parse(time.RFC3339, hour)
		s, err := small(t, t.Context(), now, io.Discard)
		if err != nil {
			t.Error(hour, err)
			continue
		}
		tonight := eventBy("lanterns")
		door, err := s.store.Door(t.Context(), s.owner, s.events[tonight.key])
		switch {
		case err != nil:
			t.Error(hour, err)
		case !door.Event.EndsAt.After(now) || door.Event.BeginsAt.In(s.zone).Format(time.DateOnly) != now.In(s.zone).Format(time.DateOnly):
			t.Errorf("%s: it is from %s to %s", hour, door.Event.BeginsAt, door.Event.EndsAt)
		case len(door.Types) == 0 || len(door.Tills) != 1 || !door.Tills[0].Open() || len(door.Tills[0].Takings) == 0:
			t.Errorf("%s: nothing is sold at the door: %+v", hour, door)
		}
		if n := s.count(t, "SELECT count(*) FROM check_ins WHERE event_id = '"+s.events[tonight.key]+"'"); n < 3 {
			t.Errorf("%s: %d scans", hour, n)
		}
	}
}

func TestThereAreSeatsForEverybodyWhateverTheDay(t *testing.T) {
	for day := range 14 {
		d := newDemo(t.Context(), time.Date(2026, 3, 20+day, 9, 0, 0, 0, time.UTC), 100)
		for _, e := range demoEvents {
			if e.orders > 0 {
				if err := d.planSales(e); err != nil {
					t.Error(d.today, err)
				}
			}
		}
	}
}

// interrupts ends something as soon as it is written to.
type interrupts context.CancelFunc

func (i interrupts) Write(p []byte) (int, error) { i(); return len(p), nil }

func TestADemonstrationThatIsInterruptedSaysSoAndLeavesNothing(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	s, err := small(t, ctx, time.Now(), interrupts(stop))
	if err == nil || !strings.Contains(err.Error(), "interrupted") {
		t.Error(err)
	}
	if founded, err := s.store.Founded(t.Context()); err != nil || founded {
		t.Error("something is left:", err)
	}
}

func TestTheDemonstrationLeavesAUsedDatabaseAlone(t *testing.T) {
	dir := t.TempDir()
	args := []string{"init", "--organisation", "Nordlys", "--name", "Signe Holm", "--email", "signe@nordlys.example", "--password-file", "-"}
	if code, _, err := runIn(t, dir, "seven quiet lanterns\n", args...); code != 0 {
		t.Fatal(err)
	}
	if code, _, err := runIn(t, dir, "", "demo"); code != 1 || !strings.Contains(err, "empty database") {
		t.Error(code, err)
	}
	if code, _, err := runIn(t, dir, "seven quiet lanterns\n", args...); code != 1 || !strings.Contains(err, "already") {
		t.Error("a second organisation was founded:", code, err)
	}
}

func TestInitAsksForWhatIsMissingAndRefusesAWeakPassword(t *testing.T) {
	dir := t.TempDir()
	if code, _, err := runIn(t, dir, "", "init", "--organisation", "Nordlys"); code != 2 || strings.Count(err, "\n") != 1 {
		t.Error(code, err)
	}
	code, _, err := runIn(t, dir, "password1234\n", "init", "--organisation", "N", "--name", "S", "--email", "s@n.example", "--password-file", "-")
	if code != 1 || !strings.Contains(err, "password") {
		t.Error(code, err)
	}
}
