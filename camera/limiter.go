package camera

import (
	"errors"
	"sync"
	"time"
)

// How often somebody may have a frame read: so many a second, after so many at once.
const (
	perSecond = 5
	atOnce    = 20
	forgotten = time.Minute // when somebody's allowance is full again for certain
)

// Errors of a Reader.
var (
	ErrTooOften = errors.New("camera: frames come too fast")
	ErrBusy     = errors.New("camera: other frames are being read")
)

// Reader reads frames for many people, each a few a second and one at a time, on so many processors.
type Reader struct {
	slots  chan struct{}
	mu     sync.Mutex
	people map[string]*allowance
}

// allowance is what somebody may still have read.
type allowance struct {
	frames float64
	at     time.Time
	busy   bool
}

// NewReader makes a reader that reads so many frames at once.
func NewReader(slots int) *Reader {
	return &Reader{slots: make(chan struct{}, max(slots, 1)), people: map[string]*allowance{}}
}

// Read reads somebody's frame. ErrTooOften when they send more than a camera should, or several at
// a time; ErrBusy when everybody together does.
func (r *Reader) Read(person string, f Frame) (code string, err error) {
	if !r.take(person, time.Now()) {
		return "", ErrTooOften
	}
	defer r.done(person)
	select {
	case r.slots <- struct{}{}:
	case <-time.After(slotWait):
		return "", ErrBusy
	}
	defer func() { <-r.slots }()
	return f.Read(), nil
}

// slotWait is how long a frame is worth waiting for; the next one shows the same ticket.
const slotWait = 250 * time.Millisecond

// take takes one frame from somebody's allowance.
func (r *Reader) take(person string, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	a := r.people[person]
	if a == nil {
		r.forget(now)
		a = &allowance{frames: atOnce, at: now}
		r.people[person] = a
	}
	a.frames, a.at = min(atOnce, a.frames+perSecond*now.Sub(a.at).Seconds()), now
	if a.busy || a.frames < 1 {
		return false
	}
	a.frames, a.busy = a.frames-1, true
	return true
}

// done ends somebody's reading.
func (r *Reader) done(person string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if a := r.people[person]; a != nil {
		a.busy = false
	}
}

// forget drops those who have not sent a frame for a while.
func (r *Reader) forget(now time.Time) {
	for person, a := range r.people {
		if !a.busy && now.Sub(a.at) > forgotten {
			delete(r.people, person)
		}
	}
}
