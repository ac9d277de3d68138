package models

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"coulisse/access"
)

func play(s *Store, name, venue string) EventDetails {
	return EventDetails{Name: name, Venue: venue, BeginsAt: s.Now().Add(time.Hour), EndsAt: s.Now().Add(2 * time.Hour)}
}

func TestEventsAreFoundPastAccentsInNameAndVenue(t *testing.T) {
	s, owner := founded(t)
	if _, err := s.CreateEvent(t.Context(), owner, play(s, "Søren 100 %", "Théâtre du Nord")); err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]int{"theatre": 1, "Théâtre": 1, "soren nord": 1, "100 %": 1, "%": 0, "_": 0, "opera": 0} {
		if list, err := s.Events(t.Context(), owner, EventFilter{Search: typed}); err != nil || list.Total != want {
			t.Errorf("%q: %v %v", typed, list, err)
		}
	}
}

func TestWhoMayChangeAnEventDependsOnItsState(t *testing.T) {
	s, owner := founded(t)
	editor := member(t, s, owner, "editor", everywhere(access.Levels{access.Events: access.Edit}))
	id, err := s.CreateEvent(t.Context(), editor, play(s, "Cyrano", ""))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.PublishEvent(t.Context(), editor, id); CodeOf(err) != Forbidden {
		t.Error("an editor published:", err)
	}
	if _, err := s.UpdateEvent(t.Context(), editor, id, 1, play(s, "Cyrano de Bergerac", "")); err != nil {
		t.Error("an editor could not change a draft:", err)
	}
	if _, err := s.UpdateEvent(t.Context(), owner, id, 1, play(s, "Other", "")); CodeOf(err) != Conflict {
		t.Error("a stale save went through:", err)
	}
	if _, err := s.PublishEvent(t.Context(), owner, id); err != nil {
		t.Fatal(err)
	}
	if _, err := s.UpdateEvent(t.Context(), editor, id, 3, play(s, "Sly", "")); CodeOf(err) != Forbidden {
		t.Error("an editor changed a published event:", err)
	}
	if _, err := s.CancelEvent(t.Context(), owner, id); err != nil {
		t.Fatal(err)
	}
	if _, err := s.UpdateEvent(t.Context(), owner, id, 4, play(s, "Late", "")); CodeOf(err) != Conflict {
		t.Error("a cancelled event was changed:", err)
	}
}

func TestOfManyWhoPublishAtOnceOneDoes(t *testing.T) {
	s, owner := founded(t)
	id, err := s.CreateEvent(t.Context(), owner, play(s, "Cyrano", ""))
	if err != nil {
		t.Fatal(err)
	}
	var done atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := s.PublishEvent(t.Context(), owner, id); err == nil {
				done.Add(1)
			}
		})
	}
	wg.Wait()
	if done.Load() != 1 {
		t.Fatal(done.Load())
	}
}

func TestWhoWorksInChosenEventsNeitherMakesNorReachesOthers(t *testing.T) {
	s, owner := founded(t)
	mine, err := s.CreateEvent(t.Context(), owner, play(s, "Mine", ""))
	if err != nil {
		t.Fatal(err)
	}
	other, err := s.CreateEvent(t.Context(), owner, play(s, "Other", ""))
	if err != nil {
		t.Fatal(err)
	}
	a := member(t, s, owner, "a", access.Grant{Levels: access.Levels{access.Events: access.Approve}, Scope: access.Scope{Events: []string{mine}}})
	if _, err := s.CreateEvent(t.Context(), a, play(s, "New", "")); CodeOf(err) != Forbidden {
		t.Error(err)
	}
	if _, err := s.PublishEvent(t.Context(), a, other); CodeOf(err) != NotFound {
		t.Error(err)
	}
	if list, err := s.Events(t.Context(), a, EventFilter{}); err != nil || list.Total != 1 || list.Rows[0].ID != mine {
		t.Error(list, err)
	}
}
