package cli

import (
	"database/sql"
	"strings"
	"testing"
)

// installed is an empty folder in which a first organisation was created.
func installed(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	writeFile(t, "password", "seven quiet lanterns\n")
	got := runHere(t, nil, "init", "--organisation", "Nordlys", "--name", "Signe Holm", "--email", "signe@nordlys.example", "--password-file", "password")
	if got.code != succeeded {
		t.Fatal(got)
	}
}

func TestHistoryVerifyTellsThatNothingWasTouched(t *testing.T) {
	installed(t)
	got := runHere(t, nil, "history", "verify")
	if got.code != succeeded || !strings.Contains(got.stdout, "The history is whole. Entries: 1.") {
		t.Fatalf("%+v", got)
	}
}

// Someone with the file at hand rewrites what was recorded.
func TestHistoryVerifyFailsInOneLineAfterTampering(t *testing.T) {
	installed(t)
	db, err := sql.Open("sqlite3", "data/coulisse.db")
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{"DROP TRIGGER history_keeps", "UPDATE history SET actor_name = 'Nobody' WHERE seq = 1"} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	got := runHere(t, nil, "history", "verify")
	if got.code != failed || got.stdout != "" || !strings.Contains(got.stderr, "history is broken at entry 1") || strings.Count(strings.TrimSpace(got.stderr), "\n") != 0 {
		t.Fatalf("%+v", got)
	}
}
