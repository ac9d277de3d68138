package models

import (
	"context"
	"time"

	"coulisse/access"
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

// Viewer is who a request comes from, read from the database on every request (rule of
// delegation 6). Organisation and the actor's membership are empty for somebody who belongs
// nowhere and signed in to accept an invitation.
type Viewer struct {
	Session      Session
	User         User
	Organisation Organisation
	Actor        access.Actor
}

// Why a session is refused although its token is known.
const (
	SessionOver = "over" // idle or too old
	AccessOff   = "off"  // switched off, removed, or outside the dates of access
)

// viewerRow is one grant of the joined row; a person without grants has one with level 0.
type viewerRow struct {
	SessionID, SessionOrganisation, Flash, SessionAddress, Agent   string
	SessionCreated, SeenAt                                         time.Time
	UserID, Email, EmailKey, Name, Locale, Theme                   string
	MembershipID, ValidFrom, ValidUntil                            string
	Owner, Active, ScopeAll                                        bool
	OrganisationID, OrganisationName, TimeZone, OrganisationLocale string
	MembersEdit                                                    bool
	InvitationDays                                                 int
	Section                                                        string
	Level                                                          access.Level
}

const viewerQuery = `
SELECT s.id AS session_id, s.organisation_id AS session_organisation, s.flash, s.address AS session_address, s.agent,
  s.created_at AS session_created, s.seen_at,
  u.id AS user_id, u.email, u.email_key, u.name, u.locale, u.theme,
  m.id AS membership_id, m.valid_from, m.valid_until, m.owner, m.active, m.scope_all,
  o.id AS organisation_id, o.name AS organisation_name, o.time_zone, o.locale AS organisation_locale, o.members_edit, o.invitation_days,
  COALESCE(g.section, '') AS section, COALESCE(g.level, 0) AS level
FROM sessions s
JOIN users u ON u.id = s.user_id
LEFT JOIN memberships m ON m.user_id = s.user_id AND m.organisation_id = s.organisation_id AND m.state = 'member'
LEFT JOIN organisations o ON o.id = m.organisation_id
LEFT JOIN grants g ON g.membership_id = m.id
WHERE s.token_hash = ?`

// Viewer finds who a session's token belongs to, with today's rights. NotFound: no such
// session, or a person without membership. Forbidden with Key SessionOver or AccessOff: the
// session is known and refused; the caller ends it.
func (s *Store) Viewer(ctx context.Context, tokenHash string, limits Limits) (*Viewer, error) {
	var rows []viewerRow
	if err := s.read(ctx).Raw(viewerQuery, tokenHash).Scan(&rows).Error; err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, missing()
	}
	if rows[0].MembershipID == "" && rows[0].SessionOrganisation != "" {
		return nil, missing() // removed
	}
	now := s.Now()
	v := rows[0].viewer(tokenHash)
	if now.Sub(v.Session.SeenAt) > limits.Idle || now.Sub(v.Session.CreatedAt) > limits.Absolute {
		return nil, Fail(Forbidden, SessionOver)
	}
	if rows[0].MembershipID == "" {
		return v, nil
	}
	validity := access.Validity{From: rows[0].ValidFrom, Until: rows[0].ValidUntil}
	if !rows[0].Active || !validity.Contains(day(now, v.Organisation.TimeZone)) {
		return nil, Fail(Forbidden, AccessOff)
	}
	if v.Actor.Owner {
		v.Actor.Grant = access.Grant{Levels: access.Everything(), Scope: access.Scope{All: true}}
		return v, nil
	}
	v.Actor.Grant = access.Grant{Levels: access.Levels{}, Scope: access.Scope{All: rows[0].ScopeAll}, Validity: validity}
	for _, row := range rows {
		if area, ok := access.Lookup(row.Section); ok {
			v.Actor.Grant.Levels[area.Section] = row.Level
		}
	}
	if !rows[0].ScopeAll {
		return v, s.read(ctx).Raw("SELECT event_id FROM membership_events WHERE membership_id = ? ORDER BY event_id", v.Actor.Membership).
			Scan(&v.Actor.Grant.Scope.Events).Error
	}
	return v, nil
}

func (r viewerRow) viewer(tokenHash string) *Viewer {
	return &Viewer{
		Session: Session{ID: r.SessionID, TokenHash: tokenHash, UserID: r.UserID, OrganisationID: r.SessionOrganisation,
			Flash: r.Flash, Address: r.SessionAddress, Agent: r.Agent, CreatedAt: r.SessionCreated, SeenAt: r.SeenAt},
		User: User{ID: r.UserID, Email: r.Email, EmailKey: r.EmailKey, Name: r.Name, Locale: r.Locale, Theme: r.Theme},
		Organisation: Organisation{ID: r.OrganisationID, Name: r.OrganisationName, TimeZone: r.TimeZone, Locale: r.OrganisationLocale,
			MembersEdit: r.MembersEdit, InvitationDays: r.InvitationDays},
		Actor: access.Actor{User: r.UserID, Membership: r.MembershipID, Organisation: r.OrganisationID,
			Name: r.Name, Email: r.Email, Owner: r.Owner},
	}
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

// SessionSeen notes that a session and its membership were used; call it at most once a minute.
func (s *Store) SessionSeen(ctx context.Context, v *Viewer) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.Exec("UPDATE sessions SET seen_at = ? WHERE id = ?", t.now, v.Session.ID).Error; err != nil {
			return err
		}
		return t.Exec("UPDATE memberships SET last_seen_at = ? WHERE id = ?", t.now, v.Actor.Membership).Error
	})
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

// endSessions signs a user out everywhere, but for the session with the given id.
func (t *tx) endSessions(user, but string) error {
	return t.Exec("DELETE FROM sessions WHERE user_id = ? AND id <> ?", user, but).Error
}
