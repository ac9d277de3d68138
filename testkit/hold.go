package testkit

import (
	"context"
	"fmt"
	"testing"
)

// Hold keeps the database from being changed, as another process does that writes for long, until the
// returned function is called.
func (a *App) Hold(t testing.TB) (release func()) {
	t.Helper()
	conn, err := a.outside().Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	return func() {
		if _, err := conn.ExecContext(context.Background(), "ROLLBACK"); err != nil {
			t.Error(err)
		}
		_ = conn.Close()
	}
}

// LongHistory adds entries of nobody's to an organisation's history: more than a test could cause.
func (a *App) LongHistory(organisation string, entries int) {
	a.t.Helper()
	a.Exec(fmt.Sprintf(`INSERT INTO history (seq, organisation_id, at, actor_id, actor_name, action, target_kind, target_id, target_name, previous, hash)
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
		SELECT ? + i, ?, datetime('2026-01-01', '+' || i || ' seconds') || '+00:00', 'actor-' || (i %% 50), 'Actor ' || (i %% 50), 'membership.updated', 'membership', 'target-' || (i %% 1000),
			'Somebody with a name of some length, the ' || i || 'th of them', '', 'made-' || i FROM n`, entries), a.Ask("SELECT CAST(coalesce(max(seq), 0) AS TEXT) FROM history"), organisation)
}
