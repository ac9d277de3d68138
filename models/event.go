package models

import (
	"time"

	"gorm.io/gorm"
)

// Event is something that takes place: name, venue, and when, in the organisation's zone.
type Event struct {
	ID             string
	OrganisationID string
	Name           string
	SortName       string
	Venue          string
	BeginsAt       time.Time
	EndsAt         time.Time
	State          string
	CreatedBy      string // user's id
	Version        int
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// States of an event.
const (
	EventDraft     = "draft"
	EventPublished = "published"
	EventCancelled = "cancelled"
)

// event reads one event of an organisation, whatever the scope.
func (s *Store) event(db *gorm.DB, organisation, id string) (*Event, error) {
	var e Event
	if err := db.Raw("SELECT * FROM events WHERE organisation_id = ? AND id = ?", organisation, id).Scan(&e).Error; err != nil {
		return nil, err
	}
	if e.ID == "" {
		return nil, missing()
	}
	return &e, nil
}
