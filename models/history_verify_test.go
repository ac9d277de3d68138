package models

import (
	"strings"
	"sync"
	"testing"
)

// written is a store whose history has five entries about nothing.
func written(t *testing.T) *Store {
	t.Helper()
	s := testStore(t)
	for _, name := range []string{"one", "two", "three", "four", "five"} {
		if err := s.write(t.Context(), func(x *tx) error { return x.record(Entry{Action: "test", Name: name}) }); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// An administrator of the machine opens the file, drops the triggers and edits the past.
func TestTamperingWithTheHistoryIsFoundAndNamed(t *testing.T) {
	for name, c := range map[string]struct{ sql, want string }{
		"a change":                       {"UPDATE history SET target_name = 'other' WHERE seq = 3", "entry 3"},
		"another time":                   {"UPDATE history SET at = '2020-01-01 00:00:00+00:00' WHERE seq = 2", "entry 2"},
		"another organisation":           {"UPDATE history SET organisation_id = 'theirs' WHERE seq = 2", "entry 2"},
		"another hash":                   {"UPDATE history SET hash = 'x' WHERE seq = 5", "entry 5"},
		"a removal at the beginning":     {"DELETE FROM history WHERE seq = 1", "entry 2 follows entry 0"},
		"a removal in the middle":        {"DELETE FROM history WHERE seq = 3", "entry 4 follows entry 2"},
		"a removal and renumbering":      {"DELETE FROM history WHERE seq = 3; UPDATE history SET seq = seq - 1 WHERE seq > 3; UPDATE sqlite_sequence SET seq = 4 WHERE name = 'history'", "entry 3"},
		"a removal of the end":           {"DELETE FROM history WHERE seq > 3", "ends at entry 3, but 5 were written"},
		"a removal of everything":        {"DELETE FROM history", "ends at entry 0, but 5 were written"},
		"an entry after the last":        {"INSERT INTO history (at, action, target_name, previous, hash) SELECT at, action, 'six', hash, 'x' FROM history WHERE seq = 5", "entry 6"},
		"an entry after a gap":           {"INSERT INTO history (seq, at, action, previous, hash) SELECT 9, at, action, hash, 'x' FROM history WHERE seq = 5", "entry 9 follows entry 5"},
		"two that changed places":        {"UPDATE history SET seq = 99 WHERE seq = 2; UPDATE history SET seq = 2 WHERE seq = 3; UPDATE history SET seq = 3 WHERE seq = 99", "entry 2"},
		"values between fields":          {"UPDATE history SET target_id = target_name, target_name = target_id WHERE seq = 4", "entry 4"},
		"an entry in the place of other": {"UPDATE history SET target_name = 'six', hash = 'y' WHERE seq = 4", "entry 4"},
	} {
		t.Run(name, func(t *testing.T) {
			s := written(t)
			for _, trigger := range []string{"history_keeps", "history_stays", "history_follows"} {
				if err := s.w.Exec("DROP TRIGGER " + trigger).Error; err != nil {
					t.Fatal(err)
				}
			}
			for sql := range strings.SplitSeq(c.sql, "; ") {
				if err := s.w.Exec(sql).Error; err != nil {
					t.Fatal(err)
				}
			}
			_, _, err := s.VerifyHistory(t.Context())
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestAWholeHistoryTellsHowManyAndItsHead(t *testing.T) {
	s := written(t)
	var head string
	s.r.Raw("SELECT hash FROM history WHERE seq = 5").Scan(&head)
	entries, got, err := s.VerifyHistory(t.Context())
	if err != nil || entries != 5 || got != head {
		t.Fatal(entries, got, err)
	}
	if entries, head, err := testStore(t).VerifyHistory(t.Context()); err != nil || entries != 0 || head != "" {
		t.Fatal("an empty history:", entries, head, err)
	}
}

// The count of numbers given was once read after the entries: what was written meanwhile
// then looked like a removed end.
func TestVerifyingWhileOthersWriteRaisesNoFalseAlarm(t *testing.T) {
	s := written(t)
	var wg sync.WaitGroup
	wg.Go(func() {
		for range 200 {
			if err := s.write(t.Context(), func(x *tx) error { return x.record(Entry{Action: "test"}) }); err != nil {
				t.Error(err)
			}
		}
	})
	for range 50 {
		if _, _, err := s.VerifyHistory(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	wg.Wait()
	if n, _, err := s.VerifyHistory(t.Context()); n != 205 || err != nil {
		t.Fatal(n, err)
	}
}
