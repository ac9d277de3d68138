package cli

import (
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"coulisse/testkit"
)

// alter runs SQL on a database file, as somebody with the file at hand would.
func alter(t *testing.T, file string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite3", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(s, err)
		}
	}
}

// ask reads one value from a database file, without leaving a trace beside it.
func ask(t *testing.T, file, query string) (value string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+file+"?mode=ro&immutable=1")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow(query).Scan(&value); err != nil {
		t.Fatal(query, err)
	}
	return value
}

// names lists a folder.
func names(t *testing.T, folder string) string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return strings.Join(all, " ")
}

// refused asserts that a command failed, in one line that says this.
func refused(t *testing.T, got outcome, want string) {
	t.Helper()
	if got.code != failed || got.stdout != "" || strings.Count(got.stderr, "\n") != 1 || !strings.Contains(got.stderr, want) {
		t.Errorf("want %q, got %+v", want, got)
	}
}

func TestABackupIsAWholeCopyForItsOwnerAlone(t *testing.T) {
	installed(t)
	if err := os.Mkdir("kept", 0o755); err != nil {
		t.Fatal(err)
	}
	before := names(t, "data")
	got := runHere(t, nil, "backup", "kept/monday.db")
	if got.code != succeeded || got.stderr != "" || strings.Count(got.stdout, "\n") != 2 {
		t.Fatalf("%+v", got)
	}
	if after := names(t, "data"); after != before {
		t.Errorf("beside the database: %s, before: %s", after, before)
	}
	verified := runHere(t, nil, "history", "verify").stdout
	told := strings.TrimPrefix(verified, "The history is whole. ")
	if !strings.HasPrefix(got.stdout, "The backup kept/monday.db is whole. Bytes: ") || !strings.HasSuffix(got.stdout, told+"Its keys are in kept/monday.db.keys.\n") {
		t.Errorf("%q does not tell what %q tells", got.stdout, verified)
	}
	info, err := os.Stat("kept/monday.db")
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info.Mode(), err)
	}
	if left := names(t, "kept"); left != "monday.db monday.db.keys" {
		t.Error("beside the backup:", left)
	}
	if n := ask(t, "kept/monday.db", "SELECT count(*) FROM memberships WHERE owner"); n != "1" {
		t.Error("owners in the copy:", n)
	}
}

func TestABackupReplacesNothing(t *testing.T) {
	installed(t)
	writeFile(t, "kept.db", "precious")
	if err := os.Symlink("nowhere", "link.db"); err != nil {
		t.Fatal(err)
	}
	writeFile(t, "monday.db.keys", "precious")
	before := names(t, ".")
	for file, taken := range map[string]string{"kept.db": "kept.db", "link.db": "link.db", "data": "data", "data/coulisse.db": "data/coulisse.db", "monday.db": "monday.db.keys"} {
		refused(t, runHere(t, nil, "backup", file), taken+" is there already")
	}
	if text, err := os.ReadFile("kept.db"); err != nil || string(text) != "precious" || names(t, ".") != before {
		t.Error(string(text), err, names(t, "."))
	}
}

func TestABackupThatCannotBeWrittenLeavesNothing(t *testing.T) {
	installed(t)
	before := names(t, ".")
	refused(t, runHere(t, nil, "backup", "absent/monday.db"), "nothing can be written into absent: no such file or directory")
	refused(t, runHere(t, nil, "backup", "password/monday.db"), "nothing can be written into password: not a directory")
	if after := names(t, "."); after != before {
		t.Error("left behind:", after)
	}
}

// inOwnProcess runs the calling test in a process of its own, and tells that it has done so. What a
// test does to its process then meets neither the tests beside it nor what the test runner writes.
func inOwnProcess(t *testing.T) bool {
	t.Helper()
	const alone = "COULISSE_TEST_ALONE"
	if os.Getenv(alone) == t.Name() {
		return false
	}
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := exec.Command(own, "-test.v", "-test.run", "^"+t.Name()+"$")
	p.Env = append(os.Environ(), alone+"="+t.Name())
	if out, err := p.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Fatalf("%v\n%s", err, out)
	}
	return true
}

// onFullDisk lets nothing write files above 100 kB meanwhile: it meets SQLite in the same
// place as a full disk.
func onFullDisk(t *testing.T, do func()) {
	t.Helper()
	withFilesUpTo(t, 100_000, do)
}

// withFilesUpTo lets nothing write files above so many bytes meanwhile.
func withFilesUpTo(t *testing.T, bytes uint64, do func()) {
	t.Helper()
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	narrow := syscall.Rlimit{Cur: bytes, Max: limit.Max}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &narrow); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
			t.Error(err)
		}
	}()
	do()
}

func TestABackupOnAFullDiskLeavesNothing(t *testing.T) {
	if inOwnProcess(t) {
		return
	}
	installed(t)
	before := names(t, ".")
	var got outcome
	onFullDisk(t, func() { got = runHere(t, nil, "backup", "monday.db") })
	refused(t, got, "there is no backup monday.db: copying failed")
	if after := names(t, "."); after != before {
		t.Error("left behind:", after)
	}
}

func TestABackupOfNothingCreatesNothing(t *testing.T) {
	refused(t, run(t, nil, "backup", "monday.db"), "there is no database at data/coulisse.db: no such file or directory")
	if left := names(t, "."); left != "" {
		t.Error("left behind:", left)
	}
}

func TestABackupIsRefusedWhenTheDatabaseIsNotInOrder(t *testing.T) {
	for want, change := range map[string]func(){
		"history is broken at entry 1": func() {
			alter(t, "data/coulisse.db", "DROP TRIGGER history_keeps", "UPDATE history SET actor_name = 'Nobody' WHERE seq = 1")
		},
		"it is of a later version of Coulisse": func() {
			alter(t, "data/coulisse.db", "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)")
		},
		"it is not a database of Coulisse": func() { alter(t, "data/coulisse.db", "DROP TABLE search_tokens", "DROP TABLE goose_db_version") },
		"copying failed":                   func() { writeFile(t, "data/coulisse.db", strings.Repeat("no database ", 100)) },
	} {
		t.Run(want, func(t *testing.T) {
			installed(t)
			change()
			before := names(t, ".")
			refused(t, runHere(t, nil, "backup", "monday.db"), want)
			if after := names(t, "."); after != before {
				t.Error("left behind:", after)
			}
		})
	}
}

// A backup before an upgrade is made with the new binary as often as with the old one.
func TestABackupDoesNotMigrate(t *testing.T) {
	installed(t)
	testkit.OldDatabase(t, "data/coulisse.db", 2)
	if got := runHere(t, nil, "backup", "monday.db"); got.code != succeeded {
		t.Fatal(got)
	}
	for _, file := range []string{"data/coulisse.db", filepath.Join(".", "monday.db")} {
		if n := ask(t, file, "SELECT max(version_id) FROM goose_db_version"); n != "2" {
			t.Error(file, "has the schema", n)
		}
	}
}
