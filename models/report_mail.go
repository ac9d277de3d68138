package models

import (
	"context"
	"time"

	"coulisse/access"
)

// MailedReport is what a mail tells of sales figures; never who bought.
type MailedReport struct {
	Rhythm   string        `json:"rhythm"`
	EventID  string        `json:"event_id,omitempty"` // "" for several events
	Event    string        `json:"event,omitempty"`    // name
	From     string        `json:"from,omitempty"`     // days, both included; "" for all the time until now
	To       string        `json:"to,omitempty"`
	Sums     ReportSums    `json:"sums"`
	Left     int           `json:"left"`  // seats of the one event
	Seats    int           `json:"seats"` // in all its quotas
	Lines    []MailedSales `json:"lines,omitempty"`
	Others   Sales         `json:"others"` // of events without a line
	Currency string        `json:"currency"`
	Last     bool          `json:"last,omitempty"`  // no mail of this schedule follows
	Covers   access.Scope  `json:"covers,omitzero"` // the events whose figures are in it
}

// MailedSales are the sales of an event, or of a ticket type of the one event.
type MailedSales struct {
	Name string `json:"name"`
	Sold Sales  `json:"sold"`
}

// mailedReport adds up what a schedule's mail tells its reader of some events, or with none of
// all that they see.
func (s *Store) mailedReport(ctx context.Context, a access.Actor, f ReportFilter) (*MailedReport, error) {
	m := &MailedReport{From: f.From, To: f.To}
	if len(f.Events) == 1 {
		return m, s.tellEvent(ctx, a, f, m)
	}
	r, err := s.Report(ctx, a, f)
	if err != nil {
		return nil, err
	}
	m.Sums, m.Others = r.Sums, r.Others
	for _, e := range r.Best {
		m.Lines = append(m.Lines, MailedSales{e.Name, e.Sold})
	}
	return m, nil
}

func (s *Store) tellEvent(ctx context.Context, a access.Actor, f ReportFilter, m *MailedReport) error {
	r, err := s.EventReport(ctx, a, f.Events[0], f)
	if err != nil {
		return err
	}
	m.EventID, m.Event, m.Sums = r.Event.ID, r.Event.Name, r.Sums
	for _, q := range r.Quotas {
		m.Left += q.Left()
		m.Seats += q.Quota
	}
	for _, y := range r.Types {
		if y.Sold.Tickets > 0 {
			m.Lines = append(m.Lines, MailedSales{y.Name, y.Sold})
		}
	}
	return nil
}

// endedBy lists the events that a mail on the morning after is about: those in scope, or the
// schedule's own, whose last day in the organisation's zone is not after a day and has not been
// told of. Cancelled ones and drafts did not take place.
func (s *Store) endedBy(ctx context.Context, d *dueReport, until string) (ids []string, err error) {
	where, args := scoped(d.actor, "id")
	if d.EventID == nil {
		where, args = where+" AND ends_at >= ?", append(args, midnightAfter(d.Covered, d.org.Zone()))
	} else { // one that was moved to an earlier day is told of all the same
		where, args = where+" AND id = ?", append(args, *d.EventID)
	}
	err = s.read(ctx).Raw("SELECT id FROM events WHERE "+where+" AND ends_at < ? AND state IN ? ORDER BY begins_at, id",
		append(args, midnightAfter(until, d.org.Zone()), []string{EventPublished, EventClosed})...).Scan(&ids).Error
	return ids, err
}

// midnightAfter is the end of a day in a zone.
func midnightAfter(day string, z *time.Location) time.Time {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return time.Time{}
	}
	return time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, z).UTC()
}
