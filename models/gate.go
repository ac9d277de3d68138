package models

import (
	"context"
	"time"

	"coulisse/access"
)

// Entries is how many of the valid tickets that were sold have come in.
type Entries struct{ Entered, Sold int }

// Gate is an event with its entries.
type Gate struct {
	Event
	Entries
}

// GateFilter says which doors: those of today and later, today's first, or those before.
type GateFilter struct {
	Past bool
	Page Page
}

// Gates is one page of the list of events that let people in.
type Gates struct {
	Rows   []Gate
	Total  int // at most CountLimit + 1, which means "more than CountLimit"
	Before string
	After  string
}

const entriesColumns = `(SELECT count(*) FROM tickets k WHERE k.event_id = events.id AND k.valid) AS sold,
	(SELECT count(k.checked_in_at) FROM tickets k WHERE k.event_id = events.id AND k.valid) AS entered`

// Gates lists the published and closed events within the actor's scope, with their entries.
// Invalid at cursor.
func (s *Store) Gates(ctx context.Context, a access.Actor, f GateFilter) (*Gates, error) {
	if !a.Can(access.AccessControl, access.View) {
		return nil, missing()
	}
	db, when, direction := s.read(ctx), "ends_at >= ?", ""
	if f.Past {
		when, direction = "ends_at < ?", "-"
	}
	sort, err := newSort(direction+"begins", "", eventOrder, "id")
	if err != nil {
		return nil, err
	}
	keyset, keysetArgs, err := sort.after(f.Page)
	if err != nil {
		return nil, err
	}
	today, err := s.midnight(db, a)
	if err != nil {
		return nil, err
	}
	list := &Gates{}
	where, args := scoped(a, "id")
	where, args = where+" AND state IN ('published', 'closed') AND "+when, append(args, today.UTC())
	query := "SELECT *, " + entriesColumns + " FROM events WHERE " + where + keyset + sort.order(f.Page) + " LIMIT ?"
	if err := db.Raw(query, append(append(args[:len(args):len(args)], keysetArgs...), PageSize+1)...).Scan(&list.Rows).Error; err != nil {
		return nil, err
	}
	list.Rows, list.Before, list.After = turn(list.Rows, f.Page, func(d Gate) string { return sort.cursor(d.key(sort.column), d.ID) })
	list.Total, err = countUpTo(db, "events WHERE "+where, args)
	return list, err
}

// midnight is when the day of an instant began in a zone.
func midnight(t time.Time, name string) time.Time {
	y, m, d := t.In(zone(name)).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, zone(name))
}

// Gate reads an event with its entries, whatever its state; NotFound out of scope.
func (s *Store) Gate(ctx context.Context, a access.Actor, id string) (*Event, []TypeEntries, error) {
	if !a.Can(access.AccessControl, access.View) || !a.Sees(id) {
		return nil, nil, missing()
	}
	e, err := s.event(s.read(ctx), a.Organisation, id)
	if err != nil {
		return nil, nil, err
	}
	var types []TypeEntries
	err = s.read(ctx).Raw(`SELECT y.id, y.name,
			(SELECT count(*) FROM tickets k WHERE k.event_id = y.event_id AND k.type_id = y.id AND k.valid = TRUE) AS sold,
			(SELECT count(*) FROM tickets k WHERE k.event_id = y.event_id AND k.type_id = y.id AND k.valid = TRUE AND k.checked_in_at IS NOT NULL) AS entered
		FROM ticket_types y WHERE y.organisation_id = ? AND y.event_id = ? ORDER BY y.position, y.id`, a.Organisation, id).Scan(&types).Error
	return e, types, err
}

// TypeEntries is how many of a ticket type have come in.
type TypeEntries struct {
	ID, Name string
	Entries
}
