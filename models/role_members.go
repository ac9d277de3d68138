package models

import (
	"context"
	"errors"

	"coulisse/access"
)

// Holder is somebody who holds a role, and what applying it anew would change.
type Holder struct {
	Person      Person
	Changes     []Change                 // of levels; none when the person's rights are the role's already
	ByHand      map[access.Section]Given // those that the role never gave them so: who did, and when
	RoleChanged bool                     // others follow from a change of the role
	Refusal     access.Refusal
}

// Holders lists who holds an own role, by name, with the difference for each, and whether it comes
// from a change of the role or from what somebody gave or took by hand.
func (s *Store) Holders(ctx context.Context, a access.Actor, id string) (*Role, []Holder, error) {
	r, err := s.Role(ctx, a, id)
	if err != nil {
		return nil, nil, err
	}
	levels, err := r.Rights()
	if err != nil {
		return nil, nil, err
	}
	people, err := s.people(s.read(ctx), a.Organisation, "m.role = ? ORDER BY m.sort_name, m.id", id)
	holders := make([]Holder, len(people))
	for i, p := range people {
		to := p.Grant
		to.Levels = levels
		holders[i] = Holder{Person: p, Changes: rightsChanges(nil, p.Grant, to), Refusal: a.MayManage(p.Target(), access.Approve)}
		if holders[i].Refusal == access.Allowed && len(a.MayGrant(to)) > 0 {
			holders[i].Refusal = access.BeyondOwn
		}
	}
	if err != nil {
		return nil, nil, err
	}
	return r, holders, s.explainHolders(ctx, r, holders)
}

// ApplyRole gives a holder the role's levels as they stand now, under the rules of delegation.
// version is the membership's as it was shown; Conflict when the person was changed since, or
// does not hold the role any more. The person comes back
// with a refusal too.
func (s *Store) ApplyRole(ctx context.Context, a access.Actor, role, membership string, version int) (p *Person, changedAny bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		if p, err = t.store.person(t.DB, a.Organisation, membership); err != nil {
			return err
		}
		actor, _, err := t.target(a, membership, access.Approve)
		if err != nil {
			return err
		}
		r, err := ownRole(t.DB, a.Organisation, role)
		if err != nil {
			return err
		}
		levels, err := r.Rights()
		if err != nil {
			return err
		}
		if p.Role != role || p.Version != version {
			return Fail(Conflict, "role.members.changed")
		}
		to := p.Grant
		to.Levels = levels
		changes := rightsChanges(nil, p.Grant, to)
		if changedAny = len(changes) > 0; !changedAny {
			return nil
		}
		if over := actor.MayGrant(to); len(over) > 0 {
			return Fail(Forbidden, "refusal."+string(access.BeyondOwn))
		}
		before := p.Membership
		p.keepMails(to)
		changes = append(changes, detailChanges(before, p.Membership)...)
		if err := errors.Join(t.saveMembership(p.Membership, version), t.writeRights(p.Membership, to), t.takeOver(actor, p, Details{Grant: to})); err != nil {
			return err
		}
		return t.record(Entry{Actor: actor, Action: "membership.role_applied", Kind: TargetMembership, Target: p.ID, Name: p.Name, Changes: changes})
	})
	return p, changedAny, err
}
