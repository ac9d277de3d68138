package models

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"coulisse/access"
)

// onSale is a published event with a type of 10 seats and one that draws from them.
func onSale(t testing.TB, s *Store, owner access.Actor, seats int) (event, full, child string) {
	t.Helper()
	event, err := s.CreateEvent(t.Context(), owner, play(s, "Cyrano", "Lille Sal"))
	if err != nil {
		t.Fatal(err)
	}
	if full, err = s.AddTicketType(t.Context(), owner, event, TicketTypeDetails{Name: "Full price", Price: 1800, Quota: seats}); err != nil {
		t.Fatal(err)
	}
	if child, err = s.AddTicketType(t.Context(), owner, event, TicketTypeDetails{Name: "Child", Price: 900, Parent: full}); err != nil {
		t.Fatal(err)
	}
	if _, err = s.PublishEvent(t.Context(), owner, event); err != nil {
		t.Fatal(err)
	}
	return event, full, child
}

// buy places an order through the API's channel.
func buy(s *Store, a access.Actor, event string, buyer Contact, lines ...Line) (*Order, error) {
	return s.PlaceOrder(context.Background(), a, Purchase{Event: event, Channel: ChannelAPI, Payment: PaidOnline, Lines: lines, Buyer: buyer})
}

func TestAQuotaIsNeverOversoldThoughManyBuyAtOnce(t *testing.T) {
	s, owner := founded(t)
	event, full, child := onSale(t, s, owner, 10)
	var sold, refused atomic.Int32
	var wg sync.WaitGroup
	for i := range 64 {
		wg.Go(func() {
			line := Line{Type: full, Count: 1}
			if i%2 == 0 {
				line.Type = child
			}
			switch _, err := buy(s, owner, event, Contact{}, line); {
			case err == nil:
				sold.Add(1)
			case CodeOf(err) == Conflict && strings.Contains(err.Error(), "order.sold_out"):
				refused.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if sold.Load() != 10 || refused.Load() != 54 {
		t.Errorf("%d sold, %d refused", sold.Load(), refused.Load())
	}
	types, err := s.TicketTypes(t.Context(), owner, event)
	if err != nil {
		t.Fatal(err)
	}
	var tickets, total, orders int
	s.r.Raw("SELECT count(*) FROM tickets WHERE valid").Scan(&tickets)
	s.r.Raw("SELECT count(*), sum(total) FROM orders").Row().Scan(&orders, &total)
	if want := types[0].Sold*1800 + types[1].Sold*900; tickets != 10 || orders != 10 || types[0].Taken != 10 || types[0].Left != 0 || types[1].Left != 0 || total != want {
		t.Errorf("%d tickets, %d orders, taken %d, total %d of %d", tickets, orders, types[0].Taken, total, want)
	}
}

func TestAnOrderThatFailsAtItsSecondLineTakesNothing(t *testing.T) {
	s, owner := founded(t)
	event, full, child := onSale(t, s, owner, 3)
	_, err := buy(s, owner, event, Contact{Email: "mia@example.org", Name: "Mia"}, Line{full, 2}, Line{child, 2})
	if CodeOf(err) != Conflict {
		t.Fatal(err)
	}
	var rows int
	s.r.Raw("SELECT (SELECT count(*) FROM orders) + (SELECT count(*) FROM tickets) + (SELECT count(*) FROM order_tokens) + (SELECT count(*) FROM mails) + (SELECT sum(taken) FROM ticket_types)").Scan(&rows)
	if rows != 0 {
		t.Errorf("%d rows or seats are left of it", rows)
	}
}

func TestWhatIsNotOnSaleIsNotSold(t *testing.T) {
	s, owner := founded(t)
	event, full, _ := onSale(t, s, owner, 10)
	other, _, _ := onSale(t, s, owner, 10)
	later := s.Now().Add(time.Hour)
	window, err := s.AddTicketType(t.Context(), owner, event, TicketTypeDetails{Name: "Later", Quota: 5, SalesFrom: &later})
	if err != nil {
		t.Fatal(err)
	}
	for name, try := range map[string]struct {
		event string
		line  Line
		want  Code
	}{
		"a type of another event": {other, Line{full, 1}, Invalid}, "no such type": {event, Line{"none", 1}, Invalid},
		"none": {event, Line{full, 0}, Invalid}, "less than none": {event, Line{full, -1}, Invalid}, "too many": {event, Line{full, MaxTickets + 1}, Invalid},
		"before its time": {event, Line{window, 1}, Conflict}, "no such event": {"none", Line{full, 1}, NotFound},
	} {
		if _, err := buy(s, owner, try.event, Contact{}, try.line); CodeOf(err) != try.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.CloseEvent(t.Context(), owner, event); err != nil {
		t.Fatal(err)
	}
	if _, err := buy(s, owner, event, Contact{}, Line{full, 1}); CodeOf(err) != Conflict {
		t.Error("a closed event was sold:", err)
	}
	scoped := owner
	scoped.Grant.Scope = access.Scope{Events: []string{event}}
	if _, err := buy(s, scoped, other, Contact{}, Line{full, 1}); CodeOf(err) != NotFound {
		t.Error("an event out of scope was sold:", err)
	}
}

func TestAnOrderKeepsItsOwnContactAndChangesNoOther(t *testing.T) {
	s, owner := founded(t)
	event, full, _ := onSale(t, s, owner, 10)
	first, err := buy(s, owner, event, Contact{Name: "Mia Holm", Email: "Mia@example.org", Phone: "12345678"}, Line{full, 1})
	if err != nil {
		t.Fatal(err)
	}
	second, err := buy(s, owner, event, Contact{Name: "M. Holm", Email: "mia@EXAMPLE.org"}, Line{full, 1})
	if err != nil {
		t.Fatal(err)
	}
	for id, name := range map[string]string{first.ID: "M. Holm", second.ID: "M. Holm"} { // one customer, by the latest order
		if c, err := s.Customer(t.Context(), owner, id); err != nil || c.Name != name || c.Phone != "" || len(c.Orders) != 2 || c.Orders[1].Name != "Mia Holm" || c.Orders[1].Phone != "12345678" {
			t.Error(c, err)
		}
	}
	if first.Reference == second.Reference || len(first.Reference) != 9 {
		t.Error(first.Reference, second.Reference)
	}
}

func TestNewOrdersAreMailedWhenThePersonAndTheEventWantIt(t *testing.T) {
	for _, c := range []struct {
		name          string
		event, person bool
		want          int
	}{{"both", true, true, 1}, {"the event does not", false, true, 0}, {"the person does not", true, false, 0}} {
		t.Run(c.name, func(t *testing.T) {
			s, owner := founded(t)
			event, full, _ := onSale(t, s, owner, 10)
			s.w.Exec("UPDATE events SET order_mails = ?", c.event)
			s.w.Exec("UPDATE memberships SET notify_orders = ?", c.person)
			if _, err := buy(s, owner, event, Contact{}, Line{full, 1}); err != nil {
				t.Fatal(err)
			}
			var mails int
			s.r.Raw("SELECT count(*) FROM mails WHERE kind = ?", string(MailOrder)).Scan(&mails)
			if mails != c.want {
				t.Errorf("%d mails", mails)
			}
		})
	}
}

func TestTheLinkOfAnOrderOpensItsTicketsAndNoOthers(t *testing.T) {
	s, owner := founded(t)
	event, full, child := onSale(t, s, owner, 10)
	o, err := buy(s, owner, event, Contact{Name: "Mia Holm", Email: "mia@example.org"}, Line{full, 2}, Line{child, 1})
	if err != nil {
		t.Fatal(err)
	}
	token := s.keys.orderToken(*o)
	sheet, err := s.TicketSheet(t.Context(), token)
	if err != nil || len(sheet.Tickets) != 3 || sheet.Name != "Mia Holm" || sheet.Tickets[2].Type != "Child" {
		t.Fatal(sheet, err)
	}
	for i := range token {
		b := []byte(token)
		if b[i]++; b[i] > 'z' {
			b[i] = 'A'
		}
		if _, err := s.TicketSheet(t.Context(), string(b)); CodeOf(err) != NotFound {
			t.Errorf("a link with another letter at %d: %v", i, err)
		}
	}
	for _, odd := range []string{"", "x", token[:42], token + "A", token + "=", o.ID} {
		if _, err := s.TicketSheet(t.Context(), odd); CodeOf(err) != NotFound {
			t.Errorf("%q: %v", odd, err)
		}
	}
	s.w.Exec("UPDATE orders SET state = 'refunded'")
	if _, err := s.TicketSheet(t.Context(), token); CodeOf(err) != Gone {
		t.Error("tickets of a refunded order:", err)
	}
	if m, err := s.ClaimMail(t.Context(), time.Hour); err != nil || m != nil {
		t.Error("the tickets of a refunded order are mailed:", m, err)
	}
}
