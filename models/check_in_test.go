package models

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"coulisse/access"
)

// gateWith is an event on sale with an order of so many tickets, and their codes.
func gateWith(t *testing.T, s *Store, owner access.Actor, tickets int) (event string, o *Order, codes []string) {
	t.Helper()
	event, full, _ := onSale(t, s, owner, 200)
	o, err := buy(s, owner, event, Contact{Name: "Mia Holm", Email: "mia@example.org"}, Line{full, tickets})
	if err != nil {
		t.Fatal(err)
	}
	s.r.Raw("SELECT code FROM tickets WHERE order_id = ? ORDER BY number", o.ID).Scan(&codes)
	return event, o, codes
}

// scans sends a scan and wants an outcome.
func scans(t *testing.T, s *Store, a access.Actor, scan Scan, want Outcome) *Verdict {
	t.Helper()
	v, err := s.Scan(t.Context(), a, scan)
	if err != nil || v.Outcome != want {
		t.Fatalf("%+v: %+v %v, want %s", scan, v, err, want)
	}
	return v
}

func logged(s *Store, condition string) (n int) {
	s.r.Raw("SELECT count(*) FROM check_ins WHERE " + condition).Scan(&n)
	return n
}

// The figure to reach: of a hundred scans of one ticket at once, from two doors, one is in.
func TestOfAHundredScansOfATicketAtOnceOneIsIn(t *testing.T) {
	s, owner := founded(t)
	event, _, codes := gateWith(t, s, owner, 1)
	var in, already atomic.Int32
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			v, err := s.Scan(t.Context(), owner, Scan{Event: event, Code: codes[0], Device: fmt.Sprint("Door ", i%2), ID: fmt.Sprint("scan ", i)})
			switch {
			case err != nil:
				t.Error(err)
			case v.Outcome == ScanIn:
				in.Add(1)
			case v.Outcome == ScanAlready && strings.HasPrefix(v.FirstDevice, "Door ") && !v.FirstAt.IsZero():
				already.Add(1)
			default:
				t.Errorf("%+v", v)
			}
		})
	}
	wg.Wait()
	if in.Load() != 1 || already.Load() != 99 {
		t.Errorf("%d in, %d already", in.Load(), already.Load())
	}
	if n, winners := logged(s, "TRUE"), logged(s, "outcome = 'in'"); n != 100 || winners != 1 {
		t.Errorf("%d scans in the log, %d of them in", n, winners)
	}
}

func TestAScanSentAgainChangesNothingAndHearsTheFirstAnswer(t *testing.T) {
	s, owner := founded(t)
	event, _, codes := gateWith(t, s, owner, 2)
	scan := Scan{Event: event, Code: codes[0], Device: "Left", ID: "a"}
	first := scans(t, s, owner, scan, ScanIn)
	scans(t, s, owner, Scan{Event: event, Code: codes[1], Device: "Left", ID: "b"}, ScanIn)
	late := scans(t, s, owner, Scan{Event: event, Code: codes[0], Device: "Right", ID: "c"}, ScanAlready)
	if late.FirstDevice != "Left" || !late.FirstAt.Equal(first.ScannedAt) {
		t.Errorf("%+v", late)
	}
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			again, err := s.Scan(t.Context(), owner, scan)
			if err != nil || again.ID != first.ID || again.Outcome != ScanIn || again.Entered != 1 || again.Tickets != 2 || again.Type != "Full price" {
				t.Errorf("%+v %v", again, err)
			}
		})
	}
	wg.Wait()
	if again := scans(t, s, owner, Scan{Event: event, Code: codes[0], Device: "Right", ID: "c"}, ScanAlready); again.ID != late.ID || again.FirstDevice != "Left" {
		t.Errorf("%+v", again)
	}
	scans(t, s, owner, Scan{Event: event, Code: "x", Device: "Left", ID: "a"}, ScanUnknown) // another code is another scan
	if n := logged(s, "TRUE"); n != 4 {
		t.Errorf("%d lines", n)
	}
}

func TestWhatAScanComesTo(t *testing.T) {
	s, owner := founded(t)
	event, o, codes := gateWith(t, s, owner, 2)
	other, _, others := gateWith(t, s, owner, 1)
	typed := strings.ToLower(codes[0][:5] + "-" + codes[0][5:10] + " " + codes[0][10:])
	scans(t, s, owner, Scan{Event: event, Code: typed}, ScanIn)
	if v := scans(t, s, owner, Scan{Event: event, Code: others[0]}, ScanOtherEvent); v.Other.Name != "Cyrano" {
		t.Errorf("%+v", v)
	}
	scans(t, s, owner, Scan{Event: event, Code: "https://example.org"}, ScanUnknown)
	scans(t, s, owner, Scan{Event: event, Code: newTicketCode()}, ScanUnknown)
	s.w.Exec("UPDATE orders SET state = 'refunded' WHERE id = ?", o.ID)
	s.w.Exec("UPDATE tickets SET valid = FALSE, refunded_at = ? WHERE order_id = ?", s.Now(), o.ID)
	scans(t, s, owner, Scan{Event: event, Code: codes[1]}, ScanRefunded)
	s.w.Exec("UPDATE orders SET state = 'cancelled' WHERE id = ?", o.ID)
	s.w.Exec("UPDATE tickets SET refunded_at = NULL WHERE order_id = ?", o.ID)
	scans(t, s, owner, Scan{Event: event, Code: codes[1]}, ScanCancelled)
	if _, err := s.CloseEvent(t.Context(), owner, other); err != nil {
		t.Fatal(err)
	}
	scans(t, s, owner, Scan{Event: other, Code: others[0]}, ScanIn) // the sale is over, the evening is not
	if _, err := s.CancelEvent(t.Context(), owner, other); err != nil {
		t.Fatal(err)
	}
	scans(t, s, owner, Scan{Event: other, Code: others[0]}, ScanNotOpen)
	scans(t, s, owner, Scan{Event: other, Code: newTestCode()}, ScanTest)
	for _, outcome := range Outcomes() {
		if outcome != ScanAlready && logged(s, "outcome = '"+string(outcome)+"'") == 0 {
			t.Errorf("%s is not in the log", outcome)
		}
	}
	if n := logged(s, "code_hash = '' OR user_id = '' OR code_hash LIKE '%"+codes[0]+"%'"); n != 0 {
		t.Errorf("%d lines without a hash or a user", n)
	}
}

func TestScansLieInTheOrderOfTheDevicesClocksAsFarAsTheseCanBe(t *testing.T) {
	s, owner := founded(t)
	event, _, codes := gateWith(t, s, owner, 4)
	now := s.Now()
	s.Now = func() time.Time { return now }
	for i, c := range []struct{ at, want time.Time }{
		{now.Add(-time.Hour), now.Add(-time.Hour)}, {now.Add(time.Hour), now}, {now.AddDate(-3, 0, 0), now.Add(-scanLife)}, {time.Time{}, now},
	} {
		if v := scans(t, s, owner, Scan{Event: event, Code: codes[i], At: c.at}, ScanIn); !v.ScannedAt.Equal(c.want) || !v.ReceivedAt.Equal(now) {
			t.Errorf("%v: %+v", c.at, v)
		}
	}
	var in time.Time
	if err := s.r.Raw("SELECT checked_in_at FROM tickets WHERE code = ?", codes[0]).Row().Scan(&in); err != nil || !in.Equal(now.Add(-time.Hour)) {
		t.Error(in, err)
	}
}

// The fault: a phone whose clock was two hours slow wrote down that everybody had come in two
// hours before, and the other door was shown that time with "already in".
func TestAWrongClockOfADeviceDoesNotMoveAScan(t *testing.T) {
	s, owner := founded(t)
	event, _, codes := gateWith(t, s, owner, 4)
	now := s.Now()
	s.Now = func() time.Time { return now }
	for i, wrong := range []time.Duration{-2 * time.Hour, 90 * time.Minute, -400 * 24 * time.Hour} {
		device := now.Add(wrong)
		v := scans(t, s, owner, Scan{Event: event, Code: codes[i], At: device.Add(-time.Minute), Sent: device}, ScanIn)
		if want := now.Add(-time.Minute); !v.ScannedAt.Equal(want) {
			t.Errorf("a clock that is wrong by %v: %v, want %v", wrong, v.ScannedAt, want)
		}
	}
	if v := scans(t, s, owner, Scan{Event: event, Code: codes[3], At: now.Add(time.Minute), Sent: now}, ScanIn); !v.ScannedAt.Equal(now) {
		t.Errorf("read after it was sent: %v", v.ScannedAt)
	}
}

func TestADoorIsForThoseWhoseEventItIs(t *testing.T) {
	s, owner := founded(t)
	event, _, codes := gateWith(t, s, owner, 1)
	other, _, others := gateWith(t, s, owner, 1)
	scope := access.Scope{Events: []string{event}}
	steward := member(t, s, owner, "steward", access.Grant{Levels: access.Levels{access.AccessControl: access.Edit}, Scope: scope})
	counter := member(t, s, owner, "counter", access.Grant{Levels: access.Levels{access.AccessControl: access.View}, Scope: scope})
	if _, err := s.Scan(t.Context(), steward, Scan{Event: other, Code: others[0]}); CodeOf(err) != NotFound {
		t.Error("out of scope:", err)
	}
	if _, err := s.Scan(t.Context(), counter, Scan{Event: event, Code: codes[0]}); CodeOf(err) != Forbidden {
		t.Error("a counter scans:", err)
	}
	if v := scans(t, s, steward, Scan{Event: event, Code: others[0]}, ScanOtherEvent); v.Other.Name != "" || v.Type != "" || v.Tickets != 0 {
		t.Errorf("a ticket for an event out of scope tells %+v", v)
	}
	v := scans(t, s, steward, Scan{Event: event, Code: codes[0], Device: "Left"}, ScanIn)
	if seen, err := s.Verdict(t.Context(), steward, event, v.ID); err != nil || seen.Outcome != ScanIn || seen.Device != "Left" {
		t.Error(seen, err)
	}
	for _, c := range []struct {
		who   access.Actor
		event string
	}{{counter, event}, {steward, other}, {owner, other}} {
		if _, err := s.Verdict(t.Context(), c.who, c.event, v.ID); CodeOf(err) != NotFound {
			t.Error("a verdict of another door:", err)
		}
	}
	foreign := owner
	foreign.Organisation = "another"
	if _, err := s.Scan(t.Context(), foreign, Scan{Event: event, Code: codes[0]}); err == nil {
		t.Error("another organisation scans")
	}
	if _, _, err := s.Gate(t.Context(), steward, other); CodeOf(err) != NotFound {
		t.Error(err)
	}
	if e, types, err := s.Gate(t.Context(), counter, event); err != nil || e.ID != event || types[0].Entered != 1 || types[0].Sold != 1 || types[1].Sold != 0 {
		t.Error(types, err)
	}
}

func TestTheLogOfADoorRefusesChangeAndRemoval(t *testing.T) {
	s, owner := founded(t)
	event, _, codes := gateWith(t, s, owner, 1)
	scans(t, s, owner, Scan{Event: event, Code: codes[0], ID: "a"}, ScanIn)
	for _, statement := range []string{"UPDATE check_ins SET outcome = 'undone'", "DELETE FROM check_ins",
		"REPLACE INTO check_ins SELECT * FROM check_ins",
		"REPLACE INTO check_ins SELECT 'other', organisation_id, event_id, scan, code_hash, NULL, 'unknown', NULL, 0, '', user_id, FALSE, '', scanned_at, received_at FROM check_ins"} {
		if err := s.w.Exec(statement).Error; err == nil {
			t.Errorf("accepted: %s", statement)
		}
	}
}
