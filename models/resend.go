package models

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"coulisse/models/text"
)

// How often a click may mail the same thing to the same person, whoever clicks.
const (
	resendPause = time.Minute
	ResendsADay = 5
)

// Resend is a mail that somebody caused by a click. It is kept for a day.
type Resend struct {
	OrganisationID string
	Kind           MailKind
	Recipient      string // a hash of the address
	SentAt         time.Time
}

// Mailing is a mail that a click causes: whose it is, of which kind, and to whom it goes.
type Mailing struct {
	Organisation string
	Kind         MailKind
	Email        string
}

// resend is the mailing as it is counted when it is sent at a time. No address is kept for it.
func (m Mailing) resend(at time.Time) Resend {
	return Resend{OrganisationID: m.Organisation, Kind: m.Kind, Recipient: HashToken(text.AddressKey(m.Email)), SentAt: at}
}

// mayResend notes that a click mails something to somebody, and refuses it (RateLimited, with when to
// try again) when that has been so a minute ago or five times within a day.
func (t *tx) mayResend(organisation string, kind MailKind, email, name string) error {
	m := Mailing{organisation, kind, email}
	if err := t.notPaused(m, name); err != nil {
		return err
	}
	return t.noteResend(m, t.now)
}

// notPaused refuses a mailing as mayResend does, and notes nothing.
func (t *tx) notPaused(m Mailing, name string) error {
	pauses, err := resendPauses(t.DB, t.now, m)
	if err != nil {
		return err
	}
	return pauses[0].refusal(name)
}

// noteResend counts a mail that was sent at a time, once. What is older than a day is forgotten.
func (t *tx) noteResend(m Mailing, at time.Time) error {
	r, known := m.resend(at), int64(0)
	if err := t.Model(&Resend{}).Where(&r).Count(&known).Error; err != nil {
		return err
	}
	if known == 0 {
		if err := t.Create(&r).Error; err != nil {
			return err
		}
	}
	return t.Where("sent_at <= ?", t.now.AddDate(0, 0, -1)).Delete(&Resend{}).Error
}

// Pause is for how long yet a button that mails somebody something is out of use; zero when it may
// be pressed.
type Pause time.Duration

// Hours are those of a pause after ResendsADay mails, rounded up; 0 within the minute after one.
func (p Pause) Hours() int {
	if time.Duration(p) <= resendPause {
		return 0
	}
	return int((time.Duration(p) + time.Hour - 1) / time.Hour)
}

// refusal says in how long somebody may be mailed the same again; nil without a pause.
func (p Pause) refusal(name string) error {
	if p == 0 {
		return nil
	}
	e := Fail(RateLimited, "resend.soon", "name", name)
	if hours := p.Hours(); hours > 0 {
		e = Fail(RateLimited, "resend.day", "name", name, "max", ResendsADay, "hours", hours)
	}
	e.After = int((time.Duration(p) + time.Second - 1) / time.Second)
	return e
}

// pauseSince is the pause after a mail that was sent at a time.
func pauseSince(at, now time.Time) Pause { return Pause(max(0, at.Add(resendPause).Sub(now))) }

// ResendPauses tells of buttons that mail somebody something for how long yet each is out of use, in
// one query however many they are.
func (s *Store) ResendPauses(ctx context.Context, list ...Mailing) ([]Pause, error) {
	return resendPauses(s.read(ctx), s.Now(), list...)
}

func resendPauses(db *gorm.DB, now time.Time, list ...Mailing) ([]Pause, error) {
	if len(list) == 0 {
		return nil, nil
	}
	var organisations, kinds, recipients []string
	for _, m := range list {
		r := m.resend(time.Time{})
		organisations, kinds = append(organisations, r.OrganisationID), append(kinds, string(r.Kind))
		recipients = append(recipients, r.Recipient)
	}
	query := db.Where("organisation_id IN ? AND kind IN ? AND recipient IN ?", organisations, kinds, recipients)
	paused, err := pausesAt(query, now)
	pauses := make([]Pause, len(list))
	for i, m := range list {
		pauses[i] = paused[m.resend(time.Time{})]
	}
	return pauses, err
}

// pausesAt are the pauses among the mails that a query finds, by what was mailed, without when.
func pausesAt(query *gorm.DB, now time.Time) (map[Resend]Pause, error) {
	var sent []Resend
	if err := query.Where("sent_at > ?", now.AddDate(0, 0, -1)).Order("sent_at DESC").Find(&sent).Error; err != nil {
		return nil, err
	}
	times, pauses := map[Resend][]time.Time{}, map[Resend]Pause{}
	for _, r := range sent {
		at := r.SentAt
		r.SentAt = time.Time{}
		times[r] = append(times[r], at)
	}
	for r, latest := range times {
		if pauses[r] = pauseSince(latest[0], now); len(latest) >= ResendsADay {
			pauses[r] = Pause(latest[ResendsADay-1].AddDate(0, 0, 1).Sub(now))
		}
	}
	return pauses, nil
}

// atAddress has a form show where the address was entered that it was mailed too often.
func atAddress(err error) error {
	var e *Error
	if errors.As(err, &e) && e.Code == RateLimited {
		e.Field = "email"
	}
	return err
}
