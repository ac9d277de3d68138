package models

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"coulisse/access"
)

// ticketsOf are the ids of an order's tickets.
func ticketsOf(s *Store, o *Order) (ids []string) {
	s.r.Raw("SELECT id FROM tickets WHERE order_id = ? ORDER BY number", o.ID).Scan(&ids)
	return ids
}

func TestACheckInByHandIsUndoneByHandAndBothAreTold(t *testing.T) {
	s, owner := founded(t)
	event, o, codes := gateWith(t, s, owner, 2)
	tickets := ticketsOf(s, o)
	done, err := s.CheckIn(t.Context(), owner, event, tickets[1], "Office")
	if err != nil || done.Number != 2 || done.Reference != o.Reference {
		t.Fatal(done, err)
	}
	if v := scans(t, s, owner, Scan{Event: event, Code: codes[1]}, ScanAlready); v.FirstDevice != "Office" {
		t.Errorf("%+v", v)
	}
	if _, err := s.CheckIn(t.Context(), owner, event, tickets[1], ""); CodeOf(err) != Conflict {
		t.Error("twice:", err)
	}
	if _, err := s.UndoCheckIn(t.Context(), owner, event, tickets[1], "Office", "left"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.UndoCheckIn(t.Context(), owner, event, tickets[1], "", "left"); CodeOf(err) != Conflict {
		t.Error("undone twice:", err)
	}
	scans(t, s, owner, Scan{Event: event, Code: codes[1], Device: "Left"}, ScanIn)
	if v := scans(t, s, owner, Scan{Event: event, Code: codes[1]}, ScanAlready); v.FirstDevice != "Left" {
		t.Errorf("the check-in that was undone still counts: %+v", v)
	}
	var rows []historyRow
	s.r.Raw("SELECT * FROM history WHERE action LIKE 'ticket.%' ORDER BY seq").Scan(&rows)
	if len(rows) != 2 || rows[0].Action != "ticket.checked_in" || rows[1].Action != "ticket.check_in_undone" || rows[1].TargetName != o.Reference || !strings.Contains(rows[1].Changes, "left") {
		t.Fatalf("%+v", rows)
	}
	for _, r := range rows {
		if strings.Contains(r.Changes+r.TargetName, "Mia") || r.EventID != event {
			t.Errorf("%+v", r)
		}
	}
	if n := logged(s, "manual AND device = 'Office'"); n != 2 {
		t.Errorf("%d lines by hand", n)
	}
}

func TestOfManyWhoUndoAtOnceOneDoes(t *testing.T) {
	s, owner := founded(t)
	event, o, _ := gateWith(t, s, owner, 1)
	ticket := ticketsOf(s, o)[0]
	if _, err := s.CheckIn(t.Context(), owner, event, ticket, ""); err != nil {
		t.Fatal(err)
	}
	var done atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := s.UndoCheckIn(t.Context(), owner, event, ticket, "", "mistake"); err == nil {
				done.Add(1)
			} else if CodeOf(err) != Conflict {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := logged(s, "outcome = 'undone'"); done.Load() != 1 || n != 1 {
		t.Error(done.Load(), n)
	}
}

func TestByHandNothingIsDoneThatMayNotBe(t *testing.T) {
	s, owner := founded(t)
	event, o, _ := gateWith(t, s, owner, 1)
	other, p, _ := gateWith(t, s, owner, 1)
	mine, theirs := ticketsOf(s, o)[0], ticketsOf(s, p)[0]
	scope := access.Scope{Events: []string{event}}
	steward := member(t, s, owner, "steward", access.Grant{Levels: access.Levels{access.AccessControl: access.Edit}, Scope: scope})
	head := member(t, s, owner, "head", access.Grant{Levels: access.Levels{access.AccessControl: access.Approve}, Scope: scope})
	for name, c := range map[string]struct {
		who           access.Actor
		event, ticket string
		want          Code
	}{
		"a steward": {steward, event, mine, Forbidden}, "another's event": {head, other, theirs, NotFound},
		"a ticket of another event": {head, event, theirs, NotFound}, "no ticket": {head, event, "none", NotFound},
	} {
		if _, err := s.CheckIn(t.Context(), c.who, c.event, c.ticket, ""); CodeOf(err) != c.want {
			t.Errorf("%s checks in: %v", name, err)
		}
		if _, err := s.UndoCheckIn(t.Context(), c.who, c.event, c.ticket, "", "left"); CodeOf(err) != c.want {
			t.Errorf("%s undoes: %v", name, err)
		}
	}
	if _, err := s.RefundOrder(t.Context(), owner, o.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CheckIn(t.Context(), head, event, mine, ""); CodeOf(err) != Conflict || !strings.Contains(err.Error(), "refunded") {
		t.Error("a refunded ticket:", err)
	}
	if _, err := s.CancelEvent(t.Context(), owner, other); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CheckIn(t.Context(), owner, other, theirs, ""); CodeOf(err) != Conflict {
		t.Error("a cancelled event:", err)
	}
	if n := logged(s, "TRUE"); n != 0 {
		t.Errorf("%d lines of what was refused", n)
	}
}

func TestTicketsAreFoundByReferenceAndCodeAndByNameOnlyForWhoSeesCustomers(t *testing.T) {
	s, owner := founded(t)
	event, o, codes := gateWith(t, s, owner, 2)
	other, _, others := gateWith(t, s, owner, 1)
	scope := access.Scope{Events: []string{event}}
	head := member(t, s, owner, "head", access.Grant{Levels: access.Levels{access.AccessControl: access.Approve}, Scope: scope})
	steward := member(t, s, owner, "steward", access.Grant{Levels: access.Levels{access.AccessControl: access.Edit}, Scope: scope})
	both := owner
	both.Grant.Levels = access.Levels{access.AccessControl: access.Approve, access.Customers: access.View}
	if err := s.w.Exec("UPDATE orders SET shop_reference = ? WHERE id = ?", "WEB-2026/17", o.ID).Error; err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		who   access.Actor
		typed string
		want  int
	}{
		{head, "WEB-2026/17", 2}, {head, " web-2026/17 ", 2}, {head, "WEB-2026", 0}, {head, "]Q1" + codes[1], 1},
		{head, o.Reference[:3] + " " + o.Reference[3:6] + " " + o.Reference[6:], 2}, {head, strings.ToLower(codes[1]), 1}, {head, others[0], 0},
		{head, "Mia Holm", 0}, {both, "mia holm", 2}, {both, "Mia Nobody", 0}, {both, "", 0}, {both, "%", 0},
	} {
		if list, err := s.GateTickets(t.Context(), c.who, event, c.typed); err != nil || len(list) != c.want {
			t.Errorf("%q: %+v %v", c.typed, list, err)
		}
	}
	if _, err := s.GateTickets(t.Context(), head, other, others[0]); CodeOf(err) != NotFound {
		t.Error(err)
	}
	if _, err := s.GateTickets(t.Context(), steward, event, codes[0]); CodeOf(err) != NotFound {
		t.Error(err)
	}
	scans(t, s, owner, Scan{Event: event, Code: codes[0], Device: "Left"}, ScanIn)
	if list, _ := s.GateTickets(t.Context(), head, event, codes[0]); len(list) != 1 || list[0].Device != "Left" || list[0].CheckedInAt == nil || list[0].Ending() != codes[0][16:] || list[0].Tickets != 2 {
		t.Errorf("%+v", list)
	}
}

func TestTodaysDoorsComeFirst(t *testing.T) {
	s, owner := founded(t)
	var ids []string
	for _, c := range []struct {
		name   string
		begins time.Duration
	}{{"Next week", 7 * 24 * time.Hour}, {"Today", time.Minute}, {"Long ago", -9 * 24 * time.Hour}, {"Draft", time.Hour}} {
		id, err := s.CreateEvent(t.Context(), owner, EventDetails{Name: c.name, BeginsAt: s.Now().Add(c.begins), EndsAt: s.Now().Add(c.begins + time.Minute)})
		if err == nil && c.name != "Draft" {
			_, err = s.PublishEvent(t.Context(), owner, id)
		}
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	full, err := s.AddTicketType(t.Context(), owner, ids[1], TicketTypeDetails{Name: "Full price", Quota: 9})
	if err != nil {
		t.Fatal(err)
	}
	o, err := buy(s, owner, ids[1], Contact{}, Line{full, 3})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.CheckIn(t.Context(), owner, ids[1], ticketsOf(s, o)[0], ""); err != nil {
		t.Fatal(err)
	}
	list, err := s.Gates(t.Context(), owner, GateFilter{})
	if err != nil || list.Total != 2 || list.Rows[0].ID != ids[1] || list.Rows[1].ID != ids[0] || list.Rows[0].Sold != 3 || list.Rows[0].Entered != 1 {
		t.Fatalf("%+v %v", list, err)
	}
	past, err := s.Gates(t.Context(), owner, GateFilter{Past: true})
	if err != nil || past.Total != 1 || past.Rows[0].ID != ids[2] {
		t.Fatalf("%+v %v", past, err)
	}
	scoped := owner
	scoped.Grant.Scope = access.Scope{Events: ids[:1]}
	if mine, err := s.Gates(t.Context(), scoped, GateFilter{}); err != nil || mine.Total != 1 || mine.Rows[0].ID != ids[0] {
		t.Errorf("%+v %v", mine, err)
	}
	if _, err := s.Gates(t.Context(), access.Actor{Organisation: owner.Organisation}, GateFilter{}); CodeOf(err) != NotFound {
		t.Error(err)
	}
	if _, err := s.Gates(t.Context(), owner, GateFilter{Page: Page{After: "forged"}}); CodeOf(err) != Invalid {
		t.Error(err)
	}
}
