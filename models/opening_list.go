package models

import (
	"context"

	"coulisse/access"
)

// ListedOpening is an opening in the desk's list, with what became of its mail.
type ListedOpening struct {
	Opening
	MailState   string // of the outbox; "" when the mail is too old to be there
	MailFailure string
}

// Openings lists what support has opened, the latest first and no more than DeskShown.
func (s *Store) Openings(ctx context.Context, staff access.Staff) (list []ListedOpening, err error) {
	if staff.User == "" {
		return nil, missing()
	}
	err = s.read(ctx).Raw(`SELECT o.*, COALESCE(m.state, '') AS mail_state, COALESCE(m.failure, '') AS mail_failure
		FROM openings o LEFT JOIN mails m ON m.token_hash = o.token_hash AND m.token_hash <> ''
		ORDER BY o.created_at DESC, o.id DESC LIMIT ?`, DeskShown).Scan(&list).Error
	return list, err
}
