package page

import (
	"net/url"
	"slices"

	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/component"
)

// DeskRequestListPage is one page of what organisations ask the support desk.
type DeskRequestListPage struct {
	Rows           []models.ListedRequest
	Total          int
	Capped         bool           // counting stopped at Total
	Counts         map[string]int // by state, "" for all
	Filter         DeskRequestFilter
	Staff          []models.StaffMember
	Previous, Next string // cursors; "" when there is no such page
	Errors         forms.Errors
}

// DeskRequestFilter is what the address asks for, as it stands there.
type DeskRequestFilter struct{ State, Assigned, Topic string }

// DeskRequestPage is one request at the desk.
type DeskRequestPage struct {
	models.DeskConversation
	Staff  []models.StaffMember
	Entry  forms.Reply
	Errors forms.Errors
}

func (d DeskRequestFilter) with(f *views.Frame, name, value string) string {
	params := url.Values{"state": {d.State}, "assigned": {d.Assigned}, "topic": {d.Topic}}
	params.Set(name, value)
	if params.Get("state") == models.RequestOpen {
		params.Del("state")
	}
	return views.WithQuery(f.URL("desk.requests"), params)
}

// narrow tells whether the filter asks for less than everything that waits.
func (d DeskRequestFilter) narrow() bool {
	return d.State != models.RequestOpen || d.Assigned+d.Topic != ""
}

func (p DeskRequestListPage) tabs(f *views.Frame) []component.Tab {
	var tabs []component.Tab
	for _, state := range append(models.RequestStates(), forms.AnyState) {
		label, count := f.Locale.T("desk_request.all"), p.Counts[""]
		if state != forms.AnyState {
			label, count = f.Locale.T("desk_request.state."+state), p.Counts[state]
		}
		tabs = append(tabs, component.Tab{Label: label, Href: p.Filter.with(f, "state", state), Current: p.Filter.State == state,
			Count: totalOf(min(count, models.CountLimit), count > models.CountLimit)})
	}
	return tabs
}

func (p DeskRequestListPage) columns(l *i18n.Locale) []component.Column {
	since := l.T("desk_request.column.last")
	if p.waits() {
		since = l.T("desk_request.column.since")
	}
	return []component.Column{{Label: l.T("desk_request.column.request")}, {Label: l.T("desk_request.column.organisation")},
		{Label: l.T("desk_request.column.state"), Narrow: true}, {Label: since}, {Label: l.T("desk_request.column.taken")}}
}

// waits tells whether the list is of what waits.
func (p DeskRequestListPage) waits() bool { return p.Filter.State == models.RequestOpen }

func (p DeskRequestListPage) shown(l *i18n.Locale) string { return requestsShown(l, p.Total, p.Capped) }

func (p DeskRequestListPage) turn(f *views.Frame, side, cursor string) string {
	if cursor == "" {
		return ""
	}
	return p.Filter.with(f, side, cursor)
}

// takers are who may have taken a request.
func (p DeskRequestListPage) takers(l *i18n.Locale) []component.Option {
	list := []component.Option{{Label: l.T("desk_request.filter.anybody")}, {Value: models.AssignedToMe, Label: l.T("desk_request.filter.me")},
		{Value: models.AssignedToNobody, Label: l.T("desk_request.filter.nobody")}}
	return append(list, staffOptions(p.Staff)...)
}

func staffOptions(staff []models.StaffMember) (list []component.Option) {
	for _, s := range staff {
		list = append(list, component.Option{Value: s.ID, Label: s.Name})
	}
	return list
}

func topicOptions(l *i18n.Locale) []component.Option {
	list := []component.Option{{Label: l.T("desk_request.filter.any_topic")}}
	for _, t := range models.Topics() {
		list = append(list, component.Option{Value: t, Label: topicName(l, t)})
	}
	return list
}

func deskRequestCrumbs(f *views.Frame, r models.Request, here string) []component.Crumb {
	crumbs := []component.Crumb{{Label: f.Locale.T("desk_request.title"), Href: f.URL("desk.requests")}}
	number := component.Crumb{Label: requestNumber(f.Locale, r.Number)}
	if here != "" {
		number.Href = f.URL("desk.request", r.ID)
		return append(crumbs, number, component.Crumb{Label: here})
	}
	return append(crumbs, number)
}

// givers are to whom a request may be given; whoever has it although they have left the desk is
// among them, so that the list says what is.
func (p DeskRequestPage) givers(l *i18n.Locale) []component.Option {
	list := append([]component.Option{{Label: l.T("desk_request.show.nobody")}}, staffOptions(p.Staff)...)
	if id := p.assigned(); id != "" && !slices.ContainsFunc(list, func(o component.Option) bool { return o.Value == id }) {
		list = append(list, component.Option{Value: id, Label: p.Assigned})
	}
	return list
}

func (p DeskRequestPage) assigned() string {
	if p.AssignedTo == nil {
		return ""
	}
	return *p.AssignedTo
}

// mine tells whether the reader has taken the request.
func (p DeskRequestPage) mine(f *views.Frame) bool { return p.assigned() == f.Actor.User }

// types are the event's ticket types with their prices.
func (p DeskRequestPage) types(l *i18n.Locale) (list []component.Option) {
	for _, y := range p.Types {
		list = append(list, component.Option{Value: y.ID, Label: y.Name + ", " + l.Money(y.Price, p.Organisation.Currency)})
	}
	return list
}

// proofEvent is the event in words, in the zone of its organisation.
func (p DeskRequestPage) proofEvent() EventRow {
	return EventRow{ID: p.Event.ID, Name: p.Event.Name, Venue: p.Event.Venue, State: p.Event.State, Begins: p.Event.BeginsAt, Ends: p.Event.EndsAt}
}

// mayIssue tells whether a test ticket can be issued now.
func (p DeskRequestPage) mayIssue() bool {
	return p.Event != nil && len(p.Types) > 0 && (p.Proof == nil || p.Proof.State != models.ProofWaiting)
}

// issueLabel says what is issued.
func (p DeskRequestPage) issueLabel(l *i18n.Locale) string {
	if p.Proof != nil {
		return l.T("desk_request.proof.again")
	}
	return l.T("desk_request.proof.issue")
}
