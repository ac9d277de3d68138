package testkit

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// Ledger watches a console's database from outside and tells what requests have changed.
type Ledger struct {
	t       testing.TB
	conn    *sql.Conn
	ignored []string
	version int
	queries map[string]string // of all rows of a table
	first   map[string]string // sums by table
	sums    map[string]string
}

// Watch begins to watch every table but the ignored ones.
func (a *App) Watch(t testing.TB, ignored ...string) *Ledger {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+a.database+"?mode=ro&_busy_timeout=5000")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	l := &Ledger{t: t, conn: conn, ignored: ignored, queries: map[string]string{}}
	l.Changes()
	l.first = l.sums
	return l
}

// Past tells the ledger that the last changes were the test's own, to tables that it ignores.
func (l *Ledger) Past() {
	l.t.Helper()
	if err := l.conn.QueryRowContext(context.Background(), "PRAGMA data_version").Scan(&l.version); err != nil {
		l.t.Fatal(err)
	}
}

// Back tells the ledger that all stands again as it did when the watch began.
func (l *Ledger) Back() {
	l.t.Helper()
	l.Past()
	l.sums = l.first
}

// Changes lists the tables whose rows differ from those at the last call. SQLite counts the
// commits of others, so that asking is cheap where nothing was written at all.
func (l *Ledger) Changes() (tables []string) {
	l.t.Helper()
	ctx, version := context.Background(), 0
	if err := l.conn.QueryRowContext(ctx, "PRAGMA data_version").Scan(&version); err != nil {
		l.t.Fatal(err)
	}
	if version == l.version {
		return nil
	}
	l.version = version
	sums := map[string]string{}
	for _, table := range l.texts(ctx, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'") {
		if !slices.Contains(l.ignored, table) {
			sums[table] = l.sum(ctx, table)
		}
	}
	before := l.sums
	l.sums = sums
	for _, table := range slices.Sorted(maps.Keys(sums)) {
		if before != nil && before[table] != sums[table] {
			tables = append(tables, table)
		}
	}
	return tables
}

// sum is a hash over a table's rows, which come as SQLite writes them.
func (l *Ledger) sum(ctx context.Context, table string) string {
	l.t.Helper()
	if l.queries[table] == "" {
		var quoted []string
		for _, column := range l.texts(ctx, "SELECT name FROM pragma_table_info('"+table+"')") {
			quoted = append(quoted, `quote("`+column+`")`)
		}
		l.queries[table] = "SELECT " + strings.Join(quoted, "||','||") + ` AS r FROM "` + table + `" ORDER BY r`
	}
	rows := l.texts(ctx, l.queries[table])
	return fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(rows, "\n"))))
}

func (l *Ledger) texts(ctx context.Context, query string) (list []string) {
	l.t.Helper()
	rows, err := l.conn.QueryContext(ctx, query)
	if err != nil {
		l.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			l.t.Fatal(err)
		}
		list = append(list, text)
	}
	if err := rows.Err(); err != nil {
		l.t.Fatal(err)
	}
	return list
}
