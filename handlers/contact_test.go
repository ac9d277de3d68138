package handlers_test

import (
	"net/url"
	"strings"
	"testing"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

// listed adds somebody to the directory without web access.
func listed(t *testing.T, a *testkit.App, by access.Actor, name, email string) (id string) {
	t.Helper()
	id, err := a.Store.AddContact(t.Context(), by, models.DirectoryDetails{Name: name, Email: email}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// EC2, EC4, EC7.
func TestARowIsEditedInPlaceAndKeepsItsPlaceInTheList(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	id := listed(t, a, owner, "Carla Vind", "carla@trykkeri.example")
	c := a.As(owner)
	p := c.Get("/contacts?q=carla").Want(200, "contact.list").Click(`[data-contact="`+id+`"] [data-opens]`).Want(200, "contact.list")
	if p.Find("tr.open").Length() != 1 || !strings.Contains(p.URL.String(), "q=carla") || !strings.HasPrefix(p.Find("[data-cancel]").AttrOr("href", ""), "/contacts?q=carla#contact-") {
		t.Error(p.URL, p.Find("[data-cancel]").AttrOr("href", ""))
	}
	q := p.Submit("#contact-form", "name", "", "phone", "+45 12").Want(422)
	if q.Fault("name") == "" || q.Find("#phone").AttrOr("value", "") != "+45 12" || q.Find("#q").AttrOr("value", "") != "carla" {
		t.Error(q.Text("main"))
	}
	q = q.Submit("#contact-form", "name", "Carla Vinding").Want(200, "contact.list")
	if q.Flash() != "The changes to Carla Vinding are saved." || !strings.Contains(q.Text(`[data-contact="`+id+`"]`), "+45 12") || q.URL.Query().Get("q") != "carla" {
		t.Error(q.Flash(), q.URL)
	}
	stale := p.Submit("#contact-form", "name", "Carla Vind", "title", "Printer").Want(409)
	if stale.Find("#title").AttrOr("value", "") != "Printer" {
		t.Error(stale.Text("main"))
	}
	if q := stale.Submit("#contact-form").Want(200); !strings.Contains(q.Text(`[data-contact="`+id+`"]`), "Printer") {
		t.Error("saved in the knowledge of what stands now:", q.Text("table"))
	}
}

// EC8.
func TestANewContactGetsWebAccessByATickForWhoMayGiveIt(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	c := a.As(owner)
	p := c.Get("/contacts/new").Want(200, "contact.new")
	if !p.Has("#access[checked]") {
		t.Error("web access is not ticked")
	}
	p.Submit("main form", "name", "Carla Vind", "email", "carla@trykkeri.example").Want(422)
	p.Submit("main form", "name", "Carla Vind", "email", "carla@trykkeri.example", "role", "ticket_scanner", "scope", "all").Want(422)
	p = p.Submit("main form", "name", "Carla Vind", "email", "carla@trykkeri.example", "role", "buyer", "scope", "all").Want(200, "contact.list")
	if p.Find(`[data-status="invited"]`).Length() != 1 || a.LastMail("carla@trykkeri.example").Token == "" {
		t.Error(p.Text("main"))
	}
	a.Member(owner, "ed@nordlys.example", "Ed Nord", testkit.Levels(access.Levels{access.Contacts: access.Edit}))
	e := a.SignIn("ed@nordlys.example")
	if p := e.Get("/contacts/new").Want(200); p.Has("#access") || p.Has("[name=role]") {
		t.Error("offered to who may not give it")
	}
	e.Post("/contacts", url.Values{"name": {"Bo"}, "email": {"bo@trykkeri.example"}, "access": {"on"}, "role": {"none"}, "scope": {"all"}}).Want(403)
}

// Only roles within one's own rights are offered, and no other is taken.
func TestRolesAboveOnesOwnAreNotOffered(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	a.Member(owner, "ed@nordlys.example", "Ed Nord", testkit.Levels(access.Levels{access.Contacts: access.Approve, access.Finance: access.View, access.Account: access.View}))
	id := listed(t, a, owner, "Carla Vind", "carla@trykkeri.example")
	c := a.SignIn("ed@nordlys.example")
	p := c.Get("/contacts/"+id+"/access").Want(200, "contact.access.form")
	if p.Find("[name=role]").Length() != 2 || !p.Has("#role-buyer") || !p.Has("#role-none") {
		t.Error(p.Text(".roles"))
	}
	c.Post("/contacts/"+id+"/access", url.Values{"role": {"superuser"}, "scope": {"all"}}).Want(422)
	p.Submit("main form", "role", "buyer").Want(200, "contact.list")
	c.Get("/contacts/" + id + "/access").Want(409)
}

// EC10, EC11.
func TestYouAreShownWithTheWayToChangeYourDetails(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	ana := a.Member(owner, "ana@nordlys.example", "Ana Holm", testkit.Levels(access.Levels{access.Contacts: access.View}))
	c := a.SignIn("ana@nordlys.example")
	if p := c.Get("/contacts").Want(200); !p.Has(`[data-you] a[href="/profile"]`) || p.Has(`[data-you] a[href="/profile/change"]`) || p.Has("[data-opens]") {
		t.Error(p.Text("[data-you]"))
	}
	c.Get("/profile/change").Want(200, "profile.show")
	a.Exec("UPDATE organisations SET members_edit = FALSE")
	a.Exec("UPDATE memberships SET phone = '+45 86 12 40 01' WHERE owner")
	for _, path := range []string{"/contacts", "/profile"} {
		if said := c.Get(path).Want(200).Text("[data-you]"); !strings.Contains(said, "Signe Holm") || !strings.Contains(said, "+45 86 12 40 01") {
			t.Error(path, said)
		}
	}
	p := c.Get("/profile").Click(`[data-you] a[href="/profile/change"]`).Want(200, "profile.change.form")
	if p := p.Submit("main form.card").Want(422); p.Fault("text") == "" {
		t.Error(p.Text("main"))
	}
	p = p.Submit("main form.card", "text", "My name is <b>Ana</b> Holt.").Want(200, "profile.show")
	if !strings.Contains(p.Flash(), "Signe Holm") {
		t.Error(p.Flash())
	}
	o := a.As(owner)
	task := o.Get("/").Want(200).Click(`[data-waiting] a[href="/tasks"]`).Want(200, "task.list")
	if !strings.Contains(task.Text("[data-task]"), "My name is <b>Ana</b> Holt.") || !task.Has(`[href="/users/`+ana.Membership+`/edit"]`) {
		t.Error(task.Text("main"))
	}
	if p := task.Submit("[data-task] form", "answer", strings.Repeat("x", 1001)).Want(422); p.Fault("answer") == "" {
		t.Error(p.Text("main"))
	}
	if p := task.Submit("[data-task] form", "answer", "Congratulations!").Want(200, "task.list"); p.Has("[data-task]") || a.LastMail("ana@nordlys.example").Data.Text != "Congratulations!" {
		t.Error(p.Text("main"))
	}
	for range 5 {
		c.Get("/profile/change").Submit("main form.card", "text", "Once more.").Want(200)
	}
	if p := c.Get("/profile/change").Submit("main form.card", "text", "Once more.").Want(429, "profile.change"); p.Text("#text") != "Once more." {
		t.Error(p.Text("main"))
	}
}

// Another organisation's directory reads like one that never was; so does a place that is none.
func TestADirectoryLeadsNowhereElse(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	other := a.Neighbour("Théâtre Quaidix", "odile@quaidix.example", "Odile Quaidix")
	theirs := listed(t, a, other, "Cyril Quaidix", "cyril@quaidix.example")
	id := listed(t, a, owner, "Carla Vind", "carla@trykkeri.example")
	c := a.As(owner)
	if p := c.Get("/contacts?edit=" + theirs).Want(200); p.Find("tr").Length() != 3 || p.Has("tr.open") {
		t.Error(p.Text("main"))
	}
	if p := c.Post("/contacts/"+id, url.Values{"version": {"1"}, "phone": {"1"}, "next": {"https://evil.example/contacts?q=x"}}).Want(200, "contact.list"); p.URL.Query().Get("q") != "" {
		t.Error(p.URL)
	}
}
