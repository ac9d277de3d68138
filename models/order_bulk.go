package models

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"coulisse/access"
	"coulisse/models/text"
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

// write writes a batch of orders with their buyers, tickets and mails.
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
		for _, line := range b.Lines {
			tickets = append(tickets, o.add(line.Type, line.Count, line.Price)...)
		}
		if o.Total == 0 {
			o.Payment = PaidFree
		}
	}
	if err := errors.Join(m.giveReferences(orders), m.findBuyers(orders, batch)); err != nil {
		return nil, err
	}
	if err := m.CreateInBatches(orders, bulkRows).Error; err != nil {
		return nil, err
	}
	if err := m.CreateInBatches(tickets, bulkRows).Error; err != nil {
		return nil, err
	}
	for i := range orders {
		if m.bulk.Mail {
			if err := m.mailTickets(orders[i], m.event, m.org, batch[i].Buyer); err != nil {
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

// findBuyers is findBuyer for a batch.
func (m *many) findBuyers(orders []Order, batch []BulkOrder) error {
	known, err := m.known(batch)
	if err != nil {
		return err
	}
	var added []Buyer
	words := map[[2]string]bool{} // token, buyer
	for i := range orders {
		c := batch[i].Buyer
		if c.Name+c.Email+c.Phone == "" {
			continue
		}
		key := text.AddressKey(c.Email)
		b, ok := known[key]
		if !ok || key == "" {
			b = Buyer{ID: NewID(), OrganisationID: m.org.ID, Name: c.Name, Email: c.Email, EmailKey: key, Phone: c.Phone, Locale: c.Locale, Version: 1, CreatedAt: m.now, UpdatedAt: m.now}
			added, known[key] = append(added, b), b
		}
		if orders[i].BuyerID = &b.ID; c.Name != b.Name {
			orders[i].Name = c.Name
		}
		for _, word := range append(buyerWords(b.Name, b.Email, b.Phone), buyerWords(orders[i].Name, "", "")...) {
			if word != "" {
				words[[2]string{word, b.ID}] = true
			}
		}
	}
	if len(added) > 0 {
		if err := m.CreateInBatches(added, bulkRows).Error; err != nil {
			return err
		}
	}
	return m.addWords(words)
}

// known finds the buyers who have the addresses of a batch already, by address.
func (m *many) known(batch []BulkOrder) (map[string]Buyer, error) {
	var keys []string
	for _, b := range batch {
		if b.Buyer.Email != "" {
			keys = append(keys, text.AddressKey(b.Buyer.Email))
		}
	}
	by := map[string]Buyer{}
	if len(keys) == 0 {
		return by, nil
	}
	var list []Buyer
	if err := m.Raw("SELECT * FROM buyers WHERE organisation_id = ? AND email_key IN ?", m.org.ID, keys).Scan(&list).Error; err != nil {
		return nil, err
	}
	for _, b := range list {
		by[b.EmailKey] = b
	}
	return by, nil
}

// addWords is addBuyerWords for many buyers, each by a word and an id.
func (m *many) addWords(words map[[2]string]bool) error {
	list := make([][2]string, 0, len(words))
	for w := range words {
		list = append(list, w)
	}
	slices.SortFunc(list, func(a, b [2]string) int { return strings.Compare(a[0]+a[1], b[0]+b[1]) })
	for chunk := range slices.Chunk(list, bulkRows) {
		args := make([]any, 0, 3*len(chunk))
		for _, w := range chunk {
			args = append(args, m.org.ID, w[0], w[1])
		}
		values := strings.TrimSuffix(strings.Repeat("(?, ?, ?), ", len(chunk)), ", ")
		if err := m.Exec("INSERT INTO buyer_tokens (organisation_id, token, buyer_id) VALUES "+values+" ON CONFLICT DO NOTHING", args...).Error; err != nil {
			return err
		}
	}
	return nil
}
