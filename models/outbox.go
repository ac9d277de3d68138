package models

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"gorm.io/gorm"
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

// mailWaits is the condition for mails that have not left yet, in the words of the index over them.
const mailWaits = "state IN ('queued', 'sending')"

// Conditions for mails about one thing. The indexes over them leave out what is about nothing of that
// kind, which SQLite does not conclude by itself: without the second half it looks through all mails.
const (
	ofOrder      = "order_id = ? AND order_id <> ''"
	ofMembership = "membership_id = ? AND membership_id <> ''"
	ofLink       = "token_hash = ? AND token_hash <> ''"
	ofRequest    = "request_id = ? AND request_id <> ''"
)

// Failures of mails that the store finds itself.
const (
	// mailSealed: the mail cannot be read, because the keys file is another one than when its link
	// was sealed.
	mailSealed = "sealed"
	// mailLate: its link has run out.
	mailLate = "late"
)

// mailRow is a row of the outbox as the table has it. The link of a mail that was given up is
// kept, so that it can be tried again; it is wiped when the mail has left, was dropped, or its link
// works no more.
type mailRow struct {
	ID, MessageID, OrganisationID, MembershipID, OrderID, UserID string
	RequestID                                                    string
	Kind, Recipient, RecipientName, Locale, Data                 string
	Secret                                                       []byte
	TokenHash, State, Failure                                    string
	Attempts, Rank                                               int
	DueAt, Since, CreatedAt                                      time.Time
	SentAt                                                       *time.Time
}

func (mailRow) TableName() string { return "mails" }

// mail is a row as it is sent.
func (row mailRow) mail() *Mail {
	return &Mail{ID: row.ID, MessageID: row.MessageID, OrganisationID: row.OrganisationID, MembershipID: row.MembershipID, OrderID: row.OrderID, UserID: row.UserID,
		Kind: MailKind(row.Kind), To: row.Recipient, ToName: row.RecipientName, Locale: row.Locale, Attempts: row.Attempts, Rank: row.Rank, CreatedAt: row.CreatedAt,
		Since: row.Since, tokenHash: row.TokenHash}
}

// allRanks are the ranks in the order in which they leave.
var allRanks = []int{RankUrgent, RankTickets, RankOther, RankTroubled}

// ClaimMail takes the next mail of some ranks, in their order, and keeps it from others for the
// lease; nil when none is due. Without ranks it is of any. Mails whose link is no longer the current
// one, or was used, are cancelled instead, and those that their recipient may not read any more.
func (s *Store) ClaimMail(ctx context.Context, lease time.Duration, ranks ...int) (m *Mail, err error) {
	if len(ranks) == 0 {
		ranks = allRanks
	}
	if row, err := nextMail(s.read(ctx), s.Now(), ranks); err != nil || row.ID == "" { // a look costs no write
		return nil, err
	}
	err = s.write(ctx, func(t *tx) error {
		for m == nil {
			row, err := nextMail(t.DB, t.now, ranks)
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

// nextMail is the mail of the first of some ranks that has been due the longest; its id is "" when
// none is due.
func nextMail(db *gorm.DB, now time.Time, ranks []int) (row mailRow, err error) {
	for _, rank := range ranks {
		if err = db.Where(mailWaits+" AND rank = ? AND due_at <= ?", rank, now).Order("due_at, id").Limit(1).Find(&row).Error; err != nil || row.ID != "" {
			break
		}
	}
	return row, err
}

// claim marks a mail as being sent and reads it; nil when it is not to be sent.
func (t *tx) claim(row mailRow, lease time.Duration) (*Mail, error) {
	holds, err := t.linkHolds(row)
	if err != nil {
		return nil, err
	}
	if !holds {
		return nil, t.endMail(row.ID, row.Failure)
	}
	m := row.mail()
	m.Attempts++
	claimed := t.Model(&mailRow{}).Where("id = ? AND state = ? AND attempts = ?", row.ID, row.State, row.Attempts).
		Updates(map[string]any{"state": mailSending, "attempts": m.Attempts, "due_at": t.now.Add(lease)})
	if err := one(claimed, errors.New("a mail was claimed twice in one transaction")); err != nil {
		return nil, err
	}
	if err := t.readMail(m, row); err != nil { // no later attempt would fare better
		t.store.log.Error("a mail cannot be sent", "kind", row.Kind, "mail", row.ID, "cause", err)
		return nil, t.giveUp(m, mailSealed)
	}
	may, err := t.mayRead(row, *m)
	if err != nil {
		return nil, err
	}
	if !may {
		return nil, t.dropUnread(row, *m)
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

// NextMailDue is when the next mail of some ranks is due, or of any without ranks; zero when none waits.
func (s *Store) NextMailDue(ctx context.Context, ranks ...int) (next time.Time, err error) {
	if len(ranks) == 0 {
		ranks = allRanks
	}
	for _, rank := range ranks {
		var row mailRow
		if err := s.read(ctx).Select("due_at").Where(mailWaits+" AND rank = ?", rank).Order("due_at, id").Limit(1).Find(&row).Error; err != nil {
			return next, err
		}
		if next.IsZero() || !row.DueAt.IsZero() && row.DueAt.Before(next) {
			next = row.DueAt
		}
	}
	return next, nil
}
