package cli

import (
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
		for range 200 {
			if testkit.Ask(t, file, leftOnes) != "0" {
				break
			}
			time.Sleep(25 * time.Millisecond)
		}
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
