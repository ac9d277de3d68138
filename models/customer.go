package models

import (
	"context"
	"time"

	"gorm.io/gorm"

	"coulisse/access"
)

// ListedOrder is an order with its event.
type ListedOrder struct {
	Order
	EventName   string
	EventBegins time.Time
}

// SoldOrder is an order whole: with its tickets, and what was mailed to its contact.
type SoldOrder struct {
	ListedOrder
	Sheet []SheetTicket
	Mails []OrderMail // the latest first
}

// OrderMail is a mail to the contact of an order.
type OrderMail struct {
	ID        string
	OrderID   string
	Kind      MailKind
	Recipient string // address; "" once the contact was erased
	State     string // queued, sending, sent, failed or cancelled
	Failure   string // why it has not left
	CreatedAt time.Time
	SentAt    *time.Time
}

// Customer is who bought: the orders of one address within a reader's scope, or a single one that
// came without an address. There is no row of a customer. Orders out of the scope are no part of
// it, and nothing tells whether there are any.
type Customer struct {
	ID       string      // of the order by which the customer was asked for
	Contact              // of the latest order
	Version  int         // rises with each correction of one of the orders, and with each further order
	ErasedAt *time.Time  // when the personal data was erased
	Orders   []SoldOrder // the latest first
	More     bool        // there are older orders than these
	First    time.Time   // when the earliest of the orders was placed
}

// Known is what somebody is known by: the address, or the name, or the phone number.
func (c Contact) Known() string { return firstOf(c.Email, c.Name, c.Phone) }

// Called is what a page calls somebody: the name, or else what they are known by.
func (c Contact) Called() string { return firstOf(c.Name, c.Email, c.Phone) }

// Customer tells whether somebody stands behind an order: who left nothing at the door is no one.
func (o Order) Customer() bool { return o.Known() != "" || o.ErasedAt != nil }

// ordersShown is how many orders the page of a customer shows.
const ordersShown = 20

// Customer reads the customer of an order within the actor's scope; NotFound for any other order,
// and for one that nobody left a name, an address or a number with.
func (s *Store) Customer(ctx context.Context, a access.Actor, order string) (*Customer, error) {
	if !a.Can(access.Customers, access.View) {
		return nil, missing()
	}
	db := s.read(ctx)
	where, args, err := customerOf(db, a, order)
	if err != nil {
		return nil, err
	}
	const latest = " ORDER BY placed_at DESC, id DESC LIMIT ?"
	limited := append(args[:len(args):len(args)], ordersShown+1)
	orders, err := listOrders(db, "SELECT * FROM orders WHERE "+where+latest, limited, newestFirst)
	if err != nil {
		return nil, err
	}
	if len(orders) == 0 {
		return nil, missing()
	}
	c := &Customer{ID: order, Contact: orders[0].Contact, ErasedAt: orders[0].ErasedAt, More: len(orders) > ordersShown}
	if c.Orders, err = withTickets(db, orders[:min(len(orders), ordersShown)]); err != nil {
		return nil, err
	}
	if err := db.Raw("SELECT sum(contact_version) FROM orders WHERE "+where, args...).Row().Scan(&c.Version); err != nil {
		return nil, err
	}
	first := "SELECT placed_at FROM orders WHERE " + where + " ORDER BY placed_at, id LIMIT 1"
	err = db.Raw(first, args...).Row().Scan(&c.First)
	return c, err
}

// customerOf is the condition for the orders of the customer of an order, all of them within the
// actor's scope.
func customerOf(db *gorm.DB, a access.Actor, order string) (where string, args []any, err error) {
	o, err := orderIn(db, a, order)
	if err != nil {
		return "", nil, err
	}
	where, args = scoped(a, "event_id")
	switch {
	case !o.Customer():
		return "", nil, missing()
	case o.EmailKey != "": // the second condition is for the index, which holds addresses alone
		return where + " AND email_key = ? AND email_key <> ''", append(args, o.EmailKey), nil
	case o.Erasure != "":
		return where + " AND erasure = ? AND erasure <> ''", append(args, o.Erasure), nil
	}
	return where + " AND id = ?", append(args, o.ID), nil
}

// SoldOrder reads an order within the actor's scope; NotFound for any other.
func (s *Store) SoldOrder(ctx context.Context, a access.Actor, id string) (*SoldOrder, error) {
	if !a.Can(access.Customers, access.View) {
		return nil, missing()
	}
	db := s.read(ctx)
	where, args := scoped(a, "event_id")
	orders, err := listOrders(db, "SELECT * FROM orders WHERE "+where+" AND id = ?", append(args, id), newestFirst)
	if err != nil {
		return nil, err
	}
	if len(orders) == 0 {
		return nil, missing()
	}
	whole, err := withTickets(db, orders)
	if err != nil {
		return nil, err
	}
	return &whole[0], nil
}

// newestFirst is the order of what listOrders reads.
const newestFirst = " ORDER BY o.placed_at DESC, o.id DESC"

// listOrders adds events to the few orders that a query selects.
func listOrders(db *gorm.DB, selected string, args []any, order string) (list []ListedOrder, err error) {
	err = db.Raw("SELECT o.*, e.name AS event_name, e.begins_at AS event_begins FROM ("+selected+") o JOIN events e ON e.id = o.event_id"+
		order, args...).Scan(&list).Error
	return list, err
}

// withTickets adds tickets and mails to orders.
func withTickets(db *gorm.DB, orders []ListedOrder) ([]SoldOrder, error) {
	whole, at, ids := make([]SoldOrder, len(orders)), map[string]*SoldOrder{}, []string{}
	for i, o := range orders {
		whole[i].ListedOrder = o
		at[o.ID], ids = &whole[i], append(ids, o.ID)
	}
	var tickets []SheetTicket
	if err := db.Raw("SELECT k.*, y.name AS type FROM tickets k JOIN ticket_types y ON y.id = k.type_id WHERE k.order_id IN ? ORDER BY k.order_id, k.number", ids).Scan(&tickets).Error; err != nil {
		return nil, err
	}
	for _, k := range tickets {
		at[k.OrderID].Sheet = append(at[k.OrderID].Sheet, k)
	}
	var mails []OrderMail
	if err := db.Raw(`SELECT id, order_id, kind, recipient, state, failure, created_at, sent_at FROM mails
		WHERE order_id IN ? AND order_id <> '' ORDER BY created_at DESC, id DESC`, ids).Scan(&mails).Error; err != nil {
		return nil, err
	}
	for _, m := range mails {
		at[m.OrderID].Mails = append(at[m.OrderID].Mails, m)
	}
	return whole, nil
}
