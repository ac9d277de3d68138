package models

import (
	"context"
	"time"

	"coulisse/access"
)

// mailboxShown is how many mails the mailbox lists.
const mailboxShown = 200

// MailboxMail is a mail that was kept instead of being sent. It holds links that work: it is
// for the owner's eyes alone.
type MailboxMail struct {
	ID             string
	OrganisationID string // whose owner may read it; "" for every owner, as a test mail
	Recipient      string // address
	Subject        string
	Text           string // empty in lists
	HTML           string `gorm:"column:html"` // empty in lists
	CreatedAt      time.Time
}

// TableName is where it is kept.
func (MailboxMail) TableName() string { return "mailbox" }

// KeepInMailbox keeps a mail under its id; one that is there already stays as it is, and one
// whose recipient was erased meanwhile is not kept.
func (s *Store) KeepInMailbox(ctx context.Context, m MailboxMail) error {
	return s.write(ctx, func(t *tx) error {
		return t.Exec(`INSERT INTO mailbox (id, organisation_id, recipient, subject, text, html, created_at) SELECT ?, ?, ?, ?, ?, ?, ?
			WHERE NOT EXISTS (SELECT 1 FROM mails WHERE id = ? AND recipient = '') ON CONFLICT (id) DO NOTHING`,
			m.ID, m.OrganisationID, m.Recipient, m.Subject, m.Text, m.HTML, t.now, m.ID).Error
	})
}

// MailboxList lists the mails kept for the owner's organisation, the latest first and no more
// than 200. NotFound for anybody but an owner.
func (s *Store) MailboxList(ctx context.Context, a access.Actor) (list []MailboxMail, err error) {
	if !a.Owner {
		return nil, missing()
	}
	err = s.read(ctx).Raw("SELECT id, recipient, subject, created_at FROM mailbox WHERE organisation_id IN ('', ?) ORDER BY created_at DESC, id DESC LIMIT ?", a.Organisation, mailboxShown).Scan(&list).Error
	return list, err
}

// MailboxMessage is one mail kept for the owner's organisation, whole. NotFound for anybody else.
func (s *Store) MailboxMessage(ctx context.Context, a access.Actor, id string) (*MailboxMail, error) {
	if !a.Owner {
		return nil, missing()
	}
	var m MailboxMail
	if err := s.read(ctx).Raw("SELECT * FROM mailbox WHERE id = ? AND organisation_id IN ('', ?)", id, a.Organisation).Scan(&m).Error; err != nil {
		return nil, err
	}
	if m.ID == "" {
		return nil, missing()
	}
	return &m, nil
}
