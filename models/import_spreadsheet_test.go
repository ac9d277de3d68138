package models

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// What a spreadsheet has done to a value cannot be undone: two orders became one under a number of
// which the last digits were gone, and a buyer was not found by a phone number.
func TestWhatASpreadsheetHasSpoiltIsAFaultThatSaysWhatToDo(t *testing.T) {
	s, owner := founded(t)
	event, _, _ := onSale(t, s, owner, 1000)
	for rows, want := range map[string]string{
		"\"2,02601E+11\",Full price,,,\n\"2,02601E+11\",Full price,,,": "2 order import.fault.shortened|3 order import.fault.shortened",
		"A1,Full price,\"4,52012E+09\",,":                              "2 phone import.fault.shortened", "A1,Full price,4.52012E+09,,": "2 phone import.fault.shortened",
		"A1,Full price,#NAME?,,": "2 phone import.fault.spoilt", "A1,Full price,,########,": "2 date import.fault.spoilt", "A1,Full price,,,1E+05": "2 price import.fault.shortened",
		"A1,Full price,,\"46112,58\",": "2 date import.fault.day_number", "A1,Full price,,46112,": "2 date import.fault.day_number",
		"7E12,Full price,4520121212,,": "", "#12,Full price,,,": "",
	} {
		i := uploads(t, s, owner, event, "order,type,phone,date,price\n"+rows+"\n")
		if got := strings.Join(faultsOf(t, s, owner, i.ID), "|"); got != want {
			t.Errorf("%q: %q, want %q", rows, got, want)
		}
		if err := s.DiscardImport(t.Context(), owner, i.ID); err != nil {
			t.Fatal(err)
		}
	}
}

// Our own files hold an apostrophe before what a spreadsheet would run.
func TestWhatOurOwnExportsHaveDisarmedIsReadAsItWas(t *testing.T) {
	s, owner := founded(t)
	event, _, _ := onSale(t, s, owner, 1000)
	i := uploads(t, s, owner, event, "order,type,name,phone\nA1,Full price,\"'=Mia,' +Holm\",'+45 50 51 52 53\nA2,Full price,D'Arcy,\n")
	confirms(t, s, owner, i.ID, false)
	for typed, name := range map[string]string{"+45 50515253": "=Mia, +Holm", "50 51 52 53": "=Mia, +Holm", "A2": "D'Arcy"} {
		list, err := s.Orders(t.Context(), owner, OrderFilter{Search: typed})
		if err != nil || len(list.Rows) != 1 || list.Rows[0].Name != name {
			t.Errorf("%q finds %+v, %v", typed, list, err)
		}
	}
}

func TestADayOfSaleMayCarryTheTimeOfDay(t *testing.T) {
	s, owner := founded(t)
	event, _, _ := onSale(t, s, owner, 1000)
	for n, c := range [][2]string{
		{"31-03-2026 14:05", "2026-03-31T12:05:00Z"}, {"2026-03-31 14:05:00", "2026-03-31T12:05:00Z"}, {"2026-03-31T14:05:00+00:00", "2026-03-31T14:05:00Z"},
		{"2026-02-01 00:30", "2026-01-31T23:30:00Z"}, {"2026-03-31", "2026-03-31T10:00:00Z"}, {"31 March 2026 at 2:05 pm", "2026-03-31T12:05:00Z"},
	} {
		number, day := fmt.Sprintf("T%d", n), strings.Replace(c[0], "14:05", "16:00", 1)
		i := uploads(t, s, owner, event, fmt.Sprintf("order,type,date\n%s,Full price,%s\n%[1]s,Child,%[3]s\n", number, c[0], day))
		if confirms(t, s, owner, i.ID, false); len(faultsOf(t, s, owner, i.ID)) > 0 {
			t.Errorf("%q: %q", c[0], faultsOf(t, s, owner, i.ID))
			continue
		}
		var at time.Time
		if err := s.r.Raw("SELECT placed_at FROM orders WHERE shop_reference = ?", number).Row().Scan(&at); err != nil || at.UTC().Format(time.RFC3339) != c[1] {
			t.Errorf("%q was sold at %s, want %s %v", c[0], at.UTC().Format(time.RFC3339), c[1], err)
		}
	}
}
