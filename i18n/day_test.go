package i18n

import (
	"testing"
	"time"
)

func TestADayIsReadAsTheLanguageWritesIt(t *testing.T) {
	for _, c := range []struct{ tag, text, want string }{
		{"en", "2026-03-04", "2026-03-04"}, {"en", "4 March 2026", "2026-03-04"}, {"en", " 4  mar 2026 ", "2026-03-04"}, {"en", "03/04/2026", ""}, {"en", "3/13/2026", ""},
		{"fr", "04/03/2026", "2026-03-04"}, {"fr", "4/3/2026", "2026-03-04"}, {"fr", "3/13/2026", ""}, {"fr", "31.02.2026", ""},
		{"da", "4.3.2026", "2026-03-04"}, {"da", "04-03-2026", "2026-03-04"}, {"da", "4/3-2026", "2026-03-04"}, {"da", "2026-03-04", "2026-03-04"}, {"da", "4.3.26", ""},
		{"da", "2026-3-4", ""}, {"da", "", ""}, {"fr", "demain", ""},
	} {
		if got, ok := Must(c.tag).ParseDay(c.text); got != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q is %q, %v; want %q", c.tag, c.text, got, ok, c.want)
		}
	}
}

func TestATimeOfDayIsReadBesideItsDay(t *testing.T) {
	zone := time.FixedZone("", 2*3600)
	for _, c := range []struct{ tag, text, want string }{
		{"en", "2026-03-31 14:05:00", "2026-03-31 14:05"}, {"en", "31-03-2026 14:05", "2026-03-31 14:05"}, {"en", "31 March 2026, 2:05 PM", "2026-03-31 14:05"}, {"en", "31 Mar 2026 at 12:05 a.m.", "2026-03-31 00:05"},
		{"en", "2026-03-31T14:05:00.123Z", "2026-03-31 16:05"}, {"en", "2026-03-31 14:05:00+02:00", "2026-03-31 14:05"}, {"en", "2026-03-31T14:05", "2026-03-31 14:05"}, {"en", "2026-03-31 24:05", ""}, {"en", "2026-03-31 13:05 pm", ""},
		{"fr", "31/03/2026 14h05", "2026-03-31 14:05"}, {"fr", "31/03/2026 à 14:05", "2026-03-31 14:05"}, {"fr", "31/03/2026 14:60", ""}, {"fr", "31/03/2026 midi", ""},
		{"da", "31.03.2026 kl. 14.05", "2026-03-31 14:05"}, {"da", "31-03-2026 9:05:59", "2026-03-31 09:05"}, {"da", "14:05", ""}, {"da", "31.03.2026", "2026-03-31"},
	} {
		at, timed, ok := Must(c.tag).ParseMoment(c.text, zone)
		layout := "2006-01-02 15:04"
		if !timed {
			layout = "2006-01-02"
		}
		if ok != (c.want != "") || ok && at.Format(layout) != c.want {
			t.Errorf("%s: %q is %s, %v; want %q", c.tag, c.text, at.Format(layout), ok, c.want)
		}
	}
}

// English has no day in figures that everybody reads alike, except where the first number can
// only be a day.
func TestEnglishReadsADayInFiguresWhereOnlyOneReadingIsPossible(t *testing.T) {
	for text, want := range map[string]string{"31-03-2026": "2026-03-31", "31/03/2026": "2026-03-31", "13.3.2026": "2026-03-13", "12/03/2026": "", "03/31/2026": "", "31/02/2026": ""} {
		if got, ok := Must("en").ParseDay(text); got != want || ok != (want != "") {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
