package cli

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"coulisse/testkit"
)

// Figures that became due while the console was not running leave when it starts, once, and the
// worker ends with the console.
func TestTheConsoleMailsFiguresThatAreDue(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "coulisse.db")
	if code, _, err := runIn(t, dir, "seven quiet lanterns\n", "init", "--organisation", "Nordlys", "--name", "Signe Holm", "--email", "signe@nordlys.example", "--password-file", "-"); code != succeeded {
		t.Fatal(err)
	}
	testkit.Change(t, file, `INSERT INTO report_schedules (id, organisation_id, membership_id, rhythm, covered, next_at, created_at)
		SELECT 's', organisation_id, id, 'daily', '2026-01-01', '2026-01-03 06:00:00+00:00', '2026-01-01 06:00:00+00:00' FROM memberships`)
	const leftOnes = "SELECT count(*) FROM mailbox WHERE recipient = 'signe@nordlys.example'"
	for range 2 { // the second start has nothing to tell
		_, _, log, stop := serving(t, "COULISSE_DATA_DIR="+dir)
		eventually(t, "a mail", func() bool { return testkit.Ask(t, file, leftOnes) != "0" })
		if code := stop(); code != succeeded || strings.Contains(log.String(), "ERROR") {
			t.Error(code, log)
		}
	}
	if n := testkit.Ask(t, file, leftOnes); n != "1" {
		t.Errorf("%s mails", n)
	}
	if moved := testkit.Ask(t, file, "SELECT next_at > '2026-02-01' FROM report_schedules"); moved != "1" {
		t.Error("the schedule did not move on")
	}
}

// A file that was uploaded before the console stopped is checked when it starts, and one that
// was confirmed is imported.
func TestTheConsoleGoesOnWithImportsWhereItStopped(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "coulisse.db")
	if code, _, err := runIn(t, dir, "seven quiet lanterns\n", "init", "--organisation", "Nordlys", "--name", "Signe Holm", "--email", "signe@nordlys.example", "--password-file", "-"); code != succeeded {
		t.Fatal(err)
	}
	for _, statement := range []string{
		`INSERT INTO events (id, organisation_id, name, sort_name, found_by, begins_at, ends_at, state, created_by, created_at, updated_at)
			SELECT 'e', organisation_id, 'Cyrano', 'cyrano', 'cyrano', '2036-01-01 20:00:00+00:00', '2036-01-01 22:00:00+00:00', 'published', 'u', created_at, created_at FROM memberships`,
		`INSERT INTO ticket_types (id, organisation_id, event_id, name, name_key, price, quota, position, created_at, updated_at) SELECT 't', organisation_id, 'e', 'Full price', 'full price', 1800, 50, 1, created_at, created_at FROM memberships`,
		`INSERT INTO imports (id, organisation_id, event_id, file_name, locale, state, user_name, lines, created_at, changed_at)
			SELECT 'i', organisation_id, 'e', 'orders.csv', 'en', 'waiting', 'Signe Holm', 1, created_at, created_at FROM memberships`,
		`INSERT INTO import_files (import_id, content) VALUES ('i', CAST('order,type,count' || char(10) || 'A1,Full price,2' AS BLOB))`,
	} {
		testkit.Change(t, file, statement)
	}
	for _, want := range []string{"checked", "done"} {
		_, _, log, stop := serving(t, "COULISSE_DATA_DIR="+dir)
		eventually(t, "the import to be "+want, func() bool { return testkit.Ask(t, file, "SELECT state FROM imports") == want })
		if code := stop(); code != succeeded || strings.Contains(log.String(), "ERROR") {
			t.Error(code, log)
		}
		if got := testkit.Ask(t, file, "SELECT state FROM imports"); got != want {
			t.Fatalf("%s, want %s", got, want)
		}
		testkit.Change(t, file, "UPDATE imports SET state = 'confirmed', confirmed_by = (SELECT id FROM memberships) WHERE state = 'checked'")
	}
	if n := testkit.Ask(t, file, "SELECT count(*) || ' of ' || sum(tickets) FROM orders"); n != "1 of 2" {
		t.Error(n)
	}
}

// A panic in one piece of work is an error, and the work goes on.
func TestAPanicEndsNoWorker(t *testing.T) {
	pieces := 0
	w := worker{wake: make(chan struct{}, 1), work: func(context.Context) (bool, error) {
		if pieces++; pieces == 1 {
			panic("broken")
		}
		return pieces == 2, nil
	}}
	if found, err := w.piece(t.Context()); found || err == nil || !strings.Contains(err.Error(), "broken") {
		t.Error(found, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { w.run(ctx, &app{}); close(ended) }()
	w.nudge()
	w.nudge()
	cancel()
	select {
	case <-ended:
	case <-time.After(patience):
		t.Fatal("the worker does not end")
	}
}
