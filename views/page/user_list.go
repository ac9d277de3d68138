package page

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/component"
)

// UserListPage is one page of the list of users, people and invitations together (MP2).
type UserListPage struct {
	Errors     forms.Errors // of the filters
	Rows       []UserRow
	Total      int  // matches; with Capped at least that many
	Capped     bool // counting stopped at Total
	Alone      bool // nobody but the reader is in the organisation
	Filter     UserFilter
	Counts     map[models.Status]int // what the search and the other filters find, by status; nil when not counted
	Roles      []access.Role         // built-in and own
	Events     []component.Option
	EventTotal int    // events of the organisation, for "2 of 14 events"; 0 for a reader who does not see them all
	Previous   string // cursors; "" when there is no such page
	Next       string
}

// UserFilter is what the address asks for, as it stands there.
type UserFilter struct{ Q, Status, Role, Section, Level, Event, Sort string }

// UserRow is one person in the list.
type UserRow struct {
	ID, Name, Email, Title string
	Status                 string // a models.Status
	Locked                 bool   // too many wrong passwords
	HasAccount             bool   // may sign in; otherwise there is only an invitation
	Role                   access.Role
	Target                 access.Target // with all chosen events, also those the reader may not see
	LastSeen               time.Time
	Expires                time.Time         // of the invitation
	Failure                string            // why the mail could not be sent
	Unsent                 *component.Unsent // the mail of an invitation, while it has not left; nil for none
	Pause                  models.Pause      // of the button that mails them
}

func (p UserListPage) total() string {
	if p.Capped {
		return strconv.Itoa(p.Total) + "+"
	}
	return strconv.Itoa(p.Total)
}

func (p UserListPage) shown(l *i18n.Locale) string {
	if p.Capped {
		return l.T("user.list.count_more", "n", p.Total)
	}
	return l.N("user.list.count", p.Total)
}

func (f UserFilter) values() url.Values {
	return url.Values{"q": {f.Q}, "status": {f.Status}, "role": {f.Role}, "section": {f.Section},
		"level": {f.Level}, "event": {f.Event}, "sort": {f.Sort}}
}

// narrow tells whether the list shows only some of the people.
func (f UserFilter) narrow() bool {
	return f.Q+f.Status+f.Role+f.Section+f.Event != ""
}

// with is the address of the list with one parameter changed, from its first page on.
func (f UserFilter) with(v *views.Frame, name, value string) string {
	params := f.values()
	params.Set(name, value)
	return views.WithQuery(v.URL("user.list"), params)
}

func (f UserFilter) tabs(v *views.Frame, counts map[models.Status]int) []component.Tab {
	all := component.Tab{Label: v.Locale.T("user.list.all"), Href: f.with(v, "status", ""), Current: f.Status == ""}
	tabs, sum := []component.Tab{all}, 0
	for _, s := range models.Statuses() {
		n, current := counts[s], f.Status == string(s)
		if sum += n; counts != nil && n == 0 && !current && s != models.Active {
			continue
		}
		tab := component.Tab{Label: v.Locale.T("status." + string(s)), Href: f.with(v, "status", string(s)), Current: current}
		if counts != nil {
			tab.Count = v.Locale.Number(n)
		}
		tabs = append(tabs, tab)
	}
	if counts != nil {
		tabs[0].Count = v.Locale.Number(sum)
	}
	return tabs
}

// sort is a link that orders by a column, the other way round when the list is so ordered.
func (f UserFilter) sort(v *views.Frame, name, label string) component.Sort {
	s := component.Sort{Label: v.Locale.T(label), Href: f.with(v, "sort", name)}
	switch f.Sort {
	case name:
		s.Order, s.Href = "ascending", f.with(v, "sort", "-"+name)
	case "-" + name:
		s.Order = "descending"
	case "":
		if name == "name" {
			s.Order, s.Href = "ascending", f.with(v, "sort", "-name")
		}
	}
	return s
}

func (f UserFilter) columns(v *views.Frame) []component.Column {
	l := v.Locale
	return []component.Column{
		{Label: l.T("user.column.person"), Wide: true, Sorts: []component.Sort{f.sort(v, "name", "user.column.name"), f.sort(v, "email", "user.column.email")}},
		{Label: l.T("user.column.status"), Narrow: true},
		{Label: l.T("user.column.rights")},
		{Label: l.T("user.column.seen"), Narrow: true, Sorts: []component.Sort{f.sort(v, "last_seen", "user.column.seen")}},
		{Label: l.T("user.column.actions"), Narrow: true, Hidden: true},
	}
}

func (p UserListPage) roleOptions(l *i18n.Locale) []component.Option {
	all := []component.Option{{Label: l.T("user.filter.any_role")}}
	for _, r := range p.Roles {
		all = append(all, component.Option{Value: r.Key, Label: component.RoleName(l, r)})
	}
	for _, key := range []string{access.Custom, access.NoRights} {
		all = append(all, component.Option{Value: key, Label: component.RoleName(l, access.Role{Key: key})})
	}
	return all
}

func (p UserListPage) eventOptions(l *i18n.Locale) []component.Option {
	return append([]component.Option{{Label: l.T("user.filter.any_event")}}, p.Events...)
}

func sectionOptions(l *i18n.Locale) []component.Option {
	all := []component.Option{{Label: l.T("user.filter.any_section")}}
	for _, a := range access.Areas() {
		all = append(all, component.Option{Value: string(a.Section), Label: component.SectionName(l, a.Section)})
	}
	return all
}

func levelOptions(l *i18n.Locale) []component.Option {
	var all []component.Option
	for _, level := range []access.Level{access.View, access.Edit, access.Approve} {
		all = append(all, component.Option{Value: level.String(), Label: component.LevelName(l, level)})
	}
	return all
}

// note is the small print under "last seen": what waits, or until when.
func (r UserRow) note(f *views.Frame) string {
	l, until := f.Locale, r.Target.Grant.Validity.Until
	switch r.Status {
	case "prepared", "declined":
		return l.T("user.note." + r.Status)
	case "invited":
		if r.Unsent != nil {
			return r.Unsent.Words(f, "user.note")
		}
		return l.T("user.note.invited", "date", l.ShortDate(f.In(r.Expires)))
	case "expired":
		return l.T("user.note.expired", "date", l.ShortDate(f.In(r.Expires)))
	case "failed":
		return component.MailFailure(l, r.Failure)
	case "scheduled":
		return l.T("user.note.scheduled", "date", shortDay(l, r.Target.Grant.Validity.From))
	case "ended":
		return l.T("user.note.ended", "date", shortDay(l, until))
	case "active":
		if until != "" {
			return l.T("user.note.until", "date", shortDay(l, until))
		}
	}
	return ""
}

// noteClass gives what a mail server says room, and keeps anything shorter on its line.
func (r UserRow) noteClass() string {
	if r.Status == "failed" || r.Unsent != nil {
		return "reason"
	}
	return "nowrap"
}

// rights is what stands behind the role's name: how it differs, and for which events.
func (r UserRow) rights(l *i18n.Locale, total int) string {
	g := r.Target.Grant
	var parts []string
	for _, s := range []string{component.Differences(l, r.Role, g.Levels), component.Scoped(l, g.Levels, g.Scope, total)} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " · ")
}

// may tells whether the reader may do something to this person that asks for a level.
func (r UserRow) may(f *views.Frame, need access.Level) bool {
	return f.Actor.MayManage(r.Target, need) == access.Allowed
}

// here is this list's address when it does not stand at its beginning, to come back to.
func here(f *views.Frame) string {
	if strings.Contains(f.Path, "?") {
		return f.Path
	}
	return ""
}

// back are the hidden fields of a button: name, value pairs, and the page to return to.
func back(next string, pairs ...string) map[string]string {
	fields := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		fields[pairs[i]] = pairs[i+1]
	}
	if next != "" {
		fields["next"] = next
	}
	return fields
}

// turn is the address of the page before or after this one.
func (p UserListPage) turn(f *views.Frame, side, cursor string) string {
	if cursor == "" {
		return ""
	}
	return p.Filter.with(f, side, cursor)
}

// shortDay is a day as the database holds it, with its month shortened.
func shortDay(l *i18n.Locale, ymd string) string {
	t, err := time.Parse(time.DateOnly, ymd)
	if err != nil {
		return ymd
	}
	return l.ShortDate(t)
}
