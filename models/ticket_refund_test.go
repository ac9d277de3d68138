package models

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"coulisse/access"
)

// three sells two tickets at 18.00 and one at 9.00 in one order, and reads their codes.
func three(t *testing.T, s *Store, owner access.Actor, event, full, child string) (o *Order, codes []string) {
	t.Helper()
	o, err := buy(s, owner, event, mia, Line{full, 2}, Line{child, 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.r.Raw("SELECT code FROM tickets WHERE order_id = ? ORDER BY number", o.ID).Scan(&codes).Error; err != nil {
		t.Fatal(err)
	}
	return o, codes
}

// readsCode reads a code at the door.
func readsCode(t *testing.T, s *Store, a access.Actor, event, code string) *Verdict {
	t.Helper()
	v, err := s.Scan(t.Context(), a, Scan{Event: event, Code: code, Device: "Door"})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// sums are what the report of an event says was sold, refunded and cancelled, in the order of
// ReportSums; the report of all events must say the same.
func sums(t *testing.T, s *Store, owner access.Actor, event string) [3]Sales {
	t.Helper()
	one, err := s.EventReport(t.Context(), owner, event, ReportFilter{})
	if err != nil {
		t.Fatal(err)
	}
	all, err := s.Report(t.Context(), owner, ReportFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if one.Sums != all.Sums {
		t.Errorf("the event's report says %+v, the one of all events %+v", one.Sums, all.Sums)
	}
	var channels Sales
	for _, c := range one.Channels {
		channels.add(c.Sold)
	}
	if channels != one.Sums.Sold {
		t.Errorf("the channels add up to %+v, sold was %+v", channels, one.Sums.Sold)
	}
	return [3]Sales{one.Sums.Sold, one.Sums.Refunded, one.Sums.Cancelled}
}

func TestChosenTicketsAreRefundedAndTheOthersStay(t *testing.T) {
	s, owner := founded(t)
	event, full, child := onSale(t, s, owner, 10)
	o, codes := three(t, s, owner, event, full, child)
	r, err := s.RefundTickets(t.Context(), owner, o.ID, []int{3, 2, 3})
	if err != nil || r.Back != (Sales{2, 2700}) || r.State != OrderPaid || r.TicketsLeft() != 1 || r.TotalLeft() != 1800 || r.Total != 4500 {
		t.Fatal(r, err)
	}
	if types, err := s.TicketTypes(t.Context(), owner, event); err != nil || types[0].Taken != 1 || types[0].Left != 9 || types[1].Sold != 0 {
		t.Error("the quota:", types, err)
	}
	for code, want := range map[string]Outcome{codes[1]: ScanRefunded, codes[2]: ScanRefunded, codes[0]: ScanIn} {
		if v := readsCode(t, s, owner, event, code); v.Outcome != want || v.Tickets != 1 {
			t.Errorf("the door says %+v, want %s", v, want)
		}
	}
	if sheet, err := s.TicketSheet(t.Context(), s.keys.orderToken(r.Order)); err != nil || len(sheet.Tickets) != 1 || sheet.Tickets[0].Code != codes[0] {
		t.Error("the buyer's page:", sheet, err)
	}
	if got, want := sums(t, s, owner, event), [3]Sales{{1, 1800}, {2, 2700}, {}}; got != want {
		t.Errorf("the report says %v, want %v", got, want)
	}
	if f, err := s.EventFinance(t.Context(), owner, event); err != nil || f.Now.Tickets != 1 || f.Now.Gross != 1800 || f.Now.EndedTickets != 2 || f.Now.EndedGross != 2700 {
		t.Error("the settlement:", f, err)
	}
	sold, err := s.SoldOrder(t.Context(), owner, o.ID)
	if err != nil || sold.Mails[0].Kind != MailTicketsRefunded || sold.Mails[0].Recipient != mia.Email || sold.Sheet[0].RefundedAt != nil || sold.Sheet[1].RefundedAt == nil {
		t.Error(sold, err)
	}
	var data, changes string
	s.r.Raw("SELECT data FROM mails WHERE kind = 'tickets_refunded'").Scan(&data)
	s.r.Raw("SELECT changes FROM history WHERE action = 'order.tickets_refunded' AND event_id = ?", event).Scan(&changes)
	if !strings.Contains(data, `"tickets":2,"total":2700`) || !strings.Contains(data, `"left":1`) {
		t.Error("mailed is", data)
	}
	if changes != `[{"field":"ticket_number","old":"","new":"2, 3"},{"field":"tickets","old":"3","new":"1"},{"field":"total","old":"4500","new":"1800"}]` {
		t.Error("the history holds", changes)
	}
	if o, err = s.RefundOrder(t.Context(), owner, o.ID); err != nil { // what is left was used, which the page warns of
		t.Fatal(err)
	}
	if got, want := sums(t, s, owner, event), [3]Sales{{}, {3, 4500}, {}}; got != want {
		t.Errorf("once all is refunded the report says %v, want %v", got, want)
	}
	s.r.Raw("SELECT data FROM mails WHERE kind = 'order_refunded'").Scan(&data)
	if !strings.Contains(data, `"tickets":1,"total":1800`) {
		t.Error("money that was given back before is promised again:", data)
	}
	var waiting int
	if s.r.Raw("SELECT count(*) FROM mails WHERE order_id = ? AND state = 'queued'", o.ID).Scan(&waiting); waiting != 2 {
		t.Errorf("%d mails about money wait, want both", waiting)
	}
}

func TestWhatIsLeftOfAnOrderIsCancelledAlone(t *testing.T) {
	s, owner := founded(t)
	event, full, child := onSale(t, s, owner, 10)
	o, codes := three(t, s, owner, event, full, child)
	if _, err := s.RefundTickets(t.Context(), owner, o.ID, []int{1}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CancelOrder(t.Context(), owner, o.ID); err != nil {
		t.Fatal(err)
	}
	if got, want := sums(t, s, owner, event), [3]Sales{{}, {1, 1800}, {2, 2700}}; got != want {
		t.Errorf("the report says %v, want %v", got, want)
	}
	for code, want := range map[string]Outcome{codes[0]: ScanRefunded, codes[1]: ScanCancelled} {
		if v := readsCode(t, s, owner, event, code); v.Outcome != want {
			t.Errorf("the door says %s, want %s", v.Outcome, want)
		}
	}
	if types, err := s.TicketTypes(t.Context(), owner, event); err != nil || types[0].Taken != 0 {
		t.Error("the quota:", types, err)
	}
}

func TestWhoRefundsTheLastTicketsRefundsTheOrder(t *testing.T) {
	s, owner := founded(t)
	event, full, child := onSale(t, s, owner, 10)
	o, _ := three(t, s, owner, event, full, child)
	for _, numbers := range [][]int{{1}, {2, 3}} {
		if _, err := s.RefundTickets(t.Context(), owner, o.ID, numbers); err != nil {
			t.Fatal(err)
		}
	}
	if sold, err := s.SoldOrder(t.Context(), owner, o.ID); err != nil || sold.State != OrderRefunded || sold.EndedAt == nil || sold.Given() != 4500 {
		t.Error(sold, err)
	}
	if _, err := s.RefundTickets(t.Context(), owner, o.ID, []int{1}); CodeOf(err) != Conflict {
		t.Error("refunded twice:", err)
	}
}

func TestTicketsThatCannotBeRefundedStayAsTheyAre(t *testing.T) {
	s, owner := founded(t)
	event, full, child := onSale(t, s, owner, 10)
	free, err := s.AddTicketType(t.Context(), owner, event, TicketTypeDetails{Name: "Free", Quota: 5})
	if err != nil {
		t.Fatal(err)
	}
	o, codes := three(t, s, owner, event, full, child)
	gift, err := buy(s, owner, event, mia, Line{full, 1}, Line{free, 1})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.RefundTickets(t.Context(), owner, o.ID, []int{3}); err != nil {
		t.Fatal(err)
	}
	readsCode(t, s, owner, event, codes[0])
	other, _, _ := onSale(t, s, owner, 10)
	for what, c := range map[string]struct {
		a       access.Actor
		order   string
		numbers []int
		want    Code
	}{
		"none": {owner, o.ID, nil, Invalid}, "one that is not there": {owner, o.ID, []int{4}, Invalid}, "one beside another": {owner, o.ID, []int{2, 4}, Invalid},
		"a used one": {owner, o.ID, []int{1, 2}, Conflict}, "a refunded one": {owner, o.ID, []int{2, 3}, Conflict}, "a free one": {owner, gift.ID, []int{2}, Conflict},
		"who edits": {within(t, s, owner, "edits", access.Edit, event), o.ID, []int{2}, Forbidden}, "who is elsewhere": {within(t, s, owner, "out", access.Approve, other), o.ID, []int{2}, NotFound},
	} {
		if _, err := s.RefundTickets(t.Context(), c.a, c.order, c.numbers); CodeOf(err) != c.want {
			t.Errorf("%s: %v", what, err)
		}
	}
	if got, want := sums(t, s, owner, event), [3]Sales{{4, 5400}, {1, 900}, {}}; got != want {
		t.Errorf("the report says %v, want %v", got, want)
	}
}

func TestOfThoseWhoRefundATicketAtOnceOneDoes(t *testing.T) {
	s, owner := founded(t)
	event, full, child := onSale(t, s, owner, 10)
	o, _ := three(t, s, owner, event, full, child)
	var done, late atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			switch _, err := s.RefundTickets(t.Context(), owner, o.ID, []int{2}); {
			case err == nil:
				done.Add(1)
			case CodeOf(err) == Conflict:
				late.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if done.Load() != 1 || late.Load() != 7 {
		t.Errorf("%d done, %d told off", done.Load(), late.Load())
	}
	var mails int
	s.r.Raw("SELECT count(*) FROM mails WHERE kind = 'tickets_refunded'").Scan(&mails)
	if types, err := s.TicketTypes(t.Context(), owner, event); err != nil || types[0].Taken != 2 || mails != 1 {
		t.Error(types, err, mails)
	}
}

func TestATicketIsLetInOrRefundedAndNeverBoth(t *testing.T) {
	s, owner := founded(t)
	event, full, child := onSale(t, s, owner, 100)
	for range 10 {
		o, codes := three(t, s, owner, event, full, child)
		var wg sync.WaitGroup
		var v *Verdict
		var scanned, refused error
		wg.Go(func() { v, scanned = s.Scan(t.Context(), owner, Scan{Event: event, Code: codes[1], Device: "Door"}) })
		wg.Go(func() { _, refused = s.RefundTickets(t.Context(), owner, o.ID, []int{2}) })
		wg.Wait()
		if scanned != nil || refused != nil && CodeOf(refused) != Conflict {
			t.Fatal(scanned, refused)
		}
		if in := v.Outcome == ScanIn; in == (refused == nil) || !in && v.Outcome != ScanRefunded {
			t.Errorf("the door says %s, the refund %v", v.Outcome, refused)
		}
	}
}

func TestASaleOfWhichTicketsWereRefundedIsNotTakenBackByTheTill(t *testing.T) {
	s, owner := founded(t)
	event, full, _ := onSale(t, s, owner, 10)
	till, err := s.OpenTill(t.Context(), owner, event, "Foyer", 0)
	if err != nil {
		t.Fatal(err)
	}
	o, err := s.SellAtDoor(t.Context(), owner, event, Sale{Till: till, Payment: PaidCash, Lines: []Line{{full, 2}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.RefundTickets(t.Context(), owner, o.ID, []int{1}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.VoidSale(t.Context(), owner, event, o.ID); CodeOf(err) != Conflict {
		t.Error("the till gave back what customer service had given:", err)
	}
	if d, err := s.Door(t.Context(), owner, event); err != nil || d.Tills[0].Cash() != 3600 {
		t.Error("what was given back elsewhere went out of the till:", d, err)
	}
}
