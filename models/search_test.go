package models_test

import (
	"testing"
	"time"

	"coulisse/access"
	"coulisse/models"
	"coulisse/models/text"
	"coulisse/testkit"
)

// The faults: Aagaard was not found by ågård, Østergaard not by oestergaard, O'Brien not by obrien,
// Đặng not by dang; and a single % listed everybody.
func TestEverySearchFindsNamesAsPeopleTypeThem(t *testing.T) {
	a := testkit.NewApp(t)
	owner, desk := a.Found(), a.Staff("desk@coulisse.example", "Dora Desk", false)
	event, full := a.OnSale(owner, "Zyx", 0)
	for i, c := range spellings {
		a.Order(owner, event, full, 1, models.Contact{Name: c.name})
		a.Invite(owner, "p"+string(rune('a'+i))+"@nordlys.example", c.name, access.Grant{Scope: access.Scope{All: true}})
		a.Event(owner, c.name, time.Hour)
		contact := models.DirectoryDetails{Name: c.name, Email: "c" + string(rune('a'+i)) + "@nordlys.example"}
		if _, err := a.Store.AddContact(t.Context(), owner, contact, nil); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range spellings {
		for _, typed := range c.typed {
			for list, n := range found(t, a, owner, desk, event, typed, c.name) {
				if n == 0 {
					t.Errorf("%s: %q does not find %s", list, typed, c.name)
				}
			}
		}
	}
	for _, typed := range []string{"%", "_", "--", "'", "…"} {
		for list, n := range found(t, a, owner, desk, event, typed, "") {
			if n != 0 {
				t.Errorf("%s: %q finds %d", list, typed, n)
			}
		}
	}
}

var spellings = []struct {
	name  string
	typed []string
}{
	{"Jens Aagaard", []string{"aagaard", "ågård"}},
	{"Ib Ågård", []string{"aagaard", "ågård"}},
	{"Bo Østergaard", []string{"oestergaard", "østergård", "ostergaard"}},
	{"Søren Bæk", []string{"soeren", "soren baek"}},
	{"Ulla Müller", []string{"mueller", "muller"}},
	{"Sean O’Brien", []string{"obrien", "o'brien"}},
	{"Anne-Marie Juul", []string{"annemarie", "anne marie"}},
	{"Đặng Thị", []string{"dang thi", "đặng thị"}},
	{"Ayşe Işık", []string{"isik", "ayse"}},
}

// found is how many rows of each list a search finds that bear a name, or any at all.
func found(t *testing.T, a *testkit.App, as access.Actor, by access.Staff, event, typed, name string) map[string]int {
	t.Helper()
	n := map[string]int{"orders": 0, "people": 0, "directory": 0, "events": 0, "gate": 0, "desk": 0}
	count := func(list, is string) {
		if name == "" || is == name {
			n[list]++
		}
	}
	orders, err := a.Store.Orders(t.Context(), as, models.OrderFilter{Search: typed})
	check(t, err)
	for _, o := range orders.Rows {
		count("orders", o.Person())
	}
	people, err := a.Store.People(t.Context(), as, models.PeopleFilter{Search: typed})
	check(t, err)
	for _, p := range people.Rows {
		count("people", p.Name)
	}
	directory, err := a.Store.Directory(t.Context(), as, models.DirectoryFilter{Search: typed})
	check(t, err)
	for _, r := range directory.Rows {
		count("directory", r.Name)
	}
	events, err := a.Store.Events(t.Context(), as, models.EventFilter{Search: typed})
	check(t, err)
	for _, e := range events.Rows {
		count("events", e.Name)
	}
	tickets, err := a.Store.GateTickets(t.Context(), as, event, typed)
	check(t, err)
	n["gate"] = len(tickets)
	desk, err := a.Store.Find(t.Context(), by, typed)
	check(t, err)
	for _, p := range desk.People {
		count("desk", p.Name)
	}
	return n
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A large organisation is written anew by the worker, some rows after another, and once only.
func TestAnotherLanguageIsTheOrderOfAllNamesOnceTheWorkerIsDone(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	a.Crowd(owner, 1100)
	a.Exec("UPDATE memberships SET name = 'Ærø' WHERE email = 'person.000700@nordlys.example'")
	o, err := a.Store.Organisation(t.Context(), owner)
	check(t, err)
	_, err = a.Store.UpdateOrganisation(t.Context(), owner, o.Version, models.OrganisationDetails{Name: o.Name, TimeZone: o.TimeZone, Locale: "da", InvitationDays: 7})
	check(t, err)
	if found, err := a.Store.WorkOnSorting(t.Context()); err != nil || !found {
		t.Fatal("nothing to do:", err)
	}
	if found, err := a.Store.WorkOnSorting(t.Context()); err != nil || found {
		t.Fatal("there is still something to do:", err)
	}
	if key := a.Ask("SELECT sort_name FROM memberships WHERE name = 'Ærø'"); key != text.SortKey("da", "Ærø") {
		t.Errorf("the key is %q", key)
	}
	if n := a.Ask("SELECT count(*) FROM grants g JOIN memberships m ON m.id = g.membership_id WHERE g.sort_name <> m.sort_name"); n != "0" {
		t.Errorf("%s rights stand in another order than their people", n)
	}
	last, err := a.Store.People(t.Context(), owner, models.PeopleFilter{Sort: "-name"})
	check(t, err)
	if last.Rows[1].Name != "Ærø" && last.Rows[0].Name != "Ærø" {
		t.Errorf("Ærø is not behind z: %s, %s", last.Rows[0].Name, last.Rows[1].Name)
	}
}
