package models

import (
	"testing"
	"time"

	"coulisse/access"
)

func TestWhoHasLostTheRightGetsNothingAndTheScheduleGoesOnWhenItIsBack(t *testing.T) {
	reports := access.Levels{access.Reports: access.Edit}
	for name, c := range map[string]struct {
		lose, regain string
		gone         bool
	}{
		"switched off":      {"UPDATE memberships SET active = FALSE WHERE id = ?", "UPDATE memberships SET active = TRUE WHERE id = ?", false},
		"access has ended":  {"UPDATE memberships SET valid_until = '2026-06-04' WHERE id = ?", "UPDATE memberships SET valid_until = '' WHERE id = ?", false},
		"not begun":         {"UPDATE memberships SET valid_from = '2026-06-06' WHERE id = ?", "UPDATE memberships SET valid_from = '' WHERE id = ?", false},
		"no reports":        {"DELETE FROM grants WHERE membership_id = ?", "INSERT INTO grants SELECT id, 'reports', 2, organisation_id, sort_name FROM memberships WHERE id = ?", false},
		"may only look":     {"UPDATE grants SET level = 1 WHERE membership_id = ?", "UPDATE grants SET level = 2 WHERE membership_id = ?", false},
		"another event":     {"UPDATE membership_events SET event_id = (SELECT id FROM events WHERE name = 'Hamlet') WHERE membership_id = ?", "UPDATE membership_events SET event_id = (SELECT id FROM events WHERE name = 'Cyrano') WHERE membership_id = ?", false},
		"removed for good":  {"DELETE FROM memberships WHERE id = ?", "", true},
		"no longer invited": {"UPDATE memberships SET state = 'declined' WHERE id = ?", "UPDATE memberships SET state = 'member' WHERE id = ?", false},
	} {
		t.Run(name, func(t *testing.T) {
			s, owner, cyrano, _, _ := aSeason(t)
			s.w.Exec("UPDATE events SET ends_at = ?", s.Now().Add(30*24*time.Hour))
			ana := member(t, s, owner, "ana", access.Grant{Levels: reports, Scope: access.Scope{Events: []string{cyrano}}})
			haveScheduled(t, s, ana, cyrano, ReportDaily)
			if done := s.w.Exec(c.lose, ana.Membership); done.Error != nil || done.RowsAffected == 0 {
				t.Fatal(done.Error)
			}
			atTime(t, s, "2026-06-05T05:00:00Z")
			if got := reportsMailed(t, s); got != nil {
				t.Error(got)
			}
			var left int
			s.r.Raw("SELECT count(*) FROM report_schedules").Scan(&left)
			if (left == 0) != c.gone {
				t.Errorf("%d schedules are left", left)
			}
			if c.gone {
				return
			}
			if done := s.w.Exec(c.regain, ana.Membership); done.Error != nil || done.RowsAffected == 0 {
				t.Fatal(done.Error)
			}
			atTime(t, s, "2026-06-06T05:00:00Z")
			if got := reportsMailed(t, s); len(got) != 1 || got[0].From != "2026-06-05" {
				t.Error(got)
			}
		})
	}
}

// A mail of everything holds what its reader may see when it is written, and no more.
func TestAMailTellsOfTheScopeOfItsMoment(t *testing.T) {
	s, owner, cyrano, tartuffe, _ := aSeason(t)
	s.w.Exec("UPDATE events SET name = 'Grottesal' WHERE id = ?", tartuffe)
	ana := member(t, s, owner, "ana", everywhere(access.Levels{access.Reports: access.Edit}))
	haveScheduled(t, s, ana, "", ReportWeekly)
	s.w.Exec("UPDATE memberships SET scope_all = FALSE WHERE id = ?", ana.Membership)
	s.w.Exec("INSERT INTO membership_events VALUES (?, ?, ?)", ana.Membership, cyrano, owner.Organisation)
	atTime(t, s, "2026-06-08T05:00:00Z")
	if got := reportsMailed(t, s); len(got) != 1 || got[0].Sums.Sold != (Sales{12, 14400}) || len(got[0].Lines) != 1 || got[0].Others != (Sales{}) {
		t.Error(got)
	}
}

// Rights that change after the figures were added up are seen before the mail is queued.
func TestRightsAreComparedOnceMoreWhenAMailIsQueued(t *testing.T) {
	s, owner, cyrano, _, _ := aSeason(t)
	ana := member(t, s, owner, "ana", everywhere(access.Levels{access.Reports: access.Edit}))
	haveScheduled(t, s, ana, "", ReportWeekly)
	atTime(t, s, "2026-06-08T05:00:00Z")
	d := &dueReport{}
	s.r.Raw("SELECT * FROM report_schedules").Scan(&d.ReportSchedule)
	if err := s.prepareReport(t.Context(), d); err != nil || d.mail == nil {
		t.Fatal(err)
	}
	s.w.Exec("UPDATE memberships SET scope_all = FALSE WHERE id = ?", ana.Membership)
	s.w.Exec("INSERT INTO membership_events VALUES (?, ?, ?)", ana.Membership, cyrano, owner.Organisation)
	if err := s.write(t.Context(), func(t *tx) error { return t.takeReport(d) }); err != errAgain {
		t.Fatal("queued what was added up under other rights:", err)
	}
	if got := reportsMailed(t, s); len(got) != 1 || got[0].Sums.Sold != (Sales{12, 14400}) {
		t.Error(got)
	}
}
