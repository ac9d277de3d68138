package models

import (
	"testing"
	"time"

	"coulisse/access"
)

// worksTwice is somebody who works for both owners' organisations, signed in at the first.
func worksTwice(t *testing.T, s *Store, first, second access.Actor, g access.Grant) (at, there access.Actor, token string) {
	t.Helper()
	at = member(t, s, first, "emil", g)
	id, err := s.Invite(t.Context(), second, Details{Email: at.Email, Name: "emil", Role: access.Custom, Grant: g}, true)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Accept(t.Context(), linkOf(t, s, id), at.User, Newcomer{}); err != nil {
		t.Fatal(err)
	}
	there = at
	there.Membership, there.Organisation, there.Grant = id, second.Organisation, g
	token, err = s.StartSession(t.Context(), Session{UserID: at.User, OrganisationID: first.Organisation, Proof: "x"}, "")
	if err != nil {
		t.Fatal(err)
	}
	return at, there, token
}

var anHour = Limits{Idle: time.Hour, Absolute: time.Hour}

// One organisation switched somebody off, and signed them out of another one's console too.
func TestTheEndOfAccessToOneOrganisationEndsNoOtherOnesSession(t *testing.T) {
	for name, end := range map[string]func(*testing.T, *Store, access.Actor, access.Actor) error{
		"switched off": func(t *testing.T, s *Store, by, who access.Actor) error {
			_, _, err := s.SetActive(t.Context(), by, who.Membership, false)
			return err
		},
		"removed": func(t *testing.T, s *Store, by, who access.Actor) error {
			_, err := s.Remove(t.Context(), by, who.Membership)
			return err
		},
		"dates are over": func(t *testing.T, s *Store, _, who access.Actor) error {
			return s.w.Exec("UPDATE memberships SET valid_until = '2020-01-01' WHERE id = ?", who.Membership).Error
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, owner := founded(t)
			other := neighbour(t, s)
			at, there, token := worksTwice(t, s, owner, other, everywhere(access.Levels{access.Events: access.View}))
			if err := end(t, s, owner, at); err != nil {
				t.Fatal(err)
			}
			v, err := s.Viewer(t.Context(), HashToken(token), anHour)
			if err != nil || v.Actor.Membership != there.Membership || v.Organisation.ID != other.Organisation {
				t.Fatalf("signed out of the other organisation: %+v %v", v, err)
			}
			if v.Left != owner.Organisation {
				t.Errorf("nobody is told that the access to %s has ended: %q", owner.Organisation, v.Left)
			}
			if _, err := s.ViewerIn(t.Context(), v, owner.Organisation); CodeOf(err) != NotFound {
				t.Error("still in:", err)
			}
			if err := end(t, s, other, there); err != nil {
				t.Fatal(err)
			}
			if v, err := s.Viewer(t.Context(), HashToken(token), anHour); err == nil {
				t.Errorf("with no access left the session lives: %+v", v)
			}
		})
	}
}

// Refused in one organisation, where administrators keep names, somebody renamed themselves in
// another one: the new name stood in the first one's lists and history.
func TestANameChangesWhereThatOrganisationLetsIt(t *testing.T) {
	s, owner := founded(t)
	other := neighbour(t, s)
	s.w.Exec("UPDATE organisations SET members_edit = FALSE WHERE id = ?", owner.Organisation)
	s.w.Exec("UPDATE organisations SET members_edit = TRUE WHERE id = ?", other.Organisation)
	at, there, token := worksTwice(t, s, owner, other, everywhere(access.Levels{access.Events: access.Edit}))
	if _, err := s.UpdateProfile(t.Context(), at, Profile{Name: "Director"}); CodeOf(err) != Forbidden {
		t.Fatal(err)
	}
	if _, err := s.UpdateProfile(t.Context(), there, Profile{Name: "Director"}); err != nil {
		t.Fatal(err)
	}
	if p, err := s.Person(t.Context(), owner, at.Membership); err != nil || p.Name != "emil" {
		t.Errorf("the list says %+v %v", p, err)
	}
	if p, err := s.Person(t.Context(), other, there.Membership); err != nil || p.Name != "Director" {
		t.Errorf("where it may change, the list says %+v %v", p, err)
	}
	v, err := s.Viewer(t.Context(), HashToken(token), anHour)
	if err != nil || v.Actor.Name != "emil" {
		t.Fatalf("the history would say %+v %v", v, err)
	}
	if _, err := s.CreateEvent(t.Context(), v.Actor, play(s, "Tartuffe", "Store Sal")); err != nil {
		t.Fatal(err)
	}
	h, err := s.History(t.Context(), owner, HistoryFilter{Actor: at.User})
	if err != nil || len(h.Rows) == 0 {
		t.Fatal(h, err)
	}
	for _, e := range h.Rows {
		if e.ActorName != "emil" || e.TargetName == "Director" {
			t.Errorf("the history says %s, %s", e.ActorName, e.TargetName)
		}
	}
	actors, err := s.HistoryActors(t.Context(), owner)
	for _, a := range actors {
		if err != nil || a.Name == "Director" {
			t.Error("the history offers the new name to choose from:", a, err)
		}
	}
}
