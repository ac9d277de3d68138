package models

import (
	"fmt"
	"testing"
	"time"

	"coulisse/access"
)

// manyOrders is a list of orders: two tickets each, one buyer to two orders.
func manyOrders(full, child string, count int, at time.Time) (list []BulkOrder) {
	for i := range count {
		list = append(list, BulkOrder{ShopReference: fmt.Sprintf("WEB-%06d", i), Placed: at.Add(-time.Duration(i) * time.Minute),
			Lines: []PaidLine{{Type: full, Count: 1, Price: 1700}, {Type: child, Count: 1, Price: 850}},
			Buyer: Contact{Name: fmt.Sprintf("Mia Nr%d", i/2), Email: fmt.Sprintf("mia.%d@example.org", i/2), Phone: "5550100"}})
	}
	return list
}

func TestManyOrdersAreLikeAsManySingleOnes(t *testing.T) {
	s, owner := founded(t)
	event, full, child := onSale(t, s, owner, 2000)
	if _, err := buy(s, owner, event, Contact{Name: "Mia", Email: "MIA.3@example.org"}, Line{full, 1}); err != nil {
		t.Fatal(err)
	}
	list, woken := manyOrders(full, child, 500, s.Now()), 0
	s.OnMail(func() { woken++ })
	if err := s.PlaceOrders(t.Context(), owner, Bulk{Event: event, Channel: ChannelImport, Source: "x", Mail: true, Orders: list}); err != nil || woken != 1 {
		t.Fatal(err, woken)
	}
	for query, want := range map[string]int64{
		"SELECT count(DISTINCT reference) FROM orders": 501, "SELECT sum(total) FROM orders WHERE channel = 'import'": 500 * 2550,
		"SELECT count(*) FROM tickets WHERE valid": 1001, "SELECT count(DISTINCT code) FROM tickets": 1001, "SELECT taken FROM ticket_types WHERE quota IS NOT NULL": 1001,
		"SELECT count(DISTINCT email_key) FROM orders": 250, "SELECT count(*) FROM mails WHERE kind = 'tickets'": 501, "SELECT count(*) FROM orders WHERE name = 'Mia'": 1,
		"SELECT count(*) FROM history WHERE action = 'orders.placed'": 1,
	} {
		var got int64
		if err := s.r.Raw(query).Scan(&got).Error; err != nil || got != want {
			t.Errorf("%s: %d, want %d (%v)", query, got, want, err)
		}
	}
	for typed, want := range map[string]int{"web-000007": 1, "nr100": 2, "mia.3@example.org": 3, "Mia Nr249": 2} {
		if found, err := s.Orders(t.Context(), owner, OrderFilter{Search: typed}); err != nil || found.Total != want {
			t.Errorf("%q: %v, %v", typed, found, err)
		}
	}
	if err := s.PlaceOrders(t.Context(), owner, Bulk{Event: event, Channel: ChannelImport, Orders: list[:1]}); err == nil {
		t.Error("an order was imported twice")
	}
}

func TestManyOrdersAreAllPlacedOrNone(t *testing.T) {
	s, owner := founded(t)
	event, full, child := onSale(t, s, owner, 999)
	err := s.PlaceOrders(t.Context(), owner, Bulk{Event: event, Channel: ChannelImport, Orders: manyOrders(full, child, 500, s.Now())})
	if CodeOf(err) != Conflict {
		t.Fatal(err)
	}
	var rows int
	s.r.Raw("SELECT (SELECT count(*) FROM orders) + (SELECT count(*) FROM tickets) + (SELECT count(*) FROM order_tokens) + (SELECT sum(taken) FROM ticket_types)").Scan(&rows)
	if rows != 0 {
		t.Errorf("%d rows or seats are left of it", rows)
	}
}

// BenchmarkPlaceOrders adds 50,000 orders of two tickets in one transaction.
func BenchmarkPlaceOrders(b *testing.B) {
	for b.Loop() {
		s, owner := founded(b)
		event, full, child := onSale(b, s, owner, 200000)
		list := manyOrders(full, child, 50000, s.Now())
		began := time.Now()
		if err := s.PlaceOrders(b.Context(), owner, Bulk{Event: event, Channel: ChannelImport, Orders: list}); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(began).Seconds(), "s/50,000")
	}
}

// Orders are written long after they were placed, when they come in a list.
func TestTheFirstOrderOfACustomerIsTheEarliestThatTheReaderMaySee(t *testing.T) {
	s, owner := founded(t)
	event, full, child := onSale(t, s, owner, 2000)
	other, adult, _ := onSale(t, s, owner, 2000)
	list := manyOrders(full, child, 2, s.Now().Add(-48*time.Hour))
	if err := s.PlaceOrders(t.Context(), owner, Bulk{Event: event, Channel: ChannelImport, Source: "x", Orders: list}); err != nil {
		t.Fatal(err)
	}
	o, err := buy(s, owner, other, Contact{Name: "Mia Nr0", Email: "mia.0@example.org"}, Line{adult, 1})
	if err != nil {
		t.Fatal(err)
	}
	reader := owner
	reader.Owner, reader.Grant.Scope = false, access.Scope{Events: []string{other}}
	for first, a := range map[time.Time]access.Actor{list[1].Placed: owner, o.PlacedAt: reader} {
		if c, err := s.Customer(t.Context(), a, o.ID); err != nil || !c.First.Equal(first) {
			t.Errorf("%v, want %v (%v)", c.First, first, err)
		}
	}
}
