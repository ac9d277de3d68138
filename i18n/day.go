package i18n

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// days are the ways to write a day besides YYYY-MM-DD.
var days = map[string][]string{
	"en": {"2 January 2006", "2 Jan 2006"},
	"fr": {"2/1/2006", "2.1.2006", "2-1-2006"},
	"da": {"2.1.2006", "2-1-2006", "2/1-2006", "2/1/2006"},
}

// onlyDays are read where the first number cannot be a month: half of those who write English put
// the month first.
var onlyDays = map[string][]string{"en": {"2/1/2006", "2-1-2006", "2.1.2006"}}

// ParseDay reads a day as people of the language write it, or as YYYY-MM-DD, and returns it in
// that form. ok is false for anything else, and for a day that does not exist.
func (l *Locale) ParseDay(text string) (ymd string, ok bool) {
	text = strings.Join(strings.Fields(text), " ")
	for _, layout := range append([]string{time.DateOnly}, days[l.tag]...) {
		if t, err := time.Parse(layout, text); err == nil {
			return t.Format(time.DateOnly), true
		}
	}
	for _, layout := range onlyDays[l.tag] {
		if t, err := time.Parse(layout, text); err == nil && t.Day() > 12 {
			return t.Format(time.DateOnly), true
		}
	}
	return "", false
}

// timed is a day with the time of day after it: 14:05, 14:05:00, 14h05, kl. 14.05, 2:05 pm.
var timed = regexp.MustCompile(`^(.+?)(?:T|,? (?:kl\.? |à |at )?)(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?(?: ?([ap])\.?m\.?)?$`)

// ParseMoment is ParseDay of a day that may have the time of day after it, in the zone where it is
// to be read unless it names its own; hasTime tells whether it had.
func (l *Locale) ParseMoment(text string, zone *time.Location) (at time.Time, hasTime, ok bool) {
	text = strings.Join(strings.Fields(text), " ")
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05Z07:00"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.In(zone), true, true
		}
	}
	on, hour, minute, second := text, 0, 0, 0
	if m := timed.FindStringSubmatch(strings.NewReplacer("AM", "am", "PM", "pm").Replace(text)); m != nil {
		on, hasTime = m[1], true
		hour, minute, second = number(m[2]), number(m[3]), number(m[4])
		if m[5] != "" && (hour < 1 || hour > 12) || hour > 23 || minute > 59 || second > 59 {
			return at, false, false
		}
		if m[5] != "" {
			hour %= 12
		}
		if m[5] == "p" {
			hour += 12
		}
	}
	ymd, ok := l.ParseDay(on)
	if !ok {
		return at, false, false
	}
	at, err := time.ParseInLocation(time.DateTime, ymd+" "+fmt.Sprintf("%02d:%02d:%02d", hour, minute, second), zone)
	return at, hasTime, err == nil
}

// number is what stands in a few digits, or nothing.
func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}
