package page

import (
	"regexp"
	"strings"

	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views/component"
)

// MailboxPage lists the mails that were kept instead of being sent.
type MailboxPage struct{ Rows []models.MailboxMail }

// MailboxMessagePage is one of them. Its HTML is never shown: the text says the same.
type MailboxMessagePage struct{ Mail models.MailboxMail }

// piece is a stretch of plain text, or an address to follow.
type piece struct {
	Text string
	Link bool
}

// address finds what begins like a link; what ends a sentence is not part of it.
var address = regexp.MustCompile(`https?://[^\s<>"]*[^\s<>".,;:!?)]`)

// pieces cuts a plain text at its links.
func pieces(text string) (list []piece) {
	from := 0
	for _, at := range address.FindAllStringIndex(text, -1) {
		if at[0] > from {
			list = append(list, piece{Text: text[from:at[0]]})
		}
		list = append(list, piece{Text: text[at[0]:at[1]], Link: true})
		from = at[1]
	}
	if rest := text[from:]; strings.TrimSpace(rest) != "" {
		list = append(list, piece{Text: rest})
	}
	return list
}

func mailboxColumns(l *i18n.Locale) []component.Column {
	return []component.Column{{Label: l.T("mailbox.subject")}, {Label: l.T("mailbox.to")}, {Label: l.T("mailbox.when"), Narrow: true}}
}
