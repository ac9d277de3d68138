package testkit

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"coulisse/models"
)

// Now is the time at which tests begin unless they say otherwise: a Tuesday morning, in summer
// time, far from the ends of months and years.
var Now = time.Date(2026, time.June, 16, 8, 30, 0, 0, time.UTC)

// Clock is a clock that stands still until it is moved; safe for concurrent use.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock returns a clock that shows Now.
func NewClock() *Clock { return &Clock{now: Now} }

// Now is the time on the clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

var rootKey = bytes.Repeat([]byte("k"), 32)

// Keys are the secrets of every test's installation.
var Keys = sync.OnceValue(func() models.Keys {
	keys, err := models.NewKeys(rootKey)
	if err != nil {
		panic(err)
	}
	return keys
})

// template is an empty migrated database, which is five times faster to copy than to migrate.
var template = sync.OnceValues(func() (content []byte, err error) {
	dir, err := os.MkdirTemp("", "coulisse-template-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "coulisse.db")
	s, err := models.Open(context.Background(), models.Options{Path: path, Keys: Keys()})
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// NewDatabase writes an empty migrated database into a folder of the test's own, and
// returns its path.
func NewDatabase(t testing.TB) string {
	t.Helper()
	content, err := template()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "coulisse.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// NewStore opens an empty migrated database that tells the time by now (nil for the wall
// clock), and closes it when the test ends.
func NewStore(t testing.TB, now func() time.Time) *models.Store {
	t.Helper()
	s, err := models.Open(t.Context(), models.Options{Path: NewDatabase(t), Keys: Keys(), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// Change runs a statement on a database file beside whoever has it open: for what a test
// cannot wait for, or would take too long to do as people do it.
func Change(t testing.TB, file, statement string, values ...any) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+file+"?_busy_timeout=5000&_foreign_keys=on&_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement, values...); err != nil {
		t.Fatal(statement, err)
	}
}

// Ask runs a query of one value on a database file beside whoever has it open.
func Ask(t testing.TB, file, query string, values ...any) (answer string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+file+"?mode=ro&_busy_timeout=5000")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow(query, values...).Scan(&answer); err != nil {
		t.Fatal(query, err)
	}
	return answer
}
