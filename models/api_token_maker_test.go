package models

import (
	"testing"

	"coulisse/access"
)

// seller holds what a token gives, and may make one.
var seller = access.Levels{access.Account: access.Edit, access.Customers: access.Edit, access.Users: access.View}

// Whoever could only edit the account made a token, and with it placed paid orders: rights that
// nobody had given them (a capability is a right).
func TestWhoMayNotSellMakesNoTokenThatSells(t *testing.T) {
	s, owner := founded(t)
	for name, c := range map[string]struct {
		levels access.Levels
		want   Code
	}{
		"account alone":   {access.Levels{access.Account: access.Edit}, Forbidden},
		"customers alone": {access.Levels{access.Customers: access.Approve}, Forbidden},
		"looks at buyers": {access.Levels{access.Account: access.Edit, access.Customers: access.View}, Forbidden},
		"both":            {seller, ""},
	} {
		by := member(t, s, owner, HashToken(name)[:8], everywhere(c.levels))
		_, token, err := s.CreateAPIToken(t.Context(), by, NewAPIToken{Name: name, Scope: access.Scope{All: true}})
		if CodeOf(err) != c.want || (token == "") != (c.want != "") {
			t.Errorf("%s: %q %v", name, token, err)
		}
	}
}

// A token worked on after its maker was switched off, lost the right, or was removed.
func TestATokenReachesNoFurtherThanItsMakerDoesNow(t *testing.T) {
	s, owner := founded(t)
	event, full, _ := onSale(t, s, owner, 10)
	other, _, _ := onSale(t, s, owner, 10)
	kim := member(t, s, owner, "kim", everywhere(seller))
	k, token, err := s.CreateAPIToken(t.Context(), kim, NewAPIToken{Name: "Web shop", Scope: access.Scope{All: true}})
	if err != nil {
		t.Fatal(err)
	}
	before, err := s.Bearer(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	works := func(when string, want Code, state string) {
		t.Helper()
		if _, err := s.Bearer(t.Context(), token); CodeOf(err) != want {
			t.Errorf("%s, the token is let in: %v", when, err)
		}
		_, err := s.PlaceByToken(t.Context(), before, Asked{Key: when, Purchase: Purchase{Event: event, Payment: PaidOnline, Lines: []Line{{full, 1}}}})
		if CodeOf(err) != want {
			t.Errorf("%s, the token sells: %v", when, err)
		}
		if list, err := s.APITokens(t.Context(), owner); err != nil || len(list) != 1 || list[0].State != state {
			t.Errorf("%s, the list says %+v %v", when, list, err)
		}
	}
	works("at first", "", TokenActive)
	for _, active := range []bool{false, true} {
		if _, _, err := s.SetActive(t.Context(), owner, kim.Membership, active); err != nil {
			t.Fatal(err)
		}
		if active {
			works("switched on", "", TokenActive)
		} else {
			works("switched off", Forbidden, TokenAsleep)
		}
	}
	grant := func(g access.Grant) {
		t.Helper()
		p, err := s.Person(t.Context(), owner, kim.Membership)
		if err == nil {
			_, err = s.UpdateMembership(t.Context(), owner, p.ID, p.Version, Details{Name: p.Name, Role: access.Custom, Grant: g})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	grant(everywhere(access.Levels{access.Account: access.Edit, access.Customers: access.View}))
	works("no longer selling", Forbidden, TokenAsleep)
	grant(everywhere(access.Levels{access.Account: access.View, access.Customers: access.Edit}))
	works("no longer keeping the account", Forbidden, TokenAsleep)
	grant(access.Grant{Levels: seller, Scope: access.Scope{Events: []string{other}}})
	if b, err := s.Bearer(t.Context(), token); err != nil || b.Actor.Sees(event) || !b.Actor.Sees(other) {
		t.Errorf("its maker has one event by now, and it reaches %+v %v", b, err)
	}
	if _, err := s.PlaceByToken(t.Context(), before, Asked{Key: "out of scope", Purchase: Purchase{Event: event, Payment: PaidOnline, Lines: []Line{{full, 1}}}}); CodeOf(err) != NotFound {
		t.Error("it sells for an event that its maker has no longer:", err)
	}
	grant(everywhere(seller))
	works("with all of it again", "", TokenActive)
	if _, err := s.Remove(t.Context(), owner, kim.Membership); err != nil {
		t.Fatal(err)
	}
	works("removed", Forbidden, TokenAsleep)
	if _, err := s.RevokeAPIToken(t.Context(), owner, k.ID); err != nil {
		t.Error("it cannot be revoked:", err)
	}
}
