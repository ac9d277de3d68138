package models

import (
	"context"

	"coulisse/access"
)

// UpdateMembership saves the user form of an existing person (MP9). Details and
// notifications ask for users: edit, and mails for the right to what they tell; role, levels,
// scope and dates for users: approve.
// Conflict when the version is not the stored one; nothing is written, the history
// included, when nothing differs.
func (s *Store) UpdateMembership(ctx context.Context, a access.Actor, id string, version int, d Details) (changedAny bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, p, err := t.target(a, id, access.Edit)
		if err != nil {
			return err
		}
		m := p.Membership
		if m.Version != version {
			return Fail(Conflict, "user.stale", "name", m.Name)
		}
		m.apply(d)
		if err := t.checkRightsChange(a, p, d); err != nil {
			return err
		}
		if err := checkMails(a, d.Grant, d.NotifyOrders, d.NotifySettlements); err != nil {
			return err
		}
		changes := changed(nil, "role", p.Role, d.Role)
		changes = append(changes, rightsChanges(detailChanges(p.Membership, m), p.Grant, d.Grant)...)
		if len(changes) == 0 {
			return nil
		}
		changedAny = true
		if err := t.saveMembership(m, version); err != nil {
			return err
		}
		if err := t.writeRights(m, d.Grant); err != nil {
			return err
		}
		if err := t.takeOver(a, p, d); err != nil {
			return err
		}
		return t.record(Entry{Actor: a, Action: "membership.updated", Kind: TargetMembership, Target: id, Name: m.Name, Changes: changes})
	})
	return changedAny, err
}

// checkRightsChange lets details pass, and holds a change of rights against the rules.
func (t *tx) checkRightsChange(a access.Actor, p *Person, d Details) error {
	if d.Role == p.Role && d.Grant.Equal(p.Grant) {
		return nil
	}
	if !a.Can(access.Users, access.Approve) {
		return Fail(Forbidden, "refusal."+string(access.LacksRights))
	}
	if err := t.checkRole(a.Organisation, d.Role); err != nil && d.Role != p.Role {
		return err
	}
	return t.checkGrant(a, d.Grant)
}

// takeOver makes whoever changes the rights of a pending invitation its inviter: theirs are
// the rights that bound it at acceptance (rule of delegation 7).
func (t *tx) takeOver(a access.Actor, p *Person, d Details) error {
	if p.State == StateMember || d.Grant.Equal(p.Grant) {
		return nil
	}
	return t.Exec("UPDATE invitations SET inviter_id = ? WHERE membership_id = ?", a.User, p.ID).Error
}

// saveMembership writes a membership over the version that was read.
func (t *tx) saveMembership(m Membership, version int) error {
	m.Version, m.UpdatedAt = version+1, t.now
	var err error
	if m.SortName, err = t.sortKey(m.OrganisationID, m.Name); err != nil {
		return err
	}
	saved := t.Model(&Membership{}).Where("id = ? AND organisation_id = ? AND version = ?", m.ID, m.OrganisationID, version).
		Select("name", "sort_name", "phone", "title", "role", "state", "active", "scope_all", "valid_from", "valid_until",
			"notify_orders", "notify_settlements", "version", "updated_at").Updates(&m)
	return one(saved, Fail(Conflict, "user.stale", "name", m.Name))
}

// SetActive switches a person off or on (ST7). Switching off ends their access at once, and their
// sessions unless they work elsewhere (rule of delegation 4). It tells whether anything changed.
func (s *Store) SetActive(ctx context.Context, a access.Actor, id string, active bool) (p *Person, changedAny bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		var a2 access.Actor
		if a2, p, err = t.target(a, id, access.Approve); err != nil {
			return err
		}
		if p.State != StateMember {
			return Fail(Conflict, "user.not_member", "name", p.Name)
		}
		if p.Active == active {
			return nil
		}
		changedAny = true
		m := p.Membership
		m.Active = active
		if err := t.saveMembership(m, m.Version); err != nil {
			return err
		}
		action := "membership.activated"
		if !active {
			action = "membership.deactivated"
			if err := t.endAccess(*m.UserID); err != nil {
				return err
			}
		}
		return t.record(Entry{Actor: a2, Action: action, Kind: TargetMembership, Target: id, Name: m.Name,
			Changes: changed(nil, "active", yes(!active), yes(active))})
	})
	return p, changedAny, err
}

// Remove takes a person out of the actor's organisation; a pending invitation is taken
// back. The person's own account lives on (MP10, ST8).
func (s *Store) Remove(ctx context.Context, a access.Actor, id string) (p *Person, err error) {
	err = s.write(ctx, func(t *tx) error {
		var a2 access.Actor
		if a2, p, err = t.target(a, id, access.Approve); err != nil {
			return err
		}
		return t.remove(a2, p, "membership.removed")
	})
	return p, err
}

// remove takes a person out, and out of the directory too; of an invitation that is taken back
// only the access goes.
func (t *tx) remove(a access.Actor, p *Person, action string) error {
	if err := t.cancelMails(p.ID); err != nil {
		return err
	}
	if err := t.endOfferTo(p); err != nil {
		return err
	}
	if p.State != StateMember && !p.Invitation.CreatedAt.IsZero() { // whoever is invited anew is mailed the same again
		if err := t.noteResend(Mailing{p.OrganisationID, MailInvitation, p.Email}, p.Invitation.CreatedAt); err != nil {
			return err
		}
	}
	if err := one(t.Exec("DELETE FROM memberships WHERE id = ? AND organisation_id = ? AND NOT owner", p.ID, p.OrganisationID), missing()); err != nil {
		return err
	}
	if p.UserID != nil {
		if err := t.endAccess(*p.UserID); err != nil {
			return err
		}
	}
	if err := t.leaveDirectory(p.Membership, action); err != nil {
		return err
	}
	changes := rightsChanges(changed(nil, "email", p.Email, ""), p.Grant, access.Grant{})
	return t.record(Entry{Actor: a, Action: action, Kind: TargetMembership, Target: p.ID, Name: p.Name, Changes: changes})
}
