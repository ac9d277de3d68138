package handlers_test

import (
	"slices"

	"coulisse/access"
	"coulisse/models"
)

// addReports has figures mailed to some of the people: of what they chose, and of an event that
// others do not see.
func (w *world) addReports() {
	w.rows["reports"] = slices.Clone(w.rows["events"])
	for _, c := range w.who {
		if c.shut || !c.actor.Can(access.Reports, access.Edit) {
			continue
		}
		w.schedules(c.actor, c.name, "", models.ReportWeekly)
		for _, e := range w.rows["events"] {
			if e.organisation == c.actor.Organisation && e.state == models.EventPublished && c.actor.Sees(e.id) {
				w.schedules(c.actor, c.name+" of "+e.name, e.id, models.ReportDaily)
			}
		}
	}
}

func (w *world) schedules(by access.Actor, name, event, rhythm string) {
	w.t.Helper()
	w.must(w.Store.ScheduleReport(w.t.Context(), by, event, rhythm))
	list, err := w.Store.ReportSchedules(w.t.Context(), by)
	w.must(err)
	for _, s := range list {
		if s.Rhythm == rhythm && (s.EventID == nil) == (event == "") && (event == "" || *s.EventID == event) {
			w.rows["schedules"] = append(w.rows["schedules"], row{name: name, id: s.ID, organisation: by.Organisation, of: by.Membership})
		}
	}
}
