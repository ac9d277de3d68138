package models

import (
	"strings"
	"testing"

	"gorm.io/gorm"
)

// statement is what the store has asked the readers.
type statement struct {
	sql  string
	args []any
}

// statements are what a piece of work asks the readers.
func statements(t *testing.T, s *Store, work func()) (seen []statement) {
	t.Helper()
	note := func(db *gorm.DB) {
		seen = append(seen, statement{db.Statement.SQL.String(), db.Statement.Vars})
	}
	query, row := s.r.Callback().Query(), s.r.Callback().Row()
	if err := query.After("gorm:query").Register("test:seen", note); err != nil {
		t.Fatal(err)
	}
	if err := row.After("gorm:row").Register("test:seen", note); err != nil {
		t.Fatal(err)
	}
	work()
	_, _ = query.Remove("test:seen"), row.Remove("test:seen")
	return seen
}

// checkPlan fails the test when tickets or orders are not read by a range of an index that
// holds all that is asked for.
func checkPlan(t *testing.T, s *Store, q statement) {
	t.Helper()
	db, err := s.r.DB()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := db.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+q.sql, q.args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		if about := strings.Fields(step); len(about) > 1 && (about[1] == "tickets" || about[1] == "orders") && (about[0] != "SEARCH" || !strings.Contains(step, "COVERING INDEX")) {
			t.Errorf("%s\n\tfor %s", step, strings.Join(strings.Fields(q.sql), " "))
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}
