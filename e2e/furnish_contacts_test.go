package e2e

import (
	"testing"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

// listed puts people without web access into the directory, one with as much as there can be, and
// has somebody ask the owner for changes, one of them done.
func listed(t *testing.T, a *testkit.App, owner access.Actor) (id string) {
	t.Helper()
	for _, d := range []models.DirectoryDetails{
		{Name: "Birthe Raun", Email: "birthe@trykkeri.example"},
		{Name: "Anne-Sophie Vestergaard-Christophersen", Email: "anne-sophie.vestergaard-christophersen@scenografisk-vaerksted.example", Phone: "+45 86 12 40 92", Title: "Set construction, invoices and delivery", Roles: models.ContactRoles()},
	} {
		var err error
		if id, err = a.Store.AddContact(t.Context(), owner, d, nil); err != nil {
			t.Fatal(err)
		}
	}
	asker := a.Member(owner, "liv@nordlys.example", "Liv Bertelsen", testkit.Levels(access.Levels{access.Contacts: access.View}))
	a.Exec("UPDATE organisations SET members_edit = FALSE")
	for _, text := range []string{"My phone number is new: +45 20 12 34 56.", "I have married: please write my name as Liv Bertelsen Holt.\n\nThe address stays."} {
		if err := a.Store.AskChange(t.Context(), asker, models.ChangeRequest{Text: text, Details: []string{"name", "phone"}}); err != nil {
			t.Fatal(err)
		}
	}
	a.Exec("UPDATE organisations SET members_edit = TRUE")
	open, _, err := a.Store.Tasks(t.Context(), owner)
	if err == nil {
		_, err = a.Store.FinishTask(t.Context(), owner, open[0].ID, "Done, and welcome back.")
	}
	if err != nil {
		t.Fatal(err)
	}
	return id
}
