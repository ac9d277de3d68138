package models

import (
	"time"

	"coulisse/access"
)

// Listed is a person as the list shows them: less than a Person, because fifty are read for
// every page.
type Listed struct {
	ID, Email, Name, Phone, Title string
	Role                          string // key of a built-in role, id of an own one, access.Custom or access.NoRights
	Owner                         bool
	Kept                          bool // see access.Target
	HasAccount                    bool // has accepted, and may sign in
	Status                        Status
	Grant                         access.Grant // whole, for the rules of delegation: never shown as it is
	LastSeenAt                    time.Time
	LockedUntil                   time.Time // zero unless too many wrong passwords lock the person out
	ExpiresAt                     time.Time // of the invitation; zero without one
	Failure                       string    // why its mail could not be sent
}

// Target is the person as the rules of delegation see them.
func (l Listed) Target() access.Target {
	return access.Target{Membership: l.ID, Owner: l.Owner, Kept: l.Kept, Grant: l.Grant}
}

// listedRow is a row of listedColumns over personTables.
type listedRow struct {
	Listed
	emailKey, sortName, state string
	active, all               bool
	from, until               string
	expires, locked, kept     *time.Time
	outcome, failure          *string
	rights                    packedRights
}

const listedColumns = `m.id, m.email, m.name, m.phone, m.title, m.role, m.owner, m.user_id IS NOT NULL, m.last_seen_at,
m.kept_until, m.email_key, m.sort_name, m.state, m.active, m.scope_all, m.valid_from, m.valid_until, i.expires_at, i.outcome, i.failure, a.locked_until, ` + packedColumns

// fields are in the order of listedColumns.
func (r *listedRow) fields() []any {
	return []any{&r.ID, &r.Email, &r.Name, &r.Phone, &r.Title, &r.Role, &r.Owner, &r.HasAccount, &r.LastSeenAt,
		&r.kept, &r.emailKey, &r.sortName, &r.state, &r.active, &r.all, &r.from, &r.until, &r.expires, &r.outcome, &r.failure, &r.locked, &r.rights.levels, &r.rights.events}
}

// listed is the row at an instant, on a day in the organisation's zone.
func (r listedRow) listed(now time.Time, today string) Listed {
	l, invitation := r.Listed, Invitation{}
	if r.outcome != nil {
		invitation = Invitation{ExpiresAt: *r.expires, Outcome: *r.outcome}
		l.ExpiresAt, l.Failure = *r.expires, *r.failure
	}
	if r.locked != nil && r.locked.After(now) {
		l.LockedUntil = *r.locked
	}
	l.Kept = r.kept != nil && r.kept.After(now)
	m := Membership{State: r.state, Active: r.active, ValidFrom: r.from, ValidUntil: r.until}
	l.Status = m.status(invitation, now, today)
	l.Grant = r.rights.grant(r.all, access.Validity{From: r.from, Until: r.until})
	return l
}

// key is the sort key of a row as text.
func (r listedRow) key(column string) string {
	switch column {
	case "m.email_key":
		return r.emailKey
	case "m.last_seen_at":
		return r.LastSeenAt.UTC().Format(time.RFC3339Nano)
	}
	return r.sortName
}
