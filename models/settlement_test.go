package models

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"coulisse/access"
)

// sold is a closed event that sold 3 at 18.00 and 2 at 9.00, and gave one order of 18.00 back.
func sold(t *testing.T, s *Store, owner access.Actor) (event string) {
	t.Helper()
	event, full, child := onSale(t, s, owner, 100)
	for _, lines := range [][]Line{{{full, 3}}, {{child, 2}}} {
		if _, err := buy(s, owner, event, Contact{}, lines...); err != nil {
			t.Fatal(err)
		}
	}
	back, err := buy(s, owner, event, Contact{}, Line{full, 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.write(t.Context(), func(x *tx) error { return x.endOrder(owner, back, OrderRefunded, "order.voided") }); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CloseEvent(t.Context(), owner, event); err != nil {
		t.Fatal(err)
	}
	return event
}

func TestASettlementIsFrozenWhenItIsPrepared(t *testing.T) {
	s, owner := founded(t)
	event := sold(t, s, owner)
	x, err := s.PrepareSettlement(t.Context(), owner, event)
	if err != nil || x.Tickets != 5 || x.Gross != 7200 || x.Net != 3*1620+2*810 || x.Fee != 7200-x.Net || x.EndedTickets != 1 || x.EndedGross != 1800 || len(x.Lines) != 2 {
		t.Fatal(x, err)
	}
	if _, err := s.UpdateFees(t.Context(), owner, 0, Fees{{100, 5000, 5000}}); err != nil {
		t.Fatal(err)
	}
	f, err := s.EventFinance(t.Context(), owner, event)
	if err != nil || f.Settlement.Net != x.Net || f.Now.Net != 3600 || f.Settlement.Lines[0].Kept != 9000 {
		t.Fatal(f, err)
	}
	settled, err := s.Settle(t.Context(), owner, event, 1)
	if err != nil || *settled.Number != 1 || settled.Net != x.Net {
		t.Fatal(settled, err)
	}
	for name, try := range map[string]func() error{
		"prepared anew": func() error { _, err := s.PrepareSettlement(t.Context(), owner, event); return err },
		"settled again": func() error { _, err := s.Settle(t.Context(), owner, event, 1); return err },
		"reopened":      func() error { _, err := s.PublishEvent(t.Context(), owner, event); return err },
		"cancelled":     func() error { _, err := s.CancelEvent(t.Context(), owner, event); return err },
	} {
		if err := try(); CodeOf(err) != Conflict {
			t.Errorf("a settled event was %s: %v", name, err)
		}
	}
	for _, statement := range []string{"UPDATE settlements SET net = 0", "DELETE FROM settlements", "UPDATE settlement_lines SET net = 0", "DELETE FROM settlement_lines",
		"INSERT INTO settlement_lines SELECT settlement_id, 9, name, price, kept, tickets, gross, fee, net FROM settlement_lines LIMIT 1"} {
		if err := s.w.Exec(statement).Error; err == nil {
			t.Error("accepted:", statement)
		}
	}
}

func TestOnlyOneSettlesWhatWasLookedAt(t *testing.T) {
	s, owner := founded(t)
	event := sold(t, s, owner)
	if _, err := s.Settle(t.Context(), owner, event, 1); CodeOf(err) != Conflict {
		t.Error("settled what was not prepared:", err)
	}
	for range 2 {
		if _, err := s.PrepareSettlement(t.Context(), owner, event); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Settle(t.Context(), owner, event, 1); CodeOf(err) != Conflict {
		t.Error("settled figures that were replaced:", err)
	}
	var won atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := s.Settle(t.Context(), owner, event, 2); err == nil {
				won.Add(1)
			}
		})
	}
	wg.Wait()
	var mails int
	s.r.Raw("SELECT count(*) FROM mails WHERE kind = 'settlement'").Scan(&mails)
	if won.Load() != 1 || mails != 1 {
		t.Errorf("%d settled, %d mails", won.Load(), mails)
	}
}

// Figures that something has happened to since are not made final.
func TestOutdatedFiguresAreNotSettled(t *testing.T) {
	s, owner := founded(t)
	event := sold(t, s, owner)
	if _, err := s.PrepareSettlement(t.Context(), owner, event); err != nil {
		t.Fatal(err)
	}
	if _, err := s.PublishEvent(t.Context(), owner, event); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Settle(t.Context(), owner, event, 1); CodeOf(err) != Conflict {
		t.Error("an event that is on sale again was settled:", err)
	}
	types, err := s.TicketTypes(t.Context(), owner, event)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := buy(s, owner, event, Contact{}, Line{types[0].ID, 4}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CloseEvent(t.Context(), owner, event); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Settle(t.Context(), owner, event, 1); CodeOf(err) != Conflict {
		t.Error("figures from before four more tickets were settled:", err)
	}
	x, err := s.PrepareSettlement(t.Context(), owner, event)
	if err != nil || x.Tickets != 9 {
		t.Fatal(x, err)
	}
	if _, err := s.Settle(t.Context(), owner, event, x.Version); err != nil {
		t.Error(err)
	}
	if _, err := s.UpdateFees(t.Context(), owner, 0, Fees{{1000, 3800, 9000}}); err != nil { // no rate for 9.00 any more
		t.Fatal(err)
	}
	if f, err := s.EventFinance(t.Context(), owner, event); err != nil || f.Differs() {
		t.Error("other fees look like tickets given back:", err)
	}
}

func TestASettlementNeedsAClosedEventAndKnownRates(t *testing.T) {
	s, owner := founded(t)
	event, full, _ := onSale(t, s, owner, 10)
	if _, err := s.PrepareSettlement(t.Context(), owner, event); CodeOf(err) != Conflict {
		t.Error("an event on sale was prepared:", err)
	}
	if _, err := s.UpdateTicketType(t.Context(), owner, event, full, 1, TicketTypeDetails{Name: "Full price", Price: 3801, Quota: 10}); err != nil {
		t.Fatal(err)
	}
	if _, err := buy(s, owner, event, Contact{}, Line{full, 1}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CloseEvent(t.Context(), owner, event); err != nil {
		t.Fatal(err)
	}
	if _, err := s.PrepareSettlement(t.Context(), owner, event); CodeOf(err) != Conflict {
		t.Error("a price without a rate was settled:", err)
	}
	if _, err := s.UpdateFees(t.Context(), owner, 0, Fees{{0, 4000, 9500}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.PrepareSettlement(t.Context(), owner, event); err != nil {
		t.Error(err)
	}
	s.w.Exec("UPDATE organisations SET own_acquiring = TRUE")
	if _, err := s.Settle(t.Context(), owner, event, 1); CodeOf(err) != Conflict {
		t.Error("settled though the money comes directly:", err)
	}
}

// ST4: who asked for it and has the event, and who created the event, whatever they asked for.
func TestASettlementIsMailedToThoseWhoAskedAndToTheCreator(t *testing.T) {
	s, owner := founded(t)
	s.w.Exec("UPDATE memberships SET notify_settlements = FALSE")
	member(t, s, owner, "creator", everywhere(access.Levels{access.Events: access.Approve}))
	asked := member(t, s, owner, "asked", everywhere(access.Levels{access.Finance: access.View}))
	member(t, s, owner, "silent", everywhere(access.Levels{access.Finance: access.Approve}))
	elsewhere, _, _ := onSale(t, s, owner, 1)
	other := member(t, s, owner, "other", access.Grant{Levels: access.Levels{access.Finance: access.View}, Scope: access.Scope{Events: []string{elsewhere}}})
	off := member(t, s, owner, "off", everywhere(access.Levels{access.Finance: access.View}))
	s.w.Exec("UPDATE memberships SET notify_settlements = TRUE WHERE id IN ?", []string{asked.Membership, other.Membership, off.Membership})
	event := sold(t, s, owner)
	s.w.Exec("UPDATE events SET created_by = (SELECT id FROM users WHERE name = 'creator' OR email LIKE 'creator%') WHERE id = ?", event)
	if _, _, err := s.SetActive(t.Context(), owner, off.Membership, false); err != nil {
		t.Fatal(err)
	}
	if _, err := s.PrepareSettlement(t.Context(), owner, event); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Settle(t.Context(), owner, event, 1); err != nil {
		t.Fatal(err)
	}
	var to []string
	s.r.Raw("SELECT substr(recipient, 1, instr(recipient, '@') - 1) FROM mails WHERE kind = 'settlement' ORDER BY 1").Scan(&to)
	if !slices.Equal(to, []string{"asked", "creator"}) {
		t.Error(to)
	}
}

func TestFeesAreChangedByThoseWhoSettleAllEvents(t *testing.T) {
	s, owner := founded(t)
	event, _, _ := onSale(t, s, owner, 1)
	fees := Fees{{100, 5000, 9500}}
	for name, g := range map[string]access.Grant{
		"who prepares":          everywhere(access.Levels{access.Finance: access.Edit}),
		"who has chosen events": {Levels: access.Levels{access.Finance: access.Approve}, Scope: access.Scope{Events: []string{event}}},
	} {
		if _, err := s.UpdateFees(t.Context(), member(t, s, owner, name[4:8], g), 0, fees); CodeOf(err) != Forbidden {
			t.Errorf("%s changed the fees: %v", name, err)
		}
	}
	if changed, err := s.UpdateFees(t.Context(), owner, 0, UsualFees()); err != nil || changed {
		t.Error("saving what stands changed something:", err)
	}
	if _, err := s.UpdateFees(t.Context(), owner, 0, fees); err != nil {
		t.Fatal(err)
	}
	if _, err := s.UpdateFees(t.Context(), owner, 0, UsualFees()); CodeOf(err) != Conflict {
		t.Error("a stale save went through:", err)
	}
	if f, err := s.FeeSchedule(t.Context(), owner); err != nil || !f.Fees.Equal(fees) || f.Version != 1 {
		t.Error(f, err)
	}
	if got := FeesIn(feeWord(fees)); !got.Equal(fees) {
		t.Error(got)
	}
}

// The list of what events have brought ends at the scope, its count too.
func TestFinancesEndAtTheScopeAndTheOrganisation(t *testing.T) {
	s, owner := founded(t)
	theirs, other := sold(t, s, owner), sold(t, s, owner)
	a := member(t, s, owner, "accountant", access.Grant{Levels: access.Levels{access.Finance: access.Approve}, Scope: access.Scope{Events: []string{theirs}}})
	list, err := s.Finances(t.Context(), a, FinanceFilter{})
	if err != nil || len(list.Rows) != 1 || list.Rows[0].ID != theirs || list.Total != 1 {
		t.Errorf("%+v, %v", list, err)
	}
	if _, err := s.EventFinance(t.Context(), a, other); CodeOf(err) != NotFound {
		t.Error(err)
	}
	if list, err := s.Finances(t.Context(), owner, FinanceFilter{}); err != nil || list.Total != 2 {
		t.Errorf("%+v, %v", list, err)
	}
}
