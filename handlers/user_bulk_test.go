package handlers_test

import (
	"net/url"
	"strings"
	"testing"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

func TestSeveralPeopleAreNamedBeforeTheyAreSwitchedOff(t *testing.T) {
	a := testkit.NewApp(t, sending)
	owner := a.Found()
	ana := a.Member(owner, "ana@example.org", "Ana Holm", testkit.Levels(nil))
	bo := a.Member(owner, "bo@example.org", "Bo Lind", testkit.Levels(nil))
	pending, _ := a.Invite(owner, "cy@example.org", "Cy Dahl", testkit.Levels(nil))
	c := signIn(a, "signe@nordlys.example")
	chosen := url.Values{"do": {"off"}, "person": {ana.Membership, bo.Membership, pending, owner.Membership, models.NewID()}}
	p := c.Post("/users/bulk/review", chosen).Want(200, "user.bulk")
	for _, name := range []string{"Ana Holm", "Bo Lind", "Cy Dahl"} {
		if !strings.Contains(p.Text("main"), name) {
			t.Errorf("%s is not named", name)
		}
	}
	if n := p.Find(`input[name="person"]`).Length(); n != 2 {
		t.Errorf("%d people would be switched off, not 2", n)
	}
	if person, _ := a.Store.Person(t.Context(), owner, ana.Membership); !person.Active {
		t.Fatal("the review switched somebody off")
	}
	p = p.Submit("main form").Want(200, "user.list")
	for _, email := range []string{"ana@example.org", "bo@example.org"} {
		if got := p.Find(`tr[data-user="`+email+`"]`).AttrOr("data-status", ""); got != "inactive" {
			t.Errorf("%s is %s", email, got)
		}
	}
}

func TestBulkActionsKeepToTheRulesOfDelegation(t *testing.T) {
	a := testkit.NewApp(t, sending)
	owner := a.Found()
	a.Member(owner, "admin@example.org", "Admin", testkit.Levels(access.Levels{access.Users: access.Approve}))
	strong := a.Member(owner, "strong@example.org", "Strong", testkit.Levels(access.Levels{access.Events: access.Approve}))
	weak := a.Member(owner, "weak@example.org", "Weak", testkit.Levels(nil))
	c := signIn(a, "admin@example.org")
	p := c.Post("/users/bulk/do", url.Values{"do": {"off"}, "person": {strong.Membership, weak.Membership, owner.Membership}}).Want(200, "user.list")
	for email, want := range map[string]string{"strong@example.org": "active", "weak@example.org": "inactive", "signe@nordlys.example": "active"} {
		if got := p.Find(`tr[data-user="`+email+`"]`).AttrOr("data-status", ""); got != want {
			t.Errorf("%s is %s", email, got)
		}
	}
	if p.Text(`[role="alert"]`) == "" {
		t.Error("nobody says who was left out")
	}
	for _, form := range []url.Values{{}, {"do": {"remove"}, "person": {weak.Membership}}, {"do": {"off"}}} {
		c.Post("/users/bulk/review", form).Want(422)
		c.Post("/users/bulk/do", form).Want(422)
	}
}
