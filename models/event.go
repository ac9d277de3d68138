package models

import (
	"context"
	"time"

	"gorm.io/gorm"

	"coulisse/access"
)

// Event is something that takes place: name, venue, and when, in the organisation's zone.
type Event struct {
	ID             string
	OrganisationID string
	Name           string
	SortName       string
	Venue          string
	FoundBy        string // name and venue as search looks at them
	BeginsAt       time.Time
	EndsAt         time.Time
	State          string
	OrderMails     bool   // new orders are mailed to those who asked for it (MP4)
	Settled        bool   `gorm:"->"` // its figures are final; read with one event alone
	CreatedBy      string // user's id
	Version        int
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// States of an event.
const (
	EventDraft     = "draft"
	EventPublished = "published"
	EventClosed    = "closed" // nothing is sold any more
	EventCancelled = "cancelled"
)

// EventStates lists them in the order of the filter.
var EventStates = []string{EventPublished, EventDraft, EventClosed, EventCancelled}

// event reads one event of an organisation, whatever the scope.
func (s *Store) event(db *gorm.DB, organisation, id string) (*Event, error) {
	var e Event
	if err := db.Raw(`SELECT e.*, EXISTS (SELECT 1 FROM settlements x WHERE x.event_id = e.id AND x.state = 'settled') AS settled
		FROM events e WHERE organisation_id = ? AND id = ?`, organisation, id).Scan(&e).Error; err != nil {
		return nil, err
	}
	if e.ID == "" {
		return nil, missing()
	}
	return &e, nil
}

// eventSeen is a fault of the field event for an event that is none of the actor's.
func (s *Store) eventSeen(db *gorm.DB, a access.Actor, id, fault string) error {
	_, err := s.event(db, a.Organisation, id)
	if CodeOf(err) == NotFound || err == nil && !a.Sees(id) {
		return Fault("event", fault)
	}
	return err
}

// Event reads one event within the actor's scope; NotFound for any other.
func (s *Store) Event(ctx context.Context, a access.Actor, id string) (*Event, error) {
	if !a.Can(access.Events, access.View) || !a.Sees(id) {
		return nil, missing()
	}
	return s.event(s.read(ctx), a.Organisation, id)
}

// Companion is somebody whose chosen events include an event.
type Companion struct{ ID, Name, Title string }

// Companions lists who of the team has chosen this event, by name, at most a hundred; nobody
// for an actor who may not see users.
func (s *Store) Companions(ctx context.Context, a access.Actor, event string) (list []Companion, err error) {
	if !a.Can(access.Users, access.View) || !a.Sees(event) {
		return nil, nil
	}
	err = s.read(ctx).Raw(`SELECT m.id, m.name, m.title FROM membership_events c JOIN memberships m ON m.id = c.membership_id
		WHERE c.event_id = ? AND c.organisation_id = ? AND NOT m.scope_all ORDER BY m.sort_name, m.id LIMIT 100`, event, a.Organisation).Scan(&list).Error
	return list, err
}
