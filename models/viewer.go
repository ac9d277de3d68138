package models

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"coulisse/access"
)

// Viewer is who a request comes from, read from the database on every request (rule of
// delegation 6). Organisation and the actor's membership are empty for somebody who belongs
// nowhere and signed in to accept an invitation.
type Viewer struct {
	Session      Session
	User         User
	Organisation Organisation
	Actor        access.Actor
	Staff        *access.Staff // somebody of the support desk, who has no organisation; nil for everybody else
	Viewing      *Viewing      // as whom they look just now; Organisation and Actor are then that member's
	ViewingOver  bool          // their look has ended: the time is over, or the consent, or the member is not there
	Places       int           // in how many organisations the person is active
	Left         string        // id of the organisation where the session was, when their access to it has ended; "" else
	Waiting      int           // prepared invitations in the organisation, at most 100; for those who may send them
}

// Why a session is refused although its token is known.
const (
	SessionOver = "over" // idle or too old
	AccessOff   = "off"  // switched off, removed, or outside the dates of access
)

// viewerQuery is all that a request needs to know of who sends it, in the order of
// viewerRow.fields: one row, because every request asks.
const viewerQuery = `
SELECT s.id, s.user_id, s.organisation_id, s.flash, s.address, s.agent, s.viewing_id, s.viewing_until, s.created_at, s.seen_at,
  u.email, u.email_key, u.name, u.locale, u.theme, f.lead,
  (SELECT count(*) FROM memberships p WHERE p.user_id = s.user_id AND p.state = 'member' AND p.active),
  m.id, m.name, m.valid_from, m.valid_until, m.owner, m.active, m.scope_all,
  o.name, o.time_zone, o.locale, o.members_edit, o.invitation_days, o.currency, o.own_acquiring,
  (SELECT count(*) FROM (SELECT 1 FROM memberships WHERE organisation_id = o.id AND state = 'prepared' LIMIT 100) waiting),
  ` + packedColumns + `
FROM sessions s
JOIN users u ON u.id = s.user_id
LEFT JOIN staff f ON f.user_id = s.user_id AND f.removed_at IS NULL
LEFT JOIN memberships m ON m.user_id = s.user_id AND m.organisation_id = s.organisation_id AND m.state = 'member'
LEFT JOIN organisations o ON o.id = m.organisation_id
WHERE s.token_hash = ?`

// viewerRow is a row of viewerQuery; what hangs on the membership is NULL without one.
type viewerRow struct {
	session Session
	user    User
	lead    sql.NullBool // of the desk; NULL for who is none of it
	places  int

	membership, name, from, until *string
	owner, active, all            sql.NullBool

	organisation, zone, locale sql.NullString
	membersEdit, ownAcquiring  sql.NullBool
	invitationDays             sql.NullInt64
	currency                   sql.NullString
	waiting                    int
	rights                     packedRights
}

func (r *viewerRow) fields() []any {
	return []any{&r.session.ID, &r.session.UserID, &r.session.OrganisationID, &r.session.Flash, &r.session.Address, &r.session.Agent,
		&r.session.ViewingID, &r.session.ViewingUntil, &r.session.CreatedAt, &r.session.SeenAt,
		&r.user.Email, &r.user.EmailKey, &r.user.Name, &r.user.Locale, &r.user.Theme, &r.lead, &r.places,
		&r.membership, &r.name, &r.from, &r.until, &r.owner, &r.active, &r.all,
		&r.organisation, &r.zone, &r.locale, &r.membersEdit, &r.invitationDays, &r.currency, &r.ownAcquiring, &r.waiting, &r.rights.levels, &r.rights.events}
}

// Viewer finds who a session's token belongs to, with today's rights. When the access to the
// organisation where the session was has ended, and they work for another one, it is the person there,
// with Left. NotFound: no such session, or a person without membership. Forbidden with Key
// SessionOver or AccessOff: the session is known and refused; the caller ends it.
func (s *Store) Viewer(ctx context.Context, tokenHash string, limits Limits) (*Viewer, error) {
	var r viewerRow
	err := s.read(ctx).Raw(viewerQuery, tokenHash).Row().Scan(r.fields()...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, missing()
	}
	if err != nil {
		return nil, err
	}
	r.session.TokenHash, r.user.ID = tokenHash, r.session.UserID
	if limits.over(r.session, s.Now()) {
		return nil, Fail(Forbidden, SessionOver)
	}
	if r.membership == nil && r.session.OrganisationID != "" {
		return s.viewerLeft(ctx, r, missing()) // removed
	}
	v, err := r.viewer(s.Now())
	if CodeOf(err) == Forbidden {
		return s.viewerLeft(ctx, r, err)
	}
	if err == nil && v.Staff != nil && v.Session.ViewingID != "" {
		err = s.lookAs(ctx, v)
	}
	return v, err
}

// viewerLeft is somebody whose access to the organisation of their session has ended, in another one
// where they may work today; why, when there is none.
func (s *Store) viewerLeft(ctx context.Context, r viewerRow, why error) (*Viewer, error) {
	left, err := s.places(s.read(ctx), r.session.UserID)
	switch {
	case err != nil:
		return nil, err
	case len(left) == 0:
		return nil, why
	}
	v, err := s.ViewerIn(ctx, &Viewer{Session: r.session, User: r.user}, left[0].ID)
	if err != nil {
		return nil, err
	}
	v.Left = r.session.OrganisationID
	return v, nil
}

func (l Limits) over(session Session, now time.Time) bool {
	return now.Sub(session.SeenAt) > l.Idle || now.Sub(session.CreatedAt) > l.Absolute
}

// viewer is the row as the rest of the request knows it, at an instant.
func (r *viewerRow) viewer(now time.Time) (*Viewer, error) {
	v := &Viewer{Session: r.session, User: r.user, Places: r.places, Actor: access.Actor{User: r.user.ID, Name: r.user.Name, Email: r.user.Email}}
	if r.lead.Valid {
		v.Staff = &access.Staff{User: r.user.ID, Name: r.user.Name, Email: r.user.Email, Lead: r.lead.Bool}
	}
	if r.membership == nil {
		return v, nil
	}
	v.Organisation = Organisation{ID: r.session.OrganisationID, Name: r.organisation.String, TimeZone: r.zone.String, Locale: r.locale.String,
		MembersEdit: r.membersEdit.Bool, InvitationDays: int(r.invitationDays.Int64), Currency: r.currency.String, OwnAcquiring: r.ownAcquiring.Bool}
	validity := access.Validity{From: *r.from, Until: *r.until}
	if !r.active.Bool || !validity.Contains(day(now, v.Organisation.TimeZone)) {
		return nil, Fail(Forbidden, AccessOff)
	}
	v.Actor.Membership, v.Actor.Organisation, v.Actor.Owner = *r.membership, v.Organisation.ID, r.owner.Bool
	v.Actor.Name = *r.name // as the organisation calls them: see LetsEditSelf
	v.Actor.Grant = r.rights.grant(r.all.Bool, validity)
	if v.Actor.Owner {
		v.Actor.Grant = everything()
	}
	if v.Actor.Can(access.Users, access.Approve) {
		v.Waiting = r.waiting
	}
	return v, nil
}
