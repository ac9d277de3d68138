package cli

import (
	"fmt"
	"slices"
	"time"
)

// act is one thing that happens in the demonstration's year.
type act struct {
	at   time.Time
	work int    // how much it is to do, in orders that are written
	what string // for whoever waits
	do   func() error
}

// plan puts an act into the year; what lies ahead of today does not happen.
func (d *demo) plan(at time.Time, work int, what string, do func() error) {
	if at.After(d.today) {
		return
	}
	d.acts = append(d.acts, act{at, work, what, do})
	d.unsorted = true
}

// play lets the year pass. Acts may plan others for later; each mail leaves as soon as it waits.
func (d *demo) play(p *progress) error {
	for len(d.acts) > 0 && d.end() == nil {
		if d.unsorted {
			slices.SortStableFunc(d.acts, func(x, y act) int { return x.at.Compare(y.at) })
			d.unsorted = false
		}
		a := d.acts[0]
		d.acts = d.acts[1:]
		p.step(0, a.what)
		d.until(a.at)
		if err := a.do(); err != nil {
			return fmt.Errorf("%s: %w", a.what, err)
		}
		if err := d.deliver(); err != nil {
			return err
		}
		p.step(a.work, a.what)
	}
	return d.end()
}

// until moves the clock on; it never goes back, nor beyond today.
func (d *demo) until(t time.Time) {
	if t.After(d.today) {
		t = d.today
	}
	if t.After(d.now) {
		d.now = t.UTC()
	}
}

// day is a moment of the organisation's clock, some days before today or, below zero, after.
func (d *demo) day(ago, hour, minute int) time.Time {
	t := d.today.In(d.zone)
	return time.Date(t.Year(), t.Month(), t.Day()-ago, hour, minute, 0, 0, d.zone).UTC()
}

// soonest is a moment or, when it lies ahead, now.
func (d *demo) soonest(t time.Time) time.Time {
	if t.After(d.today) {
		return d.today
	}
	return t
}
