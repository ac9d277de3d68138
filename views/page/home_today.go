package page

import (
	"strings"

	"coulisse/access"
	"coulisse/models"
	"coulisse/views"
)

// TodayRow is an event that the reader works at today or next.
type TodayRow struct {
	EventRow
	models.Entries
	Seats, Taken int
	Till         string // the reader's own open one; "" for none
}

// todayLink leads to what the reader does at an event; one with an icon is what the day is about.
type todayLink struct{ Icon, Label, Href string }

// atEvents tells whether the reader works in a section that is about single events.
func atEvents(f *views.Frame) bool {
	for _, s := range []access.Section{access.Events, access.Reports, access.AccessControl, access.DoorSales} {
		if f.Actor.Can(s, access.View) {
			return true
		}
	}
	return false
}

// where is when the event is, and where.
func (r TodayRow) where(f *views.Frame) string {
	if r.Venue == "" {
		return r.when(f)
	}
	return r.when(f) + " · " + r.Venue
}

// facts are the numbers that the reader may know.
func (r TodayRow) facts(f *views.Frame) string {
	l := f.Locale
	var parts []string
	if r.Seats > 0 {
		parts = append(parts, l.T("home.today.seats", "taken", l.Number(r.Taken), "left", l.Number(r.Seats-r.Taken)))
	}
	if f.Actor.Can(access.AccessControl, access.View) && r.today(f) {
		parts = append(parts, l.T("home.today.in", "in", l.Number(r.Entered), "sold", l.Number(r.Sold)))
	}
	if r.Till != "" {
		parts = append(parts, l.T("home.today.till", "name", r.Till))
	}
	return strings.Join(parts, " · ")
}

// links lead to the sections that the reader works in.
func (r TodayRow) links(f *views.Frame) (links []todayLink) {
	add := func(s access.Section, need access.Level, icon, label, route string) bool {
		may := f.Actor.Can(s, need)
		if may {
			links = append(links, todayLink{icon, f.Locale.T(label), f.URL(route, r.ID)})
		}
		return may
	}
	if r.over(f) || r.State != models.EventPublished || !add(access.DoorSales, access.Edit, "till", "door.sell", "door.show") {
		add(access.DoorSales, access.View, "till", "door.takings", "door.takings")
	}
	if r.over(f) || !add(access.AccessControl, access.Edit, "scan", "scan.do.scan", "scan.show") {
		add(access.AccessControl, access.View, "scan", "scan.do.entries", "scan.show")
	}
	add(access.Events, access.View, "", "home.today.event", "event.show")
	add(access.Reports, access.View, "", "home.today.report", "report.show")
	return links
}
