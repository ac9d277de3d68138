package models

import (
	"testing"
	"time"

	"coulisse/access"
)

// opened is an event on sale with a till at its door, and somebody who sells there.
func opened(t *testing.T, s *Store, owner access.Actor) (event, full, till string, seller access.Actor) {
	t.Helper()
	event, full, _ = onSale(t, s, owner, 10)
	seller = member(t, s, owner, "seller", access.Grant{Levels: access.Levels{access.DoorSales: access.Edit}, Scope: access.Scope{Events: []string{event}}})
	till, err := s.OpenTill(t.Context(), seller, event, "Foyer", 5000)
	if err != nil {
		t.Fatal(err)
	}
	return event, full, till, seller
}

func TestATillKnowsWhatItShouldHold(t *testing.T) {
	s, owner := founded(t)
	event, full, till, seller := opened(t, s, owner)
	sell := func(payment string, count int) *Order {
		t.Helper()
		o, err := s.SellAtDoor(t.Context(), seller, event, Sale{Till: till, Payment: payment, Lines: []Line{{full, count}}})
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	sell(PaidCash, 2)
	sell(PaidCard, 1)
	mistake := sell(PaidCash, 3)
	if _, err := s.VoidSale(t.Context(), seller, event, mistake.ID); CodeOf(err) != Forbidden {
		t.Error("a seller took a sale back:", err)
	}
	if _, err := s.VoidSale(t.Context(), owner, event, mistake.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.VoidSale(t.Context(), owner, event, mistake.ID); CodeOf(err) != Conflict {
		t.Error("a sale was taken back twice:", err)
	}
	d, err := s.Door(t.Context(), seller, event)
	if err != nil || len(d.Tills) != 1 || len(d.Tills[0].Takings) != 1 {
		t.Fatal(d, err)
	}
	if got := d.Tills[0].Takings[0]; got.Cash != 3600 || got.Card != 1800 || got.Orders != 2 || got.Tickets != 3 || got.Voids != 1 || got.Voided != 5400 || d.Tills[0].Cash() != 8600 {
		t.Error(got, d.Tills[0].Cash())
	}
	if d.Types[0].Left != 7 {
		t.Error("the seats of the sale that was taken back are gone:", d.Types[0].Left)
	}
	if _, err := s.CloseTill(t.Context(), seller, event, till, 8600, ""); CodeOf(err) != Forbidden {
		t.Error("a seller closed the till:", err)
	}
	closed, err := s.CloseTill(t.Context(), owner, event, till, 8550, "a coin is missing")
	if err != nil || *closed.Expected != 8600 || *closed.Counted != 8550 {
		t.Fatal(closed, err)
	}
	if _, err := s.SellAtDoor(t.Context(), seller, event, Sale{Till: till, Payment: PaidCash, Lines: []Line{{full, 1}}}); CodeOf(err) != Conflict {
		t.Error("a closed till sold:", err)
	}
	if _, err := s.VoidSale(t.Context(), owner, event, d.saleOf(t, s, owner)); CodeOf(err) != Conflict {
		t.Error("a closed till gave money back:", err)
	}
}

// saleOf is some sale that was not taken back.
func (d *Door) saleOf(t *testing.T, s *Store, a access.Actor) string {
	list, err := s.DoorSales(t.Context(), a, d.Event.ID)
	if err != nil || len(list) != 3 {
		t.Fatal(list, err)
	}
	for _, sale := range list {
		if !sale.Voided {
			return sale.ID
		}
	}
	return ""
}

func TestTillsAreOpenedWhereOneMaySell(t *testing.T) {
	s, owner := founded(t)
	event, full, till, seller := opened(t, s, owner)
	other, _, _ := onSale(t, s, owner, 10)
	if _, err := s.OpenTill(t.Context(), seller, other, "Foyer", 0); CodeOf(err) != NotFound {
		t.Error("a till was opened out of scope:", err)
	}
	if _, err := s.OpenTill(t.Context(), seller, event, " FOYER", 0); CodeOf(err) != Invalid {
		t.Error("two open tills have one name:", err)
	}
	if _, err := s.SellAtDoor(t.Context(), owner, other, Sale{Till: till, Payment: PaidCash, Lines: []Line{{full, 1}}}); CodeOf(err) != Invalid {
		t.Error("a till sold for another event:", err)
	}
	if _, err := s.Door(t.Context(), seller, other); CodeOf(err) != NotFound {
		t.Error(err)
	}
	viewer := member(t, s, owner, "viewer", everywhere(access.Levels{access.DoorSales: access.View}))
	if _, err := s.OpenTill(t.Context(), viewer, event, "Mine", 0); CodeOf(err) != Forbidden {
		t.Error("who may only look opened a till:", err)
	}
	list, err := s.DoorEvents(t.Context(), seller)
	if err != nil || len(list) != 1 || list[0].ID != event || list[0].OpenTills != 1 {
		t.Error(list, err)
	}
}

func TestAnEventWithAnOpenTillStaysInTheListUntilItIsClosed(t *testing.T) {
	s, owner := founded(t)
	event, _, till, _ := opened(t, s, owner)
	clock := s.Now().Add(7 * 24 * time.Hour)
	s.Now = func() time.Time { return clock }
	if list, err := s.DoorEvents(t.Context(), owner); err != nil || len(list) != 1 {
		t.Error(list, err)
	}
	if _, err := s.CloseTill(t.Context(), owner, event, till, 5000, ""); err != nil {
		t.Fatal(err)
	}
	if list, err := s.DoorEvents(t.Context(), owner); err != nil || len(list) != 0 {
		t.Error(list, err)
	}
}
