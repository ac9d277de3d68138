package cli

import (
	"math"
	"time"

	"coulisse/models"
)

// hours is how many of a hundred or so orders come in each hour of the day.
var hours = [24]int{1, 0, 0, 0, 0, 0, 1, 2, 4, 6, 8, 8, 9, 8, 6, 5, 5, 6, 7, 9, 12, 12, 8, 4}

// curve is when an event's orders come: slowly at first, more at weekends, and in a rush before
// the first evening.
type curve struct {
	days []time.Time // midnights of the organisation's zone
	sums []float64   // of their weights
	from time.Time
	to   time.Time
}

// curveOf runs from the first day of sales to the end of them, or to now.
func (d *demo) curveOf(e demoEvent) curve {
	c := curve{from: d.day(-e.onSale, 10, 0), to: d.salesEnd(e)}
	sum := 0.0
	for i := e.onSale; ; i++ {
		day := d.day(-i, 0, 0)
		if !day.Before(c.to) {
			return c
		}
		weight := weigh(i-e.onSale, e.begins-i, day.In(d.zone).Weekday())
		if left := c.to.Sub(day); left < 24*time.Hour {
			weight *= left.Hours() / 24
		}
		sum += weight
		c.days, c.sums = append(c.days, day), append(c.sums, sum)
	}
}

// salesEnd is when the last order comes in, or now.
func (d *demo) salesEnd(e demoEvent) time.Time {
	if e.state == models.EventCancelled {
		return d.day(-e.off, 9, 0)
	}
	return d.soonest(d.night(e, e.days-1))
}

// weigh is how much a day sells, so many days after the first and before the event.
func weigh(after, before int, on time.Weekday) float64 {
	weight := 1.1 // during the run
	if before >= 0 {
		weight = 0.25 + 0.75*float64(after)/float64(after+before+1) + 2.6*math.Exp(-float64(before)/5)
	}
	switch on {
	case time.Friday:
		weight *= 1.25
	case time.Saturday, time.Sunday:
		weight *= 1.6
	}
	return weight
}

// moment draws a time from the curve.
func (d *demo) moment(c curve) time.Time {
	at := d.rand.Float64() * c.sums[len(c.sums)-1]
	i := 0
	for c.sums[i] < at {
		i++
	}
	for range 20 {
		t := c.days[i].Add(d.hour() + time.Duration(d.rand.IntN(3600))*time.Second)
		if t.After(c.from) && t.Before(c.to) {
			return t
		}
	}
	first := c.days[i]
	if first.Before(c.from) {
		first = c.from
	}
	last := c.days[i].Add(24 * time.Hour)
	if last.After(c.to) {
		last = c.to
	}
	return first.Add(time.Duration(d.rand.Int64N(int64(last.Sub(first))))).Truncate(time.Second)
}

// hour draws an hour of the day.
func (d *demo) hour() time.Duration {
	sum := 0
	for _, n := range hours {
		sum += n
	}
	at := d.rand.IntN(sum)
	for h, n := range hours {
		if at -= n; at < 0 {
			return time.Duration(h) * time.Hour
		}
	}
	return 0
}
