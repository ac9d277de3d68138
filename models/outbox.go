package models

import (
	"context"
	"encoding/json"
	"errors"
	"time"
)

// States of a row of the outbox. A mail that is being sent has a lease in due_at: when the
// process dies meanwhile, the mail is claimed again after it, under the same Message-ID.
const (
	mailQueued    = "queued"
	mailSending   = "sending"
	mailSent      = "sent"
	mailFailed    = "failed"
	mailCancelled = "cancelled"
)

// mailKept is how long a mail that has left, failed or was cancelled stays in the outbox. What
// happened stands in the history and at the invitation; the row would only keep addresses
// and names for nothing.
const mailKept = 30 * 24 * time.Hour

// mailSealed is the failure of a mail that cannot be read, because the keys file is another
// one than when its link was sealed.
const mailSealed = "sealed"

// mailRow is a row of the outbox as the table has it.
type mailRow struct {
	ID, MessageID, OrganisationID, MembershipID, OrderID, Kind, Recipient, RecipientName, Locale, Data, TokenHash, State string
	Secret                                                                                                               []byte
	Attempts                                                                                                             int
	CreatedAt                                                                                                            time.Time
}

// ClaimMail takes the mail that has been due the longest and keeps it from others for the
// lease; nil when none is due. Mails whose link is no longer the current one, or was used,
// are cancelled instead.
func (s *Store) ClaimMail(ctx context.Context, lease time.Duration) (m *Mail, err error) {
	err = s.write(ctx, func(t *tx) error {
		for m == nil {
			row, err := t.nextMail()
			if err != nil || row.ID == "" {
				return err
			}
			if m, err = t.claim(row, lease); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// nextMail is the mail that has been due the longest; its id is "" when none is due.
func (t *tx) nextMail() (row mailRow, err error) {
	err = t.Raw("SELECT * FROM mails WHERE state IN ('queued', 'sending') AND due_at <= ? ORDER BY due_at, id LIMIT 1", t.now).Scan(&row).Error
	return row, err
}

// claim marks a mail as being sent and reads it; nil when it is not to be sent.
func (t *tx) claim(row mailRow, lease time.Duration) (*Mail, error) {
	holds, err := t.linkHolds(row)
	if err != nil {
		return nil, err
	}
	if !holds {
		return nil, t.Exec("UPDATE mails SET state = ?, secret = NULL WHERE id = ?", mailCancelled, row.ID).Error
	}
	m := &Mail{ID: row.ID, MessageID: row.MessageID, OrganisationID: row.OrganisationID, MembershipID: row.MembershipID, OrderID: row.OrderID, Kind: MailKind(row.Kind),
		To: row.Recipient, ToName: row.RecipientName, Locale: row.Locale, Attempts: row.Attempts + 1, CreatedAt: row.CreatedAt, tokenHash: row.TokenHash}
	claimed := t.Exec("UPDATE mails SET state = ?, attempts = attempts + 1, due_at = ? WHERE id = ? AND state = ? AND attempts = ?",
		mailSending, t.now.Add(lease), row.ID, row.State, row.Attempts)
	if err := one(claimed, errors.New("a mail was claimed twice in one transaction")); err != nil {
		return nil, err
	}
	if err := t.readMail(m, row); err != nil { // no later attempt would fare better
		t.store.log.Error("a mail cannot be sent", "kind", row.Kind, "mail", row.ID, "cause", err)
		return nil, t.giveUp(m, mailSealed)
	}
	return m, nil
}

// readMail reads what a mail tells and unseals its link.
func (t *tx) readMail(m *Mail, row mailRow) (err error) {
	if err := json.Unmarshal([]byte(row.Data), &m.Data); err != nil {
		return err
	}
	if r := m.Data.Request; r != nil {
		m.AnswerTag = t.store.keys.answerTag(r.side(m.Kind), r.ID, r.Number, m.To)
		if m.Thread, err = t.thread(r.ID, *m); err != nil {
			return err
		}
	}
	m.ReturnTag = t.store.keys.returnTag(m.ID)
	if row.TokenHash != "" {
		m.Token, err = t.store.keys.unsealed(row.Secret, row.ID)
	}
	return err
}

// linkHolds tells whether the link in a mail still works; a mail without one always holds.
func (t *tx) linkHolds(row mailRow) (bool, error) {
	if row.TokenHash == "" {
		return true, nil
	}
	var n int
	if row.OrderID != "" {
		err := t.Raw("SELECT count(*) FROM orders WHERE id = ? AND state = ?", row.OrderID, OrderPaid).Scan(&n).Error
		return n > 0, err
	}
	err := t.Raw(`SELECT (SELECT count(*) FROM invitations WHERE token_hash = ? AND spent_at IS NULL)
		+ (SELECT count(*) FROM password_resets WHERE token_hash = ? AND spent_at IS NULL)
		+ (SELECT count(*) FROM openings WHERE token_hash = ? AND state = ?)`, row.TokenHash, row.TokenHash, row.TokenHash, OpeningOpen).Scan(&n).Error
	return n > 0, err
}

// MailSent notes that a mail was handed over, at its invitation too, and wipes the link. A
// mail that was cancelled meanwhile stays so.
func (s *Store) MailSent(ctx context.Context, m *Mail) error {
	return s.write(ctx, func(t *tx) error {
		done := t.Exec("UPDATE mails SET state = ?, secret = NULL, failure = '', sent_at = ? WHERE id = ? AND state = ? AND attempts = ?",
			mailSent, t.now, m.ID, mailSending, m.Attempts)
		if done.Error != nil || done.RowsAffected == 0 {
			return done.Error
		}
		return t.Exec("UPDATE invitations SET outcome = ?, failure = '', sent_at = ? WHERE membership_id = ? AND token_hash = ?",
			MailingSent, t.now, m.MembershipID, m.tokenHash).Error
	})
}

// MailRetry puts a mail back to be sent at a time, with the reason why it did not leave, which
// its invitation shows.
func (s *Store) MailRetry(ctx context.Context, m *Mail, reason string, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		back := t.Exec("UPDATE mails SET state = ?, due_at = ?, failure = ? WHERE id = ? AND state = ? AND attempts = ?",
			mailQueued, at.UTC(), reason, m.ID, mailSending, m.Attempts)
		if back.Error != nil || back.RowsAffected == 0 {
			return back.Error
		}
		return t.Exec("UPDATE invitations SET failure = ? WHERE membership_id = ? AND token_hash = ?", reason, m.MembershipID, m.tokenHash).Error
	})
}

// MailGivenUp ends a mail that cannot be sent and wipes the link. Its invitation is marked
// as failed, and the history says so.
func (s *Store) MailGivenUp(ctx context.Context, m *Mail, reason string) error {
	return s.write(ctx, func(t *tx) error { return t.giveUp(m, reason) })
}

func (t *tx) giveUp(m *Mail, reason string) error {
	over := t.Exec("UPDATE mails SET state = ?, secret = NULL, failure = ? WHERE id = ? AND state = ? AND attempts = ?",
		mailFailed, reason, m.ID, mailSending, m.Attempts)
	if over.Error != nil || over.RowsAffected == 0 || m.MembershipID == "" {
		return over.Error
	}
	marked := t.Exec("UPDATE invitations SET outcome = ?, failure = ? WHERE membership_id = ? AND token_hash = ?",
		MailingFailed, reason, m.MembershipID, m.tokenHash)
	if marked.Error != nil || marked.RowsAffected == 0 {
		return marked.Error
	}
	return t.record(Entry{Organisation: m.OrganisationID, Action: "invitation.failed", Kind: TargetMembership, Target: m.MembershipID, Name: m.Data.Person})
}

// MailReleased puts a mail back that was claimed and not tried, as if nothing had happened.
func (s *Store) MailReleased(ctx context.Context, m *Mail) error {
	return s.write(ctx, func(t *tx) error {
		return t.Exec("UPDATE mails SET state = ?, attempts = attempts - 1, due_at = ? WHERE id = ? AND state = ? AND attempts = ?",
			mailQueued, t.now, m.ID, mailSending, m.Attempts).Error
	})
}

// HastenMails makes mails due now that wait because of one of these reasons: what kept them
// is over.
func (s *Store) HastenMails(ctx context.Context, reasons []string) error {
	return s.write(ctx, func(t *tx) error {
		for _, r := range reasons {
			err := t.Exec("UPDATE mails SET due_at = ? WHERE state = ? AND due_at > ? AND (failure = ? OR failure LIKE ?)", t.now, mailQueued, t.now, r, r+" %").Error
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// NextMailDue is when the next mail is due; zero when none waits.
func (s *Store) NextMailDue(ctx context.Context) (time.Time, error) {
	var next struct{ DueAt time.Time }
	err := s.read(ctx).Raw("SELECT due_at FROM mails WHERE state IN ('queued', 'sending') ORDER BY due_at, id LIMIT 1").Scan(&next).Error
	return next.DueAt, err
}

// SweepMails deletes what has been over for 30 days, from the outbox and the mailbox.
func (s *Store) SweepMails(ctx context.Context) error {
	return s.write(ctx, func(t *tx) error {
		before := t.now.Add(-mailKept)
		return errors.Join(
			t.Exec("DELETE FROM mails WHERE created_at < ? AND state IN (?, ?, ?)", before, mailSent, mailFailed, mailCancelled).Error,
			t.Exec("DELETE FROM mailbox WHERE created_at < ?", before).Error)
	})
}
