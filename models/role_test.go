package models

import (
	"testing"

	"coulisse/access"
)

// holding makes a role, and a member who holds it.
func holding(t *testing.T, s *Store, owner access.Actor, levels access.Levels) (role string, who access.Actor) {
	t.Helper()
	role, err := s.CreateRole(t.Context(), owner, RoleDetails{Name: "Guide", Levels: levels})
	if err != nil {
		t.Fatal(err)
	}
	who = member(t, s, owner, "holder", everywhere(levels))
	p, _ := s.Person(t.Context(), owner, who.Membership)
	if _, err := s.UpdateMembership(t.Context(), owner, who.Membership, p.Version, Details{Name: p.Name, Role: role, Grant: p.Grant}); err != nil {
		t.Fatal(err)
	}
	return role, who
}

func change(t *testing.T, s *Store, by access.Actor, role string, levels access.Levels) error {
	t.Helper()
	r, err := s.Role(t.Context(), by, role)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.UpdateRole(t.Context(), by, role, r.Version, RoleDetails{Name: r.Name, Levels: levels})
	return err
}

func TestApplyingARoleKeepsToTheRulesOfDelegation(t *testing.T) {
	s, owner := founded(t)
	role, who := holding(t, s, owner, access.Levels{access.Events: access.View})
	if err := change(t, s, owner, role, access.Levels{access.Events: access.Edit}); err != nil {
		t.Fatal(err)
	}
	weak := member(t, s, owner, "weak", everywhere(access.Levels{access.Users: access.Approve, access.Events: access.View}))
	_, holders, err := s.Holders(t.Context(), weak, role)
	if err != nil || len(holders) != 1 || holders[0].Refusal != access.BeyondOwn || len(holders[0].Changes) != 1 {
		t.Fatalf("%+v %v", holders, err)
	}
	version := holders[0].Person.Version
	if _, _, err := s.ApplyRole(t.Context(), weak, role, who.Membership, version); CodeOf(err) != Forbidden {
		t.Error("gave more than they hold by way of a role:", err)
	}
	if _, _, err := s.ApplyRole(t.Context(), owner, role, who.Membership, version-1); CodeOf(err) != Conflict {
		t.Error("a stale update went through:", err)
	}
	if _, _, err := s.ApplyRole(t.Context(), who, role, who.Membership, version); CodeOf(err) != Forbidden {
		t.Error("raised themselves by way of a role:", err)
	}
	if _, _, err := s.ApplyRole(t.Context(), owner, role, who.Membership, version); err != nil {
		t.Fatal(err)
	}
	p, _ := s.Person(t.Context(), owner, who.Membership)
	if p.Grant.Levels.At(access.Events) != access.Edit {
		t.Error(p.Grant)
	}
}

func TestAStaleSaveOfARoleIsRefused(t *testing.T) {
	s, owner := founded(t)
	role, _ := holding(t, s, owner, access.Levels{access.Events: access.View})
	r, _ := s.Role(t.Context(), owner, role)
	if _, err := s.UpdateRole(t.Context(), owner, role, r.Version+1, RoleDetails{Name: "Other"}); CodeOf(err) != Conflict {
		t.Error(err)
	}
}

func TestARoleThatSomebodyHoldsStays(t *testing.T) {
	s, owner := founded(t)
	role, who := holding(t, s, owner, access.Levels{access.Events: access.View})
	if _, err := s.RemoveRole(t.Context(), owner, role); CodeOf(err) != Conflict {
		t.Fatal("removed under its holder:", err)
	}
	if _, err := s.Remove(t.Context(), owner, who.Membership); err != nil {
		t.Fatal(err)
	}
	if _, err := s.RemoveRole(t.Context(), owner, role); err != nil {
		t.Fatal(err)
	}
}
