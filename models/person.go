package models

import (
	"context"
	"time"

	"gorm.io/gorm"

	"coulisse/access"
)

// personRow is a membership with its invitation and lock-out, as one query reads them.
type personRow struct {
	Membership
	TokenHash   *string
	InviterID   *string
	ExpiresAt   *time.Time
	SentAt      *time.Time
	Outcome     *string
	Failure     *string
	AskedAt     *time.Time
	LinkAt      *time.Time
	LockedUntil *time.Time
	Rights      packedRights
}

// personColumns are in the order of personRow.fields.
const personColumns = `m.id, m.organisation_id, m.user_id, m.email, m.email_key, m.name, m.sort_name, m.phone, m.title, m.role, m.owner, m.state, m.active,
m.scope_all, m.valid_from, m.valid_until, m.notify_orders, m.notify_settlements, m.invited_by, m.last_seen_at, m.kept_until, m.version, m.created_at,
i.token_hash, i.inviter_id, i.expires_at, i.sent_at, i.outcome, i.failure, i.asked_at, i.created_at, a.locked_until, ` + packedColumns

func (r *personRow) fields() []any {
	m := &r.Membership
	return []any{&m.ID, &m.OrganisationID, &m.UserID, &m.Email, &m.EmailKey, &m.Name, &m.SortName, &m.Phone, &m.Title, &m.Role, &m.Owner, &m.State, &m.Active,
		&m.ScopeAll, &m.ValidFrom, &m.ValidUntil, &m.NotifyOrders, &m.NotifySettlements, &m.InvitedBy, &m.LastSeenAt, &m.KeptUntil, &m.Version, &m.CreatedAt,
		&r.TokenHash, &r.InviterID, &r.ExpiresAt, &r.SentAt, &r.Outcome, &r.Failure, &r.AskedAt, &r.LinkAt, &r.LockedUntil, &r.Rights.levels, &r.Rights.events}
}

const personTables = `memberships m
LEFT JOIN invitations i ON i.membership_id = m.id
LEFT JOIN attempts a ON a.kind = 'account' AND a.key = m.email_key`

func (r personRow) person(now time.Time, today string) Person {
	p := Person{Membership: r.Membership}
	if r.Outcome != nil {
		p.Invitation = Invitation{MembershipID: r.ID, OrganisationID: r.OrganisationID, TokenHash: *r.TokenHash, InviterID: *r.InviterID,
			ExpiresAt: *r.ExpiresAt, SentAt: r.SentAt, Outcome: *r.Outcome, Failure: *r.Failure, AskedAt: r.AskedAt, CreatedAt: *r.LinkAt}
	}
	if r.LockedUntil != nil && r.LockedUntil.After(now) {
		p.LockedUntil = *r.LockedUntil
	}
	p.Kept = r.KeptUntil != nil && r.KeptUntil.After(now)
	p.Status = r.Membership.status(p.Invitation, now, today)
	p.Grant = r.Rights.grant(r.ScopeAll, access.Validity{From: r.ValidFrom, Until: r.ValidUntil})
	return p
}

// Person reads one person of the actor's organisation. SeenEvents holds the chosen events that
// the actor may see; HiddenEvents counts the others.
func (s *Store) Person(ctx context.Context, a access.Actor, id string) (*Person, error) {
	if !a.Can(access.Users, access.View) {
		return nil, missing()
	}
	p, err := s.person(s.read(ctx), a.Organisation, id)
	if err != nil {
		return nil, err
	}
	p.limitTo(a)
	return p, nil
}

// person reads one person whole, with every event of the scope.
func (s *Store) person(db *gorm.DB, organisation, id string) (*Person, error) {
	people, err := s.people(db, organisation, "m.id = ?", id)
	if err != nil {
		return nil, err
	}
	if len(people) == 0 {
		return nil, missing()
	}
	return &people[0], fillRoleNames(db, organisation, people)
}

// people reads persons of an organisation by a condition over m and i.
func (s *Store) people(db *gorm.DB, organisation, condition string, args ...any) ([]Person, error) {
	query := "SELECT " + personColumns + " FROM " + personTables + " WHERE m.organisation_id = ? AND " + condition
	rows, err := scan(db, (*personRow).fields, query, append([]any{organisation}, args...)...)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	today, err := s.today(db, organisation)
	now, people := s.Now(), make([]Person, len(rows))
	for i, r := range rows {
		people[i] = r.person(now, today)
	}
	return people, err
}

func fillRoleNames(db *gorm.DB, organisation string, people []Person) error {
	var roles []struct{ ID, Name string }
	err := db.Raw("SELECT id, name FROM roles WHERE organisation_id = ?", organisation).Scan(&roles).Error
	for i := range people {
		for _, r := range roles {
			if r.ID == people[i].Role {
				people[i].RoleName = r.Name
			}
		}
	}
	return err
}

// limitTo tells apart the chosen events that a reader may see and those that are only counted.
func (p *Person) limitTo(a access.Actor) {
	for _, e := range p.Grant.Scope.Events {
		if a.Sees(e) {
			p.SeenEvents = append(p.SeenEvents, e)
		}
	}
	p.HiddenEvents = len(p.Grant.Scope.Events) - len(p.SeenEvents)
}

// fresh reads an actor's rights again inside the transaction, so that a right that another
// request has just taken away is not used (rules of delegation, two at once).
func (t *tx) fresh(a access.Actor) (access.Actor, error) {
	p, err := t.store.person(t.DB, a.Organisation, a.Membership)
	if CodeOf(err) == NotFound || err == nil && p.Status != Active {
		return a, Fail(Forbidden, "error.forbidden")
	}
	if err != nil {
		return a, err
	}
	a.Owner, a.Grant = p.Owner, p.held()
	return a, nil
}

// held is what a person may do: the owner everything, whatever is stored.
func (p Person) held() access.Grant {
	if p.Owner {
		return everything()
	}
	return p.Grant
}

// target reads the actor's rights and the person to change, and refuses what the rules of
// delegation refuse (Forbidden, refusal.<reason>).
func (t *tx) target(a access.Actor, id string, need access.Level) (access.Actor, *Person, error) {
	a, err := t.fresh(a)
	if err != nil {
		return a, nil, err
	}
	p, err := t.store.person(t.DB, a.Organisation, id)
	if err != nil {
		return a, nil, err
	}
	if refusal := a.MayManage(p.Target(), need); refusal != access.Allowed {
		return a, nil, Fail(Forbidden, "refusal."+string(refusal))
	}
	return a, p, nil
}
