package models

import (
	"context"
	"time"

	"gorm.io/gorm"

	"coulisse/i18n"

	"coulisse/access"
)

// Order is what somebody bought: tickets of one event.
type Order struct {
	ID              string
	OrganisationID  string
	EventID         string
	Contact                    // who bought, as given with this very order; empty for who left nothing at the door
	EmailKey        string     // the address folded: orders of one address are one customer's
	ContactVersion  int        // counts corrections of the contact
	ErasedAt        *time.Time // when the contact was erased for good
	Erasure         string     // shared by the orders of a customer who was erased; "" for others
	Reference       string     // nine digits, unique in the organisation, which a human can read out
	Channel         string
	State           string
	Payment         string
	Tickets         int
	Total           int64 // in the currency's smallest unit
	RefundedTickets int   // of Tickets, those that were refunded while the others stayed
	RefundedTotal   int64 // of Total, their money
	Rounding        int64 // what coins add to the total, or take away, where it was paid in cash at the door
	Currency        string
	SourceID        string // of the till, import or API token
	SellerID        string // user, at the door
	SellerName      string
	PlacedAt        time.Time
	PlacedOn        string // day in the organisation's zone, YYYY-MM-DD
	EndedAt         *time.Time
	ShopReference   string // what it is called where it was sold; "" for none
	Voided          bool   // at the door, the money went back out of the till
	Link            int    // number of the link to its tickets; those before it open nothing any more
	Readdressed     bool   // the address was corrected since the link was mailed
	Version         int
	UpdatedAt       time.Time
}

// Due is what was to be paid.
func (o Order) Due() int64 { return o.Total + o.Rounding }

// InCash is an amount as it can be paid in the coins of a currency. Prices, revenue, fees and
// settlements know nothing of it: the difference stays at the door.
func InCash(amount int64, currency string) int64 {
	c, _ := i18n.CurrencyOf(currency)
	return c.InCash(amount)
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

// Ticket lets one person in.
type Ticket struct {
	ID             string
	OrganisationID string
	EventID        string
	OrderID        string
	TypeID         string
	Number         int        // within the order, from 1
	Code           string     // unguessable; what the QR image holds
	Price          int64      // as it was paid, in the currency's smallest unit
	Valid          bool       // false once it, or its order, is cancelled or refunded
	RefundedAt     *time.Time // when its money was given back
	SoldOn         string     // day in the organisation's zone
	CheckedInAt    *time.Time
}

// TicketsLeft are the tickets that were not refunded singly, and TotalLeft their money.
func (o Order) TicketsLeft() int { return o.Tickets - o.RefundedTickets }

// TotalLeft is described with TicketsLeft.
func (o Order) TotalLeft() int64 { return o.Total - o.RefundedTotal }

// Given is what of the total was given back: all of a refunded order.
func (o Order) Given() int64 {
	if o.State == OrderRefunded {
		return o.Total
	}
	return o.RefundedTotal
}

// TicketValid is the state of a ticket that lets somebody in. One that does not any more is
// OrderRefunded or OrderCancelled.
const TicketValid = "valid"

// State is one of TicketValid, OrderRefunded and OrderCancelled.
func (k Ticket) State() string {
	switch {
	case k.Valid:
		return TicketValid
	case k.RefundedAt != nil:
		return OrderRefunded
	}
	return OrderCancelled
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
	Locale       string        // of the contact, or of the organisation
	Name         string        // of the contact
	Tickets      []SheetTicket // those that let somebody in
}

// SheetTicket is a ticket with the name of its type.
type SheetTicket struct {
	Ticket
	Type string
}

// TicketSheet finds an order by the link of its mail. NotFound for a link that is none of
// ours; Gone when the order was cancelled or refunded, or the tickets were sent elsewhere since.
func (s *Store) TicketSheet(ctx context.Context, token string) (*TicketSheet, error) {
	id, link, ok := s.keys.orderOf(token)
	if !ok {
		return nil, missing()
	}
	db, sheet := s.read(ctx), new(TicketSheet)
	if err := db.Raw("SELECT * FROM orders WHERE id = ?", id).Scan(&sheet.Order).Error; err != nil {
		return nil, err
	}
	switch o := sheet.Order; {
	case o.ID == "":
		return nil, missing()
	case link < o.Link: // whoever holds it hears nothing more; a later one was made before a restore
		return nil, Fail(Gone, "ticket.sent_elsewhere")
	case o.State == OrderPaid:
		return sheet, sheet.fill(s, db)
	default:
		return nil, Fail(Gone, "ticket."+o.State)
	}
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
	sheet.Name, sheet.Locale = sheet.Order.Name, firstOf(sheet.Order.Locale, sheet.Organisation.Locale)
	return db.Raw(`SELECT k.*, y.name AS type FROM tickets k JOIN ticket_types y ON y.id = k.type_id
		WHERE k.order_id = ? AND k.valid ORDER BY k.number`, sheet.Order.ID).Scan(&sheet.Tickets).Error
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
