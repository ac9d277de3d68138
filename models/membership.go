package models

import (
	"time"

	"coulisse/access"
)

// Membership joins a person to an organisation, from the prepared invitation to the
// removal: details, role, levels, scope, dates, notifications and status.
type Membership struct {
	ID                string
	OrganisationID    string
	UserID            *string // nil until the invitation is accepted
	Email             string
	EmailKey          string
	Name              string
	SortName          string
	Phone             string
	Title             string
	Role              string // key of a built-in role, id of an own one, access.Custom or access.NoRights
	Owner             bool
	State             string
	Active            bool
	ScopeAll          bool
	ValidFrom         string // YYYY-MM-DD or ""
	ValidUntil        string
	NotifyOrders      bool
	NotifySettlements bool
	InvitedBy         string // user's id
	LastSeenAt        time.Time
	KeptUntil         *time.Time // until then nobody changes a former owner, who may take the ownership back
	Version           int
	CreatedAt         time.Time
	UpdatedAt         time.Time
}

// States of a membership, as stored. What a list shows follows from them, from the dates
// and from the invitation: see Status.
const (
	StatePrepared = "prepared" // waits for someone who may send it
	StateInvited  = "invited"
	StateDeclined = "declined"
	StateMember   = "member"
)

// Status is what the list says of a person; its value stands in data-status.
type Status string

// The statuses.
const (
	Active    Status = "active"
	Inactive  Status = "inactive"  // switched off (ST7)
	Prepared  Status = "prepared"  // waits for users: approve
	Invited   Status = "invited"   // waits for the invited person
	Expired   Status = "expired"   // the invitation ran out
	Declined  Status = "declined"  // the invitation was turned down
	Failed    Status = "failed"    // the mail could not be sent
	Scheduled Status = "scheduled" // the first day has not come
	Ended     Status = "ended"     // the last day is over
)

// Statuses lists them in the order of the list's tabs.
func Statuses() []Status {
	return []Status{Active, Inactive, Prepared, Invited, Expired, Declined, Failed, Scheduled, Ended}
}

// Person is a membership as the list and the person page show it.
type Person struct {
	Membership
	Grant        access.Grant // whole, for the rules of delegation: never shown as it is
	Kept         bool         // see access.Target
	SeenEvents   []string     // ids of the chosen events that the reader may see
	HiddenEvents int          // how many chosen events the reader may not see
	RoleName     string       // of an own role
	Status       Status
	LockedUntil  time.Time // zero unless too many wrong passwords lock the person out
	Invitation   Invitation
}

// HasAccount tells whether the person has accepted and can sign in (EC3: the name is theirs).
func (p Person) HasAccount() bool { return p.UserID != nil }

// StartingRole is the role that the person's rights started from, for its name: built in, an
// own one of the organisation, or none.
func (p Person) StartingRole() access.Role {
	if r, ok := access.RoleByKey(p.Role); ok {
		return r
	}
	switch {
	case p.Role == access.NoRights:
		return access.Role{Key: access.NoRights}
	case p.RoleName == "":
		return access.Role{Key: access.Custom}
	}
	return access.Role{Key: p.Role, Name: p.RoleName}
}

// Target is the person as the rules of delegation see them.
func (p Person) Target() access.Target {
	return access.Target{Membership: p.ID, Owner: p.Owner, Kept: p.Kept, Grant: p.Grant}
}

// status works out what the list says, at an instant and a day in the organisation's zone.
func (m Membership) status(i Invitation, now time.Time, today string) Status {
	validity := access.Validity{From: m.ValidFrom, Until: m.ValidUntil}
	switch {
	case m.State == StatePrepared:
		return Prepared
	case m.State == StateDeclined:
		return Declined
	case m.State == StateInvited && i.Outcome == MailingFailed:
		return Failed
	case m.State == StateInvited && !i.ExpiresAt.After(now):
		return Expired
	case m.State == StateInvited:
		return Invited
	case !m.Active:
		return Inactive
	case validity.Ended(today):
		return Ended
	case !validity.Started(today):
		return Scheduled
	}
	return Active
}

// condition is the same as SQL over memberships m and invitations i.
func (s Status) condition(now time.Time, today string) (sql string, args []any) {
	const valid = "m.state = 'member' AND m.active"
	switch s {
	case Active:
		return valid + " AND m.valid_from <= ? AND (m.valid_until = '' OR m.valid_until >= ?)", []any{today, today}
	case Inactive:
		return "m.state = 'member' AND NOT m.active", nil
	case Scheduled:
		return valid + " AND m.valid_from > ? AND (m.valid_until = '' OR m.valid_until >= ?)", []any{today, today}
	case Ended:
		return valid + " AND m.valid_until <> '' AND m.valid_until < ?", []any{today}
	case Failed:
		return "m.state = 'invited' AND i.outcome = 'failed'", nil
	case Invited:
		return "m.state = 'invited' AND i.outcome <> 'failed' AND i.expires_at > ?", []any{now}
	case Expired:
		return "m.state = 'invited' AND i.outcome <> 'failed' AND i.expires_at <= ?", []any{now}
	}
	return "m.state = ?", []any{string(s)}
}
