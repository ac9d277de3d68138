package page

import (
	"net/url"
	"strconv"

	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/component"
)

// ImportPage is an import, whatever its state.
type ImportPage struct {
	models.ShownImport
	Errors         forms.Errors
	Found          []models.FoundFault
	Previous, Next string // cursors of the faults
}

func (p ImportPage) title(l *i18n.Locale) string { return l.T("import.show.title", "file", p.FileName) }

// doing is what the console is doing with it.
func (p ImportPage) doing(l *i18n.Locale) string {
	if p.State == models.ImportConfirmed {
		return l.T("import.show.importing")
	}
	return l.T("import.show.checking")
}

// far is how far that is, in rows or orders.
func (p ImportPage) far(l *i18n.Locale) string {
	if p.State == models.ImportConfirmed {
		return l.T("import.show.orders", "done", p.Done, "of", p.Of)
	}
	return l.T("import.show.rows", "done", min(p.Done, p.Of), "of", p.Of)
}

// says is what is read out when it changes: the state, and each quarter of the way.
func (p ImportPage) says(l *i18n.Locale) string {
	word := l.T("import.state." + p.State)
	if !p.Busy() || p.Of == 0 {
		return word
	}
	return word + ": " + l.T("import.show.percent", "percent", l.Percent(min(p.Done, p.Of)*4/p.Of*2500))
}

// figures are what the import comes to.
func (p ImportPage) figures(f *views.Frame) []component.Figure {
	l := f.Locale
	return []component.Figure{{Label: l.T("import.field.orders"), Value: l.Number(p.Orders)}, {Label: l.T("import.show.tickets"), Value: l.Number(p.Tickets)},
		{Label: l.T("import.show.revenue"), Value: l.Money(p.Total, f.Currency)}}
}

// types say what is sold of each, and before that is done what is left of its quota then.
func (p ImportPage) types(f *views.Frame) component.Numbers {
	l := f.Locale
	n := component.Numbers{Caption: l.T("import.show.by_type"), Heads: []string{l.T("import.show.type"), l.T("import.show.tickets"), l.T("import.show.amount")}}
	before := p.State == models.ImportChecked
	if before {
		n.Heads = append(n.Heads, l.T("import.show.then"))
	}
	for _, sum := range p.Sold {
		row := component.NumberRow{Label: sum.Name, Cells: []string{l.Number(sum.Tickets), l.Money(sum.Amount, f.Currency)}}
		if sum.Gone {
			row.Note = l.T("import.show.gone")
		}
		if before {
			row.Cells = append(row.Cells, l.Number(sum.Then))
		}
		n.Rows = append(n.Rows, row)
	}
	return n
}

func (p ImportPage) shown(l *i18n.Locale) string {
	if p.Faults > models.MaxImportFaults {
		return l.T("import.show.faults_kept", "n", models.MaxImportFaults, "of", p.Faults)
	}
	return l.N("import.show.faults_n", p.Faults)
}

func (p ImportPage) turn(f *views.Frame, side, cursor string) string {
	if cursor == "" {
		return ""
	}
	return views.WithQuery(f.URL("import.show", p.ID), url.Values{side: {cursor}})
}

// all leads to the orders that were imported.
func (p ImportPage) all(f *views.Frame) string {
	return views.WithQuery(f.URL("customer.list"), url.Values{"event": {p.EventID}, "channel": {models.ChannelImport}})
}

func (p ImportPage) columns(l *i18n.Locale) []component.Column {
	return []component.Column{{Label: l.T("import.show.row"), Narrow: true}, {Label: l.T("import.show.column"), Narrow: true}, {Label: l.T("import.show.what"), Wide: true}, {Label: l.T("import.show.value")}}
}

func (p ImportPage) orderColumns(l *i18n.Locale) []component.Column {
	return []component.Column{{Label: l.T("import.show.order")}, {Label: l.T("import.show.buyer"), Wide: true}, {Label: l.T("import.show.sold"), Narrow: true},
		{Label: l.T("import.show.tickets"), Narrow: true}, {Label: l.T("import.show.amount"), Narrow: true}}
}

func (p ImportPage) firstOrders(l *i18n.Locale) string {
	if p.Orders > len(p.Preview) {
		return l.T("import.show.first_n", "n", len(p.Preview))
	}
	return l.T("import.show.first")
}

// faultPlace names the row of a fault, and whether all of it or of the file is meant.
func faultPlace(l *i18n.Locale, f models.FoundFault) (row, column string) {
	switch {
	case f.Line == 0:
		return l.T("import.show.whole"), ImportColumn(l, f.Field)
	case f.Field == "":
		return strconv.Itoa(f.Line), l.T("import.show.whole_row")
	}
	return strconv.Itoa(f.Line), ImportColumn(l, f.Field)
}
