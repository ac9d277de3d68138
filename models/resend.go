package models

import (
	"context"
	"time"

	"gorm.io/gorm"

	"coulisse/models/text"
)

// How often a click may mail the same thing to the same person, whoever clicks.
const (
	resendPause = time.Minute
	resendsADay = 5
)

// Resend is a mail that somebody caused by a click. It is kept for a day.
type Resend struct {
	OrganisationID string
	Kind           MailKind
	Recipient      string // a hash of the address
	SentAt         time.Time
}

// mayResend notes that a click mails something to somebody, and refuses it (RateLimited, with when to
// try again) when that has been so a minute ago or five times within a day.
func (t *tx) mayResend(organisation string, kind MailKind, email, name string) error {
	if err := t.Where("sent_at <= ?", t.now.AddDate(0, 0, -1)).Delete(&Resend{}).Error; err != nil {
		return err
	}
	pause, err := resendPauseOf(t.DB, organisation, kind, email, t.now)
	if err != nil {
		return err
	}
	if pause > 0 {
		return tooOften(pause, name)
	}
	return t.Create(&Resend{OrganisationID: organisation, Kind: kind, Recipient: resendKey(email), SentAt: t.now}).Error
}

// resendKey is how a recipient is counted: no address is kept for it.
func resendKey(email string) string { return HashToken(text.AddressKey(email)) }

// resendPauseOf is how long nothing of a kind may be mailed to somebody; 0 for at once.
func resendPauseOf(db *gorm.DB, organisation string, kind MailKind, email string, now time.Time) (time.Duration, error) {
	var sent []Resend
	err := db.Where("organisation_id = ? AND kind = ? AND recipient = ? AND sent_at > ?", organisation, kind, resendKey(email), now.AddDate(0, 0, -1)).
		Order("sent_at DESC").Limit(resendsADay).Find(&sent).Error
	switch {
	case err != nil || len(sent) == 0:
		return 0, err
	case len(sent) == resendsADay:
		return sent[len(sent)-1].SentAt.AddDate(0, 0, 1).Sub(now), nil
	}
	return max(0, sent[0].SentAt.Add(resendPause).Sub(now)), nil
}

// tooOften says in how long somebody may be mailed the same again.
func tooOften(pause time.Duration, name string) error {
	e := Fail(RateLimited, "resend.soon", "name", name)
	if pause > resendPause {
		e = Fail(RateLimited, "resend.day", "name", name, "max", resendsADay, "hours", int((pause+time.Hour-1)/time.Hour))
	}
	e.After = int((pause + time.Second - 1) / time.Second)
	return e
}

// ResendPause is how long a button that mails somebody something is out of use, for the page that
// shows it; nil when it may be pressed.
func (s *Store) ResendPause(ctx context.Context, organisation string, kind MailKind, email, name string) (*Error, error) {
	pause, err := resendPauseOf(s.read(ctx), organisation, kind, email, s.Now())
	if err != nil || pause == 0 {
		return nil, err
	}
	return tooOften(pause, name).(*Error), nil
}
