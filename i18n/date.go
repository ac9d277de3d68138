package i18n

import (
	"fmt"
	"strconv"
	"time"
)

// Date is a day in full: 3 March 2026, 3 mars 2026, 3. marts 2026.
func (l *Locale) Date(t time.Time) string { return l.day("date.long", "date.month.", t) }

// ShortDate is a day with its month shortened: 3 Mar 2026, 3 mars 2026, 3. mar. 2026.
func (l *Locale) ShortDate(t time.Time) string { return l.day("date.short", "date.month_short.", t) }

// DateTime is a day in full with the time of day: 3 March 2026 at 08:12.
func (l *Locale) DateTime(t time.Time) string {
	return l.T("date.at", "date", l.Date(t), "time", l.Time(t))
}

// Time is the time of day: 08:12, in Danish 08.12.
func (l *Locale) Time(t time.Time) string {
	return l.T("date.clock", "hour", fmt.Sprintf("%02d", t.Hour()), "minute", fmt.Sprintf("%02d", t.Minute()))
}

// Relative says when something is as one would across a desk: "Today at 08:12",
// "Yesterday", "14 Nov", and with the year outside the current one. Both times are in
// the reader's zone.
func (l *Locale) Relative(t, now time.Time) string {
	switch daysBetween(now, t) {
	case 0:
		return l.T("date.today", "time", l.Time(t))
	case -1:
		return l.T("date.yesterday")
	case 1:
		return l.T("date.tomorrow")
	}
	if t.Year() == now.Year() {
		return l.day("date.this_year", "date.month_short.", t)
	}
	return l.ShortDate(t)
}

// Day is Date for a day as forms and the database hold it, YYYY-MM-DD. Anything else
// comes back as it is.
func (l *Locale) Day(ymd string) string {
	t, err := time.Parse(time.DateOnly, ymd)
	if err != nil {
		return ymd
	}
	return l.Date(t)
}

func (l *Locale) day(pattern, months string, t time.Time) string {
	day := strconv.Itoa(t.Day())
	if t.Day() == 1 {
		day = l.T("date.first") // French says 1er
	}
	return l.T(pattern, "day", day,
		"month", l.T(months+strconv.Itoa(int(t.Month()))),
		"year", strconv.Itoa(t.Year()))
}

// daysBetween counts calendar days, not spans of 24 hours: a day on which the clocks
// change has 23 or 25.
func daysBetween(from, to time.Time) int {
	return int(midnight(to).Sub(midnight(from)) / (24 * time.Hour))
}

func midnight(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
