package models

import (
	"context"
	"time"

	"gorm.io/gorm"

	"coulisse/access"
)

// TicketType is what can be bought for an event. Without a parent price it has a quota of
// its own; with one it draws from its parent's (CC7).
type TicketType struct {
	ID             string
	OrganisationID string
	EventID        string
	ParentID       *string
	Name           string
	NameKey        string
	Price          int64 // public price, in the smallest unit of the organisation's currency
	Quota          *int  // nil with a parent price
	Taken          int   // seats drawn from the quota, those of the types below included; 0 with a parent price
	SalesFrom      *time.Time
	SalesUntil     *time.Time
	Position       int
	Version        int
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// Root is the id of the type whose quota this one draws from.
func (tt TicketType) Root() string {
	if tt.ParentID != nil {
		return *tt.ParentID
	}
	return tt.ID
}

// OnSale tells whether an instant lies in the type's sales window; an empty side is open.
func (tt TicketType) OnSale(at time.Time) bool {
	return (tt.SalesFrom == nil || !at.Before(*tt.SalesFrom)) && (tt.SalesUntil == nil || at.Before(*tt.SalesUntil))
}

// OfferedType is a ticket type with what is left of the quota that it draws from.
type OfferedType struct {
	TicketType
	Parent string // name; "" without a parent price
	Left   int
	Sold   int // valid tickets of this very type
}

// TicketTypes lists an event's ticket types in their order, for whoever may see the event;
// NotFound out of scope.
func (s *Store) TicketTypes(ctx context.Context, a access.Actor, event string) ([]OfferedType, error) {
	if !a.Can(access.Events, access.View) || !a.Sees(event) {
		return nil, missing()
	}
	return offered(s.read(ctx), a.Organisation, event)
}

// offered reads an event's ticket types, whatever the scope.
func offered(db *gorm.DB, organisation, event string) (list []OfferedType, err error) {
	err = db.Raw(`SELECT t.*, COALESCE(p.name, '') AS parent, COALESCE(p.quota, t.quota) - COALESCE(p.taken, t.taken) AS "left",
			(SELECT count(*) FROM tickets k WHERE k.organisation_id = t.organisation_id AND k.event_id = t.event_id AND k.type_id = t.id AND k.valid) AS sold
		FROM ticket_types t LEFT JOIN ticket_types p ON p.id = t.parent_id
		WHERE t.organisation_id = ? AND t.event_id = ? ORDER BY t.position, t.id`, organisation, event).Scan(&list).Error
	return list, err
}

// TicketType reads one ticket type of an event within the actor's scope.
func (s *Store) TicketType(ctx context.Context, a access.Actor, event, id string) (*TicketType, error) {
	if !a.Can(access.Events, access.View) || !a.Sees(event) {
		return nil, missing()
	}
	return ticketType(s.read(ctx), a.Organisation, event, id)
}

func ticketType(db *gorm.DB, organisation, event, id string) (*TicketType, error) {
	var found TicketType
	if err := db.Raw("SELECT * FROM ticket_types WHERE organisation_id = ? AND event_id = ? AND id = ?", organisation, event, id).Scan(&found).Error; err != nil {
		return nil, err
	}
	if found.ID == "" {
		return nil, missing()
	}
	return &found, nil
}
