package models

import (
	"context"
	"time"

	"gorm.io/gorm"

	"coulisse/access"
)

// TodayEvent is an event that somebody works at today or next, as far as they may know of it.
type TodayEvent struct {
	ID, Name, Venue, State string
	BeginsAt, EndsAt       time.Time
	Seats, Taken           int    // of all quotas, for who sees events or reports
	Entries                       // while it runs, for who sees access control
	Till                   string // the actor's own open one; "" for none
}

// todayLimit is how many events the first page names.
const todayLimit = 4

// Today lists the events within the actor's scope that run today, then the next, and those on
// which the actor has a till open; none for whom no event is opened.
func (s *Store) Today(ctx context.Context, a access.Actor) (list []TodayEvent, err error) {
	events, gate := a.Can(access.Events, access.View) || a.Can(access.Reports, access.View), a.Can(access.AccessControl, access.View)
	if !events && !gate && !a.Can(access.DoorSales, access.View) {
		return nil, nil
	}
	db := s.read(ctx)
	today, err := s.midnight(db, a)
	if err != nil {
		return nil, err
	}
	tomorrow, seller := today.AddDate(0, 0, 1).UTC(), ""
	if a.Can(access.DoorSales, access.Edit) {
		seller = a.User
	}
	where, scope := scoped(a, "id")
	args := append([]any{events, events, gate, tomorrow, gate, tomorrow, seller, tomorrow}, scope...)
	args = append(args, a.Organisation, today.UTC(), a.Organisation, seller, todayLimit)
	err = db.Raw("SELECT id, name, venue, state, begins_at, ends_at, "+todayColumns+" FROM (SELECT *, begins_at >= ? AS later FROM events WHERE "+where+`
			AND id IN (SELECT id FROM events WHERE organisation_id = ? AND ends_at >= ? AND state IN ('published', 'closed')
				UNION SELECT event_id FROM tills WHERE organisation_id = ? AND closed_at IS NULL AND opened_by = ?)
			`+todayOrder+" LIMIT ?) events "+todayOrder, args...).Scan(&list).Error
	return list, err
}

// todayOrder has those that run first, the first to end before others, and then the next.
const todayOrder = "ORDER BY later, CASE WHEN later THEN begins_at ELSE ends_at END, id"

// todayColumns count nothing that the actor may not know, and entries only of what runs.
const todayColumns = `CASE WHEN ? THEN (SELECT COALESCE(sum(quota), 0) FROM ticket_types y WHERE y.event_id = events.id) ELSE 0 END AS seats,
	CASE WHEN ? THEN (SELECT COALESCE(sum(taken), 0) FROM ticket_types y WHERE y.event_id = events.id) ELSE 0 END AS taken,
	CASE WHEN ? AND begins_at < ? THEN (SELECT count(*) FROM tickets k WHERE k.event_id = events.id AND k.valid) ELSE 0 END AS sold,
	CASE WHEN ? AND begins_at < ? THEN (SELECT count(k.checked_in_at) FROM tickets k WHERE k.event_id = events.id AND k.valid) ELSE 0 END AS entered,
	COALESCE((SELECT name FROM tills t WHERE t.organisation_id = events.organisation_id AND t.event_id = events.id AND t.closed_at IS NULL AND t.opened_by = ?
		ORDER BY opened_at DESC, id LIMIT 1), '') AS till`

// midnight is when today began in the zone of the actor's organisation.
func (s *Store) midnight(db *gorm.DB, a access.Actor) (time.Time, error) {
	var name string
	err := db.Raw("SELECT time_zone FROM organisations WHERE id = ?", a.Organisation).Row().Scan(&name)
	return midnight(s.Now(), name), err
}
