package models

import (
	"strings"
	"sync"
	"testing"

	"coulisse/access"
)

// Somebody who edits users ticked "settlement mails" for a colleague; neither of them may see
// the finances, and the mail told gross, fee and payout.
func TestNobodySwitchesAMailOnWhoseContentTheyMayNotSee(t *testing.T) {
	s, owner := founded(t)
	sees := access.Levels{access.Finance: access.View, access.Customers: access.View, access.Users: access.Edit}
	blind, seeing := access.Levels{access.Users: access.Edit}, everywhere(sees)
	for name, c := range map[string]struct {
		ticker, recipient access.Grant
		orders, money     bool
		field             string
	}{
		"money for nobody who sees it": {everywhere(blind), everywhere(access.Levels{access.Events: access.None}),
			false, true, "notify.settlements"},
		"orders for the same": {everywhere(blind), everywhere(access.Levels{access.Events: access.None}),
			true, false, "notify.orders"},
		"recipient without finance": {seeing, everywhere(access.Levels{access.Customers: access.View}),
			false, true, "notify.settlements"},
		"recipient without customers": {seeing, everywhere(access.Levels{access.Finance: access.View}),
			true, false, "notify.orders"},
		"both see the money": {seeing, everywhere(access.Levels{access.Finance: access.View}), false, true, ""},
		"both see orders":    {seeing, everywhere(access.Levels{access.Customers: access.View}), true, false, ""},
	} {
		key := HashToken(name)[:8]
		ticker, who := member(t, s, owner, "t"+key, c.ticker), member(t, s, owner, "r"+key, c.recipient)
		p, err := s.Person(t.Context(), owner, who.Membership)
		if err != nil {
			t.Fatal(err)
		}
		d := Details{Name: p.Name, Role: p.Role, Grant: p.Grant, NotifyOrders: c.orders, NotifySettlements: c.money}
		_, err = s.UpdateMembership(t.Context(), ticker, p.ID, p.Version, d)
		if c.field == "" && err != nil ||
			c.field != "" && (CodeOf(err) != Invalid || !strings.Contains(err.Error(), c.field)) {
			t.Errorf("%s, in the form: %v", name, err)
		}
		d.Email = "new" + key + "@example.org"
		_, err = s.Invite(t.Context(), ticker, d, false)
		if c.field == "" && err != nil ||
			c.field != "" && (CodeOf(err) != Invalid || !strings.Contains(err.Error(), c.field)) {
			t.Errorf("%s, in an invitation: %v", name, err)
		}
	}
}

func TestARoleStartsWithNoMailThatItsLevelsDoNotShow(t *testing.T) {
	s, owner := founded(t)
	for field, d := range map[string]RoleDetails{
		"settlements": {Name: "Guide", Levels: access.Levels{access.Customers: access.View}, Settlements: true},
		"orders":      {Name: "Guest", Levels: access.Levels{access.Finance: access.View}, Orders: true},
	} {
		if _, err := s.CreateRole(t.Context(), owner, d); CodeOf(err) != Invalid || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: %v", field, err)
		}
	}
	both := RoleDetails{Name: "Books", Levels: access.Levels{access.Customers: access.View, access.Finance: access.View},
		Orders: true, Settlements: true}
	if _, err := s.CreateRole(t.Context(), owner, both); err != nil {
		t.Error(err)
	}
}

// One takes the finances away while another ticks the mail: whoever comes second, no mail about
// money is left for who may not see it. By way of a role, and by the capping of an invitation too.
func TestAMailIsSwitchedOffWithTheRightToItsContent(t *testing.T) {
	s, owner := founded(t)
	role, who := holding(t, s, owner, access.Levels{access.Finance: access.View})
	if err := change(t, s, owner, role, access.Levels{access.Events: access.View}); err != nil {
		t.Fatal(err)
	}
	p, err := s.Person(t.Context(), owner, who.Membership)
	if err != nil {
		t.Fatal(err)
	}
	var both sync.WaitGroup
	both.Go(func() { _, _, _ = s.ApplyRole(t.Context(), owner, role, p.ID, p.Version) })
	both.Go(func() {
		_, _ = s.UpdateMembership(t.Context(), owner, p.ID, p.Version,
			Details{Name: p.Name, Role: role, Grant: p.Grant, NotifySettlements: true})
	})
	both.Wait()
	if p, err = s.Person(t.Context(), owner, who.Membership); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.ApplyRole(t.Context(), owner, role, p.ID, p.Version); err != nil {
		t.Fatal(err)
	}
	if p, err = s.Person(t.Context(), owner, who.Membership); err != nil || p.NotifySettlements {
		t.Errorf("%+v gets mails about money: %v", p.Grant.Levels, err)
	}
	boss := member(t, s, owner, "boss",
		everywhere(access.Levels{access.Users: access.Approve, access.Finance: access.View}))
	id, err := s.Invite(t.Context(), boss, Details{Email: "ana@example.org", Name: "Ana", Role: access.Custom,
		Grant: everywhere(access.Levels{access.Finance: access.View}), NotifySettlements: true}, true)
	if err != nil {
		t.Fatal(err)
	}
	b, _ := s.Person(t.Context(), owner, boss.Membership)
	fewer := Details{Name: b.Name, Role: access.Custom, Grant: everywhere(access.Levels{access.Users: access.Approve})}
	if _, err := s.UpdateMembership(t.Context(), owner, b.ID, b.Version, fewer); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Accept(t.Context(), linkOf(t, s, id), "", Newcomer{Name: "Ana", PasswordHash: "x"}); err != nil {
		t.Fatal(err)
	}
	if p, err = s.Person(t.Context(), owner, id); err != nil || p.NotifySettlements {
		t.Errorf("capped to %+v, and yet mails about money: %v", p.Grant.Levels, err)
	}
}

// Ticked before this rule held, or kept by another way: the mail is held against rights when it
// is made, but for the event's creator (ST4).
func TestMailsAboutMoneyAndOrdersGoToThoseAloneWhoMaySeeThem(t *testing.T) {
	s, owner := founded(t)
	blind := member(t, s, owner, "blind", everywhere(access.Levels{access.Events: access.View}))
	seeing := member(t, s, owner, "seeing",
		everywhere(access.Levels{access.Finance: access.View, access.Reports: access.View}))
	creator := member(t, s, owner, "creator", everywhere(access.Levels{access.Events: access.Approve}))
	s.w.Exec("UPDATE memberships SET notify_settlements = TRUE, notify_orders = TRUE WHERE NOT owner")
	s.w.Exec("UPDATE memberships SET notify_settlements = FALSE WHERE owner")
	event := sold(t, s, owner)
	s.w.Exec("UPDATE events SET created_by = ?, order_mails = TRUE WHERE id = ?", creator.User, event)
	if _, err := s.PrepareSettlement(t.Context(), owner, event); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Settle(t.Context(), owner, event, 1); err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]int{blind.Email: 0, seeing.Email: 1, creator.Email: 1} {
		var got int
		s.r.Raw("SELECT count(*) FROM mails WHERE kind = ? AND recipient = ?", MailSettlement, address).Scan(&got)
		if got != want {
			t.Errorf("%s: %d mails about the settlement", address, got)
		}
	}
	second, full, _ := onSale(t, s, owner, 10)
	s.w.Exec("UPDATE events SET order_mails = TRUE WHERE id = ?", second)
	s.w.Exec("DELETE FROM mails")
	if _, err := buy(s, owner, second, Contact{}, Line{full, 1}); err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]int{blind.Email: 0, seeing.Email: 1, creator.Email: 0} {
		var got int
		s.r.Raw("SELECT count(*) FROM mails WHERE kind = ? AND recipient = ?", MailOrder, address).Scan(&got)
		if got != want {
			t.Errorf("%s: %d mails about an order", address, got)
		}
	}
}
