package models

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Queue lets a few in at once, and has others wait for their turn in two bounded lines: whoever is
// known goes before whoever is not, so that a crowd of strangers does not keep them out. Of one key
// only one is inside at a time, and no more wait in a line than half its places.
type Queue struct {
	wait   time.Duration
	places int // in each line

	mu     sync.Mutex
	free   int
	lines  [2][]*waiter // who is known, who is not
	inside map[string]bool
}

type waiter struct {
	key string
	in  chan struct{} // closed when it is their turn
}

// NewQueue lets so many in at once, and so many wait in each line, for so long.
func NewQueue(slots, places int, wait time.Duration) *Queue {
	return &Queue{wait: wait, places: places, free: slots, inside: map[string]bool{}}
}

// Enter waits for one's turn; leave ends it. Keys tell apart whose turns must follow each other; ""
// is nobody's. Busy when the line is full, at once, or when the wait is over; the error of ctx when
// the person has gone.
func (q *Queue) Enter(ctx context.Context, key string, known bool) (leave func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	w, ok := q.stand(key, known)
	if !ok {
		return nil, q.busy()
	}
	timer := time.NewTimer(q.wait)
	defer timer.Stop()
	select {
	case <-w.in:
	case <-ctx.Done():
		err = ctx.Err()
	case <-timer.C:
		err = q.busy()
	}
	if err != nil && q.stepOut(w) {
		return nil, err
	}
	// Their turn had come, at this very moment at the latest: who does not want to wait at all, and
	// finds the room empty, goes in.
	if err := ctx.Err(); err != nil {
		q.leave(key)
		return nil, err
	}
	return func() { q.leave(key) }, nil
}

// full tells whether nobody who is not known finds a place at this moment.
func (q *Queue) full() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.free == 0 && len(q.lines[1]) >= q.places
}

// stand joins the end of a line, unless it is full.
func (q *Queue) stand(key string, known bool) (*waiter, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	line := &q.lines[1]
	if known {
		line = &q.lines[0]
	}
	w := &waiter{key, make(chan struct{})}
	*line = append(*line, w)
	q.admit()
	if !slices.Contains(*line, w) {
		return w, true
	}
	same := 0
	for _, other := range *line {
		if key != "" && other.key == key {
			same++
		}
	}
	if len(*line) > q.places || same > max(1, q.places/2) {
		*line = (*line)[:len(*line)-1]
		return nil, false
	}
	return w, true
}

// admit lets in whose turn it is.
func (q *Queue) admit() {
	for i := range q.lines {
		for q.free > 0 {
			next := slices.IndexFunc(q.lines[i], func(w *waiter) bool { return !q.inside[w.key] })
			if next < 0 {
				break
			}
			w := q.lines[i][next]
			q.lines[i] = slices.Delete(q.lines[i], next, next+1)
			q.free--
			if w.key != "" {
				q.inside[w.key] = true
			}
			close(w.in)
		}
	}
}

func (q *Queue) leave(key string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.free++
	delete(q.inside, key)
	q.admit()
}

// stepOut leaves a line before one's turn; it tells whether one still stood there.
func (q *Queue) stepOut(w *waiter) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i, line := range q.lines {
		if at := slices.Index(line, w); at >= 0 {
			q.lines[i] = slices.Delete(line, at, at+1)
			return true
		}
	}
	return false
}

func (q *Queue) busy() error {
	e := Fail(Busy, "password.busy")
	e.After = max(1, int((q.wait+time.Second-1)/time.Second))
	return e
}
