package models_test

import (
	"context"
	"path/filepath"
	"testing"

	"coulisse/models"
	"coulisse/testkit"
)

// What was entered under an older version is there under this one.
func TestAnUpgradeKeepsEveryRow(t *testing.T) {
	file := filepath.Join(t.TempDir(), "coulisse.db")
	testkit.OldDatabase(t, file, 3)
	const at = "2026-06-16 08:30:00+00:00"
	for _, statement := range []string{
		"INSERT INTO organisations (id, name, time_zone, locale, created_at, updated_at) VALUES ('o', 'Nordlys', 'Europe/Copenhagen', 'da', '" + at + "', '" + at + "')",
		"INSERT INTO users (id, email, email_key, name, created_at, updated_at) VALUES ('u', 'a@b.example', 'a@b.example', 'Ana', '" + at + "', '" + at + "')",
		"INSERT INTO memberships (id, organisation_id, user_id, email, email_key, name, sort_name, state, scope_all, last_seen_at, created_at, updated_at) VALUES ('m', 'o', 'u', 'a@b.example', 'a@b.example', 'Ana', 'ana', 'member', FALSE, '" + at + "', '" + at + "', '" + at + "')",
		"INSERT INTO events (id, organisation_id, name, sort_name, found_by, begins_at, ends_at, state, created_by, created_at, updated_at) VALUES ('e', 'o', 'Cyrano', 'cyrano', 'cyrano', '" + at + "', '2026-06-16 10:30:00+00:00', 'cancelled', 'u', '" + at + "', '" + at + "')",
		"INSERT INTO membership_events (membership_id, event_id, organisation_id) VALUES ('m', 'e', 'o')",
		"INSERT INTO mails (id, message_id, kind, recipient, locale, data, state, due_at, created_at) VALUES ('x', 'x', 'test', 'a@b.example', 'da', '{}', 'queued', '" + at + "', '" + at + "')",
	} {
		testkit.Change(t, file, statement)
	}
	s, err := models.Open(context.Background(), models.Options{Path: file, Keys: testkit.Keys()})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{
		"SELECT state || order_mails FROM events":                                   "cancelled1",
		"SELECT membership_id || event_id FROM membership_events":                   "me",
		"SELECT currency FROM organisations":                                        "EUR",
		"SELECT kind || state || order_id FROM mails":                               "testqueued",
		"SELECT group_concat(name) FROM memberships":                                "Ana",
		"SELECT count(*) FROM pragma_foreign_key_check":                             "0",
		"SELECT count(*) FROM pragma_integrity_check WHERE 'ok' <> integrity_check": "0",
	} {
		if got := testkit.Ask(t, file, query); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}
