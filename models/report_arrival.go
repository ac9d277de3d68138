package models

import (
	"strings"
	"time"

	"gorm.io/gorm"

	"coulisse/access"
)

// Arrivals are those who came in, by quarters of an hour around the beginning.
type Arrivals struct {
	Before, After int // earlier than the first quarter, later than the last
	Quarters      []Quarter
}

// Quarter are those who came in within a quarter of an hour.
type Quarter struct {
	Begins time.Time
	Count  int
}

// The quarters of an hour that are told apart: from two hours before the beginning to an hour
// after it.
const (
	quarter        = 15 * time.Minute
	quartersBefore = 8
	quartersAfter  = 4
)

// span is a time in which people came in.
type span struct {
	number, count int
	from, to      time.Time
}

func (s *span) fields() []any { return []any{&s.number, &s.count} }

// spans are the quarters, with all the time before and after them at the ends.
func spans(begins time.Time) []span {
	at := begins.Add(-quartersBefore * quarter)
	list := []span{{to: at}}
	for range quartersBefore + quartersAfter {
		list = append(list, span{from: at, to: at.Add(quarter)})
		at = at.Add(quarter)
	}
	return append(list, span{from: at, to: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)})
}

// readArrivals counts who came in. Each time is a range of the index, so that nothing has to be
// brought into an order.
func (r *EventReport) readArrivals(db *gorm.DB, a access.Actor, f ReportFilter) error {
	all, args := spans(r.Event.BeginsAt), []any(nil)
	for i, s := range all {
		args = append(args, i, s.from, s.to)
	}
	where, conditions := f.where(a, "sold_on")
	query := "WITH spans (n, begins, ends) AS (VALUES (?, ?, ?)" + strings.Repeat(", (?, ?, ?)", len(all)-1) + `)
		SELECT n, (SELECT count(*) FROM tickets WHERE ` + where + " AND checked_in_at IS NOT NULL AND checked_in_at >= begins AND checked_in_at < ends AND valid) FROM spans"
	counts, err := scan(db, (*span).fields, query, append(args, conditions...)...)
	for _, c := range counts {
		all[c.number].count = c.count
		r.Sums.Entered += c.count
	}
	if r.Sums.Entered > 0 {
		r.Arrivals = arrivalsOf(all)
	}
	return err
}

func arrivalsOf(all []span) *Arrivals {
	last := len(all) - 1
	e := &Arrivals{Before: all[0].count, After: all[last].count}
	for _, s := range all[1:last] {
		e.Quarters = append(e.Quarters, Quarter{s.from, s.count})
	}
	return e
}
