package models

import (
	"context"
	"errors"
	"strconv"

	"coulisse/access"
	"coulisse/models/text"
)

// MaxTickets is how many tickets one order may hold.
const MaxTickets = 100

// Line asks for tickets of one type.
type Line struct {
	Type  string // id
	Count int
}

// Contact is who buys, as they gave it; at the door all of it may be empty.
type Contact struct{ Name, Email, Phone, Locale string }

// Purchase is an order before it is placed.
type Purchase struct {
	Event   string // id
	Channel string
	Payment string
	Lines   []Line
	Shown   map[string]int64 // prices as the buyer was told them, by the id of the type; those that are not here are not checked
	Buyer   Contact
	Source  string // id of the till or API token
	Shop    string // what the shop that sold it calls the order
}

// PlaceOrder places an order for an actor whose rights the caller has just read: an API token's
// organisation, name and scope. Errors as with place.
func (s *Store) PlaceOrder(ctx context.Context, a access.Actor, p Purchase) (o *Order, err error) {
	err = s.write(ctx, func(t *tx) error {
		o, err = t.place(a, p)
		return err
	})
	if err != nil {
		return nil, err
	}
	return o, nil
}

// place draws the seats, writes the order and its tickets, mails them, and tells those who asked
// to be told (MP4). The actor is the seller at the door, or an API token's organisation, name
// and scope. Invalid at event and count.<type> for what the event does not sell, Conflict at
// the same fields for what it does not sell now or any more, or not at the price that was shown:
// nothing is drawn then, because the transaction fails.
func (t *tx) place(a access.Actor, p Purchase) (*Order, error) {
	e, err := t.onSale(a, p.Event)
	if err != nil {
		return nil, err
	}
	var o Organisation
	if err := t.Raw("SELECT * FROM organisations WHERE id = ?", a.Organisation).Scan(&o).Error; err != nil {
		return nil, err
	}
	order := Order{ID: NewID(), OrganisationID: a.Organisation, EventID: e.ID, Channel: p.Channel, State: OrderPaid, Payment: p.Payment, Currency: o.Currency,
		SourceID: p.Source, ShopReference: p.Shop, PlacedAt: t.now, PlacedOn: day(t.now, o.TimeZone), Version: 1, UpdatedAt: t.now}
	if p.Channel == ChannelDoor {
		order.SellerID, order.SellerName = a.User, a.Name
	}
	tickets, err := t.takeSeats(&order, p)
	if err != nil {
		return nil, err
	}
	if order.Total == 0 {
		order.Payment = PaidFree
	}
	if err := errors.Join(t.giveReference(&order), t.findBuyer(&order, p.Buyer)); err != nil {
		return nil, err
	}
	if err := t.Create(&order).Error; err != nil {
		return nil, err
	}
	if err := t.CreateInBatches(tickets, 50).Error; err != nil {
		return nil, err
	}
	if err := t.mailTickets(order, *e, o, p.Buyer); err != nil {
		return nil, err
	}
	if err := t.mailOrder(order, *e, o); err != nil {
		return nil, err
	}
	return &order, t.record(Entry{Actor: a, Action: "order.placed", Kind: TargetOrder, Target: order.ID, Name: order.Reference, Event: e.ID,
		Changes: []Change{{Field: "tickets", New: strconv.Itoa(order.Tickets)}, {Field: "total", New: strconv.FormatInt(order.Total, 10)}, {Field: "channel", New: order.Channel}}})
}

// onSale reads the event of a purchase within the actor's scope, which must be published.
func (t *tx) onSale(a access.Actor, id string) (*Event, error) {
	if !a.Sees(id) {
		return nil, missing()
	}
	e, err := t.store.event(t.DB, a.Organisation, id)
	if err != nil {
		return nil, err
	}
	if e.State != EventPublished {
		refused := Fail(Conflict, "order.event_"+e.State, "name", e.Name)
		refused.Field = "event"
		return nil, refused
	}
	return e, nil
}

// takeSeats draws the seats of each line from its quota, makes the tickets, and adds up the
// order.
func (t *tx) takeSeats(o *Order, p Purchase) (tickets []Ticket, err error) {
	for _, line := range p.Lines {
		field := "count." + line.Type
		tt, err := ticketType(t.DB, o.OrganisationID, o.EventID, line.Type)
		shown, told := p.Shown[line.Type]
		switch {
		case CodeOf(err) == NotFound:
			return nil, Fault(field, "order.unknown_type")
		case err != nil:
			return nil, err
		case line.Count < 1 || o.Tickets+line.Count > MaxTickets:
			return nil, Fault(field, "order.too_many", "max", MaxTickets)
		case !tt.OnSale(t.now):
			return nil, refusedAt(field, "order.not_on_sale", "name", tt.Name)
		case told && shown != tt.Price:
			return nil, refusedAt(field, "order.price_changed", "name", tt.Name)
		}
		if err := t.drawOrRefuse(field, *tt, line.Count); err != nil {
			return nil, err
		}
		tickets = append(tickets, o.add(tt.ID, line.Count, tt.Price)...)
	}
	if len(tickets) == 0 {
		return nil, Fault("lines", "order.nothing")
	}
	return tickets, nil
}

// drawOrRefuse draws seats of a ticket type from its quota; Conflict at the field, with what is
// left, when that is not enough.
func (t *tx) drawOrRefuse(field string, tt TicketType, seats int) error {
	drawn := t.draw(tt.Root(), seats)
	if drawn.Error != nil || drawn.RowsAffected == 1 {
		return drawn.Error
	}
	left, err := t.seatsLeft(tt.Root())
	if err != nil {
		return err
	}
	return refusedAt(field, "order.sold_out", "name", tt.Name, "left", left)
}

// refusedAt is a Conflict at a field.
func refusedAt(field, key string, args ...any) *Error {
	e := Fail(Conflict, key, args...)
	e.Field = field
	return e
}

// giveReference finds a reference that no order of the organisation has.
func (t *tx) giveReference(o *Order) error {
	for range 100 {
		o.Reference = newReference()
		var taken int
		if err := t.Raw("SELECT count(*) FROM orders WHERE organisation_id = ? AND reference = ?", o.OrganisationID, o.Reference).Scan(&taken).Error; err != nil || taken == 0 {
			return err
		}
	}
	return errors.New("no reference is free")
}

// findBuyer finds who has the address of a contact already, or writes a new row. What is known
// of somebody is never overwritten by an order: the order keeps another name for itself.
func (t *tx) findBuyer(o *Order, c Contact) error {
	if c.Name+c.Email+c.Phone == "" {
		return nil
	}
	var b Buyer
	if c.Email != "" {
		if err := t.Raw("SELECT * FROM buyers WHERE organisation_id = ? AND email_key = ?", o.OrganisationID, text.AddressKey(c.Email)).Scan(&b).Error; err != nil {
			return err
		}
	}
	if b.ID == "" {
		b = Buyer{ID: NewID(), OrganisationID: o.OrganisationID, Name: c.Name, Email: c.Email, EmailKey: text.AddressKey(c.Email), Phone: c.Phone, Locale: c.Locale,
			Version: 1, CreatedAt: t.now, UpdatedAt: t.now}
		if err := t.Create(&b).Error; err != nil {
			return err
		}
	}
	if o.BuyerID = &b.ID; c.Name != b.Name {
		o.Name = c.Name
	}
	return t.addBuyerWords(b, o.Name)
}

// addBuyerWords makes a buyer be found by what their row says and by the names on their orders.
func (t *tx) addBuyerWords(b Buyer, names ...string) error {
	words := buyerWords(b.Name, b.Email, b.Phone)
	for _, name := range names {
		words = append(words, buyerWords(name, "", "")...)
	}
	for _, word := range words {
		if word == "" {
			continue
		}
		if err := t.Exec("INSERT INTO buyer_tokens (organisation_id, token, buyer_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", b.OrganisationID, word, b.ID).Error; err != nil {
			return err
		}
	}
	return nil
}
