package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"coulisse/testkit"
)

// backedUp is an installation with a session, of which monday.db is a backup; afterwards
// the owner got another name.
func backedUp(t *testing.T) {
	t.Helper()
	installed(t)
	alter(t, "data/coulisse.db", "INSERT INTO sessions (id, token_hash, user_id, created_at, seen_at) SELECT 's', 's', id, created_at, created_at FROM users")
	if got := runHere(t, nil, "backup", "monday.db"); got.code != succeeded {
		t.Fatal(got)
	}
	alter(t, "data/coulisse.db", "UPDATE users SET name = 'Later'")
}

const owner = "SELECT name FROM users"

func TestARestoreBringsTheBackupBackAndKeepsTheFormerDatabase(t *testing.T) {
	backedUp(t)
	before := names(t, "data")
	got := runHere(t, nil, "restore", "monday.db")
	if got.code != succeeded || got.stderr != "" {
		t.Fatalf("%+v", got)
	}
	kept := regexp.MustCompile(`kept as (data/coulisse\.db\.until-\d{8}T\d{6}Z)\.`).FindStringSubmatch(got.stdout)
	if kept == nil || !strings.Contains(got.stdout, "is the backup monday.db now. Entries: 1. The last one has the hash ") ||
		!strings.Contains(got.stdout, "Sessions ended: 1. ") || strings.Contains(got.stdout, "schema") {
		t.Fatal(got.stdout)
	}
	if now, then := ask(t, "data/coulisse.db", owner), ask(t, kept[1], owner); now != "Signe Holm" || then != "Later" {
		t.Error(now, then)
	}
	if n := ask(t, "data/coulisse.db", "SELECT count(*) FROM sessions"); n != "0" {
		t.Error("sessions:", n)
	}
	if after := strings.Replace(names(t, "data"), filepath.Base(kept[1])+" ", "", 1); after != before {
		t.Errorf("beside the database: %s, before: %s", after, before)
	}
	info, err := os.Stat("data/coulisse.db")
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info.Mode(), err)
	}
	if got := runHere(t, nil, "history", "verify"); !strings.Contains(got.stdout, "The history is whole. Entries: 2.") {
		t.Error("what was restored does not say so in its history:", got)
	}
}

func TestARestoreUnderARunningConsoleIsRefused(t *testing.T) {
	backedUp(t)
	env := "COULISSE_DATA_DIR=" + filepath.Join(t.TempDir(), "running")
	_, _, _, stop := serving(t, env)
	refused(t, runHere(t, []string{env}, "restore", "monday.db"), "is in use: stop the console first")
	if got := runHere(t, []string{env}, "backup", "running.db"); got.code != succeeded {
		t.Error("no backup while the console runs:", got)
	}
	if code := stop(); code != succeeded {
		t.Error(code)
	}
	if got := runHere(t, []string{env}, "restore", "monday.db"); got.code != succeeded {
		t.Error("it is still refused:", got)
	}
	url, out, _, stop := serving(t, env)
	defer stop()
	if strings.Contains(out.String(), url+"/setup/") {
		t.Error("the console finds the restored database empty")
	}
}

func TestARestoreThatIsRefusedChangesNothing(t *testing.T) {
	for want, c := range map[string]struct {
		file    string
		prepare func()
	}{
		"cannot read absent.db: no such file":          {"absent.db", func() {}},
		"data is not a file":                           {"data", func() {}},
		"password is not restored: it is not":          {"password", func() {}},
		"empty.db is not restored: it is not":          {"empty.db", func() { writeFile(t, "empty.db", "") }},
		"is the database itself":                       {"data/coulisse.db", func() {}},
		"monday.db is not restored: history is broken": {"monday.db", func() { alter(t, "monday.db", "DROP TRIGGER history_stays", "DELETE FROM history") }},
		"monday.db is not restored: it is of a later version": {"monday.db", func() {
			alter(t, "monday.db", "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)")
		}},
		"not complete without monday.db-wal":       {"monday.db", func() { writeFile(t, "monday.db-wal", "changes") }},
		"monday.db is not restored: it is damaged": {"monday.db", func() { damage(t, "monday.db") }},
	} {
		t.Run(want, func(t *testing.T) {
			backedUp(t)
			c.prepare()
			before, were := names(t, "data"), content(t, "data/coulisse.db")
			refused(t, runHere(t, nil, "restore", c.file), want)
			if names(t, "data") != before || content(t, "data/coulisse.db") != were {
				t.Error("it changed something:", names(t, "data"))
			}
		})
	}
}

func content(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// damage overwrites the last page of a database.
func damage(t *testing.T, file string) {
	t.Helper()
	text := content(t, file)
	writeFile(t, file, text[:len(text)-4096]+strings.Repeat("\xff", 4096))
}

func TestARestoreOnAFullDiskChangesNothing(t *testing.T) {
	if inOwnProcess(t) {
		return
	}
	backedUp(t)
	before, were := names(t, "data"), content(t, "data/coulisse.db")
	var got outcome
	onFullDisk(t, func() { got = runHere(t, nil, "restore", "monday.db") })
	refused(t, got, "monday.db is not restored: ")
	if names(t, "data") != before || content(t, "data/coulisse.db") != were {
		t.Error("it changed something:", names(t, "data"))
	}
}

func TestAnOlderBackupIsBroughtUpToDate(t *testing.T) {
	backedUp(t)
	newest := ask(t, "monday.db", "SELECT max(version_id) FROM goose_db_version")
	testkit.OldDatabase(t, "monday.db", 2)
	got := runHere(t, nil, "restore", "monday.db")
	if got.code != succeeded || !strings.Contains(got.stdout, "from schema 2 to "+newest+".") {
		t.Fatal(got)
	}
	if n := ask(t, "data/coulisse.db", "SELECT count(*) FROM mails"); n != "0" {
		t.Error(n)
	}
}

func TestOnANewMachineThereIsNothingToKeep(t *testing.T) {
	backedUp(t)
	if err := os.RemoveAll("data"); err != nil {
		t.Fatal(err)
	}
	got := runHere(t, nil, "restore", "monday.db")
	if got.code != succeeded || strings.Contains(got.stdout, "kept") || ask(t, "data/coulisse.db", owner) != "Signe Holm" {
		t.Fatal(got)
	}
}

// The disk has eaten the database, with its write-ahead log. SQLite would read that log into
// whatever stands in the database's place.
func TestADamagedDatabaseIsMovedAwayWithItsLog(t *testing.T) {
	backedUp(t)
	writeFile(t, "data/coulisse.db", "eaten")
	writeFile(t, "data/coulisse.db-wal", "eaten too")
	got := runHere(t, nil, "restore", "monday.db")
	if got.code != succeeded || ask(t, "data/coulisse.db", owner) != "Signe Holm" {
		t.Fatal(got)
	}
	left, err := filepath.Glob("data/coulisse.db.until-*")
	if err != nil || len(left) != 2 || content(t, left[0]) != "eaten" || content(t, left[1]) != "eaten too" {
		t.Error(left, err)
	}
	if left, _ := filepath.Glob("data/coulisse.db-*"); len(left) > 0 {
		t.Error("beside the new database:", left)
	}
}
