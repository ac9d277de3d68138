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

// HistoryPage is one page of what was done in the organisation, newest first (SE4).
type HistoryPage struct {
	Errors         forms.Errors
	Rows           []HistoryRow
	Total          int
	Capped         bool // counting stopped at Total
	Filter         forms.HistoryFilter
	People         []component.Option // who stands in the history
	TargetName     string             // of the one whom the filter asks for; "" for none
	Previous, Next string
}

func (p HistoryPage) values() url.Values {
	return url.Values{"actor": {p.Filter.Actor}, "target": {p.Filter.Target}, "action": {p.Filter.Action}, "from": {p.Filter.From}, "to": {p.Filter.To}}
}

func (p HistoryPage) narrow() bool {
	return p.Filter.Actor+p.Filter.Target+p.Filter.Action+p.Filter.From+p.Filter.To != ""
}

func (p HistoryPage) turn(f *views.Frame, side, cursor string) string {
	if cursor == "" {
		return ""
	}
	params := p.values()
	params.Set(side, cursor)
	return views.WithQuery(f.URL("history.list"), params)
}

func (p HistoryPage) total() string {
	if p.Capped {
		return strconv.Itoa(p.Total) + "+"
	}
	return strconv.Itoa(p.Total)
}

func (p HistoryPage) shown(l *i18n.Locale) string {
	if p.Capped {
		return l.T("history.count_more", "n", p.Total)
	}
	return l.N("history.count", p.Total)
}

func (p HistoryPage) people(l *i18n.Locale) []component.Option {
	return append([]component.Option{{Label: l.T("history.filter.anybody")}}, p.People...)
}

// peopleHint says so when the filter does not offer everybody.
func (p HistoryPage) peopleHint(l *i18n.Locale) string {
	if len(p.People) < models.HistoryActorLimit {
		return ""
	}
	return l.T("history.filter.more", "n", models.HistoryActorLimit)
}

// actions are what the filter offers, in the words of the entries.
func actions(l *i18n.Locale) []component.Option {
	options := []component.Option{{Label: l.T("history.filter.anything")}}
	for _, a := range models.HistoryActions() {
		options = append(options, component.Option{Value: a, Label: l.T("history.action."+a, "name", "…")})
	}
	return options
}
