package models

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"coulisse/access"
)

// atTime has the store tell another time, in RFC 3339.
func atTime(t *testing.T, s *Store, at string) {
	t.Helper()
	now, err := time.Parse(time.RFC3339, at)
	if err != nil {
		t.Fatal(err)
	}
	s.Now = func() time.Time { return now.UTC() }
}

// wasSold places an order, and fails the test when it is refused.
func wasSold(t *testing.T, s *Store, a access.Actor, channel, event string, lines ...Line) *Order {
	t.Helper()
	o, err := s.PlaceOrder(t.Context(), a, Purchase{Event: event, Channel: channel, Payment: PaidOnline, Lines: lines, Buyer: Contact{Name: "Grottesal buyer", Email: "grottesal@example.org"}})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// wasEnded refunds or cancels an order.
func wasEnded(t *testing.T, s *Store, a access.Actor, o *Order, state string) {
	t.Helper()
	if err := s.write(t.Context(), func(t *tx) error { return t.endOrder(a, o, state, "test") }); err != nil {
		t.Fatal(err)
	}
}

// cameIn has so many valid tickets of an order come in at an instant.
func cameIn(t *testing.T, s *Store, o *Order, count int, at time.Time) {
	t.Helper()
	done := s.w.Exec("UPDATE tickets SET checked_in_at = ? WHERE id IN (SELECT id FROM tickets WHERE order_id = ? AND checked_in_at IS NULL ORDER BY number LIMIT ?)", at.UTC(), o.ID, count)
	if done.Error != nil || done.RowsAffected != int64(count) {
		t.Fatal(done.RowsAffected, done.Error)
	}
}

// aSeason are two events with sales of three days, and one without any: Cyrano at 18.00 and
// 9.00 on one quota of 100, Tartuffe at 18.00 and 9.00 on one of 50.
func aSeason(t *testing.T) (s *Store, owner access.Actor, cyrano, tartuffe, idle string) {
	t.Helper()
	s, owner = founded(t)
	atTime(t, s, "2026-06-01T10:00:00Z")
	cyrano, full, child := onSale(t, s, owner, 100)
	tartuffe, other, _ := onSale(t, s, owner, 50)
	s.w.Exec("UPDATE events SET name = 'Tartuffe', begins_at = ?, ends_at = ? WHERE id = ?", s.Now().Add(48*time.Hour), s.Now().Add(50*time.Hour), tartuffe)
	s.w.Exec("UPDATE events SET begins_at = ?, ends_at = ? WHERE id = ?", s.Now().Add(24*time.Hour), s.Now().Add(26*time.Hour), cyrano)
	idle = newEvent(t, s, owner.Organisation, "Hamlet")

	first := wasSold(t, s, owner, ChannelAPI, cyrano, Line{full, 3}, Line{child, 2}) // 1 June: 5 tickets, 72.00
	gone := wasSold(t, s, owner, ChannelAPI, cyrano, Line{full, 4})                  // refunded
	atTime(t, s, "2026-06-01T23:30:00Z")                                             // 2 June in Copenhagen
	wasSold(t, s, owner, ChannelDoor, cyrano, Line{full, 1})                         // 18.00
	wasSold(t, s, owner, ChannelAPI, tartuffe, Line{other, 10})                      // 180.00
	wrong := wasSold(t, s, owner, ChannelDoor, cyrano, Line{child, 2})               // cancelled
	atTime(t, s, "2026-06-04T12:00:00Z")
	wasSold(t, s, owner, ChannelImport, cyrano, Line{child, 6}) // 54.00
	wasEnded(t, s, owner, gone, OrderRefunded)
	wasEnded(t, s, owner, wrong, OrderCancelled)
	begins := s.Now().Add(-50 * time.Hour) // 2 June, 10:00 UTC
	cameIn(t, s, first, 2, begins.Add(-20*time.Minute))
	cameIn(t, s, first, 1, begins.Add(3*time.Hour))
	return s, owner, cyrano, tartuffe, idle
}

func TestAReportOfAllEventsAddsUpToTheCent(t *testing.T) {
	s, owner, cyrano, tartuffe, idle := aSeason(t)
	r, err := s.Report(t.Context(), owner, ReportFilter{})
	if err != nil {
		t.Fatal(err)
	}
	want := ReportSums{Sold: Sales{22, 32400}, Refunded: Sales{4, 7200}, Cancelled: Sales{2, 1800}, Entered: 3}
	if diff := cmp.Diff(want, r.Sums); diff != "" {
		t.Error(diff)
	}
	days := []DaySales{{"2026-06-01", Sales{5, 7200}}, {"2026-06-02", Sales{11, 19800}}, {"2026-06-04", Sales{6, 5400}}}
	if diff := cmp.Diff(days, r.Days); diff != "" {
		t.Error(diff)
	}
	if len(r.Best) != 2 || r.Best[0].ID != tartuffe || r.Best[0].Name != "Tartuffe" || r.Best[0].Sold != (Sales{10, 18000}) || r.Best[1].Sold != (Sales{12, 14400}) || r.Others != (Sales{}) {
		t.Error(r.Best, r.Others)
	}
	rows := map[string]ReportEvent{}
	for _, e := range r.Rows {
		rows[e.ID] = e
	}
	if r.Total != 3 || rows[cyrano].Capacity != 100 || rows[cyrano].Entered != 3 || rows[cyrano].Sold != (Sales{12, 14400}) || rows[tartuffe].Capacity != 50 || rows[idle].Sold != (Sales{}) {
		t.Error(r.Total, rows)
	}
}

func TestAPeriodBoundsWhenTicketsWereSoldInTheOrganisationsZone(t *testing.T) {
	s, owner, cyrano, _, _ := aSeason(t)
	for _, c := range []struct {
		from, to string
		want     ReportSums
	}{
		{"2026-06-01", "2026-06-01", ReportSums{Sold: Sales{5, 7200}, Refunded: Sales{4, 7200}, Entered: 3}},
		{"2026-06-02", "2026-06-02", ReportSums{Sold: Sales{11, 19800}, Cancelled: Sales{2, 1800}}}, // 23:30 UTC is the next day in Copenhagen
		{"2026-06-03", "2026-06-03", ReportSums{}},
		{"2026-06-02", "", ReportSums{Sold: Sales{17, 25200}, Cancelled: Sales{2, 1800}}},
		{"", "2026-06-01", ReportSums{Sold: Sales{5, 7200}, Refunded: Sales{4, 7200}, Entered: 3}},
	} {
		r, err := s.Report(t.Context(), owner, ReportFilter{From: c.from, To: c.to})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, r.Sums); diff != "" {
			t.Errorf("%s – %s: %s", c.from, c.to, diff)
		}
		e, err := s.EventReport(t.Context(), owner, cyrano, ReportFilter{From: c.from, To: c.to})
		if err != nil || e.Sums.Refunded != c.want.Refunded || e.Sums.Cancelled != c.want.Cancelled || e.Sums.Entered != c.want.Entered {
			t.Errorf("%s – %s: %v %v", c.from, c.to, e.Sums, err)
		}
	}
}

func TestAReportOfOneEventAddsUpByTypeDayChannelAndQuota(t *testing.T) {
	s, owner, cyrano, _, _ := aSeason(t)
	r, err := s.EventReport(t.Context(), owner, cyrano, ReportFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if want := (ReportSums{Sold: Sales{12, 14400}, Refunded: Sales{4, 7200}, Cancelled: Sales{2, 1800}, Entered: 3}); r.Sums != want {
		t.Error(r.Sums)
	}
	for i := range r.Types {
		r.Types[i].ID = ""
	}
	if diff := cmp.Diff([]TypeSales{{"", "Full price", Sales{4, 7200}, Sales{4, 7200}}, {"", "Child", Sales{8, 7200}, Sales{2, 1800}}}, r.Types); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]DaySales{{"2026-06-01", Sales{5, 7200}}, {"2026-06-02", Sales{1, 1800}}, {"2026-06-04", Sales{6, 5400}}}, r.Days); diff != "" {
		t.Error(diff)
	}
	slices.SortFunc(r.Channels, func(x, y ChannelSales) int { return strings.Compare(x.Channel, y.Channel) })
	if diff := cmp.Diff([]ChannelSales{{"api", Sales{5, 7200}}, {"door", Sales{1, 1800}}, {"import", Sales{6, 5400}}}, r.Channels); diff != "" {
		t.Error(diff)
	}
	if len(r.Quotas) != 1 || r.Quotas[0].Left() != 88 || r.Quotas[0].Quota != 100 || !slices.Equal(r.Quotas[0].With, []string{"Child"}) {
		t.Error(r.Quotas)
	}
	if r.Arrivals == nil || r.Arrivals.Before != 0 || r.Arrivals.After != 1 || len(r.Arrivals.Quarters) != 12 {
		t.Fatal(r.Arrivals)
	}
	for i, q := range r.Arrivals.Quarters {
		if want := map[bool]int{true: 2}[i == 6]; q.Count != want || !q.Begins.Equal(r.Event.BeginsAt.Add(time.Duration(i-8)*15*time.Minute)) {
			t.Errorf("quarter %d at %s: %d", i, q.Begins, q.Count)
		}
	}
}

func TestReportsEndAtTheScopeAndTheOrganisation(t *testing.T) {
	s, owner, cyrano, tartuffe, _ := aSeason(t)
	chosen := access.Grant{Levels: access.Levels{access.Reports: access.Edit}, Scope: access.Scope{Events: []string{cyrano}}}
	looker := member(t, s, owner, "looker", chosen)
	for _, f := range []ReportFilter{{}, {Events: []string{cyrano, tartuffe}}} {
		r, err := s.Report(t.Context(), looker, f)
		if err != nil || r.Sums.Sold != (Sales{12, 14400}) || r.Total != 1 || len(r.Rows) != 1 || len(r.Best) != 1 || r.Others != (Sales{}) {
			t.Error(r, err)
		}
		lines, err := s.ReportLines(t.Context(), looker, f)
		if err != nil || len(lines) != 5 || slices.ContainsFunc(lines, func(l ReportLine) bool { return l.Event != "Cyrano" }) {
			t.Error(lines, err)
		}
	}
	if r, err := s.Report(t.Context(), looker, ReportFilter{Events: []string{tartuffe}}); err != nil || r.Sums != (ReportSums{}) || r.Total != 0 || r.Days != nil {
		t.Error(r, err)
	}
	for name, read := range map[string]func(access.Actor, string) error{
		"the page": func(a access.Actor, id string) error {
			_, err := s.EventReport(t.Context(), a, id, ReportFilter{})
			return err
		},
		"the lines": func(a access.Actor, id string) error {
			_, err := s.EventReportLines(t.Context(), a, id, ReportFilter{})
			return err
		},
	} {
		if err := read(looker, tartuffe); CodeOf(err) != NotFound {
			t.Errorf("%s of an event out of scope: %v", name, err)
		}
		stranger := owner
		stranger.Organisation = "another"
		if err := read(stranger, cyrano); CodeOf(err) != NotFound {
			t.Errorf("%s of another organisation: %v", name, err)
		}
		if err := read(looker, cyrano); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	viewer := looker
	viewer.Grant = access.Grant{Levels: access.Levels{access.Reports: access.View}, Scope: access.Scope{All: true}}
	if _, err := s.ReportLines(t.Context(), viewer, ReportFilter{}); CodeOf(err) != NotFound {
		t.Error("somebody who may only look exports:", err)
	}
	viewer.Grant.Levels = access.Levels{access.Events: access.Approve}
	if _, err := s.Report(t.Context(), viewer, ReportFilter{}); CodeOf(err) != NotFound {
		t.Error("a report without the right:", err)
	}
}

// Every figure comes out of an index alone: the tables would be read ticket by ticket.
func TestFiguresAreReadFromIndexesAlone(t *testing.T) {
	s, owner, cyrano, _, _ := aSeason(t)
	scoped := owner
	scoped.Grant.Scope = access.Scope{Events: []string{cyrano}}
	asked := 0
	for _, a := range []access.Actor{owner, scoped} {
		for _, f := range []ReportFilter{{}, {From: "2026-06-01", To: "2026-06-30"}, {Events: []string{cyrano}}} {
			for _, q := range statements(t, s, func() {
				if _, err := s.Report(t.Context(), a, f); err != nil {
					t.Fatal(err)
				}
				if _, err := s.EventReport(t.Context(), a, cyrano, f); err != nil {
					t.Fatal(err)
				}
				if _, err := s.ReportLines(t.Context(), a, f); err != nil {
					t.Fatal(err)
				}
			}) {
				if strings.Contains(q.sql, "FROM tickets") || strings.Contains(q.sql, "FROM orders") {
					asked++
					checkPlan(t, s, q)
				}
			}
		}
	}
	if asked < 40 {
		t.Errorf("only %d questions were looked at", asked)
	}
}
