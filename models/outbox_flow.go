package models

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// mailKept is how long a mail that has left, failed or was cancelled stays in the outbox. What
// happened stands in the history and at the invitation; the row would only keep addresses
// and names for nothing.
const mailKept = 30 * 24 * time.Hour

// MailPause is why no mail at all leaves at the moment.
type MailPause struct {
	ID      int       `gorm:"primaryKey"`
	Failure string    // as at an invitation: the reason, and what the mail server said
	Since   time.Time // when it began
}

func (MailPause) TableName() string { return "mail_pause" }

// MailsPaused notes that no mail leaves, and why. It began when that was first noted.
func (s *Store) MailsPaused(ctx context.Context, failure string) error {
	return s.write(ctx, func(t *tx) error {
		return t.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, DoUpdates: clause.AssignmentColumns([]string{"failure"})}).
			Create(&MailPause{ID: 1, Failure: failure, Since: t.now}).Error
	})
}

// MailsLeave notes that mails leave again.
func (s *Store) MailsLeave(ctx context.Context) error {
	return s.write(ctx, func(t *tx) error { return t.Where("id = 1").Delete(&MailPause{}).Error })
}

// MailPause is why no mail leaves at the moment; nil while mails leave, or when none waits.
func (s *Store) MailPause(ctx context.Context) (*MailPause, error) { return mailPause(s.read(ctx)) }

func mailPause(db *gorm.DB) (*MailPause, error) {
	var p MailPause
	if err := db.Where("EXISTS (SELECT 1 FROM mails WHERE " + mailWaits + ")").Limit(1).Find(&p).Error; err != nil || p.ID == 0 {
		return nil, err
	}
	return &p, nil
}

// HastenMails makes mails due now that wait because of one of these reasons: what kept them
// is over. Without reasons it is all that wait. What has made trouble by itself waits on, unless
// it was refused.
func (s *Store) HastenMails(ctx context.Context, reasons []string) error {
	return s.write(ctx, func(t *tx) error {
		waits := t.Model(&mailRow{}).Where("state = ? AND due_at > ?", mailQueued, t.now).Session(&gorm.Session{})
		if reasons == nil {
			return waits.Update("due_at", t.now).Error
		}
		for _, r := range reasons {
			due := waits.Where("failure = ? OR failure LIKE ?", r, r+" %")
			if r != mailPolicy && r != mailRefused {
				due = due.Where("rank <> ?", RankTroubled)
			}
			if err := due.Update("due_at", t.now).Error; err != nil {
				return err
			}
		}
		return nil
	})
}

// Reasons of the mailer for mails that a server refuses.
const (
	mailPolicy  = "policy"
	mailRefused = "refused"
)

// SweepMails deletes what has been over for 30 days, from the outbox and the mailbox, and wipes the
// links of given-up mails that work no more.
func (s *Store) SweepMails(ctx context.Context) error {
	return s.write(ctx, func(t *tx) error {
		before := t.now.Add(-mailKept)
		return errors.Join(
			t.Where("created_at < ? AND state IN ?", before, []string{mailSent, mailFailed, mailCancelled}).Delete(&mailRow{}).Error,
			t.Where("created_at < ?", before).Delete(&MailboxMail{}).Error,
			t.wipeDeadLinks())
	})
}

// wipeDeadLinks wipes links that can lead nowhere any more from mails that were given up.
func (t *tx) wipeDeadLinks() error {
	works := func(table string) string {
		return "EXISTS (SELECT 1 FROM " + table + " x WHERE x.token_hash = mails.token_hash AND x.expires_at > ?)"
	}
	return t.Model(&mailRow{}).Where("state = ? AND secret IS NOT NULL AND order_id = ''", mailFailed).
		Where("NOT "+works("invitations")+" AND NOT "+works("password_resets")+" AND NOT "+works("openings"), t.now, t.now, t.now).
		Update("secret", nil).Error
}
