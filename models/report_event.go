package models

import (
	"context"
	"maps"
	"slices"

	"gorm.io/gorm"

	"coulisse/access"
)

// EventReport are the figures of one event.
type EventReport struct {
	Event    Event
	Sums     ReportSums
	Types    []TypeSales // all of the event's, in their order
	Days     []DaySales  // those with sales, in order
	Channels []ChannelSales
	Quotas   []QuotaLeft
	Arrivals *Arrivals // nil when nobody has come in
}

// TypeSales are the sales of a ticket type. Ended are its tickets that are no longer valid:
// refunded or cancelled.
type TypeSales struct {
	ID, Name    string
	Sold, Ended Sales
}

// ChannelSales are what came through a channel.
type ChannelSales struct {
	Channel string
	Sold    Sales
}

// QuotaLeft is how a quota stands today, whatever the days of the report.
type QuotaLeft struct {
	ID, Name     string   // of the ticket type that has it
	With         []string // names of the types that draw from it too
	Taken, Quota int
}

// Left is how many seats can still be sold.
func (q QuotaLeft) Left() int { return q.Quota - q.Taken }

// EventReport adds up the sales of an event within the actor's scope; NotFound for any other.
func (s *Store) EventReport(ctx context.Context, a access.Actor, id string, f ReportFilter) (*EventReport, error) {
	if !a.Can(access.Reports, access.View) || !a.Sees(id) {
		return nil, missing()
	}
	db := s.read(ctx)
	e, err := s.event(db, a.Organisation, id)
	if err != nil {
		return nil, err
	}
	f.Events = []string{id}
	r := &EventReport{Event: *e}
	for _, read := range []func(*gorm.DB, access.Actor, ReportFilter) error{r.readTypes, r.readSold, r.readOrders, r.readArrivals} {
		if err := read(db, a, f); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// readTypes reads what is sold, and how the quotas stand.
func (r *EventReport) readTypes(db *gorm.DB, a access.Actor, _ ReportFilter) error {
	var types []TicketType
	err := db.Raw("SELECT * FROM ticket_types WHERE organisation_id = ? AND event_id = ? ORDER BY position, id", a.Organisation, r.Event.ID).Scan(&types).Error
	quotas := map[string]int{}
	for _, y := range types {
		r.Types = append(r.Types, TypeSales{ID: y.ID, Name: y.Name})
		if y.Quota != nil {
			quotas[y.ID] = len(r.Quotas)
			r.Quotas = append(r.Quotas, QuotaLeft{ID: y.ID, Name: y.Name, Taken: y.Taken, Quota: *y.Quota})
		}
	}
	for _, y := range types {
		if y.ParentID != nil {
			q := &r.Quotas[quotas[*y.ParentID]]
			q.With = append(q.With, y.Name)
		}
	}
	return err
}

// typeDay are the tickets of a type that were sold on a day.
type typeDay struct {
	kind, day   string
	sold, ended Sales
}

func (d *typeDay) fields() []any {
	return []any{&d.kind, &d.day, &d.sold.Tickets, &d.sold.Amount, &d.ended.Tickets, &d.ended.Amount}
}

// Columns that add up tickets: valid ones, and those that are so no longer.
const (
	soldTickets  = "count(*) FILTER (WHERE valid), COALESCE(sum(price) FILTER (WHERE valid), 0)"
	endedTickets = "count(*) FILTER (WHERE NOT valid), COALESCE(sum(price) FILTER (WHERE NOT valid), 0)"
)

// readSold reads the sales by type and day, in the order of the index, and adds them up both
// ways.
func (r *EventReport) readSold(db *gorm.DB, a access.Actor, f ReportFilter) error {
	where, args := f.where(a, "sold_on")
	rows, err := scan(db, (*typeDay).fields, "SELECT type_id, sold_on, "+soldTickets+", "+endedTickets+" FROM tickets WHERE "+where+" GROUP BY type_id, sold_on", args...)
	types, days := map[string]*TypeSales{}, map[string]Sales{}
	for i := range r.Types {
		types[r.Types[i].ID] = &r.Types[i]
	}
	for _, d := range rows {
		r.Sums.Sold.add(d.sold)
		types[d.kind].Sold.add(d.sold)
		types[d.kind].Ended.add(d.ended)
		if d.sold.Tickets > 0 {
			sum := days[d.day]
			sum.add(d.sold)
			days[d.day] = sum
		}
	}
	r.Days = inOrder(days)
	return err
}

// readOrders reads what came through which channel, and what was refunded or cancelled.
func (r *EventReport) readOrders(db *gorm.DB, a access.Actor, f ReportFilter) error {
	where, args := f.where(a, "placed_on")
	rows, err := scan(db, (*orderSums).fields, "SELECT state, channel, sum(tickets), sum(total), sum(refunded_tickets), sum(refunded_total) FROM orders WHERE "+where+" AND state IN ('paid', 'cancelled', 'refunded') GROUP BY state, channel", args...)
	for _, o := range rows {
		if o.state == OrderPaid {
			r.Channels = append(r.Channels, ChannelSales{Channel: o.channel, Sold: o.left()})
		} else {
			r.Sums.end(o)
		}
		if o.state != OrderRefunded {
			r.Sums.Refunded.add(o.partly)
		}
	}
	return err
}

// inOrder lists the days in order.
func inOrder(days map[string]Sales) (list []DaySales) {
	for _, day := range slices.Sorted(maps.Keys(days)) {
		list = append(list, DaySales{day, days[day]})
	}
	return list
}
