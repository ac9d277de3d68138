package handlers_test

import (
	"testing"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

func TestAChangedRoleChangesNobodyUntilItsMembersAreChosen(t *testing.T) {
	a := testkit.NewApp(t, sending)
	owner := a.Found()
	c := signIn(a, "signe@nordlys.example")
	p := c.Get("/roles/new").Submit("form.form", "name", "Guide", "purpose", "For those who guide", "step", "events:+").Want(200, "role.new.step")
	p = p.Submit("form.form").Want(200, "role.list")
	id := p.Find("tr[data-role]").Last().AttrOr("data-role", "")
	var held []string
	for _, name := range []string{"ana", "bo"} {
		membership, err := a.Store.Invite(t.Context(), owner, models.Details{Email: name + "@example.org", Name: name, Role: id, Grant: testkit.Levels(access.Levels{access.Events: access.View})}, true)
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, membership)
	}
	p = c.Get("/roles/"+id+"/edit").Submit("form.form", "level.events", "edit").Want(200, "role.members")
	for _, m := range held {
		if person, _ := a.Store.Person(t.Context(), owner, m); person.Grant.Levels.At(access.Events) != access.View {
			t.Fatal("saving the role changed somebody's rights")
		}
	}
	p.Submit("main form", "member", p.Find(`[id="member-`+held[0]+`"]`).AttrOr("value", "")).Want(200, "role.list")
	for m, want := range map[string]access.Level{held[0]: access.Edit, held[1]: access.View} {
		if person, _ := a.Store.Person(t.Context(), owner, m); person.Grant.Levels.At(access.Events) != want {
			t.Errorf("got %s, want %s", person.Grant.Levels.At(access.Events), want)
		}
	}
	c.Post("/roles/"+id+"/remove", nil).Want(409)
	if p := c.Post("/roles", map[string][]string{"name": {" GUIDE "}}).Want(422, "role.create"); p.Fault("name") == "" {
		t.Error("two roles of one name")
	}
}

func TestNobodyMakesOrChangesARoleThatGivesMoreThanTheyHold(t *testing.T) {
	a := testkit.NewApp(t, sending)
	owner := a.Found()
	a.Member(owner, "ana@example.org", "Ana", testkit.Levels(access.Levels{access.Users: access.Approve}))
	id, err := a.Store.CreateRole(t.Context(), owner, models.RoleDetails{Name: "Strong", Levels: access.Everything()})
	if err != nil {
		t.Fatal(err)
	}
	ana := signIn(a, "ana@example.org")
	if p := ana.Post("/roles", map[string][]string{"name": {"Sly"}, "level.events": {"view"}}).Want(422, "role.create"); p.Fault("level.events") == "" {
		t.Error("no fault at the level")
	}
	for _, path := range []string{"/roles/" + id, "/roles/" + id + "/remove"} {
		ana.Post(path, map[string][]string{"name": {"Mine"}, "version": {"1"}}).Want(403)
	}
	if r, err := a.Store.Role(t.Context(), owner, id); err != nil || r.Name != "Strong" {
		t.Fatal(r, err)
	}
}
