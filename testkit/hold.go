package testkit

import (
	"context"
	"testing"
	"time"
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

// LongHistory adds entries to an organisation's history, one a second: more than a test could cause. A
// tenth, the oldest, are sign-ins of four people; then one program places orders for an event.
func (a *App) LongHistory(organisation, event string, entries int) {
	a.t.Helper()
	a.Exec(`INSERT INTO history (seq, organisation_id, at, actor_id, actor_name, action,
			target_kind, target_id, target_name, event_id, previous, hash)
		WITH RECURSIVE n(i, early) AS (SELECT 1, TRUE UNION ALL SELECT i + 1, i < ?2 / 10 FROM n WHERE i < ?2)
		SELECT (SELECT coalesce(max(seq), 0) FROM history) + i, ?1, datetime(?4, '+' || i || ' seconds') || '+00:00',
			iif(early, 'actor-' || i % 4, 'shop'), iif(early, 'Actor ' || i % 4, 'The shop'),
			iif(early, 'user.signed_in', 'order.placed'), iif(early, 'user', 'order'), 'target-' || iif(early, i % 4, i),
			'Somebody with a name of some length, the ' || i || 'th of them', iif(early, '', ?3), '', 'made-' || i
		FROM n`, organisation, entries, event, Now.Format(time.DateTime))
}
