package models

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"coulisse/access"
)

// reportsMailed queues all that is due now, and returns what the mails tell.
func reportsMailed(t *testing.T, s *Store) (list []MailedReport) {
	t.Helper()
	s.w.Exec("DELETE FROM mails WHERE kind = ?", string(MailReport))
	for {
		found, err := s.MailDueReport(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !found {
			break
		}
	}
	var rows []string
	s.r.Raw("SELECT data FROM mails WHERE kind = ? ORDER BY id", string(MailReport)).Scan(&rows)
	for _, text := range rows {
		var d MailData
		if err := json.Unmarshal([]byte(text), &d); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(strings.ToLower(text), "grottesal") {
			t.Error("a mail tells of a buyer, or of an event out of scope:", text)
		}
		list = append(list, *d.Report)
	}
	return list
}

func haveScheduled(t *testing.T, s *Store, a access.Actor, event string, rhythms ...string) {
	t.Helper()
	for _, r := range rhythms {
		if err := s.ScheduleReport(t.Context(), a, event, r); err != nil {
			t.Fatal(err)
		}
	}
}

func TestDailyMailsTellOfEachDayOnceAndOfMissedOnesTogether(t *testing.T) {
	s, owner, cyrano, _, _ := aSeason(t) // 4 June, 12:00
	s.w.Exec("UPDATE events SET ends_at = ?", s.Now().Add(30*24*time.Hour))
	haveScheduled(t, s, owner, cyrano, ReportDaily)
	if got := reportsMailed(t, s); got != nil {
		t.Error("too early:", got)
	}
	atTime(t, s, "2026-06-05T04:59:59Z")
	if got := reportsMailed(t, s); got != nil {
		t.Error("too early:", got)
	}
	atTime(t, s, "2026-06-05T05:00:00Z")
	got := reportsMailed(t, s)
	if len(got) != 1 || got[0].From != "2026-06-04" || got[0].To != "2026-06-04" || got[0].Sums.Sold != (Sales{6, 5400}) || got[0].Left != 88 || got[0].Seats != 100 || got[0].Currency != "EUR" || got[0].Last {
		t.Fatal(got)
	}
	if len(got[0].Lines) != 1 || got[0].Lines[0].Name != "Child" {
		t.Error(got[0].Lines)
	}
	if again := reportsMailed(t, s); again != nil {
		t.Error("twice:", again)
	}
	atTime(t, s, "2026-06-08T02:00:00Z") // stopped for three days, and started before the morning
	if got := reportsMailed(t, s); len(got) != 1 || got[0].From != "2026-06-05" || got[0].To != "2026-06-06" || got[0].Sums != (ReportSums{}) {
		t.Error(got)
	}
	atTime(t, s, "2026-06-08T05:00:00Z")
	if got := reportsMailed(t, s); len(got) != 1 || got[0].From != "2026-06-07" || got[0].To != "2026-06-07" {
		t.Error(got)
	}
}

func TestWeeklyMailsTellOfWholeWeeks(t *testing.T) {
	s, owner, _, _, _ := aSeason(t) // a Thursday
	haveScheduled(t, s, owner, "", ReportWeekly)
	atTime(t, s, "2026-06-07T23:59:59Z")
	if got := reportsMailed(t, s); got != nil {
		t.Error(got)
	}
	atTime(t, s, "2026-06-09T09:00:00Z") // a day late
	got := reportsMailed(t, s)
	if len(got) != 1 || got[0].From != "2026-06-01" || got[0].To != "2026-06-07" || got[0].Sums.Sold != (Sales{22, 32400}) || got[0].Sums.Refunded != (Sales{4, 7200}) || len(got[0].Lines) != 2 || got[0].Lines[0].Name != "Tartuffe" || got[0].EventID != "" {
		t.Fatal(got)
	}
	if own, err := s.ReportSchedules(t.Context(), owner); err != nil || own[0].MailAt.Format(time.RFC3339) != "2026-06-15T05:00:00Z" {
		t.Error(own, err)
	}
}

func TestTheMorningAfterAnEventItsFiguresAreMailedAndTheScheduleEnds(t *testing.T) {
	s, owner := founded(t)
	atTime(t, s, "2026-06-10T10:00:00Z")
	event, full, _ := onSale(t, s, owner, 100)
	wasSold(t, s, owner, ChannelAPI, event, Line{full, 7})
	ends := func(at string) { s.w.Exec("UPDATE events SET ends_at = ? WHERE id = ?", at, event) }
	ends("2026-06-12 22:30:00+00:00") // half past midnight on the 13th, there
	haveScheduled(t, s, owner, event, ReportAfter)
	haveScheduled(t, s, owner, "", ReportAfter)
	for _, early := range []string{"2026-06-11T06:00:00Z", "2026-06-13T06:00:00Z"} {
		atTime(t, s, early)
		if got := reportsMailed(t, s); got != nil {
			t.Error(early, got)
		}
	}
	atTime(t, s, "2026-06-14T05:00:00Z")
	got := reportsMailed(t, s)
	if len(got) != 2 || got[0].Event != "Cyrano" || got[1].Event != "Cyrano" || got[0].From+got[0].To != "" || got[0].Sums.Sold != (Sales{7, 12600}) || got[0].Last == got[1].Last {
		t.Fatal(got)
	}
	if left, err := s.ReportSchedules(t.Context(), owner); err != nil || len(left) != 1 || left[0].EventID != nil {
		t.Error("the schedule about one event did not end, or the other did:", left, err)
	}
	atTime(t, s, "2026-06-15T05:00:00Z")
	if got := reportsMailed(t, s); got != nil {
		t.Error("told again:", got)
	}
}

func TestSchedulesAboutOneEventEndWithIt(t *testing.T) {
	for name, end := range map[string]string{"it is over": "UPDATE events SET ends_at = '2026-06-09 20:00:00+00:00'", "it is cancelled": "UPDATE events SET state = 'cancelled'"} {
		t.Run(name, func(t *testing.T) {
			s, owner := founded(t)
			atTime(t, s, "2026-06-08T10:00:00Z")
			event, _, _ := onSale(t, s, owner, 100)
			s.w.Exec("UPDATE events SET ends_at = '2026-07-01 20:00:00+00:00'")
			haveScheduled(t, s, owner, event, ReportDaily, ReportWeekly, ReportAfter)
			s.w.Exec(end)
			atTime(t, s, "2026-06-15T06:00:00Z")
			got := map[string]bool{}
			for _, m := range reportsMailed(t, s) {
				got[m.Rhythm] = m.Last
			}
			if !got[ReportDaily] || !got[ReportWeekly] || got[ReportAfter] != (name == "it is over") {
				t.Error(got)
			}
			if left, err := s.ReportSchedules(t.Context(), owner); err != nil || left != nil {
				t.Error(left, err)
			}
			if err := s.ScheduleReport(t.Context(), owner, event, ReportDaily); CodeOf(err) != Invalid {
				t.Error("scheduled what there is no news of:", err)
			}
		})
	}
}

func TestEachDueMailIsQueuedOnceThoughManyLookAtOnce(t *testing.T) {
	s, owner, cyrano, tartuffe, _ := aSeason(t)
	s.w.Exec("UPDATE events SET ends_at = ?", s.Now().Add(30*24*time.Hour))
	for _, event := range []string{"", cyrano, tartuffe} {
		haveScheduled(t, s, owner, event, ReportDaily, ReportWeekly)
	}
	atTime(t, s, "2026-06-08T05:00:00Z")
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for found := true; found; {
				var err error
				if found, err = s.MailDueReport(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	var mails int
	s.r.Raw("SELECT count(*) FROM mails WHERE kind = ?", string(MailReport)).Scan(&mails)
	if mails != 6 {
		t.Errorf("%d mails of 6", mails)
	}
}

// Two processes that have both read what is due, added up, and only then come to take it.
func TestWhatAnotherProcessHasTakenIsNotMailedAgain(t *testing.T) {
	s, owner, cyrano, _, _ := aSeason(t)
	for rhythm, ends := range map[string]time.Duration{ReportDaily: 30 * 24 * time.Hour, ReportAfter: 2 * time.Hour} { // the one moves on, the other ends
		s.w.Exec("UPDATE events SET ends_at = ?", s.Now().Add(ends))
		haveScheduled(t, s, owner, cyrano, rhythm)
		now := s.Now()
		s.Now = func() time.Time { return now.Add(24 * time.Hour) }
		var one, other dueReport
		for _, d := range []*dueReport{&one, &other} {
			s.r.Raw("SELECT * FROM report_schedules").Scan(&d.ReportSchedule)
			if err := s.prepareReport(t.Context(), d); err != nil || d.mail == nil {
				t.Fatal(rhythm, err)
			}
		}
		for i, d := range []*dueReport{&one, &other} {
			if err := s.write(t.Context(), func(t *tx) error { return t.takeReport(d) }); (err == errAgain) != (i == 1) {
				t.Errorf("%s: process %d: %v", rhythm, i, err)
			}
		}
		s.Now = func() time.Time { return now }
		s.w.Exec("DELETE FROM report_schedules")
	}
	var mails int
	s.r.Raw("SELECT count(*) FROM mails WHERE kind = ?", string(MailReport)).Scan(&mails)
	if mails != 2 {
		t.Errorf("%d mails of 2", mails)
	}
}

// What was due is due still when the mail could not be queued: they stand or fall together.
func TestAScheduleDoesNotMoveOnWithoutItsMail(t *testing.T) {
	s, owner, cyrano, _, _ := aSeason(t)
	s.w.Exec("UPDATE events SET ends_at = ?", s.Now().Add(24*time.Hour))
	haveScheduled(t, s, owner, "", ReportDaily)
	haveScheduled(t, s, owner, cyrano, ReportAfter)
	s.w.Exec("CREATE TRIGGER full BEFORE INSERT ON mails BEGIN SELECT RAISE(ABORT, 'the disk is full'); END")
	atTime(t, s, "2026-07-05T05:00:00Z")
	if _, err := s.MailDueReport(t.Context()); err == nil {
		t.Fatal("no error")
	}
	s.w.Exec("DROP TRIGGER full")
	if got := reportsMailed(t, s); len(got) != 2 {
		t.Errorf("%d mails", len(got))
	}
}
