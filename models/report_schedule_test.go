package models

import (
	"testing"
	"time"

	"coulisse/access"
)

func TestTicksFallOnMorningsOfTheZoneWhateverTheClockDoes(t *testing.T) {
	for _, c := range []struct{ rhythm, zone, after, at, covered string }{
		{ReportDaily, "Europe/Copenhagen", "2026-06-16T12:00:00Z", "2026-06-17T05:00:00Z", "2026-06-15"},
		{ReportDaily, "Europe/Copenhagen", "2026-06-16T04:59:59Z", "2026-06-16T05:00:00Z", "2026-06-14"},
		{ReportDaily, "Europe/Copenhagen", "2026-06-16T05:00:00Z", "2026-06-17T05:00:00Z", "2026-06-15"}, // the tick itself is over
		{ReportDaily, "Europe/Copenhagen", "2026-06-16T21:59:59Z", "2026-06-17T05:00:00Z", "2026-06-15"}, // 23:59 there
		{ReportDaily, "Europe/Copenhagen", "2026-06-16T22:00:00Z", "2026-06-17T05:00:00Z", "2026-06-15"}, // midnight there
		{ReportDaily, "Europe/Copenhagen", "2026-03-28T12:00:00Z", "2026-03-29T05:00:00Z", "2026-03-27"}, // summer time begins that night
		{ReportDaily, "Europe/Copenhagen", "2026-10-24T12:00:00Z", "2026-10-25T06:00:00Z", "2026-10-23"}, // and ends
		{ReportDaily, "Europe/Copenhagen", "2026-12-31T23:30:00Z", "2027-01-01T06:00:00Z", "2026-12-30"},
		{ReportDaily, "America/New_York", "2026-06-16T12:00:00Z", "2026-06-17T11:00:00Z", "2026-06-15"},
		{ReportDaily, "Pacific/Auckland", "2026-06-16T12:00:00Z", "2026-06-16T19:00:00Z", "2026-06-15"},
		{ReportWeekly, "Europe/Copenhagen", "2026-06-16T12:00:00Z", "2026-06-22T05:00:00Z", "2026-06-14"}, // a Tuesday
		{ReportWeekly, "Europe/Copenhagen", "2026-06-15T04:00:00Z", "2026-06-15T05:00:00Z", "2026-06-07"}, // early on a Monday
		{ReportWeekly, "Europe/Copenhagen", "2026-06-15T05:00:00Z", "2026-06-22T05:00:00Z", "2026-06-14"},
		{ReportWeekly, "Europe/Copenhagen", "2026-10-20T12:00:00Z", "2026-10-26T06:00:00Z", "2026-10-18"}, // the clocks change on that Sunday
		{ReportAfter, "Europe/Copenhagen", "2026-06-16T12:00:00Z", "2026-06-17T05:00:00Z", "2026-06-15"},
	} {
		after, err := time.Parse(time.RFC3339, c.after)
		if err != nil {
			t.Fatal(err)
		}
		if got := nextTick(c.rhythm, after, zone(c.zone)); got.At.Format(time.RFC3339) != c.at || got.Covered != c.covered {
			t.Errorf("%s after %s in %s: %s, until %s; want %s, until %s", c.rhythm, c.after, c.zone, got.At.Format(time.RFC3339), got.Covered, c.at, c.covered)
		}
	}
}

func TestASchedulesPersonAloneHandlesIt(t *testing.T) {
	s, owner, cyrano, tartuffe, _ := aSeason(t)
	s.w.Exec("UPDATE events SET ends_at = ?", s.Now().Add(30*24*time.Hour))
	grant := access.Grant{Levels: access.Levels{access.Reports: access.Edit}, Scope: access.Scope{Events: []string{cyrano}}}
	ana, bo := member(t, s, owner, "ana", grant), member(t, s, owner, "bo", grant)
	haveScheduled(t, s, ana, cyrano, ReportDaily)
	for name, refused := range map[string]error{
		"twice":                 s.ScheduleReport(t.Context(), ana, cyrano, ReportDaily),
		"an event out of scope": s.ScheduleReport(t.Context(), ana, tartuffe, ReportDaily),
		"no event":              s.ScheduleReport(t.Context(), ana, "none", ReportDaily),
		"no rhythm":             s.ScheduleReport(t.Context(), ana, cyrano, "hourly"),
	} {
		if CodeOf(refused) != Invalid {
			t.Errorf("%s: %v", name, refused)
		}
	}
	own, err := s.ReportSchedules(t.Context(), ana)
	if err != nil || len(own) != 1 || own[0].Event != "Cyrano" {
		t.Fatal(own, err)
	}
	if others, err := s.ReportSchedules(t.Context(), bo); err != nil || others != nil {
		t.Error(others, err)
	}
	if err := s.UnscheduleReport(t.Context(), bo, own[0].ID); CodeOf(err) != NotFound {
		t.Error("somebody else's schedule was ended:", err)
	}
	s.w.Exec("DELETE FROM membership_events WHERE membership_id = ?", ana.Membership)
	s.w.Exec("INSERT INTO membership_events VALUES (?, ?, ?)", ana.Membership, tartuffe, owner.Organisation)
	ana.Grant.Scope.Events = []string{tartuffe}
	if own, err = s.ReportSchedules(t.Context(), ana); err != nil || len(own) != 1 || own[0].Event != "" {
		t.Error("the name of an event out of scope:", own, err)
	}
	if err := s.UnscheduleReport(t.Context(), ana, own[0].ID); err != nil {
		t.Error(err)
	}
	looker := member(t, s, owner, "looker", everywhere(access.Levels{access.Reports: access.View}))
	if err := s.ScheduleReport(t.Context(), looker, "", ReportDaily); CodeOf(err) != Forbidden {
		t.Error("somebody who may only look has mails sent:", err)
	}
}
