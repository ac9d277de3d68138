package models

import (
	"context"
	"time"

	"gorm.io/gorm"
)

// claimedMail is the row of a mail for as long as its claim holds.
func (t *tx) claimedMail(m *Mail) *gorm.DB {
	return t.Model(&mailRow{}).Where("id = ? AND state = ? AND attempts = ?", m.ID, mailSending, m.Attempts)
}

// atInvitation changes what an invitation says of the mail that carries its link.
func (t *tx) atInvitation(m *Mail, changes map[string]any) *gorm.DB {
	return t.Model(&Invitation{}).Where("membership_id = ? AND token_hash = ?", m.MembershipID, m.tokenHash).Updates(changes)
}

// MailSent notes that a mail was handed over, at its invitation too, and wipes the link. A
// mail that was cancelled meanwhile stays so.
func (s *Store) MailSent(ctx context.Context, m *Mail) error {
	return s.write(ctx, func(t *tx) error {
		done := t.claimedMail(m).Updates(map[string]any{"state": mailSent, "secret": nil, "failure": "", "sent_at": t.now})
		if done.Error != nil || done.RowsAffected == 0 || m.MembershipID == "" {
			return done.Error
		}
		return t.atInvitation(m, map[string]any{"outcome": MailingSent, "failure": "", "sent_at": t.now}).Error
	})
}

// MailRetry puts a mail back to be sent at a time, with the reason why it did not leave, which
// its invitation shows.
func (s *Store) MailRetry(ctx context.Context, m *Mail, reason string, at time.Time) error {
	return s.putBack(ctx, m, m.Rank, reason, at)
}

// MailTroubled is MailRetry for a mail that did not leave because of itself: others go before it
// from now on.
func (s *Store) MailTroubled(ctx context.Context, m *Mail, reason string, at time.Time) error {
	return s.putBack(ctx, m, RankTroubled, reason, at)
}

func (s *Store) putBack(ctx context.Context, m *Mail, rank int, reason string, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		back := t.claimedMail(m).Updates(map[string]any{"state": mailQueued, "rank": rank, "due_at": at.UTC(), "failure": reason})
		if back.Error != nil || back.RowsAffected == 0 || m.MembershipID == "" {
			return back.Error
		}
		return t.atInvitation(m, map[string]any{"failure": reason}).Error
	})
}

// MailGivenUp ends a mail that cannot be sent; its link is kept, in case somebody has it tried
// again, unless it has run out. Its invitation is marked as failed, and the history says so.
func (s *Store) MailGivenUp(ctx context.Context, m *Mail, reason string) error {
	return s.write(ctx, func(t *tx) error { return t.giveUp(m, reason) })
}

func (t *tx) giveUp(m *Mail, reason string) error {
	ends := map[string]any{"state": mailFailed, "failure": reason}
	if reason == mailLate {
		ends["secret"] = nil
	}
	over := t.claimedMail(m).Updates(ends)
	if over.Error != nil || over.RowsAffected == 0 || m.MembershipID == "" {
		return over.Error
	}
	marked := t.atInvitation(m, map[string]any{"outcome": MailingFailed, "failure": reason})
	if marked.Error != nil || marked.RowsAffected == 0 {
		return marked.Error
	}
	return t.record(Entry{Organisation: m.OrganisationID, Action: "invitation.failed", Kind: TargetMembership, Target: m.MembershipID, Name: m.Data.Person})
}

// MailReleased puts a mail back that was claimed and not tried, as if nothing had happened.
func (s *Store) MailReleased(ctx context.Context, m *Mail) error {
	return s.write(ctx, func(t *tx) error {
		return t.claimedMail(m).Updates(map[string]any{"state": mailQueued, "attempts": gorm.Expr("attempts - 1"), "due_at": t.now}).Error
	})
}

// TakeMailsBack has mails wait again that were given up, and are not to be.
func (s *Store) TakeMailsBack(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	return s.write(ctx, func(t *tx) error {
		var rows []mailRow
		if err := t.Where("id IN ? AND state = ?", ids, mailFailed).Find(&rows).Error; err != nil {
			return err
		}
		for _, row := range rows {
			if err := t.waitAgain(row, RankTroubled, row.Failure, t.now.Add(time.Minute)); err != nil {
				return err
			}
		}
		return nil
	})
}

// waitAgain puts a mail back that was given up or waits, to be sent at a time.
func (t *tx) waitAgain(row mailRow, rank int, failure string, at time.Time) error {
	back := t.Model(&mailRow{}).Where("id = ? AND state = ?", row.ID, row.State).
		Updates(map[string]any{"state": mailQueued, "rank": rank, "failure": failure, "due_at": at})
	if back.Error != nil || back.RowsAffected == 0 {
		return back.Error
	}
	t.mailed = true
	return t.atInvitation(row.mail(), map[string]any{"outcome": MailingQueued, "failure": failure}).Error
}
