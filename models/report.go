package models

import (
	"cmp"
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"coulisse/access"
)

// ReportFilter bounds a report to some events, and to the tickets that were sold on some days.
type ReportFilter struct {
	Events   []string // ids; none for all in scope
	From, To string   // days in the organisation's zone, both included; "" leaves a side open
	Page     Page
}

// Sales are tickets and their public prices, in the currency's smallest unit.
type Sales struct {
	Tickets int
	Amount  int64
}

// ReportSums are the figures of a report. Sold are the tickets that are valid today: what was
// refunded or cancelled is not among them, and counts on the day on which it had been sold.
type ReportSums struct {
	Sold, Refunded, Cancelled Sales
	Entered                   int // of the tickets sold
}

// ReportEvent is an event in a report.
type ReportEvent struct {
	ID, Name, State  string
	BeginsAt, EndsAt time.Time
	Capacity         int // seats of all quotas
	Sold             Sales
	Entered          int
}

// DaySales are the sales of a day in the organisation's zone, YYYY-MM-DD.
type DaySales struct {
	Day  string
	Sold Sales
}

// Report are the figures of all events within the actor's scope, with one page of the events.
type Report struct {
	Sums   ReportSums
	Days   []DaySales    // those with sales, in order
	Best   []ReportEvent // those with sales and the most revenue, at most BestEvents
	Others Sales         // of all further events
	Rows   []ReportEvent // the latest first
	Total  int           // at most CountLimit + 1, which means "more than CountLimit"
	Before string
	After  string
}

// BestEvents is how many events are told apart by their revenue.
const BestEvents = 10

// Report adds up the sales of the events within the actor's scope. Invalid at cursor.
func (s *Store) Report(ctx context.Context, a access.Actor, f ReportFilter) (*Report, error) {
	if !a.Can(access.Reports, access.View) {
		return nil, missing()
	}
	db, r := s.read(ctx), &Report{}
	sold, err := r.readSold(db, a, f)
	if err != nil {
		return nil, err
	}
	if err := r.readEntered(db, a, f, sold); err != nil {
		return nil, err
	}
	if err := r.readEnded(db, a, f); err != nil {
		return nil, err
	}
	if err := s.reportRows(db, a, f, r, sold); err != nil {
		return nil, err
	}
	return r, s.bestEvents(ctx, a, r, sold)
}

// eventSums are the figures of one event.
type eventSums struct {
	id      string
	sold    Sales
	entered int
}

func (e *eventSums) entries() []any { return []any{&e.id, &e.entered} }

// eventOrDay are the sales of an event, or of a day.
type eventOrDay struct {
	event, day string
	sold       Sales
}

func (e *eventOrDay) fields() []any { return []any{&e.event, &e.day, &e.sold.Tickets, &e.sold.Amount} }

// readSold reads the sales by event and by day at once: the tickets are counted in the order of
// the index, and the few counts that come of it are added up both ways.
func (r *Report) readSold(db *gorm.DB, a access.Actor, f ReportFilter) (map[string]eventSums, error) {
	where, args := f.where(a, "sold_on")
	rows, err := scan(db, (*eventOrDay).fields, `WITH counts AS MATERIALIZED (
			SELECT event_id, sold_on, price, count(*) AS n FROM tickets WHERE `+where+` AND valid GROUP BY event_id, type_id, sold_on, price)
		SELECT event_id, '' AS day, sum(n), sum(n * price) FROM counts GROUP BY event_id
		UNION ALL SELECT '', sold_on, sum(n), sum(n * price) FROM counts GROUP BY sold_on ORDER BY day`, args...)
	byID := map[string]eventSums{}
	for _, e := range rows {
		if e.event == "" {
			r.Days = append(r.Days, DaySales{e.day, e.sold})
			continue
		}
		byID[e.event] = eventSums{id: e.event, sold: e.sold}
		r.Sums.Sold.add(e.sold)
	}
	return byID, err
}

// readEntered counts those who came in, by event.
func (r *Report) readEntered(db *gorm.DB, a access.Actor, f ReportFilter, byID map[string]eventSums) error {
	where, args := f.where(a, "sold_on")
	rows, err := scan(db, (*eventSums).entries, "SELECT event_id, count(*) FROM tickets WHERE "+where+" AND checked_in_at IS NOT NULL AND valid GROUP BY event_id", args...)
	for _, e := range rows {
		e.sold = byID[e.id].sold
		byID[e.id] = e
		r.Sums.Entered += e.entered
	}
	return err
}

// where are the conditions on tickets or orders: organisation and scope first.
func (f ReportFilter) where(a access.Actor, day string) (where string, args []any) {
	where, args = scoped(a, "event_id")
	if len(f.Events) > 0 {
		where, args = where+" AND event_id IN ?", append(args, f.Events)
	}
	if f.From != "" {
		where, args = where+" AND "+day+" >= ?", append(args, f.From)
	}
	if f.To != "" {
		where, args = where+" AND "+day+" <= ?", append(args, f.To)
	}
	return where, args
}

// readEnded adds up what was refunded and cancelled.
func (r *Report) readEnded(db *gorm.DB, a access.Actor, f ReportFilter) error {
	where, args := f.where(a, "placed_on")
	ended, err := scan(db, (*orderSums).fields, "SELECT state, '', sum(tickets), sum(total), sum(refunded_tickets), sum(refunded_total) FROM orders WHERE "+where+" AND state IN ('cancelled', 'refunded') GROUP BY state", args...)
	if err != nil {
		return err
	}
	for _, o := range ended {
		r.Sums.end(o)
	}
	partly, err := partlyRefunded(db, where, args)
	r.Sums.Refunded.add(partly)
	return err
}

// orderSums are the sums of the orders of a state, by channel where that is asked for, and what of
// them was refunded while the rest stayed.
type orderSums struct {
	state, channel string
	sales, partly  Sales
}

func (o *orderSums) fields() []any {
	return []any{&o.state, &o.channel, &o.sales.Tickets, &o.sales.Amount, &o.partly.Tickets, &o.partly.Amount}
}

// left is what was not refunded before.
func (o orderSums) left() Sales {
	return Sales{o.sales.Tickets - o.partly.Tickets, o.sales.Amount - o.partly.Amount}
}

// end adds orders that are paid no more. Of a refunded order all is, whenever.
func (r *ReportSums) end(o orderSums) {
	switch o.state {
	case OrderRefunded:
		r.Refunded.add(o.sales)
	case OrderCancelled:
		r.Cancelled.add(o.left())
	}
}

func (s *Sales) add(o Sales) { s.Tickets, s.Amount = s.Tickets+o.Tickets, s.Amount+o.Amount }

func (e *ReportEvent) fields() []any {
	return []any{&e.ID, &e.Name, &e.State, &e.BeginsAt, &e.EndsAt, &e.Capacity}
}

// reportRows reads one page of the events, those without sales included.
func (s *Store) reportRows(db *gorm.DB, a access.Actor, f ReportFilter, r *Report, sold map[string]eventSums) error {
	sort, err := newSort("-begins", "", eventOrder, "id")
	if err != nil {
		return err
	}
	keyset, keysetArgs, err := sort.after(f.Page)
	if err != nil {
		return err
	}
	where, args := scoped(a, "id")
	if len(f.Events) > 0 {
		where, args = where+" AND id IN ?", append(args, f.Events)
	}
	query := `SELECT id, name, state, begins_at, ends_at,
			(SELECT COALESCE(sum(y.quota), 0) FROM ticket_types y WHERE y.organisation_id = events.organisation_id AND y.event_id = events.id) AS capacity
		FROM events WHERE ` + where + keyset + sort.order(f.Page) + " LIMIT ?"
	count := "SELECT count(*) FROM (SELECT 1 FROM events WHERE " + where + " LIMIT ?) found"
	if r.Rows, err = scan(db, (*ReportEvent).fields, query, append(append(args[:len(args):len(args)], keysetArgs...), PageSize+1)...); err != nil {
		return err
	}
	if err := db.Raw(count, append(args[:len(args):len(args)], CountLimit+1)...).Row().Scan(&r.Total); err != nil {
		return err
	}
	r.Rows, r.Before, r.After = turn(r.Rows, f.Page, func(e ReportEvent) string { return sort.cursor(e.BeginsAt.UTC().Format(time.RFC3339Nano), e.ID) })
	for i, e := range r.Rows {
		r.Rows[i].Sold, r.Rows[i].Entered = sold[e.ID].sold, sold[e.ID].entered
	}
	return nil
}

// bestEvents tells the events with the most revenue apart, and adds up the others.
func (s *Store) bestEvents(ctx context.Context, a access.Actor, r *Report, sold map[string]eventSums) error {
	var best []eventSums
	for _, e := range sold {
		if e.sold.Tickets > 0 {
			best = append(best, e)
		}
	}
	slices.SortFunc(best, func(x, y eventSums) int {
		return cmp.Or(cmp.Compare(y.sold.Amount, x.sold.Amount), cmp.Compare(y.sold.Tickets, x.sold.Tickets), cmp.Compare(x.id, y.id))
	})
	var ids []string
	for i, e := range best {
		if i >= BestEvents {
			r.Others.add(e.sold)
			continue
		}
		ids = append(ids, e.id)
		r.Best = append(r.Best, ReportEvent{ID: e.id, Sold: e.sold, Entered: e.entered})
	}
	names := map[string]string{}
	err := s.addNames(ctx, names, "events", a.Organisation, ids)
	for i, e := range r.Best {
		r.Best[i].Name = names[e.ID]
	}
	return err
}
