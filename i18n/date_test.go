package i18n

import (
	"testing"
	"time"
)

func TestDatesAreWrittenAsTheLanguageWritesThem(t *testing.T) {
	third := time.Date(2026, time.March, 3, 8, 2, 0, 0, time.UTC)
	first := time.Date(2026, time.August, 1, 23, 59, 0, 0, time.UTC)
	for tag, want := range map[string][]string{
		"en": {"3 March 2026", "3 Mar 2026", "3 March 2026 at 08:02", "1 August 2026", "31 January 2027"},
		"fr": {"3 mars 2026", "3 mars 2026", "3 mars 2026 à 08:02", "1er août 2026", "31 janvier 2027"},
		"da": {"3. marts 2026", "3. mar. 2026", "3. marts 2026 kl. 08.02", "1. august 2026", "31. januar 2027"},
	} {
		l := Must(tag)
		got := []string{l.Date(third), l.ShortDate(third), l.DateTime(third), l.Date(first), l.Day("2027-01-31")}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s: got %q, want %q", tag, got[i], want[i])
			}
		}
	}
}

func TestDayLeavesAloneWhatIsNoDay(t *testing.T) {
	for _, s := range []string{"", "2027-02-30", "soon"} {
		if got := Must("en").Day(s); got != s {
			t.Errorf("got %q, want %q", got, s)
		}
	}
}

func TestRelativeCountsCalendarDays(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		t.Fatal(err)
	}
	// Half past midnight, the night after the clocks went back: the day before had 25 hours.
	now := time.Date(2026, time.October, 26, 0, 30, 0, 0, zone)
	at := func(day, hour int) time.Time { return time.Date(2026, time.October, day, hour, 12, 0, 0, zone) }
	for _, c := range []struct {
		t          time.Time
		en, fr, da string
	}{
		{at(26, 8), "Today at 08:12", "Aujourd’hui à 08:12", "I dag kl. 08.12"},
		{at(25, 0), "Yesterday", "Hier", "I går"},
		{at(25, 23), "Yesterday", "Hier", "I går"},
		{at(27, 23), "Tomorrow", "Demain", "I morgen"},
		{at(24, 23), "24 Oct", "24 oct.", "24. okt."},
		{at(1, 9), "1 Oct", "1er oct.", "1. okt."},
		{at(28, 9), "28 Oct", "28 oct.", "28. okt."},
		{at(26, 8).AddDate(-1, 0, 0), "26 Oct 2025", "26 oct. 2025", "26. okt. 2025"},
	} {
		for tag, want := range map[string]string{"en": c.en, "fr": c.fr, "da": c.da} {
			if got := Must(tag).Relative(c.t, now); got != want {
				t.Errorf("%s: got %q, want %q", tag, got, want)
			}
		}
	}
}

func TestEveryMonthHasItsOwnName(t *testing.T) {
	for _, tag := range Tags() {
		for _, write := range []func(time.Time) string{Must(tag).Date, Must(tag).ShortDate} {
			seen := map[string]bool{}
			for m := time.January; m <= time.December; m++ {
				seen[write(time.Date(2026, m, 5, 0, 0, 0, 0, time.UTC))] = true
			}
			if len(seen) != 12 {
				t.Errorf("%s: %d different months: %v", tag, len(seen), seen)
			}
		}
	}
}
