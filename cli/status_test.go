package cli

import (
	"os"
	"strings"
	"testing"
)

// told asserts that the status says all of this, and ends as wanted.
func told(t *testing.T, code int, want ...string) {
	t.Helper()
	got := runHere(t, nil, "status")
	for _, w := range want {
		if !strings.Contains(got.stdout+got.stderr, w) {
			t.Errorf("%q is missing in:\n%s%s", w, got.stdout, got.stderr)
		}
	}
	if got.code != code {
		t.Errorf("it ended with %d:\n%s%s", got.code, got.stdout, got.stderr)
	}
}

func TestTheStatusOfAHealthyInstallationIsThatAllIsWell(t *testing.T) {
	installed(t)
	told(t, failed, "WRONG     no backup is known", "one thing is wrong")
	if got := runHere(t, nil, "backup", "monday.db"); got.code != succeeded {
		t.Fatal(got)
	}
	told(t, succeeded, "Program   coulisse", "Schema    ", "Engine    SQLite 3.", "Database  data/coulisse.db: ", "Mails     none in the outbox", "Backup    the last one is of ",
		"no process has the database open", "All is well.")
	_, _, _, stop := serving(t, "COULISSE_DATA_DIR=data")
	told(t, succeeded, "a process has the database open")
	stop()
}

func TestTheStatusNamesEverythingThatIsWrong(t *testing.T) {
	for want, c := range map[string]struct {
		spoil func(t *testing.T)
		more  string
	}{
		"there is no database at data/coulisse.db": {func(*testing.T) { _ = os.Remove("data/coulisse.db") }, "one thing is wrong"},
		"there is no keys file data/keys":          {func(*testing.T) { _ = os.Remove("data/keys") }, "Engine    SQLite"},
		"no mail leaves since 2026-01-05 08:00": {func(t *testing.T) {
			alter(t, "data/coulisse.db", "INSERT INTO mail_pause (id, failure, since) VALUES (1, 'unreachable', '2026-01-05 08:00:00+00:00')")
			mails(t, "queued", "unreachable", "2026-01-05 08:00:00+00:00")
		}, "because: unreachable"},
		"data/keys can be read by others": {func(*testing.T) { _ = os.Chmod("data/keys", 0o644) }, "All"},
		"the last backup is of 2026-01-05 08:00": {func(t *testing.T) {
			alter(t, "data/coulisse.db", "UPDATE backups SET made_at = '2026-01-05 08:00:00+00:00'")
		}, ""},
		"it is of a later version of Coulisse": {func(t *testing.T) {
			alter(t, "data/coulisse.db", "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)")
		}, "Schema    9999"},
		"2 mails wait, the first since 2026-01-05 08:00 UTC, because: unreachable": {func(t *testing.T) { mails(t, "queued", "unreachable", "2026-01-05 08:00:00+00:00") }, "Mails     2 queued"},
		"2 mails were given up, the last of ":                                      {func(t *testing.T) { mails(t, "failed", "refused 550", "2999-01-05 08:00:00+00:00") }, "because: refused 550"},
	} {
		t.Run(want, func(t *testing.T) {
			installed(t)
			if got := runHere(t, nil, "backup", "monday.db"); got.code != succeeded {
				t.Fatal(got)
			}
			c.spoil(t)
			more := []string{"WRONG     ", want}
			if c.more != "All" {
				more = append(more, c.more)
			}
			told(t, failed, more...)
		})
	}
}

// mails writes two of them into the outbox.
func mails(t *testing.T, state, failure, at string) {
	t.Helper()
	for _, id := range []string{"x", "y"} {
		alter(t, "data/coulisse.db", "INSERT INTO mails (id, message_id, organisation_id, kind, recipient, locale, data, state, failure, due_at, created_at) SELECT '"+id+"', '"+id+
			"', id, 'test', 'ana@example.org', 'en', '{}', '"+state+"', '"+failure+"', '2999-01-01 00:00:00+00:00', '"+at+"' FROM organisations")
	}
}
