package models

import (
	"context"
	"errors"
	"time"
)

// Session is one signed-in browser. The cookie holds a token; the table its hash.
type Session struct {
	ID             string
	TokenHash      string
	UserID         string
	OrganisationID string // the current one
	Flash          string // JSON of what the next page says once
	Address        string
	Agent          string
	ViewingID      string     // membership as whom somebody of the desk looks
	ViewingUntil   *time.Time // until when
	CreatedAt      time.Time
	SeenAt         time.Time

	// Proof is the hash of the password that was just verified, for StartSession; not kept.
	Proof string `gorm:"-"`
}

// Limits are the ends of a session's life (ASVS 7.3).
type Limits struct {
	Idle     time.Duration // without a request
	Absolute time.Duration // since sign-in
}

// StartSession signs a user's browser in under a new token, in an organisation of theirs (or
// in none, to accept an invitation), and ends the session that the browser had before, if any. What lets them in must still
// hold at this very moment: the password that was verified (session.Proof), or without one
// the former session; so a reset that comes in between leaves no session behind. Forbidden
// with Key SessionOver when it does not, with AccessOff when the membership is not active.
func (s *Store) StartSession(ctx context.Context, session Session, formerHash string) (token string, err error) {
	err = s.write(ctx, func(t *tx) error {
		if err := t.lettingIn(session, formerHash); err != nil {
			return err
		}
		token, session.TokenHash = NewToken()
		session.ID, session.CreatedAt, session.SeenAt = NewID(), t.now, t.now
		started := t.Exec(`INSERT INTO sessions (id, token_hash, user_id, organisation_id, flash, address, agent, created_at, seen_at)
			SELECT ?, ?, ?, ?, ?, ?, ?, ?, ? WHERE ? = '' OR EXISTS
				(SELECT 1 FROM memberships WHERE user_id = ? AND organisation_id = ? AND state = 'member' AND active)`,
			session.ID, session.TokenHash, session.UserID, session.OrganisationID, session.Flash, session.Address, session.Agent, t.now, t.now,
			session.OrganisationID, session.UserID, session.OrganisationID)
		if err := one(started, Fail(Forbidden, AccessOff)); err != nil {
			return err
		}
		return t.Exec("UPDATE memberships SET last_seen_at = ? WHERE user_id = ? AND organisation_id = ?", t.now, session.UserID, session.OrganisationID).Error
	})
	return token, err
}

// lettingIn ends the browser's former session and checks what a new one is started by.
func (t *tx) lettingIn(session Session, formerHash string) error {
	former := t.Exec("DELETE FROM sessions WHERE token_hash = ?", formerHash)
	if former.Error != nil {
		return former.Error
	}
	if session.Proof == "" {
		if former.RowsAffected == 0 {
			return Fail(Forbidden, SessionOver)
		}
		return nil
	}
	var n int
	if err := t.Raw("SELECT count(*) FROM users WHERE id = ? AND password_hash = ?", session.UserID, session.Proof).Scan(&n).Error; err != nil {
		return err
	}
	if n == 0 {
		return Fail(Forbidden, SessionOver)
	}
	return nil
}

// seenWait is how long a page waits for the writer only to note that somebody was there.
const seenWait = 100 * time.Millisecond

// SessionSeen notes that a session and its membership were used; call it at most once a minute.
// While thousands of orders are being written it does without: pages are not to wait for them.
func (s *Store) SessionSeen(ctx context.Context, v *Viewer) error {
	brief, cancel := context.WithTimeout(ctx, seenWait)
	defer cancel()
	err := s.write(brief, func(t *tx) error {
		if err := t.Exec("UPDATE sessions SET seen_at = ? WHERE id = ?", t.now, v.Session.ID).Error; err != nil {
			return err
		}
		if v.Staff != nil {
			return nil // whoever they look as was not there
		}
		return t.Exec("UPDATE memberships SET last_seen_at = ? WHERE id = ?", t.now, v.Actor.Membership).Error
	})
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return nil
	}
	return err
}

// SetFlash keeps what the next page of a session says once; "" clears it.
func (s *Store) SetFlash(ctx context.Context, session, flash string) error {
	return s.write(ctx, func(t *tx) error {
		return t.Exec("UPDATE sessions SET flash = ? WHERE id = ?", flash, session).Error
	})
}

// EndSession signs one browser out.
func (s *Store) EndSession(ctx context.Context, tokenHash string) error {
	return s.write(ctx, func(t *tx) error {
		return t.Exec("DELETE FROM sessions WHERE token_hash = ?", tokenHash).Error
	})
}

// endAccess ends what a user's sessions stand on when their access to an organisation has ended: all of
// them, unless they work for another one, where the next request goes on (rule of delegation 4).
func (t *tx) endAccess(user string) error {
	left, err := t.store.places(t.DB, user)
	if err != nil || len(left) > 0 {
		return err
	}
	return t.endSessions(user, "")
}

// endSessions signs a user out everywhere, but for the session with the given id.
func (t *tx) endSessions(user, but string) error {
	return t.Exec("DELETE FROM sessions WHERE user_id = ? AND id <> ?", user, but).Error
}
