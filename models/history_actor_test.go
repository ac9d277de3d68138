package models

import (
	"strings"
	"testing"

	"coulisse/access"
)

// The list of people beside the history read every entry: 0.7 s and more at 600,000.
func TestWhoStandsInTheHistoryIsFoundWithoutReadingIt(t *testing.T) {
	s, owner := founded(t)
	event, _, _ := onSale(t, s, owner, 10)
	bounded := owner
	bounded.Owner, bounded.Grant.Scope = false, access.Scope{Events: []string{event}}
	looking := owner
	looking.Looking = true
	for name, a := range map[string]access.Actor{"everything": owner, "one event": bounded, "the desk": looking} {
		asked := statements(t, s, func() {
			if list, err := s.HistoryActors(t.Context(), a); err != nil || len(list) != 1 || list[0].ID != owner.User {
				t.Errorf("%s: %v %v", name, list, err)
			}
		})
		for _, step := range planOf(t, s, asked[0]) {
			found := strings.HasPrefix(step, "SEARCH") && strings.Contains(step, "actor_id")
			if strings.Contains(step, " history ") && !found {
				t.Errorf("%s: %s", name, step)
			}
		}
	}
}

// planOf are the steps of SQLite's plan for a statement.
func planOf(t *testing.T, s *Store, q statement) (steps []string) {
	t.Helper()
	var plan []struct{ Detail string }
	if err := s.r.Raw("EXPLAIN QUERY PLAN "+q.sql, q.args...).Scan(&plan).Error; err != nil {
		t.Fatal(err)
	}
	for _, p := range plan {
		steps = append(steps, p.Detail)
	}
	return steps
}
