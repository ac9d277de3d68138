package testkit

import "coulisse/access"

// Crowd fills the actor's organisation with many members, as the store would have written
// them but in one stroke: for measurements. Each sees events; every tenth edits users.
func (a *App) Crowd(owner access.Actor, people int) {
	a.t.Helper()
	const numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
	const id = "printf('01990000-0000-7000-8000-%012d', i)"
	const name = "printf('Person %06d of the crowd', i)"
	const key = "printf('person %06d of the crowd', i)"
	const email = "printf('person.%06d@nordlys.example', i)"
	now := a.Store.Now()
	for _, s := range []struct {
		statement string
		args      []any
	}{
		{"INSERT INTO users (id, email, email_key, name, created_at, updated_at) " + numbers + " SELECT " + id + ", " + email + ", " + email + ", " + name + ", ?, ? FROM n", []any{people, now, now}},
		{"INSERT INTO memberships (id, organisation_id, user_id, email, email_key, name, sort_name, title, state, last_seen_at, created_at, updated_at) " + numbers +
			" SELECT " + id + ", ?, " + id + ", " + email + ", " + email + ", " + name + ", " + key + ", 'Box office', 'member', ?, ?, ? FROM n", []any{people, owner.Organisation, now, now, now}},
		{"INSERT INTO grants (membership_id, section, level, organisation_id, sort_name) " + numbers + " SELECT " + id + ", 'events', 1 + i % 3, ?, " + key + " FROM n", []any{people, owner.Organisation}},
		{"INSERT INTO grants (membership_id, section, level, organisation_id, sort_name) " + numbers + " SELECT " + id + ", 'users', 2, ?, " + key + " FROM n WHERE i % 10 = 0", []any{people, owner.Organisation}},
		{"INSERT INTO search_tokens (organisation_id, token, membership_id) " + numbers + " SELECT ?, printf('%06d', i), " + id + " FROM n", []any{people, owner.Organisation}},
		{"INSERT INTO search_tokens (organisation_id, token, membership_id) " + numbers + " SELECT ?, 'crowd', " + id + " FROM n", []any{people, owner.Organisation}},
		{"ANALYZE", nil},
	} {
		a.exec(s.statement, s.args...)
	}
}
