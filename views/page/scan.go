package page

import (
	"net/url"
	"strconv"
	"time"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/component"
)

// ScanListPage is one page of the list of doors within the reader's scope.
type ScanListPage struct {
	Errors         forms.Errors
	Rows           []GateRow
	Past           bool
	Total          int
	Capped         bool   // counting stopped at Total
	Previous, Next string // cursors; "" when there is no such page
}

// GateRow is an event with its entries.
type GateRow struct {
	EventRow
	models.Entries
}

// ScanPage is the door of an event: the counts, and for those who may scan, where to.
type ScanPage struct {
	EventRow
	Types  []models.TypeEntries
	Entry  forms.Scan
	Errors forms.Errors
	Result *ScanResult // what came of the last scan; nil before the first
}

// ScanSearchPage finds tickets at a door.
type ScanSearchPage struct {
	EventRow
	Q      string
	ByName bool // the reader may see customers too
	Rows   []models.GateTicket
	Errors forms.Errors
}

func (p ScanListPage) columns(l *i18n.Locale) []component.Column {
	return []component.Column{
		{Label: l.T("event.column.event")}, {Label: l.T("event.column.when")}, {Label: p.entered(l), Narrow: true},
		{Label: l.T("user.column.actions"), Hidden: true, Narrow: true},
	}
}

func (p ScanListPage) tabs(f *views.Frame) []component.Tab {
	return []component.Tab{
		{Label: f.Locale.T("scan.list.coming"), Href: f.URL("scan.list"), Current: !p.Past},
		{Label: f.Locale.T("event.list.past"), Href: p.turn(f, "when", "past"), Current: p.Past},
	}
}

// turn is the address of another page of the list; "" for none.
func (p ScanListPage) turn(f *views.Frame, name, value string) string {
	if value == "" {
		return ""
	}
	params := url.Values{name: {value}}
	if p.Past {
		params.Set("when", "past")
	}
	return views.WithQuery(f.URL("scan.list"), params)
}

func (p ScanListPage) total() string {
	if p.Capped {
		return strconv.Itoa(p.Total) + "+"
	}
	return strconv.Itoa(p.Total)
}

func (p ScanListPage) shown(l *i18n.Locale) string {
	if p.Capped {
		return l.T("event.list.count_more", "n", p.Total)
	}
	return l.N("event.list.count", p.Total)
}

// entered heads the entries: of events that are over nobody is in any more.
func (p ScanListPage) entered(l *i18n.Locale) string {
	if p.Past {
		return l.T("scan.column.came")
	}
	return l.T("scan.column.entered")
}

// entered is how many have come in, of how many.
func entered(l *i18n.Locale, e models.Entries) string {
	return l.T("scan.entered", "in", l.Number(e.Entered), "sold", l.Number(e.Sold))
}

// ScanCounts are the counts of a door in words, by the id of the ticket type, and under all
// those of the whole door.
func ScanCounts(l *i18n.Locale, types []models.TypeEntries) map[string]string {
	var all models.Entries
	counts := map[string]string{}
	for _, t := range types {
		counts[t.ID] = entered(l, t.Entries)
		all.Entered, all.Sold = all.Entered+t.Entered, all.Sold+t.Sold
	}
	counts["all"] = entered(l, all)
	return counts
}

// counted heads the counts of a door.
func (p ScanPage) counted(f *views.Frame) string {
	if p.over(f) {
		return f.Locale.T("scan.column.came")
	}
	return f.Locale.T("scan.counts")
}

// open tells whether the event lets people in.
func (p ScanPage) open() bool {
	return p.State == models.EventPublished || p.State == models.EventClosed
}

// scans tells whether the reader scans here: an event that lets nobody in has no form, except
// to show what was wrong with one that was sent.
func (p ScanPage) scans(f *views.Frame) bool {
	return f.Actor.Can(access.AccessControl, access.Edit) && (p.open() || len(p.Errors) > 0)
}

// title begins with what came of the scan, because that is what a screen reader says first.
func (p ScanPage) title(l *i18n.Locale) string {
	if p.Result != nil {
		return l.T("scan.title_result", "result", p.Result.Word, "name", p.Name)
	}
	return component.Title(l, p.Name, p.Errors)
}

func (p ScanPage) result(l *i18n.Locale) ScanResult {
	if p.Result != nil {
		return *p.Result
	}
	return ScanResult{Look: "ready", Word: l.T("scan.word.ready"), Lines: []string{l.T("scan.text.ready")}}
}

func gateCrumbs(f *views.Frame, r EventRow, here string) []component.Crumb {
	crumbs := []component.Crumb{{Label: component.SectionName(f.Locale, access.AccessControl), Href: f.URL("scan.list")}}
	if here == "" {
		return append(crumbs, component.Crumb{Label: r.Name})
	}
	return append(crumbs, component.Crumb{Label: r.Name, Href: f.URL("scan.show", r.ID)}, component.Crumb{Label: here})
}

// hint says by what tickets are found, which depends on what the reader may see.
func (p ScanSearchPage) hint(l *i18n.Locale) string {
	if p.ByName {
		return l.T("scan.search.by_name")
	}
	return l.T("scan.search.by_number")
}

// misheard tells whether what was typed looks like a reference whose last digit does not fit.
func (p ScanSearchPage) misheard() bool {
	digits, ok := models.OrderReference(p.Q)
	_, err := strconv.Atoi(digits)
	return !ok && err == nil && len(digits) >= 8 && len(digits) <= 10
}

// at is when and where a ticket came in.
func enteredAt(f *views.Frame, at time.Time, device string) string {
	if device == "" {
		return f.Locale.T("scan.came_in", "time", clock(f, at))
	}
	return f.Locale.T("scan.came_in_at", "time", clock(f, at), "device", device)
}

// clock is the time of day, with the day when that is not today.
func clock(f *views.Frame, at time.Time) string {
	at = f.In(at)
	if at.Format(time.DateOnly) == f.In(f.Now).Format(time.DateOnly) {
		return f.Locale.Time(at)
	}
	return f.Locale.DateTime(at)
}
