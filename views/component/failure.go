package component

import (
	"strings"

	"coulisse/i18n"
)

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
