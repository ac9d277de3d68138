package models

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"coulisse/access"
)

// BenchmarkPlaceOrder places one order after the other, as a shop does that hands over each at
// once: two tickets, a buyer of its own, the buyer's mail and one to somebody of the house who
// asked for it, durable when it is done. "p50-µs" and "p99-µs" are of single orders.
func BenchmarkPlaceOrder(b *testing.B) {
	s, owner := founded(b)
	event, full, child := onSale(b, s, owner, 10_000_000)
	told := member(b, s, owner, "told", everywhere(access.Levels{access.Reports: access.View}))
	if err := s.w.Exec("UPDATE memberships SET notify_orders = TRUE WHERE id = ?", told.Membership).Error; err != nil {
		b.Fatal(err)
	}
	if err := s.w.Exec("UPDATE events SET order_mails = TRUE").Error; err != nil {
		b.Fatal(err)
	}
	var took []time.Duration
	b.ReportAllocs()
	for b.Loop() {
		n := len(took)
		c := Contact{Name: fmt.Sprintf("Mia Nr%d", n), Email: fmt.Sprintf("mia.%d@example.org", n), Phone: "5550100"}
		began := time.Now()
		_, err := s.PlaceOrder(b.Context(), owner, Purchase{Event: event, Channel: ChannelAPI, Payment: PaidOnline, Shop: fmt.Sprintf("WEB-%d", n), Buyer: c,
			Lines: []Line{{full, 1}, {child, 1}}})
		if took = append(took, time.Since(began)); err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
	var mails int
	if s.r.Raw("SELECT count(*) FROM mails WHERE kind IN ('tickets', 'order_placed')").Scan(&mails); mails != 2*len(took) {
		b.Fatalf("%d orders, %d mails", len(took), mails)
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}
