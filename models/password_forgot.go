package models

import (
	"context"
	"math"
	"time"

	"coulisse/access"
	"coulisse/models/text"
)

// How often one network address may ask for mails to people who forgot their password. A
// whole office shares one.
const (
	forgotPerHour = 30
	forgotWindow  = time.Hour
)

// ForgotPassword mails a link to choose a new password (ST10), or the invitation again to
// someone who has not accepted yet (ST6). It says nothing of whether the address is known.
// A person who is switched off everywhere gets no mail, and the history says so. Every call
// counts for where it comes from (see AskedFrom), so that known and unknown addresses both cost a
// write; RateLimited after forgotPerHour of them. Of one e-mail address the mails count that
// left, not what was asked: no more than perPerson an hour are caused this way, and what is asked
// beyond that is answered alike, while the links that were mailed still work.
func (s *Store) ForgotPassword(ctx context.Context, email, from string, perPerson int) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.asked(counter{attemptForgot, network(from)}); err != nil {
			return err
		}
		mails := counter{attemptMailed, text.AddressKey(email)}
		sent, err := attempt(t.DB, mails, forgotWindow, t.now)
		if err != nil || sent.Failures >= perPerson {
			return err
		}
		if err := t.mailWhoForgot(email); err != nil || !t.mailed {
			return err
		}
		_, err = t.count(mails, forgotWindow)
		return err
	})
}

// AskedFrom is by what a request for a mail is counted: the client's network address, or the
// browser when its cookie holds the token of one that knows the person. A crowd behind the same
// network does not keep them from a new password.
func (s *Store) AskedFrom(ctx context.Context, email, token, address string) (string, error) {
	db := s.read(ctx)
	var u User
	if err := db.Where("email_key = ?", text.AddressKey(email)).Limit(1).Find(&u).Error; err != nil {
		return "", err
	}
	known, err := knows(db, token, u.ID)
	if !known {
		return address, err
	}
	return ofBrowser(token, u.ID).key, nil
}

// mailWhoForgot mails what lets somebody in again, if there is anybody.
func (t *tx) mailWhoForgot(email string) error {
	var u User
	if err := t.Raw("SELECT * FROM users WHERE email_key = ?", text.AddressKey(email)).Scan(&u).Error; err != nil {
		return err
	}
	if err := t.remindInvited(text.AddressKey(email)); err != nil || u.ID == "" {
		return err
	}
	staff, err := staffOf(t.DB, u.ID)
	if err != nil {
		return err
	}
	if staff != nil {
		return t.mailReset(u, nowhere, access.Actor{})
	}
	places, err := t.placesOf(u)
	if err != nil {
		return err
	}
	if usable(places) {
		return t.mailReset(u, places[0], access.Actor{})
	}
	waits, err := t.somethingToAccept(u.EmailKey)
	if err != nil {
		return err
	}
	if waits != nil {
		return t.mailReset(u, *waits, access.Actor{})
	}
	for _, m := range places {
		if err := t.record(Entry{Organisation: m.OrganisationID, Action: "user.reset_refused", Kind: TargetMembership, Target: m.ID, Name: m.Name}); err != nil {
			return err
		}
	}
	return nil
}

// asked counts one more request for mail, and refuses it when there were too many within the
// window; it says for how long yet.
func (t *tx) asked(from counter) error {
	before, err := attempt(t.DB, from, forgotWindow, t.now)
	if err != nil {
		return err
	}
	if before.Failures >= forgotPerHour {
		left := forgotWindow - t.now.Sub(before.Since)
		e := Fail(RateLimited, "password.forgot.often", "minutes", int(math.Ceil(left.Minutes())))
		e.After = int(math.Ceil(left.Seconds()))
		return e
	}
	_, err = t.count(from, forgotWindow)
	return err
}
