package page

import (
	"net/url"
	"strconv"
	"time"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/views"
	"coulisse/views/component"
)

// EventListPage is one page of the list of events within the reader's scope.
type EventListPage struct {
	Errors         forms.Errors
	Rows           []EventRow
	Total          int
	Capped         bool // counting stopped at Total
	Filter         EventFilter
	Previous, Next string // cursors; "" when there is no such page
	OnlyChosen     bool   // the reader works in chosen events, so cannot add one
}

// EventFilter is what the address asks for, as it stands there.
type EventFilter struct{ Q, State, When, Sort string }

// EventRow is one event in the list.
type EventRow struct {
	ID, Name, Venue, State string
	Begins, Ends           time.Time
	Settled                bool // neither put on sale again nor cancelled; known for one event alone
}

// EventFormPage is the form for a new event and for one that is there already.
type EventFormPage struct {
	ID, Name string // as stored; "" for a new event
	Entry    forms.Event
	Stored   *forms.Event // as somebody else left it while this was entered; nil when nobody did
	Errors   forms.Errors
}

// EventShowPage is one event, with who of the team has chosen it.
type EventShowPage struct {
	EventRow
	OrderMails bool
	Types      []TicketTypeRow
	Companions []Companion
	Team       bool // the reader may see users
}

// EventCopyPage is the form that copies an event.
type EventCopyPage struct {
	ID, Name string // of the original
	Entry    forms.EventCopy
	Errors   forms.Errors
	People   []CopyCompanion
}

// CopyCompanion is somebody who has chosen the original, and why the reader may not add the copy
// to their events.
type CopyCompanion struct {
	ID, Name, Title string
	Refusal         access.Refusal
}

// hint says who somebody is, or why the copy cannot be added to their events.
func (EventCopyPage) hint(l *i18n.Locale, m CopyCompanion) string {
	if m.Refusal != access.Allowed {
		return component.Refused(l, m.Refusal)
	}
	return m.Title
}

// mails says whether new orders are mailed (MP4).
func (p EventShowPage) mails(l *i18n.Locale) string {
	if p.OrderMails {
		return l.T("common.yes")
	}
	return l.T("common.no")
}

// Companion is somebody whose chosen events include this one.
type Companion struct{ ID, Name, Title string }

func (f EventFilter) values() url.Values {
	return url.Values{"q": {f.Q}, "state": {f.State}, "when": {f.When}, "sort": {f.Sort}}
}

func (f EventFilter) narrow() bool { return f.Q+f.State+f.When != "" }

func (f EventFilter) with(v *views.Frame, name, value string) string {
	params := f.values()
	params.Set(name, value)
	return views.WithQuery(v.URL("event.list"), params)
}

// sort is the heading's link: the other way round when the list stands so already.
func (f EventFilter) sort(v *views.Frame, name, label string) component.Sort {
	now := f.Sort
	if now == "" {
		now = "begins"
	}
	switch now {
	case name:
		return component.Sort{Label: label, Href: f.with(v, "sort", "-"+name), Order: "ascending"}
	case "-" + name:
		return component.Sort{Label: label, Href: f.with(v, "sort", name), Order: "descending"}
	}
	return component.Sort{Label: label, Href: f.with(v, "sort", name)}
}

func (f EventFilter) columns(v *views.Frame) []component.Column {
	l := v.Locale
	return []component.Column{
		{Label: l.T("event.column.event"), Sorts: []component.Sort{f.sort(v, "name", l.T("event.column.name"))}},
		{Label: l.T("event.column.state"), Narrow: true},
		{Label: l.T("event.column.when"), Sorts: []component.Sort{f.sort(v, "begins", l.T("event.column.when"))}},
		{Label: l.T("user.column.actions"), Hidden: true, Narrow: true},
	}
}

func (f EventFilter) tabs(v *views.Frame) []component.Tab {
	tabs := []component.Tab{{Label: v.Locale.T("event.list.all"), Href: f.with(v, "when", ""), Current: f.When == ""}}
	for _, when := range []string{"upcoming", "past"} {
		tabs = append(tabs, component.Tab{Label: v.Locale.T("event.list." + when), Href: f.with(v, "when", when), Current: f.When == when})
	}
	return tabs
}

func eventStates(l *i18n.Locale) []component.Option {
	options := []component.Option{{Label: l.T("event.filter.any_state")}}
	for _, state := range []string{"draft", "published", "closed", "cancelled"} {
		options = append(options, component.Option{Value: state, Label: l.T("event.state." + state)})
	}
	return options
}

func (p EventListPage) total() string {
	if p.Capped {
		return strconv.Itoa(p.Total) + "+"
	}
	return strconv.Itoa(p.Total)
}

func (p EventListPage) shown(l *i18n.Locale) string {
	if p.Capped {
		return l.T("event.list.count_more", "n", p.Total)
	}
	return l.N("event.list.count", p.Total)
}

func (p EventListPage) turn(f *views.Frame, side, cursor string) string {
	if cursor == "" {
		return ""
	}
	return p.Filter.with(f, side, cursor)
}

// when is the event's time in words: one day, or from one to another.
func (r EventRow) when(f *views.Frame) string {
	begins, ends := f.In(r.Begins), f.In(r.Ends)
	if begins.Format(time.DateOnly) == ends.Format(time.DateOnly) {
		return f.Locale.T("event.when.day", "date", f.Locale.Date(begins), "from", f.Locale.Time(begins), "until", f.Locale.Time(ends))
	}
	return f.Locale.T("event.when.days", "from", f.Locale.DateTime(begins), "until", f.Locale.DateTime(ends))
}

// today tells whether the event runs on the day that it is where the reader's organisation is.
func (r EventRow) today(f *views.Frame) bool {
	day := f.In(f.Now).Format(time.DateOnly)
	return f.In(r.Begins).Format(time.DateOnly) <= day && !r.over(f)
}

// over tells whether the event's last day is behind us.
func (r EventRow) over(f *views.Frame) bool {
	return f.In(r.Ends).Format(time.DateOnly) < f.In(f.Now).Format(time.DateOnly)
}

// editable tells whether the reader may change the event's details as it stands.
func (r EventRow) editable(f *views.Frame) bool {
	switch r.State {
	case "draft":
		return f.Actor.Can(access.Events, access.Edit)
	case "published", "closed":
		return f.Actor.Can(access.Events, access.Approve)
	}
	return false
}

func (r EventRow) cancellable(f *views.Frame) bool {
	return r.State != "cancelled" && !r.Settled && f.Actor.Can(access.Events, access.Approve)
}

// differences are what saving the entry would make of what somebody else has saved.
func (p EventFormPage) differences(l *i18n.Locale) []component.Change {
	if p.Stored == nil {
		return nil
	}
	d := differences{words: l}
	d.add(l.T("event.field.name"), p.Stored.Name, p.Entry.Name)
	d.add(l.T("event.field.venue"), p.Stored.Venue, p.Entry.Venue)
	d.add(l.T("event.field.begins"), p.Stored.Begins, p.Entry.Begins)
	d.add(l.T("event.field.ends"), p.Stored.Ends, p.Entry.Ends)
	d.tick(l.T("event.field.order_mails"), p.Stored.OrderMails, p.Entry.OrderMails)
	return d.all
}

func (p EventFormPage) title(l *i18n.Locale) string {
	if p.ID == "" {
		return l.T("event.form.title_new")
	}
	return l.T("event.form.title_edit", "name", p.Name)
}

func (p EventFormPage) action(f *views.Frame) string {
	if p.ID == "" {
		return f.URL("event.create")
	}
	return f.URL("event.update", p.ID)
}

func (p EventFormPage) cancel(f *views.Frame) string {
	if p.ID == "" {
		return f.URL("event.list")
	}
	return f.URL("event.show", p.ID)
}

func eventCrumbs(f *views.Frame, id, name, here string) []component.Crumb {
	crumbs := []component.Crumb{{Label: f.Locale.T("event.list.title"), Href: f.URL("event.list")}}
	if id != "" && here != "" {
		crumbs = append(crumbs, component.Crumb{Label: name, Href: f.URL("event.show", id)})
	}
	if here == "" {
		here = name
	}
	return append(crumbs, component.Crumb{Label: here})
}

// eventLook is the status whose shape and colour a state shares.
func eventLook(state string) string {
	switch state {
	case "published":
		return "active"
	case "closed":
		return "ended"
	case "cancelled":
		return "declined"
	}
	return "prepared"
}
