package testkit

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/mattn/go-sqlite3"
)

// Snapshot is a console's database as it stood at a moment.
type Snapshot struct {
	app  *App
	file string
}

// Snapshot copies the database for consoles that go on from here.
func (a *App) Snapshot(t testing.TB) *Snapshot {
	t.Helper()
	s := &Snapshot{a, filepath.Join(t.TempDir(), "coulisse.db")}
	a.exec("VACUUM INTO ?", s.file)
	return s
}

// Branch starts a console on a copy of this one's database as it stands now.
func (a *App) Branch(t testing.TB) *App {
	t.Helper()
	return a.Snapshot(t).Branch(t)
}

// Branch starts a console on a copy of a snapshot: what is done there is not done anywhere else.
// It tells the time by the same clock.
func (s *Snapshot) Branch(t testing.TB) *App {
	t.Helper()
	content, err := os.ReadFile(s.file)
	path := filepath.Join(t.TempDir(), "coulisse.db")
	if err == nil {
		err = os.WriteFile(path, content, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	c := *s.app.Config
	return start(t, path, s.app.Clock, &c)
}

// Back puts a console's own database back to how it stood, while the console goes on. It takes a part of
// the time of another Branch.
func (s *Snapshot) Back(a *App) {
	a.t.Helper()
	to, err := a.outside().Conn(a.t.Context())
	if err != nil {
		a.t.Fatal(err)
	}
	defer to.Close()
	from, err := (&sqlite3.SQLiteDriver{}).Open("file:" + s.file + "?mode=ro")
	if err != nil {
		a.t.Fatal(err)
	}
	defer from.Close()
	err = to.Raw(func(to any) error {
		copying, err := to.(*sqlite3.SQLiteConn).Backup("main", from.(*sqlite3.SQLiteConn), "main")
		if err != nil {
			return err
		}
		_, err = copying.Step(-1)
		return errors.Join(err, copying.Finish())
	})
	if err != nil {
		a.t.Fatal(err)
	}
}

// Plan is how SQLite goes about a statement, a step each.
func Plan(t testing.TB, a *App, statement string, args []any) (steps []string) {
	t.Helper()
	rows, err := a.outside().QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+statement, args...)
	if err != nil {
		t.Fatal(statement, err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, step)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return steps
}

// Exec changes the database from outside, past every rule: for what a test cannot wait for.
func (a *App) Exec(query string, args ...any) {
	a.t.Helper()
	a.exec(query, args...)
}

// Ask runs a query of one value on the database from outside.
func (a *App) Ask(query string, args ...any) string {
	a.t.Helper()
	return Ask(a.t, a.database, query, args...)
}

// exec changes the database from outside, past every rule.
func (a *App) exec(query string, args ...any) {
	a.t.Helper()
	if _, err := a.outside().ExecContext(a.t.Context(), query, args...); err != nil {
		a.t.Fatal(err)
	}
}

// outside is a connection of the tests' own.
func (a *App) outside() *sql.DB {
	a.t.Helper()
	if a.second == nil {
		db, err := sql.Open("sqlite3", "file:"+a.database+"?_busy_timeout=5000&_foreign_keys=on&_txlock=immediate")
		if err != nil {
			a.t.Fatal(err)
		}
		a.second = db
		a.t.Cleanup(func() { _ = db.Close() })
	}
	return a.second
}

// Entries counts the history.
func (a *App) Entries() (n int) {
	a.t.Helper()
	if err := a.outside().QueryRowContext(a.t.Context(), "SELECT count(*) FROM history").Scan(&n); err != nil {
		a.t.Fatal(err)
	}
	return n
}
