package models

import (
	"context"
	"encoding/json"
	"time"
)

// triable is the condition for mails that were given up and can still be tried: with their address, and their link if
// they had one.
const triable = "(recipient <> '' AND (token_hash = '' OR secret IS NOT NULL))"

// WaitingMail is a mail that has not left, for whoever looks after the machine.
type WaitingMail struct {
	ID, Kind, Recipient, State, Failure string
	Organisation                        string // name; "" for none
	Attempts                            int
	Since, DueAt                        time.Time
}

// WaitingMails lists the mails that wait, those that are next first, and then those that were given up.
func (s *Store) WaitingMails(ctx context.Context) (list []WaitingMail, err error) {
	err = s.read(ctx).Table("mails m").Joins("LEFT JOIN organisations o ON o.id = m.organisation_id").
		Select("m.id, m.kind, m.recipient, m.state, m.failure, m.attempts, m.since, m.due_at, coalesce(o.name, '') AS organisation").
		Where("m.state IN ('queued', 'sending') OR m.state = 'failed' AND " + triable).Order("m.state = 'failed', m.rank, m.due_at, m.id").Scan(&list).Error
	return list, err
}

// RetryMails has mails tried again now: those with the ids, or without ids all that wait or were
// given up and whose link still works. It returns how many. A mail that was given up is tried for
// another day. NotFound when an id is no mail that has not left; nothing is changed then.
func (s *Store) RetryMails(ctx context.Context, ids ...string) (n int, err error) {
	err = s.write(ctx, func(t *tx) error {
		rows, err := t.unsentMails(ids)
		if err != nil {
			return err
		}
		for _, row := range rows {
			holds, err := t.linkHolds(row)
			switch {
			case err != nil:
				return err
			case holds:
				tried, err := t.tryAgain(row)
				if err != nil {
					return err
				}
				if tried {
					n++
				}
			case len(ids) > 0:
				return Fail(Conflict, "mail.link_gone", "id", row.ID)
			}
		}
		return nil
	})
	return n, err
}

// unsentMails are mails that wait or were given up: those with the ids, or all.
func (t *tx) unsentMails(ids []string) (rows []mailRow, err error) {
	query := t.Where("state = 'queued' OR state = 'failed' AND " + triable).Order("id")
	if len(ids) > 0 {
		query = query.Where("id IN ?", ids)
	}
	if err := query.Find(&rows).Error; err != nil {
		return nil, err
	}
	found := map[string]bool{}
	for _, row := range rows {
		found[row.ID] = true
	}
	for _, id := range ids {
		if !found[id] {
			return nil, Fail(NotFound, "mail.unknown", "id", id)
		}
	}
	return rows, nil
}

// tryAgain has a mail tried now, as if it had just been queued; false for one to a buyer who has no
// address any more.
func (t *tx) tryAgain(row mailRow) (bool, error) {
	to, err := t.addressNow(row)
	if err != nil || to == "" {
		return false, err
	}
	if err := t.Model(&mailRow{}).Where("id = ?", row.ID).Updates(map[string]any{"recipient": to, "since": t.now, "attempts": 0}).Error; err != nil {
		return false, err
	}
	return true, t.waitAgain(row, mailRules[MailKind(row.Kind)].rank, "", t.now)
}

// addressNow is where a mail goes: to a buyer's address as it is now, which may have been corrected
// since the mail was given up.
func (t *tx) addressNow(row mailRow) (string, error) {
	if row.OrderID == "" {
		return row.Recipient, nil
	}
	var o Order
	if err := t.Where("id = ?", row.OrderID).Take(&o).Error; err != nil {
		return "", err
	}
	return o.Email, nil
}

// mailDiscarded is why a mail does not leave that the operator has dropped.
const mailDiscarded = "discarded"

// DropMail ends a mail that has not left, for good: its link is wiped, an invitation that it carries
// is marked as failed, and the history says so. NotFound when there is none.
func (s *Store) DropMail(ctx context.Context, id string) (kind, recipient string, err error) {
	err = s.write(ctx, func(t *tx) error {
		rows, err := t.unsentMails([]string{id})
		if err != nil {
			return err
		}
		row := rows[0]
		m := row.mail()
		if err := json.Unmarshal([]byte(row.Data), &m.Data); err != nil {
			return err
		}
		if err := t.endMail(id, mailDiscarded); err != nil {
			return err
		}
		if err := t.atInvitation(m, map[string]any{"outcome": MailingFailed, "failure": mailDiscarded}).Error; err != nil {
			return err
		}
		kind, recipient = row.Kind, row.Recipient
		return t.recordDrop(row, *m, "mail.dropped")
	})
	return kind, recipient, err
}
