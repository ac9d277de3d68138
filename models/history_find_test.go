package models

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"coulisse/access"
)

// readerOfEvents is a reader of the owner's organisation who sees these events alone.
func readerOfEvents(owner access.Actor, events ...string) access.Actor {
	return reader(owner, access.Levels{access.History: access.View, access.Users: access.View}, events...)
}

// At 600,000 entries a view of the history took 0.7 s and more, for it read them one by one until it had
// found a page of those that were asked for.
func TestEveryViewOfTheHistoryIsARangeOfAnIndex(t *testing.T) {
	s, owner := founded(t)
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	many := make([]string, mergedAtOnce+1)
	for i := range many {
		many[i] = fmt.Sprint("event ", i)
	}
	desk, deskWithin := owner, readerOfEvents(owner, "event 1")
	desk.Looking, deskWithin.Looking = true, true
	for who, a := range map[string]access.Actor{
		"everything": owner, "an event": readerOfEvents(owner, "event 1"), "many events": readerOfEvents(owner, many...),
		"the desk": desk, "the desk within an event": deskWithin,
	} {
		for want, f := range map[string]HistoryFilter{
			"": {}, " AND actor_id=?": {Actor: "ana"}, " AND action=?": {Action: "order.placed"},
			" AND actor_id=? AND action=?": {Actor: "ana", Action: "order.placed"},
		} {
			if !a.Grant.Scope.All {
				want = " AND event_id=?" + want
				if f.Actor != "" { // what one person did about one event is looked through
					want = " AND event_id=? AND actor_id=?"
				}
			}
			want = "(organisation_id=?" + want
			checkRanges(t, s, who, a, f, want+")")
			f.Page = Page{After: historyRow{At: at, Seq: 7}.place()}
			checkRanges(t, s, who, a, f, want+" AND at<?)", want+")")
			f.Page = Page{Before: f.Page.After}
			checkRanges(t, s, who, a, f, want+" AND at>?)", want+")")
			f.Page, f.From, f.To = Page{}, at, at.AddDate(0, 0, 1)
			checkRanges(t, s, who, a, f, want+" AND at>? AND at<?)")
		}
		f := HistoryFilter{Target: "bo", Actor: "ana", Action: "order.placed", To: at}
		checkRanges(t, s, who, a, f, "(organisation_id=? AND target_id=? AND at<?)")
	}
}

// checkRanges fails the test where the list or the file of a filter reads the history by anything but
// one of these searches, or puts it in order.
func checkRanges(t *testing.T, s *Store, who string, a access.Actor, f HistoryFilter, searches ...string) {
	t.Helper()
	asked := statements(t, s, func() {
		_, err := s.History(t.Context(), a, f)
		f.Page = Page{}
		err = errors.Join(err, s.EachHistory(t.Context(), a, f, func(HistoryEntry, map[string]string) error { return nil }))
		if err != nil {
			t.Fatal(err)
		}
	})
	read := 0
	for _, q := range asked {
		if !strings.Contains(q.sql, "FROM history") {
			continue
		}
		for _, step := range planOf(t, s, q) {
			about, rest, _ := strings.Cut(step, " history ")
			switch {
			case rest != "":
				read++
				ok := func(search string) bool { return strings.HasSuffix(rest, " "+search) }
				if about != "SEARCH" || !slices.ContainsFunc(searches, ok) {
					t.Errorf("%s, %+v: %s\n\tinstead of %s", who, f, step, searches)
				}
			case strings.Contains(step, "TEMP B-TREE"):
				t.Errorf("%s, %+v: %s", who, f, step)
			}
		}
	}
	if read == 0 {
		t.Errorf("%s, %+v: no plan was seen", who, f)
	}
}

// What the desk did stands among all that was done.
func TestThePageOfAnOrganisationAtTheDeskReadsWhatTheDeskDid(t *testing.T) {
	s, owner := founded(t)
	asked := statements(t, s, func() {
		if _, err := s.DeskOrganisation(t.Context(), access.Staff{User: "sten"}, owner.Organisation); err != nil {
			t.Fatal(err)
		}
	})
	about := slices.IndexFunc(asked, func(q statement) bool { return strings.Contains(q.sql, "FROM history") })
	plan := strings.Join(planOf(t, s, asked[about]), "\n")
	const want = "SEARCH h USING INDEX history_of_desk (organisation_id=? AND at>?)"
	if !strings.Contains(plan, want) || strings.Contains(plan, "TEMP B-TREE") {
		t.Error(plan)
	}
}

// The ranges of single events are merged into one order, whatever the clock did between two entries.
func TestAReaderOfChosenEventsTurnsTheSamePagesAsFromOneList(t *testing.T) {
	s, owner := founded(t)
	random := rand.New(rand.NewPCG(1, 2))
	few, many := readerOfEvents(owner, "event 1", "event 2"), readerOfEvents(owner)
	many.Grant.Scope = access.Scope{}
	for i := range 2 * mergedAtOnce {
		many.Grant.Scope.Events = append(many.Grant.Scope.Events, fmt.Sprint("event ", i))
	}
	err := s.write(t.Context(), func(x *tx) error {
		for range 2_000 {
			x.now = x.now.Add(time.Duration(random.IntN(7)-2) * time.Second)
			e := Entry{Actor: owner, Action: "event.updated", Event: fmt.Sprint("event ", random.IntN(3*mergedAtOnce))}
			if random.IntN(3) == 0 {
				e.Event = []string{"", "event 1"}[random.IntN(2)]
			}
			if err := x.record(e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, a := range map[string]access.Actor{"few": few, "many": many} {
		var want []int64
		err := s.r.Raw("SELECT seq FROM history WHERE action = 'event.updated' AND event_id IN ? ORDER BY at DESC, seq DESC",
			append([]string{""}, a.Grant.Scope.Events...)).Scan(&want).Error
		if err != nil || len(want) < 5*PageSize {
			t.Fatal(len(want), err)
		}
		compareTurns(t, s, name, a, want)
	}
}

// compareTurns turns all pages there and back, and reads the file.
func compareTurns(t *testing.T, s *Store, name string, a access.Actor, want []int64) {
	t.Helper()
	f, there, file := HistoryFilter{Action: "event.updated"}, []int64{}, []int64{}
	numbers := func() (list *HistoryPage, seqs []int64) {
		list, err := s.History(t.Context(), a, f)
		if err != nil || list.Total != min(len(want), CountLimit+1) {
			t.Fatal(name, list, err)
		}
		for _, e := range list.Rows {
			seqs = append(seqs, e.Seq)
		}
		return list, seqs
	}
	for more := true; more; {
		list, seqs := numbers()
		there, f.Page, more = append(there, seqs...), Page{After: list.After}, list.After != ""
		if !more {
			f.Page = Page{Before: list.Before}
		}
	}
	if !slices.Equal(there, want) {
		t.Errorf("%s: %v\nwant %v", name, there, want)
	}
	_, back := numbers()
	if end := len(want) - (len(want)-1)%PageSize - 1; !slices.Equal(back, want[end-PageSize:end]) {
		t.Errorf("%s, one page back: %v", name, back)
	}
	f.Page = Page{}
	err := s.EachHistory(t.Context(), a, f, func(e HistoryEntry, _ map[string]string) error {
		file = append(file, e.Seq)
		return nil
	})
	if err != nil || !slices.Equal(file, want) {
		t.Errorf("%s, as a file: %v %v", name, file, err)
	}
}
