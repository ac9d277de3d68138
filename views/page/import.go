package page

import (
	"net/url"
	"strconv"
	"time"

	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/component"
)

// ImportListPage is one page of the list of imports.
type ImportListPage struct {
	Errors         forms.Errors
	Rows           []models.ListedImport
	Total          int
	Capped         bool   // counting stopped at Total
	Previous, Next string // cursors; "" when there is no such page
}

// ImportFormPage is the form that uploads a file of orders.
type ImportFormPage struct {
	Errors forms.Errors
	Event  string // id, as chosen
	Events []component.Option
	Most   i18n.Size // of a file
}

func (p ImportListPage) turn(f *views.Frame, side, cursor string) string {
	if cursor == "" {
		return ""
	}
	return views.WithQuery(f.URL("import.list"), url.Values{side: {cursor}})
}

func (p ImportListPage) total() string {
	if p.Capped {
		return strconv.Itoa(p.Total) + "+"
	}
	return strconv.Itoa(p.Total)
}

func (p ImportListPage) shown(l *i18n.Locale) string {
	if p.Capped {
		return l.T("import.list.count_more", "n", p.Total)
	}
	return l.N("import.list.count", p.Total)
}

func importListColumns(l *i18n.Locale) []component.Column {
	return []component.Column{{Label: l.T("import.field.file"), Wide: true}, {Label: l.T("import.field.event")}, {Label: l.T("import.field.by")}, {Label: l.T("import.field.when"), Narrow: true},
		{Label: l.T("import.field.state"), Narrow: true}, {Label: l.T("import.field.orders"), Narrow: true}}
}

// importCrumbs lead from customer service to a page about imports.
func importCrumbs(f *views.Frame, here string) []component.Crumb {
	crumbs := []component.Crumb{{Label: f.Locale.T("customer.list.title"), Href: f.URL("customer.list")}, {Label: f.Locale.T("import.list.title")}}
	if here != "" {
		crumbs[1].Href = f.URL("import.list")
		crumbs = append(crumbs, component.Crumb{Label: here})
	}
	return crumbs
}

// importOrders is how many orders there are, or are to be; "–" where there are none.
func importOrders(l *i18n.Locale, i models.ListedImport) string {
	switch i.State {
	case models.ImportChecked, models.ImportConfirmed, models.ImportDone:
		return l.Number(i.Orders)
	}
	return "–"
}

// importLook is the shape and colour of a state.
func importLook(state string) string {
	switch state {
	case models.ImportDone:
		return "active"
	case models.ImportFaulty, models.ImportFailed:
		return "failed"
	case models.ImportChecked:
		return "prepared"
	case models.ImportDiscarded:
		return "ended"
	}
	return "scheduled"
}

// events offers those on sale; with several, none is chosen beforehand.
func (p ImportFormPage) events(l *i18n.Locale) []component.Option {
	if len(p.Events) == 1 {
		return p.Events
	}
	return append([]component.Option{{Label: l.T("import.new.choose_event")}}, p.Events...)
}

// ImportColumn is what a column is called; "" for none.
func ImportColumn(l *i18n.Locale, column string) string {
	if column == "" {
		return ""
	}
	return l.T("import.column." + column)
}

// importHolds says of each column what it holds.
func importHolds(l *i18n.Locale) (list []component.Fact) {
	for i, column := range models.ImportColumns {
		name := ImportColumn(l, column)
		if i < 2 {
			name += " (" + l.T("import.new.required") + ")"
		}
		list = append(list, component.Fact{Label: name, Value: l.T("import.holds." + column)})
	}
	return list
}

// importFor names an event with its day.
func importFor(f *views.Frame, name string, begins time.Time) string {
	return f.Locale.T("import.show.for", "event", name, "date", f.Locale.Date(f.In(begins)))
}
