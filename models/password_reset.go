package models

import (
	"context"
	"time"

	"coulisse/access"
)

// ResetLife is how long a link to choose a new password works.
const ResetLife = time.Hour

// resetPause is the least time between two mails that somebody asks for at one address without being
// signed in. Clicks of people who are signed in have mayResend.
const resetPause = 2 * time.Minute

// place is a membership with what its organisation adds.
type place struct {
	Membership
	TimeZone         string
	OrganisationName string
	OrganisationLang string
	MembersEdit      bool
}

// nowhere is the place of people without an organisation, as mails to the support desk say it.
var nowhere = place{Membership: Membership{OrganisationID: Desk}, OrganisationName: "Coulisse"}

const placeQuery = `SELECT m.*, o.time_zone, o.name AS organisation_name, o.locale AS organisation_lang, o.members_edit FROM memberships m
	JOIN organisations o ON o.id = m.organisation_id `

// placesOf lists a user's memberships, the most recent first.
func (t *tx) placesOf(u User) (places []place, err error) {
	err = t.Raw(placeQuery+"WHERE m.user_id = ? AND m.state = 'member' ORDER BY m.active DESC, m.last_seen_at DESC, m.id", u.ID).Scan(&places).Error
	return places, err
}

// invitedPlaces lists the memberships that an address could accept at this moment.
func (t *tx) invitedPlaces(emailKey string) (places []place, err error) {
	err = t.Raw(placeQuery+`JOIN invitations i ON i.membership_id = m.id
		WHERE m.email_key = ? AND m.state = 'invited' AND i.spent_at IS NULL AND i.expires_at > ? ORDER BY m.id`, emailKey, t.now).Scan(&places).Error
	return places, err
}

// somethingToAccept is what an address could accept at this moment once it is signed in: an
// invitation, or an organisation that support has opened. Nil for nothing.
func (t *tx) somethingToAccept(emailKey string) (*place, error) {
	invited, err := t.invitedPlaces(emailKey)
	if err != nil {
		return nil, err
	}
	if len(invited) > 0 {
		return &invited[0], nil
	}
	var opened bool
	err = t.Raw("SELECT EXISTS (SELECT 1 FROM openings WHERE email_key = ? AND state = ? AND expires_at > ?)", emailKey, OpeningOpen, t.now).Scan(&opened).Error
	if err != nil || !opened {
		return nil, err
	}
	return &nowhere, nil
}

// usable tells whether at least one membership is switched on; dates do not matter, so that
// somebody who starts next week can choose a password today.
func usable(places []place) bool {
	for _, p := range places {
		if p.Active {
			return true
		}
	}
	return false
}

// mailReset makes a link and queues its mail. by is the administrator who asked; zero when the person
// did, who is sent nothing while one left a moment ago.
func (t *tx) mailReset(u User, p place, by access.Actor) error {
	if by.User == "" {
		if paused, err := t.resetPaused(u); err != nil || paused {
			return err
		}
	}
	token, expires, err := t.newReset(u, by.User, ResetLife)
	if err != nil {
		return err
	}
	mail := Mail{Kind: MailPasswordReset, To: u.Email, ToName: u.Name, Locale: firstOf(u.Locale, p.OrganisationLang), OrganisationID: p.OrganisationID, Token: token,
		Data: MailData{Person: u.Name, Email: u.Email, Actor: by.Name, Organisation: p.OrganisationName, Expires: expires, Zone: p.TimeZone}}
	action := "user.reset_asked"
	if by.User != "" {
		mail.Kind, action = MailPasswordResetBy, "user.reset_sent"
	}
	if err := t.enqueue(mail); err != nil {
		return err
	}
	about := Entry{Actor: by, Organisation: p.OrganisationID, Action: action, Kind: TargetMembership, Target: p.ID, Name: firstOf(p.Name, u.Name)}
	if p.ID == "" { // somebody of the desk
		about.Kind, about.Target = TargetUser, u.ID
	}
	return t.record(about)
}

// resetPaused tells whether a link left for somebody a moment ago.
func (t *tx) resetPaused(u User) (paused bool, err error) {
	err = t.Raw(`SELECT EXISTS (SELECT 1 FROM password_resets
		WHERE user_id = ? AND spent_at IS NULL AND created_at > ?)`, u.ID, t.now.Add(-resetPause)).Scan(&paused).Error
	return paused, err
}

// newReset makes a link to choose a password; by is the id of who asked, "" for the person.
func (t *tx) newReset(u User, by string, life time.Duration) (token string, expires time.Time, err error) {
	token, hash := NewToken()
	expires = t.now.Add(life)
	err = t.Exec("INSERT INTO password_resets (id, user_id, token_hash, requested_by, expires_at, created_at) VALUES (?, ?, ?, ?, ?, ?)",
		NewID(), u.ID, hash, by, expires, t.now).Error
	return token, expires, err
}

// SendPasswordReset mails a person of the actor's organisation a link to choose a new
// password (EC6); the actor never sees it. Conflict for someone who has not accepted, or
// who is switched off; RateLimited as with mayResend.
func (s *Store) SendPasswordReset(ctx context.Context, a access.Actor, id string) (p *Person, err error) {
	err = s.write(ctx, func(t *tx) error {
		var a2 access.Actor
		if a2, p, err = t.target(a, id, access.Approve); err != nil {
			return err
		}
		return t.sendReset(a2, p)
	})
	return p, err
}

// sendReset mails somebody the link that an actor asked for.
func (t *tx) sendReset(a access.Actor, p *Person) error {
	if p.State != StateMember {
		return Fail(Conflict, "user.not_member", "name", p.Name)
	}
	if !p.Active {
		return Fail(Conflict, "user.reset_inactive", "name", p.Name)
	}
	var u User
	if err := t.Raw("SELECT * FROM users WHERE id = ?", *p.UserID).Scan(&u).Error; err != nil {
		return err
	}
	var o Organisation
	if err := t.Raw("SELECT * FROM organisations WHERE id = ?", p.OrganisationID).Scan(&o).Error; err != nil {
		return err
	}
	if err := t.mayResend(o.ID, MailPasswordResetBy, u.Email, p.Name); err != nil {
		return err
	}
	return t.mailReset(u, place{Membership: p.Membership, TimeZone: o.TimeZone, OrganisationName: o.Name, OrganisationLang: o.Locale}, a)
}

// Reset finds whose password a link changes; looking spends nothing. NotFound for an unknown
// link, Gone for one that was used or is too old.
func (s *Store) Reset(ctx context.Context, token string) (*User, error) {
	var r struct {
		User
		ExpiresAt time.Time
		SpentAt   *time.Time
	}
	err := s.read(ctx).Raw("SELECT u.*, r.expires_at, r.spent_at FROM password_resets r JOIN users u ON u.id = r.user_id WHERE r.token_hash = ?", HashToken(token)).Scan(&r).Error
	switch {
	case err != nil:
		return nil, err
	case r.User.ID == "":
		return nil, Fail(NotFound, "password.link_unknown")
	case r.SpentAt != nil || !r.ExpiresAt.After(s.Now()):
		return nil, Fail(Gone, "password.link_gone")
	}
	return &r.User, nil
}

// ResetPassword spends a link and sets the password (ST10): once, however many ask at the
// same time. Every session ends, every other link dies, nobody is signed in, and the
// person is mailed.
func (s *Store) ResetPassword(ctx context.Context, token, hash string) error {
	return s.write(ctx, func(t *tx) error {
		spent := t.Exec("UPDATE password_resets SET spent_at = ? WHERE token_hash = ? AND spent_at IS NULL AND expires_at > ?", t.now, HashToken(token), t.now)
		if err := one(spent, Fail(Gone, "password.link_gone")); err != nil {
			return err
		}
		var u User
		if err := t.Raw("SELECT u.* FROM password_resets r JOIN users u ON u.id = r.user_id WHERE r.token_hash = ?", HashToken(token)).Scan(&u).Error; err != nil {
			return err
		}
		return t.setPassword(u, hash, "", "user.password_reset")
	})
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
