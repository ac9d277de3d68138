package handlers_test

import (
	"coulisse/access"
	"coulisse/models"
)

// addContacts puts entries into both directories, and everybody of the world into the rows of the
// directory: with web access they are the same people under the same ids.
func (w *world) addContacts() {
	ctx := w.t.Context()
	for _, e := range []struct {
		by   access.Actor
		name string
		d    models.DirectoryDetails
	}{
		{w.owner, "contact", models.DirectoryDetails{Name: w.dress("Carla Nordlys"), Email: "carla@nordlys.example", Phone: "+45 12 34 56 79", Title: w.dress("Bookkeeper"), Roles: []string{"invoice"}}},
		{w.owner, "contact without more", models.DirectoryDetails{Name: w.dress("Aage Nordlys"), Email: "aage@nordlys.example"}},
		{w.other, "neighbour's contact", models.DirectoryDetails{Name: "Cyril Quaidix", Email: "cyril@quaidix.example", Title: "Quaidix"}},
	} {
		id, err := w.Store.AddContact(ctx, e.by, e.d, nil)
		w.must(err)
		w.rows["contacts"] = append(w.rows["contacts"], row{name: e.name, id: id, organisation: e.by.Organisation, version: 1})
	}
	w.rows["contacts"] = append(w.rows["contacts"], w.rows["users"]...)
}

// addTasks has somebody of each organisation ask the owner for a change, and the owner do one.
func (w *world) addTasks() {
	ctx := w.t.Context()
	w.Exec("UPDATE organisations SET members_edit = FALSE")
	tea := w.Member(w.other, "tea@quaidix.example", "Tea Quaidix", access.Grant{Scope: access.Scope{All: true}})
	w.person(w.other, "neighbour's asking", tea.Membership)
	for _, ask := range []struct {
		owner, by access.Actor
		name      string
	}{{w.owner, w.joins("tim", access.Grant{Scope: access.Scope{All: true}}), "open"}, {w.owner, w.joins("tom", access.Grant{Scope: access.Scope{All: true}}), "done"},
		{w.other, tea, "neighbour's"}} {
		w.must(w.Store.AskChange(ctx, ask.by, models.ChangeRequest{Text: w.dress("Please write my name with a y."), Details: []string{"name"}}))
		open, _, err := w.Store.Tasks(ctx, ask.owner)
		w.must(err)
		k := open[len(open)-1]
		if ask.name == "done" {
			_, err := w.Store.FinishTask(ctx, ask.owner, k.ID, w.dress("Done."))
			w.must(err)
		}
		w.rows["tasks"] = append(w.rows["tasks"], row{name: ask.name, id: k.ID, organisation: ask.owner.Organisation, state: ask.name})
	}
	w.Exec("UPDATE organisations SET members_edit = TRUE")
}
