package i18n

import (
	"strings"
	"time"
)

// days are the ways to write a day besides YYYY-MM-DD. English has none in figures, because
// half of those who write it put the month first; there the month is a word.
var days = map[string][]string{
	"en": {"2 January 2006", "2 Jan 2006"},
	"fr": {"2/1/2006", "2.1.2006", "2-1-2006"},
	"da": {"2.1.2006", "2-1-2006", "2/1-2006", "2/1/2006"},
}

// ParseDay reads a day as people of the language write it, or as YYYY-MM-DD, and returns it in
// that form. ok is false for anything else, and for a day that does not exist.
func (l *Locale) ParseDay(text string) (ymd string, ok bool) {
	text = strings.Join(strings.Fields(text), " ")
	for _, layout := range append([]string{time.DateOnly}, days[l.tag]...) {
		if t, err := time.Parse(layout, text); err == nil {
			return t.Format(time.DateOnly), true
		}
	}
	return "", false
}
