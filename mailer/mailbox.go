package mailer

import (
	"context"
	"fmt"
	"io"
	"strings"

	"coulisse/models"
)

// Mailbox keeps mails in the database instead of sending them, and prints whom they would
// have gone to, what about, and their links. It is for a first look on one's own machine;
// config refuses it anywhere else.
type Mailbox struct {
	Store *models.Store
	Out   io.Writer
}

// Send keeps the message. A message that comes twice is kept once.
func (b *Mailbox) Send(ctx context.Context, m Message) error {
	id := m.Row
	if id == "" {
		id = m.ID
	}
	kept := models.MailboxMail{ID: id, OrganisationID: m.Organisation, Recipient: m.To.Address, Subject: m.Subject, Text: m.Text, HTML: m.HTML}
	if err := b.Store.KeepInMailbox(ctx, kept); err != nil {
		return &Failure{Reason: Internal, Cause: err}
	}
	var line strings.Builder
	fmt.Fprintf(&line, "mail to %s: %s\n", oneLine(m.To.Address), m.Subject)
	for _, link := range m.Links {
		fmt.Fprintf(&line, "  %s\n", link)
	}
	io.WriteString(b.Out, line.String()) // a closed terminal loses the line, not the mail
	return nil
}
