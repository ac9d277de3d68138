package cli

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"coulisse/testkit"
)

// operands are what commands are called with that need something.
var operands = map[string][]string{
	"history verify": nil, "staff list": nil, "status": nil, "keys rotate": nil,
	"staff add":    {"--name", "Sofie", "--email", "sofie@desk.example"},
	"staff remove": {"sofie@desk.example"}, "mail test": {"ana@nordlys.example"}, "backup": {"monday.db"},
}

// A mistyped folder was made into an installation, whose history was then found whole.
func TestNoCommandInventsAnInstallation(t *testing.T) {
	for name, rest := range operands {
		t.Run(name, func(t *testing.T) {
			got := run(t, nil, append(strings.Fields(name), rest...)...)
			if got.code != failed || !strings.Contains(got.stdout+got.stderr, "there is no database at data/coulisse.db: no such file or directory") {
				t.Errorf("%+v", got)
			}
			if left := names(t, "."); left != "" {
				t.Error("it has made", left)
			}
		})
	}
}

func TestEveryCommandIsKnownToTheseTests(t *testing.T) {
	for _, cmd := range commands() {
		switch _, known := operands[cmd.name]; {
		case known:
		case strings.Contains(" serve init demo migrate restore version ", " "+cmd.name+" "), cmd.name == "config check", strings.HasPrefix(cmd.name, "mail "):
		default:
			t.Errorf("does %s create an installation?", cmd.name)
		}
	}
}

// history verify of a newer program beside the running older one brought the live database up to
// date, and not a line said so.
func TestOnlyTheConsoleAndMigrateBringADatabaseUpToDate(t *testing.T) {
	for name, rest := range operands {
		if name == "backup" { // takes any
			continue
		}
		t.Run(name, func(t *testing.T) {
			installed(t)
			testkit.OldDatabase(t, "data/coulisse.db", 17)
			got := runHere(t, nil, append(strings.Fields(name), rest...)...)
			if got.code != failed || !strings.Contains(got.stdout+got.stderr, "it is of another version of Coulisse (schema 17, this program works with ") {
				t.Errorf("%+v", got)
			}
			if n := ask(t, "data/coulisse.db", "SELECT max(version_id) FROM goose_db_version"); n != "17" {
				t.Error("it was brought to", n)
			}
		})
	}
	t.Run("init", func(t *testing.T) {
		installed(t)
		testkit.OldDatabase(t, "data/coulisse.db", 17)
		refused(t, runHere(t, nil, "init", "--organisation", "N", "--name", "S", "--email", "s@n.example", "--password-file", "password"), "another version of Coulisse")
	})
}

func TestAMigrationSaysWhatItDoesAndKeepsTheDatabaseAsItWas(t *testing.T) {
	for _, name := range []string{"migrate", "serve"} {
		t.Run(name, func(t *testing.T) {
			installed(t)
			newest := ask(t, "data/coulisse.db", "SELECT max(version_id) FROM goose_db_version")
			testkit.OldDatabase(t, "data/coulisse.db", 17)
			var said string
			if name == "serve" {
				_, _, log, stop := serving(t, "COULISSE_DATA_DIR=data")
				stop()
				said = log.String()
			} else {
				got := runHere(t, nil, "migrate")
				said = got.stderr
				if got.code != succeeded || !strings.Contains(got.stdout, "It was brought from schema 17 to "+newest+". As it was before, it is kept as data/coulisse.db.schema-00017-") {
					t.Error(got)
				}
			}
			if !strings.Contains(said, "from=17 to="+newest+" backup=data/coulisse.db.schema-00017-") {
				t.Error(said)
			}
			kept, err := filepath.Glob("data/coulisse.db.schema-*")
			if err != nil || len(kept) != 1 || ask(t, kept[0], "SELECT max(version_id) FROM goose_db_version") != "17" {
				t.Fatal(kept, err)
			}
			if info, err := os.Stat(kept[0]); err != nil || info.Mode().Perm() != 0o600 {
				t.Error(info, err)
			}
		})
	}
}

func TestOnlyTheLatestBackupsOfMigrationsAreKept(t *testing.T) {
	installed(t)
	for range 5 {
		testkit.OldDatabase(t, "data/coulisse.db", 17)
		if got := runHere(t, nil, "migrate"); got.code != succeeded {
			t.Fatal(got)
		}
	}
	if kept, err := filepath.Glob("data/coulisse.db.schema-*"); err != nil || len(kept) != 3 {
		t.Error(kept, err)
	}
}

// Everybody on the machine could read the addresses and password hashes, where the folder let them.
func TestEveryFileIsItsOwnersAlone(t *testing.T) {
	umask := syscall.Umask(0)
	defer syscall.Umask(umask)
	t.Chdir(t.TempDir())
	if err := os.Mkdir("data", 0o777); err != nil {
		t.Fatal(err)
	}
	private := func(when string) {
		t.Helper()
		for _, folder := range []string{"data", "."} {
			entries, err := os.ReadDir(folder)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range entries {
				if info, err := e.Info(); err != nil || info.Mode().IsRegular() && info.Mode().Perm() != 0o600 {
					t.Errorf("%s: %s has the mode %v %v", when, e.Name(), info.Mode(), err)
				}
			}
		}
	}
	_, _, _, stop := serving(t, "COULISSE_DATA_DIR=data")
	if seen := names(t, "data"); !strings.Contains(seen, "coulisse.db-wal") || !strings.Contains(seen, "coulisse.db-shm") {
		t.Fatal(seen)
	}
	private("while the console runs")
	stop()
	if got := runHere(t, nil, "backup", "monday.db"); got.code != succeeded {
		t.Fatal(got)
	}
	for _, file := range []string{"data/coulisse.db"} { // as earlier versions left it
		if err := os.Chmod(file, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got := runHere(t, nil, "restore", "monday.db"); got.code != succeeded {
		t.Fatal(got)
	}
	testkit.OldDatabase(t, "data/coulisse.db", 17)
	if got := runHere(t, nil, "migrate"); got.code != succeeded {
		t.Fatal(got)
	}
	private("after a backup, a restore and a migration")
}
