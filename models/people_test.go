package models

import (
	"slices"
	"strings"
	"testing"
	"time"

	"coulisse/access"
)

// founded is a store with one organisation, and its owner as an actor.
func founded(t testing.TB) (*Store, access.Actor) {
	t.Helper()
	s := testStore(t)
	u, err := s.Found(t.Context(), Founding{Organisation: "Nordlys", TimeZone: "Europe/Copenhagen", Locale: "da", Name: "Signe Holm", Email: "Signe@nordlys.example", PasswordHash: "x"})
	if err != nil {
		t.Fatal(err)
	}
	return s, actorOf(t, s, u)
}

// actorOf signs a user in and reads the actor as a request would.
func actorOf(t testing.TB, s *Store, u *User) access.Actor {
	t.Helper()
	organisation, err := s.SignedIn(t.Context(), u, "")
	if err != nil {
		t.Fatal(err)
	}
	token, err := s.StartSession(t.Context(), Session{UserID: u.ID, OrganisationID: organisation, Proof: u.PasswordHash}, "")
	if err != nil {
		t.Fatal(err)
	}
	v, err := s.Viewer(t.Context(), HashToken(token), Limits{Idle: time.Hour, Absolute: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	return v.Actor
}

func details(email string, levels access.Levels) Details {
	return Details{Email: email, Name: "Ana Holm", Role: access.Custom, Grant: access.Grant{Levels: levels, Scope: access.Scope{All: true}}}
}

// linkOf is the token of the last mail to a membership.
func linkOf(t testing.TB, s *Store, membership string) string {
	t.Helper()
	var row struct {
		ID     string
		Secret []byte
	}
	s.r.Raw("SELECT id, secret FROM mails WHERE membership_id = ? AND state = 'queued'", membership).Scan(&row)
	token, err := s.keys.unsealed(row.Secret, row.ID)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestAnInvitedPersonBecomesAMemberWithTheChosenLevels(t *testing.T) {
	s, owner := founded(t)
	id, err := s.Invite(t.Context(), owner, details("Ana@Nordlys.example", access.Levels{access.Events: access.Edit, access.Users: access.View}), true)
	if err != nil {
		t.Fatal(err)
	}
	o, err := s.Accept(t.Context(), linkOf(t, s, id), "", Newcomer{Name: "Ana Maria Holm", PasswordHash: "y"})
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.Person(t.Context(), owner, id)
	if err != nil {
		t.Fatal(err)
	}
	if p.Status != Active || p.Name != "Ana Maria Holm" || p.Grant.Levels.At(access.Events) != access.Edit || o.Person.ID != id {
		t.Fatalf("%+v", p)
	}
	list, err := s.People(t.Context(), owner, PeopleFilter{Search: "mari", Section: access.Events, Level: access.Edit, Status: Active, Sort: "-last_seen"})
	if err != nil || list.Total != 1 || list.Rows[0].ID != id {
		t.Fatal(list, err)
	}
	if _, err := s.Accept(t.Context(), linkOf(t, s, id), "", Newcomer{Name: "Again"}); CodeOf(err) != Gone {
		t.Fatal("the link worked twice:", err)
	}
}

func TestListsAreInTheOrderThatReadersExpect(t *testing.T) {
	names := []string{"Åse", "Zoe", "Étienne", "Emil", "Fleur", "Øjvind", "Ærø"}
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(SortKey(a), SortKey(b)) })
	if got := strings.Join(names, " "); got != "Emil Étienne Fleur Zoe Åse Ærø Øjvind" {
		t.Error(got)
	}
}

func TestSearchLooksPastAccentsAndCase(t *testing.T) {
	s, owner := founded(t)
	d := details("x@example.org", nil)
	d.Name = "Étienne Ærøskøbing"
	if _, err := s.Invite(t.Context(), owner, d, true); err != nil {
		t.Fatal(err)
	}
	for _, typed := range []string{"etienne", "ÉTIENNE", "aeroskob", "Ærøskøb", "  étienne   ærø "} {
		if list, err := s.People(t.Context(), owner, PeopleFilter{Search: typed}); err != nil || list.Total != 1 {
			t.Errorf("%q found %v (%v)", typed, list, err)
		}
	}
}
