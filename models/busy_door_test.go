package models

import (
	"sync"
	"testing"

	"coulisse/access"
)

// The attack: eight sellers press their buttons while others change the quota and the parent
// price, void, undo and scan, close the till, and close the event. Whatever came first, every
// sum must be exact, and nothing is sold on a closed till or for a closed event.
func TestABusyDoorAddsUpWhateverIsChangedMeanwhile(t *testing.T) {
	s, owner := founded(t)
	event, full, child := onSale(t, s, owner, 60)
	till, err := s.OpenTill(t.Context(), owner, event, "Foyer", 5000)
	if err != nil {
		t.Fatal(err)
	}
	var sellers, others sync.WaitGroup
	for range 8 {
		sellers.Go(func() {
			for i := range 12 {
				lines := []Line{{full, 1}, {child, 1 + i%2}}
				o, err := s.SellAtDoor(t.Context(), owner, event, Sale{Till: till, Payment: []string{PaidCash, PaidCard}[i%2], Lines: lines})
				if err != nil && CodeOf(err) != Conflict {
					t.Error(err)
				}
				if err == nil && i%3 == 0 {
					if _, err := s.VoidSale(t.Context(), owner, event, o.ID); err != nil && CodeOf(err) != Conflict {
						t.Error(err)
					}
				}
			}
		})
	}
	others.Go(func() {
		for i := range 20 {
			reshape(t, s, owner, event, full, TicketTypeDetails{Name: "Full price", Price: int64(1800 + i), Quota: 40 + i%3*10})
			moved := TicketTypeDetails{Name: "Child", Price: 900, Parent: full}
			if i%4 == 3 {
				moved = TicketTypeDetails{Name: "Child", Price: 900, Quota: 50}
			}
			reshape(t, s, owner, event, child, moved)
		}
		if _, err := s.CloseTill(t.Context(), owner, event, till, 5000, ""); err != nil {
			t.Error(err)
		}
		if _, err := s.CloseEvent(t.Context(), owner, event); err != nil {
			t.Error(err)
		}
	})
	sellers.Wait()
	others.Wait()
	for what, query := range map[string]string{
		"quotas that count other seats than were sold": `SELECT count(*) FROM ticket_types y WHERE parent_id IS NULL AND taken <>
			(SELECT count(*) FROM tickets k JOIN ticket_types x ON x.id = k.type_id WHERE k.valid AND COALESCE(x.parent_id, x.id) = y.id)`,
		"quotas that are oversold":                    "SELECT count(*) FROM ticket_types WHERE taken > quota",
		"orders whose tickets do not add up":          "SELECT count(*) FROM orders o WHERE total <> (SELECT sum(price) FROM tickets k WHERE k.order_id = o.id) OR tickets <> (SELECT count(*) FROM tickets k WHERE k.order_id = o.id)",
		"tills that expect other money than was paid": "SELECT count(*) FROM tills t WHERE expected <> change_cash + (SELECT COALESCE(sum(total), 0) FROM orders o WHERE o.source_id = t.id AND o.payment = 'cash' AND NOT o.voided)",
		"orders after the till was closed": `SELECT count(*) FROM history WHERE action IN ('order.placed', 'order.voided')
			AND seq > (SELECT min(seq) FROM history WHERE action = 'till.closed')`,
	} {
		var n int
		if err := s.r.Raw(query).Row().Scan(&n); err != nil || n != 0 {
			t.Errorf("%s: %d, %v", what, n, err)
		}
	}
	var sold int
	if s.r.Raw("SELECT count(*) FROM orders").Scan(&sold); sold < 5 {
		t.Errorf("only %d orders: nothing was tried", sold)
	}
}

// reshape saves a ticket type as it is now; a refusal is fine, an oversold quota is not.
func reshape(t *testing.T, s *Store, owner access.Actor, event, id string, d TicketTypeDetails) {
	tt, err := s.TicketType(t.Context(), owner, event, id)
	if err != nil {
		t.Error(err)
		return
	}
	if _, err := s.UpdateTicketType(t.Context(), owner, event, id, tt.Version, d); err != nil && CodeOf(err) != Invalid && CodeOf(err) != Conflict {
		t.Error(err)
	}
}

// The attack: refunds come in while the event is prepared and settled. What was settled must be
// what stood there at that moment: refunds before it are out of it, refunds after it are told.
func TestASettlementIsExactThoughRefundsComeInMeanwhile(t *testing.T) {
	s, owner := founded(t)
	event, full, _ := onSale(t, s, owner, 100)
	var orders []*Order
	for range 30 {
		o, err := buy(s, owner, event, Contact{}, Line{full, 1})
		if err != nil {
			t.Fatal(err)
		}
		orders = append(orders, o)
	}
	if _, err := s.CloseEvent(t.Context(), owner, event); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for _, o := range orders {
		wg.Go(func() {
			if _, err := s.RefundOrder(t.Context(), owner, o.ID); err != nil {
				t.Error(err)
			}
		})
	}
	settled := false
	wg.Go(func() {
		for !settled {
			x, err := s.PrepareSettlement(t.Context(), owner, event)
			if err != nil {
				t.Error(err)
				return
			}
			_, err = s.Settle(t.Context(), owner, event, x.Version)
			if settled = err == nil; err != nil && CodeOf(err) != Conflict {
				t.Error(err)
				return
			}
		}
	})
	wg.Wait()
	f, err := s.EventFinance(t.Context(), owner, event)
	if err != nil || f.Settlement == nil {
		t.Fatal(f, err)
	}
	var after int
	s.r.Raw("SELECT count(*) FROM history WHERE action = 'order.refunded' AND seq > (SELECT seq FROM history WHERE action = 'settlement.settled')").Scan(&after)
	x := f.Settlement
	if x.Tickets != after || x.Gross != int64(after)*1800 || x.EndedTickets != 30-after || x.Gross != x.Fee+x.Net || f.Now.Tickets != 0 || f.Differs() != (after > 0) {
		t.Errorf("%d refunds after it; settled %+v, now %+v", after, x, f.Now)
	}
}
