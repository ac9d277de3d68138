package models

import (
	"context"
	"time"

	"gorm.io/gorm"

	"coulisse/access"
)

// Till is a cash box at the door of one event.
type Till struct {
	ID             string
	OrganisationID string
	EventID        string
	Name           string
	NameKey        string
	ChangeCash     int64 // in it when it was opened, in the smallest unit of the organisation's currency
	OpenedBy       string
	OpenedName     string
	OpenedAt       time.Time
	Expected       *int64 // cash, when it was closed
	Counted        *int64
	Note           string
	ClosedBy       string
	ClosedName     string
	ClosedAt       *time.Time
}

// Open tells whether it can still be sold on.
func (t Till) Open() bool { return t.ClosedAt == nil }

// Taking is what somebody took on a till.
type Taking struct {
	SourceID, SellerName string
	Orders, Tickets      int
	Cash, Card           int64
	Voids                int   // sales that were taken back
	Voided               int64 // their money
}

// TillTakings is a till with what was taken on it, person by person.
type TillTakings struct {
	Till
	Takings []Taking `gorm:"-"`
}

// Cash is what the till should hold: what was in it and what was taken in cash.
func (t TillTakings) Cash() int64 {
	cash := t.ChangeCash
	for _, taking := range t.Takings {
		cash += taking.Cash
	}
	return cash
}

// Door is an event as those at its door see it.
type Door struct {
	Event Event
	Types []OfferedType // on sale now
	Tills []TillTakings // the open ones first, the latest first
}

// Door reads an event's door for whoever may see its takings; NotFound out of scope.
func (s *Store) Door(ctx context.Context, a access.Actor, event string) (*Door, error) {
	if !a.Can(access.DoorSales, access.View) || !a.Sees(event) {
		return nil, missing()
	}
	db := s.read(ctx)
	e, err := s.event(db, a.Organisation, event)
	if err != nil {
		return nil, err
	}
	d := &Door{Event: *e}
	types, err := offered(db, a.Organisation, event)
	if err != nil {
		return nil, err
	}
	for _, tt := range types {
		if tt.OnSale(s.Now()) {
			d.Types = append(d.Types, tt)
		}
	}
	d.Tills, err = tills(db, a.Organisation, event)
	return d, err
}

// tills reads an event's tills with their takings.
func tills(db *gorm.DB, organisation, event string) (list []TillTakings, err error) {
	if err := db.Raw("SELECT * FROM tills WHERE organisation_id = ? AND event_id = ? ORDER BY closed_at IS NOT NULL, opened_at DESC, id", organisation, event).Scan(&list).Error; err != nil {
		return nil, err
	}
	var takings []Taking
	err = db.Raw(`SELECT source_id, seller_name, sum(NOT voided) AS orders, sum(CASE WHEN voided THEN 0 ELSE tickets END) AS tickets,
			sum(CASE WHEN payment = 'cash' AND NOT voided THEN total ELSE 0 END) AS cash, sum(CASE WHEN payment = 'card' AND NOT voided THEN total ELSE 0 END) AS card,
			sum(voided) AS voids, sum(CASE WHEN voided THEN total ELSE 0 END) AS voided
		FROM orders WHERE organisation_id = ? AND event_id = ? AND channel = 'door' GROUP BY source_id, seller_id`, organisation, event).Scan(&takings).Error
	if err != nil {
		return nil, err
	}
	locale, err := localeOf(db, organisation)
	sortByName(locale, takings, func(t Taking) string { return t.SellerName })
	for i := range list {
		for _, taking := range takings {
			if taking.SourceID == list[i].ID {
				list[i].Takings = append(list[i].Takings, taking)
			}
		}
	}
	return list, err
}

// DoorEvent is an event in the list of those that are sold at the door.
type DoorEvent struct {
	ID, Name, Venue, State string
	BeginsAt, EndsAt       time.Time
	OpenTills              int
	Takings                int64
}

// doorLimit is how many events the list of the door offers.
const doorLimit = 100

// doorAfter is how long after its end an event stays among those that are sold at the door.
const doorAfter = 24 * time.Hour

// DoorEvents lists the published events within the actor's scope that are not over, and those
// with an open till, the next first.
func (s *Store) DoorEvents(ctx context.Context, a access.Actor) (list []DoorEvent, err error) {
	if !a.Can(access.DoorSales, access.View) {
		return nil, missing()
	}
	where, args := scoped(a, "id")
	err = s.read(ctx).Raw(`SELECT id, name, venue, state, begins_at, ends_at,
			(SELECT count(*) FROM tills t WHERE t.organisation_id = e.organisation_id AND t.event_id = e.id AND t.closed_at IS NULL) AS open_tills,
			(SELECT COALESCE(sum(total), 0) FROM orders o WHERE o.organisation_id = e.organisation_id AND o.event_id = e.id AND o.channel = 'door' AND NOT o.voided) AS takings
		FROM events e WHERE `+where+` AND (state = 'published' AND ends_at >= ? OR EXISTS (SELECT 1 FROM tills t WHERE t.organisation_id = e.organisation_id AND t.event_id = e.id AND t.closed_at IS NULL))
		ORDER BY ends_at, id LIMIT ?`, append(args, s.Now().Add(-doorAfter), doorLimit)...).Scan(&list).Error
	return list, err
}

// DoorSale is an order as those at the door see it: nothing of who bought.
type DoorSale struct {
	ID, Reference, State, Payment, SellerName string
	SourceID                                  string // the till
	Tickets                                   int
	Total                                     int64
	Voided                                    bool
	PlacedAt                                  time.Time
}

// lastSales is how many of an event's sales at the door are listed.
const lastSales = 50

// DoorSales lists the last sales at an event's door, the latest first.
func (s *Store) DoorSales(ctx context.Context, a access.Actor, event string) (list []DoorSale, err error) {
	if !a.Can(access.DoorSales, access.View) || !a.Sees(event) {
		return nil, missing()
	}
	err = s.read(ctx).Raw(`SELECT id, reference, state, payment, seller_name, source_id, tickets, total, voided, placed_at FROM orders
		WHERE organisation_id = ? AND event_id = ? AND channel = 'door' ORDER BY placed_at DESC, id DESC LIMIT ?`, a.Organisation, event, lastSales).Scan(&list).Error
	return list, err
}

// DoorOrder is a sale at an event's door with its tickets, to be printed there.
type DoorOrder struct {
	TicketSheet
	Till     string // its name
	TillOpen bool   // so that the sale can be taken back
}

// DoorOrder reads a sale at an event's door; nothing of who bought.
func (s *Store) DoorOrder(ctx context.Context, a access.Actor, event, id string) (*DoorOrder, error) {
	if !a.Can(access.DoorSales, access.Edit) {
		return nil, missing()
	}
	db := s.read(ctx)
	o, err := doorOrder(db, a, event, id)
	if err != nil {
		return nil, err
	}
	sale := &DoorOrder{TicketSheet: TicketSheet{Order: *o}}
	if err := sale.fill(s, db); err != nil {
		return nil, err
	}
	sale.Name = "" // who bought is for customer service alone
	var till Till
	err = db.Raw("SELECT * FROM tills WHERE id = ?", o.SourceID).Scan(&till).Error
	sale.Till, sale.TillOpen = till.Name, till.Open()
	return sale, err
}

func doorOrder(db *gorm.DB, a access.Actor, event, id string) (*Order, error) {
	o, err := orderIn(db, a, id)
	if err == nil && (o.EventID != event || o.Channel != ChannelDoor) {
		err = missing()
	}
	return o, err
}
