package page

import (
	"net/url"

	"coulisse/models"
	"coulisse/views"
)

// HomePage is the first page after signing in: what this person may do, and what waits.
type HomePage struct {
	Today   []TodayRow
	Waiting models.Waiting
	Alone   bool     // the owner has nobody else in the organisation yet
	Events  []string // names of the chosen events
	Owner   models.User

	Ownership models.Ownership // what of a change of owner waits for the viewer
}

// task is something that waits for the person.
type task struct {
	Key  string // home.waiting.<Key>
	N    int
	Look string // status whose shape and colour it shares
	Href string // of the list that shows it
}

func (p HomePage) tasks(f *views.Frame) (list []task) {
	people := func(s models.Status) string {
		return views.WithQuery(f.URL("user.list"), url.Values{"status": {string(s)}})
	}
	for _, t := range []task{
		{"changes", p.Waiting.Changes, "invited", f.URL("task.list")},
		{"imports", p.Waiting.Imports, "prepared", f.URL("import.list")},
		{"settlements", p.Waiting.Settlements, "prepared", views.WithQuery(f.URL("finance.show"), url.Values{"state": {models.SettlementPrepared}})},
		{"prepared", p.Waiting.Prepared, string(models.Prepared), people(models.Prepared)},
		{"unsent", p.Waiting.Unsent, string(models.Failed), people(models.Invited)},
		{"tickets", p.Waiting.Tickets, string(models.Failed), f.URL("customer.list")},
		{"failed", p.Waiting.Failed, string(models.Failed), people(models.Failed)},
		{"expired", p.Waiting.Expired, string(models.Expired), people(models.Expired)},
	} {
		if t.N > 0 {
			list = append(list, t)
		}
	}
	return list
}

// elsewhere is where the navigation leads from here.
func elsewhere(f *views.Frame) (items []views.NavItem) {
	for _, group := range f.Nav {
		for _, item := range group.Items {
			if !item.Current {
				items = append(items, item)
			}
		}
	}
	return items
}

func homeLead(f *views.Frame) string {
	if f.Actor.Owner {
		return f.Locale.T("home.owner", "organisation", f.Organisation)
	}
	if !anything(f.Actor.Grant.Levels) {
		return ""
	}
	return f.Locale.T("home.member", "organisation", f.Organisation)
}
