package models

import (
	"context"
	"time"

	"gorm.io/gorm"

	"coulisse/access"
)

// ListedOrder is an order with its event and its buyer as they are now.
type ListedOrder struct {
	Order
	EventName     string
	EventBegins   time.Time
	BuyerName     string
	BuyerEmail    string
	BuyerPhone    string
	BuyerLocale   string
	BuyerErasedAt *time.Time
}

// Person is the buyer's name on this order; "" when there is none.
func (o ListedOrder) Person() string { return firstOf(o.Name, o.BuyerName) }

// SoldOrder is an order whole: with its tickets, and what was mailed to its buyer.
type SoldOrder struct {
	ListedOrder
	Sheet []SheetTicket
	Mails []OrderMail // the latest first
}

// OrderMail is a mail to the buyer of an order.
type OrderMail struct {
	ID        string
	OrderID   string
	Kind      MailKind
	Recipient string // address; "" once the buyer was erased
	State     string // queued, sending, sent, failed or cancelled
	Failure   string // why it has not left
	CreatedAt time.Time
	SentAt    *time.Time
}

// Customer is a buyer with their orders within a reader's scope, the latest first.
type Customer struct {
	Buyer
	Orders []SoldOrder
	More   bool      // there are older orders than these
	Beyond bool      // there are orders out of the reader's scope
	First  time.Time // when the earliest of the orders within the scope was placed
}

// Known is what a buyer is known by: the address, or the name, or the phone number.
func (b Buyer) Known() string { return firstOf(b.Email, b.Name, b.Phone) }

// Called is what a page calls a buyer: the name, or else what they are known by.
func (b Buyer) Called() string { return firstOf(b.Name, b.Email, b.Phone) }

// ordersShown is how many orders the page of a customer shows.
const ordersShown = 20

// Customer reads a buyer who has an order within the actor's scope; NotFound for any other.
func (s *Store) Customer(ctx context.Context, a access.Actor, id string) (*Customer, error) {
	if !a.Can(access.Customers, access.View) {
		return nil, missing()
	}
	db, c := s.read(ctx), &Customer{}
	where, args := scoped(a, "event_id")
	orders, err := listOrders(db, "SELECT * FROM orders WHERE "+where+" AND buyer_id = ? ORDER BY placed_at DESC, id DESC LIMIT ?", append(args, id, ordersShown+1), newestFirst)
	if err != nil {
		return nil, err
	}
	if len(orders) == 0 {
		return nil, missing()
	}
	c.More = len(orders) > ordersShown
	if c.Orders, err = withTickets(db, orders[:min(len(orders), ordersShown)]); err != nil {
		return nil, err
	}
	if err := db.Raw("SELECT * FROM buyers WHERE organisation_id = ? AND id = ?", a.Organisation, id).Scan(&c.Buyer).Error; err != nil {
		return nil, err
	}
	if c.Beyond, err = ordersBeyond(db, a, id); err != nil {
		return nil, err
	}
	err = db.Raw("SELECT placed_at FROM orders WHERE "+where+" AND buyer_id = ? ORDER BY placed_at LIMIT 1", append(args, id)...).Row().Scan(&c.First)
	return c, err
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

// listOrders adds events and buyers to the few orders that a query selects.
func listOrders(db *gorm.DB, selected string, args []any, order string) (list []ListedOrder, err error) {
	err = db.Raw(`SELECT o.*, e.name AS event_name, e.begins_at AS event_begins, COALESCE(b.name, '') AS buyer_name, COALESCE(b.email, '') AS buyer_email,
			COALESCE(b.phone, '') AS buyer_phone, COALESCE(b.locale, '') AS buyer_locale, b.erased_at AS buyer_erased_at
		FROM (`+selected+`) o JOIN events e ON e.id = o.event_id LEFT JOIN buyers b ON b.id = o.buyer_id`+order, args...).Scan(&list).Error
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
	if err := db.Raw("SELECT id, order_id, kind, recipient, state, failure, created_at, sent_at FROM mails WHERE order_id IN ? ORDER BY created_at DESC, id DESC", ids).Scan(&mails).Error; err != nil {
		return nil, err
	}
	for _, m := range mails {
		at[m.OrderID].Mails = append(at[m.OrderID].Mails, m)
	}
	return whole, nil
}

// ordersBeyond tells whether a buyer has orders out of an actor's scope.
func ordersBeyond(db *gorm.DB, a access.Actor, buyer string) (beyond bool, err error) {
	if a.Grant.Scope.All {
		return false, nil
	}
	err = db.Raw("SELECT EXISTS (SELECT 1 FROM orders WHERE organisation_id = ? AND buyer_id = ? AND event_id NOT IN ?)",
		a.Organisation, buyer, a.Grant.Scope.Events).Scan(&beyond).Error
	return beyond, err
}
