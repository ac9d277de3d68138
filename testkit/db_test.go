package testkit

import (
	"path/filepath"
	"testing"
	"time"
)

func TestStoresOfTwoTestsShareNothing(t *testing.T) {
	clock := NewClock()
	first, second := NewStore(t, clock.Now), NewStore(t, nil)
	clock.Advance(time.Hour)
	if got := first.Now(); !got.Equal(Now.Add(time.Hour)) {
		t.Errorf("clock shows %v", got)
	}
	if time.Since(second.Now()) > time.Minute {
		t.Errorf("wall clock shows %v", second.Now())
	}
	if err := first.Ready(t.Context()); err != nil {
		t.Error(err)
	}
	if one, other := NewDatabase(t), NewDatabase(t); one == other {
		t.Errorf("two databases at %s", one)
	}
}

func TestTemplateLeavesNothingBesideTheDatabase(t *testing.T) {
	path := NewDatabase(t)
	if found, _ := filepath.Glob(path + "*"); len(found) != 1 {
		t.Errorf("files %v", found)
	}
}

func BenchmarkNewStore(b *testing.B) {
	for b.Loop() {
		NewStore(b, nil)
	}
}
