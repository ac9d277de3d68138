package i18n

import "testing"

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
