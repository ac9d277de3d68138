package models

import (
	"strings"
	"testing"

	"coulisse/access"
)

// Revoking an invitation once deleted the person (Hi.Events).
func TestRevokingAnInvitationLeavesTheAccountAlone(t *testing.T) {
	s, owner := founded(t)
	ana := member(t, s, owner, "ana", everywhere(nil))
	if _, err := s.Remove(t.Context(), owner, ana.Membership); err != nil {
		t.Fatal(err)
	}
	id, err := s.Invite(t.Context(), owner, details(ana.Email, nil), true)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.RevokeInvitation(t.Context(), owner, id); err != nil {
		t.Fatal(err)
	}
	var u User
	s.r.Raw("SELECT * FROM users WHERE id = ?", ana.User).Scan(&u)
	if u.ID == "" || u.PasswordHash != "x" {
		t.Error("the account is gone or changed:", u)
	}
	if _, err := s.Person(t.Context(), owner, id); CodeOf(err) != NotFound {
		t.Error("the invitation is still there:", err)
	}
}

// An owner was a pending invitee (NetBird), and the last administrator went by the one path
// without a check (pretix): the database itself refuses both.
func TestTheDatabaseKeepsExactlyOneOwnerActiveAndAccepted(t *testing.T) {
	s, owner := founded(t)
	pending, err := s.Invite(t.Context(), owner, details("ana@example.org", nil), true)
	if err != nil {
		t.Fatal(err)
	}
	other := member(t, s, owner, "other", everywhere(access.Everything()))
	for what, statement := range map[string]string{
		"a pending owner":      "UPDATE memberships SET owner = TRUE WHERE id = '" + pending + "'",
		"a second owner":       "UPDATE memberships SET owner = TRUE WHERE id = '" + other.Membership + "'",
		"an owner off":         "UPDATE memberships SET active = FALSE WHERE id = '" + owner.Membership + "'",
		"an owner with an end": "UPDATE memberships SET valid_until = '2030-01-01' WHERE id = '" + owner.Membership + "'",
		"a bounded owner":      "UPDATE memberships SET scope_all = FALSE WHERE id = '" + owner.Membership + "'",
	} {
		if err := s.w.Exec(statement).Error; err == nil {
			t.Error("the database took", what)
		}
	}
	if _, err := s.Remove(t.Context(), other, owner.Membership); CodeOf(err) != Forbidden {
		t.Error("the owner was removed:", err)
	}
}

// Passwords, tokens and secrets stand nowhere in clear: a copy of the database opens no door.
func TestNoTokenStandsInTheDatabaseInClear(t *testing.T) {
	s, owner := founded(t)
	id, err := s.Invite(t.Context(), owner, details("ana@example.org", nil), true)
	if err != nil {
		t.Fatal(err)
	}
	token := linkOf(t, s, id)
	var tables []string
	s.r.Raw("SELECT name FROM sqlite_master WHERE type = 'table'").Scan(&tables)
	for _, table := range tables {
		var rows []map[string]any
		if err := s.r.Raw("SELECT * FROM " + table).Scan(&rows).Error; err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			for column, value := range row {
				text, _ := value.(string)
				if raw, ok := value.([]byte); ok {
					text = string(raw)
				}
				if strings.Contains(text, token) {
					t.Errorf("the token stands in %s.%s", table, column)
				}
			}
		}
	}
}

// Saving without a change writes nothing, and a stale save nothing either.
func TestASaveWithoutAChangeAndAStaleOneLeaveNoTrace(t *testing.T) {
	s, owner := founded(t)
	ana := member(t, s, owner, "ana", everywhere(access.Levels{access.Events: access.Edit}))
	p, _ := s.Person(t.Context(), owner, ana.Membership)
	entries := func() (n int) { s.r.Raw("SELECT count(*) FROM history").Scan(&n); return n }
	before := entries()
	same := Details{Name: p.Name, Role: p.Role, Grant: p.Grant}
	if changedAny, err := s.UpdateMembership(t.Context(), owner, p.ID, p.Version, same); err != nil || changedAny {
		t.Error(changedAny, err)
	}
	other := same
	other.Title = "Director"
	if _, err := s.UpdateMembership(t.Context(), owner, p.ID, p.Version-1, other); CodeOf(err) != Conflict {
		t.Error("a stale save went through:", err)
	}
	if entries() != before {
		t.Error("the history tells of nothing")
	}
}
