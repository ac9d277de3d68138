package models

import (
	"testing"
	"time"

	"coulisse/access"
)

// The role never changed: somebody had given one holder more by hand. The page said that the role
// had changed, and its button would have taken the exception away.
func TestALevelSetByHandIsToldApartFromARoleThatHasChanged(t *testing.T) {
	s, owner := founded(t)
	role, who := holding(t, s, owner, access.Levels{access.Events: access.View})
	p, _ := s.Person(t.Context(), owner, who.Membership)
	more := p.Grant
	more.Levels = access.Levels{access.Events: access.View, access.Finance: access.View}
	if _, err := s.UpdateMembership(t.Context(), owner, p.ID, p.Version, Details{Name: p.Name, Role: role, Grant: more}); err != nil {
		t.Fatal(err)
	}
	_, holders, err := s.Holders(t.Context(), owner, role)
	if err != nil || len(holders) != 1 || len(holders[0].Changes) != 1 {
		t.Fatalf("%+v %v", holders, err)
	}
	h := holders[0]
	if given, byHand := h.ByHand[access.Finance]; !byHand || given.By != owner.Name || given.At.IsZero() || h.RoleChanged {
		t.Errorf("by hand %+v, the role has changed: %v", h.ByHand, h.RoleChanged)
	}
	later := s.Now().Add(time.Hour)
	s.Now = func() time.Time { return later }
	if err := change(t, s, owner, role, access.Levels{access.Events: access.Edit}); err != nil {
		t.Fatal(err)
	}
	if _, holders, err = s.Holders(t.Context(), owner, role); err != nil || len(holders) != 1 {
		t.Fatal(holders, err)
	}
	if h = holders[0]; len(h.ByHand) != 1 || h.ByHand[access.Finance].By != owner.Name || !h.RoleChanged || len(h.Changes) != 2 {
		t.Errorf("the role has changed since: %v, by hand %+v, %+v", h.RoleChanged, h.ByHand, h.Changes)
	}
	if _, _, err := s.ApplyRole(t.Context(), owner, role, h.Person.ID, h.Person.Version); err != nil {
		t.Fatal(err)
	}
	if _, holders, err = s.Holders(t.Context(), owner, role); err != nil || len(holders[0].Changes)+len(holders[0].ByHand) != 0 || holders[0].RoleChanged {
		t.Errorf("%+v %v", holders, err)
	}
}

// An invitation that gives more than its role does is by hand too.
func TestALevelThatAnInvitationGaveBesidesItsRoleIsByHand(t *testing.T) {
	s, owner := founded(t)
	role, err := s.CreateRole(t.Context(), owner, RoleDetails{Name: "Guide", Levels: access.Levels{access.Events: access.View}})
	if err != nil {
		t.Fatal(err)
	}
	d := details("ana@example.org", nil)
	d.Role, d.Grant = role, everywhere(access.Levels{access.Events: access.Edit})
	if _, err := s.Invite(t.Context(), owner, d, false); err != nil {
		t.Fatal(err)
	}
	_, holders, err := s.Holders(t.Context(), owner, role)
	if err != nil || len(holders) != 1 || holders[0].ByHand[access.Events].By != owner.Name || holders[0].RoleChanged {
		t.Errorf("%+v %v", holders, err)
	}
}
