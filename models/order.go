package models

import (
	"context"
	"time"

	"gorm.io/gorm"

	"coulisse/access"
)

// Order is what somebody bought: tickets of one event.
type Order struct {
	ID             string
	OrganisationID string
	EventID        string
	BuyerID        *string // nil for somebody who left no name at the door
	Reference      string  // nine digits, unique in the organisation, which a human can read out
	Name           string  // the buyer's on this order, where it differs from the buyer's row
	Channel        string
	State          string
	Payment        string
	Tickets        int
	Total          int64 // in the currency's smallest unit
	Currency       string
	SourceID       string // of the till, import or API token
	SellerID       string // user, at the door
	SellerName     string
	PlacedAt       time.Time
	PlacedOn       string // day in the organisation's zone, YYYY-MM-DD
	EndedAt        *time.Time
	ShopReference  string // what it is called where it was sold; "" for none
	Voided         bool   // at the door, the money went back out of the till
	Version        int
	UpdatedAt      time.Time
}

// Channels through which orders come.
const (
	ChannelDoor   = "door"
	ChannelImport = "import"
	ChannelAPI    = "api"
)

// Channels lists them in the order of filters.
func Channels() []string { return []string{ChannelAPI, ChannelDoor, ChannelImport} }

// States of an order. Cancelled is without money given back; refunded with.
const (
	OrderPaid      = "paid"
	OrderCancelled = "cancelled"
	OrderRefunded  = "refunded"
)

// OrderStates lists them in the order of filters.
func OrderStates() []string { return []string{OrderPaid, OrderCancelled, OrderRefunded} }

// Ways to pay.
const (
	PaidCash   = "cash"
	PaidCard   = "card"
	PaidOnline = "online"
	PaidFree   = "free" // there was nothing to pay
)

// Buyer is who buys: one row for an e-mail address in an organisation, or for an order that
// came with a name and no address. Erased ones keep nothing but their id.
type Buyer struct {
	ID             string
	OrganisationID string
	Name           string
	Email          string
	EmailKey       string
	Phone          string
	Locale         string // language of the mails; "" for the organisation's
	ErasedAt       *time.Time
	Version        int
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// Ticket lets one person in.
type Ticket struct {
	ID             string
	OrganisationID string
	EventID        string
	OrderID        string
	TypeID         string
	Number         int    // within the order, from 1
	Code           string // unguessable; what the QR image holds
	Price          int64  // as it was paid, in the currency's smallest unit
	Valid          bool   // false once its order is cancelled or refunded
	SoldOn         string // day in the organisation's zone
	CheckedInAt    *time.Time
}

// add adds tickets of a type to an order that is being made, at a price each.
func (o *Order) add(ticketType string, count int, price int64) (tickets []Ticket) {
	for range count {
		o.Tickets++
		o.Total += price
		tickets = append(tickets, Ticket{ID: NewID(), OrganisationID: o.OrganisationID, EventID: o.EventID, OrderID: o.ID, TypeID: ticketType, Number: o.Tickets,
			Code: newTicketCode(), Price: price, Valid: true, SoldOn: o.PlacedOn})
	}
	return tickets
}

// TicketSheet is an order's tickets as their buyer sees and prints them.
type TicketSheet struct {
	Order        Order
	Event        Event
	Organisation Organisation
	Locale       string // of the buyer, or of the organisation
	Name         string // of the buyer
	Tickets      []SheetTicket
}

// SheetTicket is a ticket with the name of its type.
type SheetTicket struct {
	Ticket
	Type string
}

// TicketSheet finds an order by the link of its mail. NotFound for a link that is none of
// ours; Gone when the order was cancelled or refunded.
func (s *Store) TicketSheet(ctx context.Context, token string) (*TicketSheet, error) {
	id, ok := s.keys.orderOf(token)
	if !ok {
		return nil, missing()
	}
	db, sheet := s.read(ctx), new(TicketSheet)
	if err := db.Raw("SELECT * FROM orders WHERE id = ?", id).Scan(&sheet.Order).Error; err != nil {
		return nil, err
	}
	switch sheet.Order.State {
	case "":
		return nil, missing()
	case OrderPaid:
		return sheet, sheet.fill(s, db)
	}
	return nil, Fail(Gone, "ticket."+sheet.Order.State)
}

func (sheet *TicketSheet) fill(s *Store, db *gorm.DB) error {
	e, err := s.event(db, sheet.Order.OrganisationID, sheet.Order.EventID)
	if err != nil {
		return err
	}
	sheet.Event = *e
	if err := db.Raw("SELECT * FROM organisations WHERE id = ?", sheet.Order.OrganisationID).Scan(&sheet.Organisation).Error; err != nil {
		return err
	}
	sheet.Name, sheet.Locale = sheet.Order.Name, sheet.Organisation.Locale
	if sheet.Order.BuyerID != nil {
		var b Buyer
		if err := db.Raw("SELECT * FROM buyers WHERE id = ?", *sheet.Order.BuyerID).Scan(&b).Error; err != nil {
			return err
		}
		if sheet.Name == "" {
			sheet.Name = b.Name
		}
		if b.Locale != "" {
			sheet.Locale = b.Locale
		}
	}
	return db.Raw("SELECT k.*, y.name AS type FROM tickets k JOIN ticket_types y ON y.id = k.type_id WHERE k.order_id = ? ORDER BY k.number", sheet.Order.ID).Scan(&sheet.Tickets).Error
}

// orderIn reads an order of an organisation within the actor's scope.
func orderIn(db *gorm.DB, a access.Actor, id string) (*Order, error) {
	var o Order
	if err := db.Raw("SELECT * FROM orders WHERE organisation_id = ? AND id = ?", a.Organisation, id).Scan(&o).Error; err != nil {
		return nil, err
	}
	if o.ID == "" || !a.Sees(o.EventID) {
		return nil, missing()
	}
	return &o, nil
}
