package models

import (
	"strings"
	"testing"
	"time"

	"coulisse/access"
)

func TestAnImportIsThereForWhoMayEditItsEventsBuyersAlone(t *testing.T) {
	s, owner := founded(t)
	mine, _, _ := onSale(t, s, owner, 50)
	other, _, _ := onSale(t, s, owner, 50)
	edits, views := within(t, s, owner, "edits", access.Edit, mine), within(t, s, owner, "views", access.View, mine)
	neighbour := access.Actor{Organisation: "other", Membership: "x", Owner: true, Grant: access.Grant{Levels: access.Everything(), Scope: access.Scope{All: true}}}
	hidden, seen := uploads(t, s, owner, other, threeOrders), uploads(t, s, edits, mine, threeOrders)
	for _, a := range []access.Actor{edits, views, neighbour} {
		for _, i := range []*ShownImport{hidden, seen} {
			want := Code("")
			if a.Name != edits.Name || i == hidden {
				want = NotFound
			}
			_, shown := s.ShownImport(t.Context(), a, i.ID)
			_, page := s.ImportFaults(t.Context(), a, i.ID, Page{})
			all := s.EachImportFault(t.Context(), a, i.ID, func(FoundFault) error { return nil })
			for _, err := range []error{shown, page, all} {
				if CodeOf(err) != want {
					t.Errorf("%s reads %s: %v", a.Name, i.EventID, err)
				}
			}
		}
	}
	if list, err := s.Imports(t.Context(), edits, Page{}); err != nil || list.Total != 1 || list.Rows[0].ID != seen.ID {
		t.Error(list, err)
	}
	if list, err := s.Imports(t.Context(), neighbour, Page{}); err != nil || list.Total != 0 {
		t.Error(list, err)
	}
	if _, err := s.Imports(t.Context(), views, Page{}); CodeOf(err) != NotFound {
		t.Error(err)
	}
	for what, c := range map[string]struct {
		err  error
		want Code
	}{
		"view uploads":                 {second(s.StartImport(t.Context(), views, Upload{Event: mine, Locale: "en", Content: []byte(threeOrders)})), Forbidden},
		"edit uploads out of scope":    {second(s.StartImport(t.Context(), edits, Upload{Event: other, Locale: "en", Content: []byte(threeOrders)})), Invalid},
		"view confirms":                {s.ConfirmImport(t.Context(), views, seen.ID, false), Forbidden},
		"edit confirms out of scope":   {s.ConfirmImport(t.Context(), edits, hidden.ID, false), NotFound},
		"edit discards out of scope":   {s.DiscardImport(t.Context(), edits, hidden.ID), NotFound},
		"edit checks out of scope":     {s.RecheckImport(t.Context(), edits, hidden.ID), NotFound},
		"edit checks what has no flaw": {s.RecheckImport(t.Context(), edits, seen.ID), Conflict},
	} {
		if CodeOf(c.err) != c.want {
			t.Errorf("%s: %v, want %s", what, c.err, c.want)
		}
	}
}

// Whoever confirmed loses the right before the console comes to it: their name stands for
// nothing any more.
func TestAnImportFailsWhenItsConfirmerMayNoLonger(t *testing.T) {
	s, owner := founded(t)
	mine, _, _ := onSale(t, s, owner, 50)
	for name, loses := range map[string]func(a access.Actor) error{
		"level": func(a access.Actor) error {
			return s.w.Exec("DELETE FROM grants WHERE membership_id = ?", a.Membership).Error
		},
		"scope": func(a access.Actor) error {
			return s.w.Exec("DELETE FROM membership_events WHERE membership_id = ?", a.Membership).Error
		},
		"access": func(a access.Actor) error { return second3(s.SetActive(t.Context(), owner, a.Membership, false)) },
		"place":  func(a access.Actor) error { return second(s.Remove(t.Context(), owner, a.Membership)) },
	} {
		edits := within(t, s, owner, name, access.Edit, mine)
		i, before := uploads(t, s, edits, mine, threeOrders), soldRows(t, s)
		if err := s.ConfirmImport(t.Context(), edits, i.ID, false); err != nil {
			t.Fatal(err)
		}
		if err := loses(edits); err != nil {
			t.Fatal(name, err)
		}
		worked(t, s)
		if i = shown(t, s, owner, i.ID); i.State != ImportFailed || i.Why.Key != "import.reason.rights" || i.Why.Args[1] != edits.Name || soldRows(t, s) != before {
			t.Errorf("%s: %s %v", name, i.State, i.Why)
		}
		if err := s.ConfirmImport(t.Context(), edits, i.ID, false); CodeOf(err) != Forbidden && CodeOf(err) != NotFound {
			t.Errorf("%s: confirmed again: %v", name, err)
		}
	}
}

func second3[A, B any](_ A, _ B, err error) error { return err }

// What was uploaded is personal data, and goes as soon as it is not needed.
func TestNothingOfAFileIsLeftOnceItsImportIsOver(t *testing.T) {
	s, owner := founded(t)
	event, _, _ := onSale(t, s, owner, 50)
	checked, faulty := uploads(t, s, owner, event, threeOrders), uploads(t, s, owner, event, threeOrders+"A9,Zyxmark,1,,,,\n")
	if places := strings.Join(standsIn(t, s, "zyxmark"), " "); !strings.Contains(places, "import_files.content") || !strings.Contains(places, "import_files.preview") || !strings.Contains(places, "import_faults.value") {
		t.Fatal(places)
	}
	if err := s.DiscardImport(t.Context(), owner, faulty.ID); err != nil {
		t.Fatal(err)
	}
	confirms(t, s, owner, checked.ID, true)
	o, err := s.Orders(t.Context(), owner, OrderFilter{Search: "A1"})
	if err != nil || len(o.Rows) != 1 {
		t.Fatal(o, err)
	}
	if err := s.EraseCustomer(t.Context(), owner, o.Rows[0].ID, "zyxmark@example.org"); err != nil {
		t.Fatal(err)
	}
	if places := standsIn(t, s, "zyxmark"); len(places) > 0 {
		t.Error("still stands in", places)
	}
}

func TestWhatNobodyImportsIsDiscardedAfterSevenDays(t *testing.T) {
	s, owner := founded(t)
	event, _, _ := onSale(t, s, owner, 50)
	start := s.Now()
	old := uploads(t, s, owner, event, threeOrders)
	atTime(t, s, start.Add(6*24*time.Hour).Format(time.RFC3339))
	young := uploads(t, s, owner, event, threeOrders+"A9,Nothing,1,,,,\n")
	for _, at := range []struct {
		after     time.Duration
		old, late string
	}{{7*24*time.Hour - time.Minute, ImportChecked, ImportFaulty}, {7*24*time.Hour + time.Minute, ImportDiscarded, ImportFaulty}} {
		atTime(t, s, start.Add(at.after).Format(time.RFC3339))
		if err := s.SweepImports(t.Context()); err != nil {
			t.Fatal(err)
		}
		if a, b := shown(t, s, owner, old.ID).State, shown(t, s, owner, young.ID).State; a != at.old || b != at.late {
			t.Errorf("after %s: %s and %s", at.after, a, b)
		}
	}
	if err := s.ConfirmImport(t.Context(), owner, old.ID, false); CodeOf(err) != Conflict {
		t.Error(err)
	}
}

func TestAnOrganisationKeepsOnlySoManyFilesOpen(t *testing.T) {
	s, owner := founded(t)
	event, _, _ := onSale(t, s, owner, 50)
	var last *ShownImport
	for range openImports {
		last = uploads(t, s, owner, event, threeOrders)
	}
	again := Upload{Event: event, Locale: "en", Content: []byte(threeOrders)}
	if _, err := s.StartImport(t.Context(), owner, again); CodeOf(err) != Invalid {
		t.Error(err)
	}
	if err := s.DiscardImport(t.Context(), owner, last.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.StartImport(t.Context(), owner, again); err != nil {
		t.Error(err)
	}
}

func TestAFileNameIsShownCutAndClean(t *testing.T) {
	for name, want := range map[string]string{
		"orders.csv": "orders.csv", `C:\Users\Ana\orders.csv`: "orders.csv", "../../etc/passwd": "passwd", "a\r\nb\x00.csv": "ab.csv", "": "orders.csv", "x/": "orders.csv",
		"\xffa.csv": "a.csv", strings.Repeat("w", 300): strings.Repeat("w", 119) + "…", " ": "orders.csv",
	} {
		if got := fileName(name); got != want {
			t.Errorf("%q is shown as %q, want %q", name, got, want)
		}
	}
}

// A page waits for the import of thousands of orders no longer than it takes to notice it.
func TestNotingThatSomebodyIsThereDoesNotWaitForAnImport(t *testing.T) {
	s, owner := founded(t)
	event, _, _ := onSale(t, s, owner, 50)
	i := uploads(t, s, owner, event, threeOrders)
	began := time.Now()
	err := s.write(t.Context(), func(*tx) error {
		if _, err := s.ShownImport(t.Context(), owner, i.ID); err != nil {
			return err
		}
		return s.SessionSeen(t.Context(), &Viewer{Actor: owner})
	})
	if err != nil || time.Since(began) > 3*time.Second {
		t.Error(err, time.Since(began))
	}
}

// BenchmarkImport checks and imports 50,000 rows.
func BenchmarkImport(b *testing.B) {
	content, _ := manyRows(MaxImportRows, nil)
	for b.Loop() {
		s, owner := founded(b)
		event, _, _ := onSale(b, s, owner, 200_000)
		began := time.Now()
		i := uploads(b, s, owner, event, content)
		checked := time.Now()
		if i = confirms(b, s, owner, i.ID, false); i.State != ImportDone {
			b.Fatal(i.State, i.Why)
		}
		b.ReportMetric(checked.Sub(began).Seconds(), "s/check")
		b.ReportMetric(time.Since(checked).Seconds(), "s/import")
	}
}
