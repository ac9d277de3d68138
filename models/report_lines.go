package models

import (
	"context"
	"time"

	"coulisse/access"
)

// ReportLine are the tickets of one type of an event that were sold on one day.
type ReportLine struct {
	Event       string // name
	BeginsAt    time.Time
	Type        string // name
	Day         string
	Sold, Ended Sales // Ended are refunded or cancelled
}

func (r *ReportLine) fields() []any {
	return []any{&r.Event, &r.BeginsAt, &r.Type, &r.Day, &r.Sold.Tickets, &r.Sold.Amount, &r.Ended.Tickets, &r.Ended.Amount}
}

// ReportLines lists the sales within the actor's scope by event, type and day, for whoever may
// export them.
func (s *Store) ReportLines(ctx context.Context, a access.Actor, f ReportFilter) ([]ReportLine, error) {
	if !a.Can(access.Reports, access.Edit) {
		return nil, missing()
	}
	// A file is whole, and yet refuses a place in the list that is none.
	sort, err := newSort("-begins", "", eventOrder, "id")
	if err != nil {
		return nil, err
	}
	if _, _, err := sort.after(f.Page); err != nil {
		return nil, err
	}
	where, args := f.where(a, "sold_on")
	return scan(s.read(ctx), (*ReportLine).fields, `SELECT e.name, e.begins_at, y.name, k.sold_on, k.sold, k.revenue, k.ended, k.lost FROM (
			SELECT event_id, type_id, sold_on, count(*) FILTER (WHERE valid) AS sold, COALESCE(sum(price) FILTER (WHERE valid), 0) AS revenue,
				count(*) FILTER (WHERE NOT valid) AS ended, COALESCE(sum(price) FILTER (WHERE NOT valid), 0) AS lost
			FROM tickets WHERE `+where+` GROUP BY event_id, type_id, sold_on
		) k JOIN events e ON e.id = k.event_id JOIN ticket_types y ON y.id = k.type_id
		ORDER BY e.begins_at, e.id, y.position, y.id, k.sold_on`, args...)
}

// EventReportLines lists the sales of one event within the actor's scope; NotFound for any
// other.
func (s *Store) EventReportLines(ctx context.Context, a access.Actor, id string, f ReportFilter) ([]ReportLine, error) {
	if !a.Can(access.Reports, access.Edit) || !a.Sees(id) {
		return nil, missing()
	}
	if _, err := s.event(s.read(ctx), a.Organisation, id); err != nil {
		return nil, err
	}
	f.Events = []string{id}
	return s.ReportLines(ctx, a, f)
}
