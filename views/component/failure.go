package component

import (
	"strings"
	"time"

	"coulisse/i18n"
	"coulisse/views"
)

// Unsent is a mail that has not left yet.
type Unsent struct {
	Since   time.Time // when it was queued
	Failure string    // why it waits, as MailFailure reads it; "" when nobody knows
	Waits   bool      // for longer than a mail takes
}

// Words says how it stands with the mail: what is so at this moment, under <key>.waits or
// <key>.leaving.
func (u Unsent) Words(f *views.Frame, key string) string {
	if !u.Waits {
		return f.Locale.T(key + ".leaving")
	}
	return f.Locale.T(key+".waits", "time", Moment(f, u.Since), "reason", MailFailure(f.Locale, firstOf(u.Failure, "queued")))
}

// Moment is the time of day of something that happened today, and the day too of anything else.
func Moment(f *views.Frame, at time.Time) string {
	at = f.In(at)
	if at.Format(time.DateOnly) == f.In(f.Now).Format(time.DateOnly) {
		return f.Locale.Time(at)
	}
	return f.Locale.DateTime(at)
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// MailFailure says why a mail did not leave, from what the store keeps at an invitation: a
// reason, and after it what the mail server said, in its own words.
func MailFailure(l *i18n.Locale, kept string) string {
	reason, answer, _ := strings.Cut(kept, " ")
	key := "mails.failure." + reason
	switch {
	case kept == "":
		return ""
	case !l.Has(key):
		return kept
	case answer == "":
		return l.T(key)
	}
	return l.T("mails.failure_answer", "reason", l.T(key), "answer", answer)
}
