package models

import (
	"context"
	"slices"
	"strconv"
	"time"

	"coulisse/access"
)

// Bulk is many orders of one event that were sold elsewhere, or before.
type Bulk struct {
	Event   string // id
	Channel string
	Source  string // id of what they came from, such as an import
	File    string // name of the file that they came in; "" for none
	Mail    bool   // the buyers are sent their tickets
	Orders  []BulkOrder
}

// BulkOrder is one of them.
type BulkOrder struct {
	ShopReference string // what it is called where it was sold
	Lines         []PaidLine
	Buyer         Contact
	Placed        time.Time // zero for now
}

// PaidLine is tickets of one type at the price that was paid for each, in the currency's
// smallest unit.
type PaidLine struct {
	Type  string // id
	Count int
	Price int64
}

// bulkRows is how many rows are read or written by one statement.
const bulkRows = 200

// PlaceOrders places many orders of one event, all of them or none, for an actor whose rights
// the caller has just read. Seats are drawn as for any order, though not bound to sales windows.
// Those who asked for a mail at each new order are not told of these. Errors as with PlaceOrder.
func (s *Store) PlaceOrders(ctx context.Context, a access.Actor, b Bulk) error {
	return s.write(ctx, func(t *tx) error { return t.placeMany(a, b, func(int) {}) })
}

// placeMany is PlaceOrders in a transaction; placed hears now and then how many orders are
// written.
func (t *tx) placeMany(a access.Actor, b Bulk, placed func(int)) error {
	e, err := t.onSale(a, b.Event)
	if err != nil {
		return err
	}
	m := &many{tx: t, bulk: b, event: *e, references: map[string]bool{}}
	if err := t.Raw("SELECT * FROM organisations WHERE id = ?", a.Organisation).Scan(&m.org).Error; err != nil {
		return err
	}
	if err := m.takeSeats(); err != nil {
		return err
	}
	done, tickets, total := 0, 0, int64(0)
	for batch := range slices.Chunk(b.Orders, bulkRows) {
		orders, err := m.write(batch)
		if err != nil {
			return err
		}
		for _, o := range orders {
			tickets, total = tickets+o.Tickets, total+o.Total
		}
		done += len(batch)
		placed(done)
	}
	changes := []Change{{Field: "orders", New: strconv.Itoa(done)}, {Field: "tickets", New: strconv.Itoa(tickets)}, {Field: "total", New: strconv.FormatInt(total, 10)}, {Field: "channel", New: b.Channel}}
	return t.record(Entry{Actor: a, Action: "orders.placed", Kind: TargetEvent, Target: e.ID, Name: e.Name, Event: e.ID, Changes: changed(changes, "file", "", b.File)})
}

// many is the writing of many orders.
type many struct {
	*tx
	bulk       Bulk
	event      Event
	org        Organisation
	references map[string]bool // given in this transaction
}

// takeSeats draws all seats, quota by quota, before a row is written.
func (m *many) takeSeats() error {
	wanted := map[string]int{}
	var order []string
	for _, o := range m.bulk.Orders {
		for _, line := range o.Lines {
			if wanted[line.Type] == 0 {
				order = append(order, line.Type)
			}
			wanted[line.Type] += line.Count
		}
	}
	for _, id := range order {
		field := "count." + id
		tt, err := ticketType(m.DB, m.event.OrganisationID, m.event.ID, id)
		switch {
		case CodeOf(err) == NotFound:
			return Fault(field, "order.unknown_type")
		case err != nil:
			return err
		}
		if err := m.drawOrRefuse(field, *tt, wanted[id]); err != nil {
			return err
		}
	}
	return nil
}

// write writes a batch of orders with their tickets, search words and mails.
func (m *many) write(batch []BulkOrder) ([]Order, error) {
	orders, tickets := make([]Order, len(batch)), []Ticket(nil)
	for i, b := range batch {
		at := b.Placed
		if at.IsZero() || at.After(m.now) {
			at = m.now
		}
		o := &orders[i]
		*o = Order{ID: NewID(), OrganisationID: m.org.ID, EventID: m.event.ID, Channel: m.bulk.Channel, State: OrderPaid, Payment: PaidOnline, Currency: m.org.Currency,
			SourceID: m.bulk.Source, ShopReference: b.ShopReference, PlacedAt: at, PlacedOn: day(at, m.org.TimeZone), Version: 1, UpdatedAt: m.now}
		o.keep(b.Buyer)
		for _, line := range b.Lines {
			tickets = append(tickets, o.add(line.Type, line.Count, line.Price)...)
		}
		if o.Total == 0 {
			o.Payment = PaidFree
		}
	}
	if err := m.giveReferences(orders); err != nil {
		return nil, err
	}
	if err := m.CreateInBatches(orders, bulkRows).Error; err != nil {
		return nil, err
	}
	if err := m.CreateInBatches(tickets, bulkRows).Error; err != nil {
		return nil, err
	}
	if err := m.addOrderWords(orders...); err != nil {
		return nil, err
	}
	for i := range orders {
		if m.bulk.Mail {
			if err := m.mailTickets(orders[i], m.event, m.org); err != nil {
				return nil, err
			}
		}
	}
	return orders, nil
}

// giveReferences gives each order a reference that no order of the organisation has.
func (m *many) giveReferences(orders []Order) error {
	open := make([]*Order, len(orders))
	for i := range orders {
		open[i] = &orders[i]
	}
	for len(open) > 0 {
		var tried, taken []string
		for _, o := range open {
			o.Reference = newReference()
			tried = append(tried, o.Reference)
		}
		if err := m.Raw("SELECT reference FROM orders WHERE organisation_id = ? AND reference IN ?", m.org.ID, tried).Scan(&taken).Error; err != nil {
			return err
		}
		var again []*Order
		for _, o := range open {
			if m.references[o.Reference] || slices.Contains(taken, o.Reference) {
				again = append(again, o)
			}
			m.references[o.Reference] = true
		}
		open = again
	}
	return nil
}
