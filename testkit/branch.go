package testkit

import (
	"database/sql"
	"path/filepath"
	"testing"
)

// Branch starts a second console on a copy of this one's database as it stands now: what is
// done there is not done here. It tells the time by the same clock.
func (a *App) Branch(t testing.TB) *App {
	t.Helper()
	path := filepath.Join(t.TempDir(), "coulisse.db")
	a.exec("VACUUM INTO ?", path)
	c := *a.Config
	return start(t, path, a.Clock, &c)
}

// exec changes the database from outside, past every rule.
func (a *App) exec(query string, args ...any) {
	a.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+a.database+"?_busy_timeout=5000&_foreign_keys=on&_txlock=immediate")
	if err != nil {
		a.t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(a.t.Context(), query, args...); err != nil {
		a.t.Fatal(err)
	}
}
