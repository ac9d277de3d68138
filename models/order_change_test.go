package models

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestARefundTakesTheTicketsBackAndTellsTheBuyer(t *testing.T) {
	s, owner := founded(t)
	event, full, child := onSale(t, s, owner, 10)
	o, err := buy(s, owner, event, mia, Line{full, 2}, Line{child, 3})
	if err != nil {
		t.Fatal(err)
	}
	sells(t, s, owner, event, full, Contact{})
	if _, err := s.RefundOrder(t.Context(), owner, o.ID); err != nil {
		t.Fatal(err)
	}
	types, err := s.TicketTypes(t.Context(), owner, event)
	if err != nil || types[0].Taken != 2 || types[0].Left != 8 || types[1].Sold != 0 {
		t.Error(types, err)
	}
	if _, err := s.TicketSheet(t.Context(), s.keys.orderToken(*o)); CodeOf(err) != Gone {
		t.Error("the link still opens:", err)
	}
	sold, err := s.SoldOrder(t.Context(), owner, o.ID)
	if err != nil || sold.State != OrderRefunded || sold.EndedAt == nil || sold.Total != 2*1800+3*900 {
		t.Fatal(sold, err)
	}
	for _, k := range sold.Sheet {
		if k.Valid {
			t.Error("a ticket is still valid")
		}
	}
	if m := sold.Mails; len(m) != 2 || m[0].Kind != MailOrderRefunded || m[0].State != mailQueued || m[1].State != mailCancelled {
		t.Errorf("%+v", m)
	}
	for what, err := range map[string]error{"refund": second(s.RefundOrder(t.Context(), owner, o.ID)), "cancel": second(s.CancelOrder(t.Context(), owner, o.ID)), "resend": second(s.ResendTickets(t.Context(), owner, o.ID))} {
		if CodeOf(err) != Conflict {
			t.Errorf("%s of a refunded order: %v", what, err)
		}
	}
	var m *Mail
	next := func() (*Mail, error) { return s.ClaimMail(t.Context(), time.Hour) }
	for m, err = next(); m != nil && m.Kind == MailOrder; m, err = next() {
	}
	if err != nil || m == nil || m.Kind != MailOrderRefunded || m.To != mia.Email || m.Locale != "da" || m.Token != "" {
		t.Error(m, err)
	}
}

func TestOfManyWhoEndAnOrderAtOnceOneDoes(t *testing.T) {
	s, owner := founded(t)
	event, full, _ := onSale(t, s, owner, 10)
	o := sells(t, s, owner, event, full, mia)
	var done, late atomic.Int32
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			end := s.CancelOrder
			if i%2 == 0 {
				end = s.RefundOrder
			}
			switch _, err := end(t.Context(), owner, o.ID); CodeOf(err) {
			case "":
				if err != nil {
					t.Error(err)
				}
				done.Add(1)
			case Conflict:
				late.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	var taken, mails, entries int
	s.r.Raw("SELECT taken FROM ticket_types WHERE id = ?", full).Scan(&taken)
	s.r.Raw("SELECT count(*) FROM mails WHERE kind IN ('order_cancelled', 'order_refunded')").Scan(&mails)
	s.r.Raw("SELECT count(*) FROM history WHERE action IN ('order.cancelled', 'order.refunded')").Scan(&entries)
	if done.Load() != 1 || late.Load() != 7 || taken != 0 || mails != 1 || entries != 1 {
		t.Errorf("%d ended it, %d came late; %d seats taken, %d mails, %d entries", done.Load(), late.Load(), taken, mails, entries)
	}
}

func TestTicketsAreSentAgainOnceToTheAddressAsItIsNow(t *testing.T) {
	s, owner := founded(t)
	event, full, _ := onSale(t, s, owner, 10)
	o := sells(t, s, owner, event, full, mia)
	now := mia
	now.Email = "mia@right.example"
	if _, err := s.UpdateCustomer(t.Context(), owner, o.ID, 1, now); err != nil {
		t.Fatal(err)
	}
	at := s.Now()
	for i := range 3 {
		s.Now = func() time.Time { return at.Add(time.Duration(i) * time.Minute) }
		if _, err := s.ResendTickets(t.Context(), owner, o.ID); err != nil {
			t.Fatal(err)
		}
	}
	var to []string
	s.r.Raw("SELECT recipient FROM mails WHERE order_id = ? AND state = 'queued'", o.ID).Scan(&to)
	if len(to) != 1 || to[0] != now.Email {
		t.Error("waiting:", to)
	}
	nobody := sells(t, s, owner, event, full, Contact{})
	if _, err := s.ResendTickets(t.Context(), owner, nobody.ID); CodeOf(err) != Conflict {
		t.Error("sent to nobody:", err)
	}
}

func TestWhatCostNothingIsCancelledAndNotRefunded(t *testing.T) {
	s, owner := founded(t)
	event, _, _ := onSale(t, s, owner, 10)
	free, err := s.AddTicketType(t.Context(), owner, event, TicketTypeDetails{Name: "Free", Quota: 5})
	if err != nil {
		t.Fatal(err)
	}
	o := sells(t, s, owner, event, free, Contact{})
	if _, err := s.RefundOrder(t.Context(), owner, o.ID); CodeOf(err) != Conflict {
		t.Error(err)
	}
	if _, err := s.CancelOrder(t.Context(), owner, o.ID); err != nil {
		t.Error(err)
	}
}
