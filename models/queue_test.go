package models

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// turns are the names of those whose turn came, in that order.
type turns struct {
	sync.Mutex
	names []string
}

// list is whose turn has come so far.
func (o *turns) list() []string {
	o.Lock()
	defer o.Unlock()
	return slices.Clone(o.names)
}

// waits has somebody wait in a queue, and notes when their turn comes.
func waits(t *testing.T, q *Queue, key string, known bool, order *turns, name string) {
	t.Helper()
	go func() {
		leave, err := q.Enter(t.Context(), key, known)
		if err != nil {
			t.Error(name, err)
			return
		}
		order.Lock()
		order.names = append(order.names, name)
		order.Unlock()
		time.Sleep(time.Second) // of the test's own time
		leave()
	}()
	synctest.Wait()
}

func TestWhoIsKnownGoesBeforeACrowdOfStrangers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := NewQueue(1, 4, time.Hour)
		var order turns
		for _, name := range []string{"a", "b", "c", "d", "e"} {
			waits(t, q, name, false, &order, name)
		}
		if _, err := q.Enter(t.Context(), "f", false); CodeOf(err) != Busy {
			t.Error("a stranger found a place in a full line:", err)
		}
		waits(t, q, "known", true, &order, "known")
		time.Sleep(time.Minute)
		if order := order.list(); !slices.Equal(order, []string{"a", "known", "b", "c", "d", "e"}) {
			t.Error(order)
		}
	})
}

func TestTurnsOfOneKeyFollowEachOtherAndLetOthersPass(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := NewQueue(2, 8, time.Hour)
		var order turns
		for _, name := range []string{"a1", "a2", "b1", "a3"} {
			waits(t, q, name[:1], false, &order, name)
		}
		if order := order.list(); len(order) != 2 || order[1] != "b1" {
			t.Error("at once:", order)
		}
		time.Sleep(time.Minute)
		if order := order.list(); len(order) != 4 || order[2] != "a2" || order[3] != "a3" {
			t.Error(order)
		}
	})
}

func TestOneKeyFillsHalfALineAtMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := NewQueue(1, 4, time.Hour)
		var order turns
		for range 3 {
			waits(t, q, "a", false, &order, "a")
		}
		if _, err := q.Enter(t.Context(), "a", false); CodeOf(err) != Busy {
			t.Error(err)
		}
		waits(t, q, "b", false, &order, "b")
		time.Sleep(time.Minute)
		if order := order.list(); len(order) != 4 {
			t.Error(order)
		}
	})
}

func TestWhoLeavesALineKeepsNobodyWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := NewQueue(1, 4, 10*time.Second)
		leave, err := q.Enter(t.Context(), "a", false)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		if _, err := q.Enter(ctx, "b", false); err != context.Canceled {
			t.Error(err)
		}
		if _, err := q.Enter(t.Context(), "c", false); CodeOf(err) != Busy {
			t.Error(err)
		}
		leave()
		if q.free != 1 || len(q.lines[1]) != 0 || len(q.inside) != 0 {
			t.Error(q.free, q.lines, q.inside)
		}
	})
}

// A command of the operator is alone, and its queue gives no time to wait: it was refused as busy
// every other time.
func TestWhoDoesNotWaitFindsAnEmptyRoomOpen(t *testing.T) {
	q := NewQueue(1, 4, 0)
	for range 100 {
		leave, err := q.Enter(t.Context(), "", false)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := q.Enter(t.Context(), "", false); CodeOf(err) != Busy {
			t.Fatal("two inside:", err)
		}
		leave()
	}
	if q.free != 1 || len(q.lines[1]) != 0 {
		t.Error(q.free, q.lines)
	}
}
