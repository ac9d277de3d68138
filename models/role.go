package models

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"coulisse/access"
	"coulisse/models/text"
)

// Role is an organisation's own role.
type Role struct {
	ID             string
	OrganisationID string
	Name           string
	NameKey        string // folded; unique in the organisation
	Purpose        string // the sentence "for whom"
	Levels         string // JSON, see readLevels
	Chosen         bool
	Orders         bool
	Settlements    bool
	Version        int
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// Rights are the role's levels.
func (r Role) Rights() (access.Levels, error) { return readLevels(r.Levels) }

// RoleDetails is what the role form sets.
type RoleDetails struct {
	Name, Purpose               string
	Levels                      access.Levels
	Chosen, Orders, Settlements bool
}

// Role reads one of the organisation's own roles.
func (s *Store) Role(ctx context.Context, a access.Actor, id string) (*Role, error) {
	if !a.Can(access.Users, access.View) {
		return nil, missing()
	}
	return ownRole(s.read(ctx), a.Organisation, id)
}

func ownRole(db *gorm.DB, organisation, id string) (*Role, error) {
	var r Role
	if err := db.Raw("SELECT * FROM roles WHERE organisation_id = ? AND id = ?", organisation, id).Scan(&r).Error; err != nil {
		return nil, err
	}
	if r.ID == "" {
		return nil, missing()
	}
	return &r, nil
}

// RoleHolders counts who holds each role of the actor's organisation, by key.
func (s *Store) RoleHolders(ctx context.Context, a access.Actor) (map[string]int, error) {
	if !a.Can(access.Users, access.View) {
		return nil, missing()
	}
	var rows []struct {
		Role    string
		Holders int
	}
	err := s.read(ctx).Raw("SELECT role, count(*) AS holders FROM memberships WHERE organisation_id = ? GROUP BY role", a.Organisation).Scan(&rows).Error
	holders := map[string]int{}
	for _, r := range rows {
		holders[r.Role] = r.Holders
	}
	return holders, err
}

// CreateRole adds an own role. Its levels lie within the actor's (rule of delegation 1).
// Invalid at name when there is such a role already or Coulisse calls something so, at
// level.<section>, and at notify.<mail> for one whose content the levels do not show.
func (s *Store) CreateRole(ctx context.Context, a access.Actor, d RoleDetails) (id string, err error) {
	id = NewID()
	err = s.create(ctx, func(t *tx) error {
		a, err := t.roleEditor(a, d.Levels)
		if err == nil {
			err = d.check(a)
		}
		if err != nil {
			return err
		}
		r := Role{ID: id, OrganisationID: a.Organisation, Version: 1, CreatedAt: t.now, UpdatedAt: t.now}
		if err := r.apply(d); err != nil {
			return err
		}
		if err := roleTaken(t.Create(&r).Error, d.Name); err != nil {
			return err
		}
		return t.record(Entry{Actor: a, Action: "role.created", Kind: TargetRole, Target: id, Name: r.Name, Changes: roleChanges(RoleDetails{}, d)})
	})
	return id, err
}

// roleEditor reads the actor's rights again, and refuses levels beyond them.
func (t *tx) roleEditor(a access.Actor, levels access.Levels) (access.Actor, error) {
	a, err := t.fresh(a)
	if err != nil {
		return a, err
	}
	if !a.Can(access.Users, access.Approve) {
		return a, Fail(Forbidden, "refusal."+string(access.LacksRights))
	}
	var faults Faults
	for _, over := range a.MayGrant(access.Grant{Levels: levels, Scope: a.Grant.Scope, Validity: a.Grant.Validity}) {
		faults = append(faults, Fault("level."+string(over.Section), "user.beyond_level"))
	}
	return a, faults.Err()
}

func (r *Role) apply(d RoleDetails) (err error) {
	r.Name, r.NameKey, r.Purpose = d.Name, text.Fold(d.Name), d.Purpose
	r.Chosen, r.Orders, r.Settlements = d.Chosen, d.Orders, d.Settlements
	r.Levels, err = writeLevels(d.Levels)
	return err
}

func (r Role) details() (RoleDetails, error) {
	levels, err := r.Rights()
	return RoleDetails{Name: r.Name, Purpose: r.Purpose, Levels: levels, Chosen: r.Chosen, Orders: r.Orders, Settlements: r.Settlements}, err
}

// roleTaken turns a breach of the unique index into a fault at the name.
func roleTaken(err error, name string) error {
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return Fault("name", "role.name_taken", "name", name)
	}
	return err
}

// UpdateRole saves an own role; nobody's rights change by it. The levels must lie within the
// actor's, before and after. Conflict when the version is stale. It tells whether the
// levels have changed of a role that somebody holds.
func (s *Store) UpdateRole(ctx context.Context, a access.Actor, id string, version int, d RoleDetails) (
	held bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, r, err := t.editableRole(a, id, d.Levels)
		if err == nil {
			err = d.check(a)
		}
		if err != nil {
			return err
		}
		before, err := r.details()
		if err != nil {
			return err
		}
		if r.Version != version {
			return Fail(Conflict, "role.stale", "name", r.Name)
		}
		changes := roleChanges(before, d)
		if len(changes) == 0 {
			return nil
		}
		if err := r.apply(d); err != nil {
			return err
		}
		saved := t.Exec(`UPDATE roles SET name = ?, name_key = ?, purpose = ?, levels = ?, chosen = ?, orders = ?, settlements = ?, version = version + 1, updated_at = ?
			WHERE id = ? AND organisation_id = ? AND version = ?`, r.Name, r.NameKey, r.Purpose, r.Levels, r.Chosen, r.Orders, r.Settlements, t.now, id, a.Organisation, version)
		if err := roleTaken(saved.Error, d.Name); err != nil {
			return err
		}
		if err := one(saved, Fail(Conflict, "role.stale", "name", r.Name)); err != nil {
			return err
		}
		err = t.record(Entry{Actor: a, Action: "role.updated", Kind: TargetRole, Target: id, Name: r.Name, Changes: changes})
		if err != nil {
			return err
		}
		if before.Levels.Equal(d.Levels) {
			return nil
		}
		const holders = "SELECT EXISTS (SELECT 1 FROM memberships WHERE organisation_id = ? AND role = ?)"
		return t.Raw(holders, a.Organisation, id).Scan(&held).Error
	})
	return held, err
}

// editableRole reads a role whose levels, as they stand, lie within the actor's too.
func (t *tx) editableRole(a access.Actor, id string, levels access.Levels) (access.Actor, *Role, error) {
	a, err := t.roleEditor(a, levels)
	if err != nil {
		return a, nil, err
	}
	r, err := ownRole(t.DB, a.Organisation, id)
	if err != nil {
		return a, nil, err
	}
	held, err := r.Rights()
	if err != nil {
		return a, nil, err
	}
	if len(a.MayGrant(access.Grant{Levels: held, Scope: a.Grant.Scope, Validity: a.Grant.Validity})) > 0 {
		return a, nil, Fail(Forbidden, "role.holds_more")
	}
	return a, r, nil
}

// RemoveRole removes an own role that nobody holds; Conflict when somebody does.
func (s *Store) RemoveRole(ctx context.Context, a access.Actor, id string) (r *Role, err error) {
	err = s.write(ctx, func(t *tx) error {
		var actor access.Actor
		if actor, r, err = t.editableRole(a, id, nil); err != nil {
			return err
		}
		gone := t.Exec("DELETE FROM roles WHERE id = ? AND organisation_id = ? AND NOT EXISTS (SELECT 1 FROM memberships WHERE organisation_id = ? AND role = ?)",
			id, a.Organisation, a.Organisation, id)
		if err := one(gone, Fail(Conflict, "role.in_use", "name", r.Name)); err != nil {
			return err
		}
		before, err := r.details()
		if err != nil {
			return err
		}
		return t.record(Entry{Actor: actor, Action: "role.removed", Kind: TargetRole, Target: id, Name: r.Name, Changes: roleChanges(before, RoleDetails{})})
	})
	return r, err
}

func roleChanges(from, to RoleDetails) (list []Change) {
	list = changed(list, "role_name", from.Name, to.Name)
	list = changed(list, "purpose", from.Purpose, to.Purpose)
	for _, area := range access.Areas() {
		list = changed(list, "level."+string(area.Section), from.Levels.At(area.Section).String(), to.Levels.At(area.Section).String())
	}
	list = changed(list, "chosen", yes(from.Chosen), yes(to.Chosen))
	list = changed(list, "notify_orders", yes(from.Orders), yes(to.Orders))
	return changed(list, "notify_settlements", yes(from.Settlements), yes(to.Settlements))
}
