package models

import (
	"context"
	"errors"

	"coulisse/access"
)

// Profile is what people may change about themselves (EC10): the name in every organisation,
// phone and title in the current one, the language, the appearance.
type Profile struct {
	Name  string
	Phone string
	Title string
}

// OwnMembership is the actor's own row, for the profile page.
func (s *Store) OwnMembership(ctx context.Context, a access.Actor) (*Person, error) {
	return s.person(s.read(ctx), a.Organisation, a.Membership)
}

// UpdateProfile saves one's own details; effective at once. Forbidden when the organisation
// keeps that to its administrators (EC11).
func (s *Store) UpdateProfile(ctx context.Context, a access.Actor, d Profile) (changedAny bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, err := t.fresh(a)
		if err != nil {
			return err
		}
		var o Organisation
		if err := t.Raw("SELECT * FROM organisations WHERE id = ?", a.Organisation).Scan(&o).Error; err != nil {
			return err
		}
		if !o.LetsEditSelf(a) {
			return Fail(Forbidden, "profile.kept_by_administrators")
		}
		p, err := t.store.person(t.DB, a.Organisation, a.Membership)
		if err != nil {
			return err
		}
		changes := changed(nil, "name", p.Name, d.Name)
		changes = changed(changes, "phone", p.Phone, d.Phone)
		changes = changed(changes, "title", p.Title, d.Title)
		if changedAny = len(changes) > 0; !changedAny {
			return nil
		}
		if err := t.Exec("UPDATE users SET name = ?, updated_at = ? WHERE id = ?", d.Name, t.now, a.User).Error; err != nil {
			return err
		}
		if err := t.Exec("UPDATE memberships SET phone = ?, title = ?, version = version + 1, updated_at = ? WHERE id = ?", d.Phone, d.Title, t.now, a.Membership).Error; err != nil {
			return err
		}
		if err := t.rename(a, p.Name, d.Name); err != nil {
			return err
		}
		return t.record(Entry{Actor: a, Action: "profile.updated", Kind: TargetMembership, Target: a.Membership, Name: d.Name, Changes: changes})
	})
	return changedAny, err
}

// rename carries a user's name into every membership, its grants and its search words. The
// history of each other organisation tells it too.
func (t *tx) rename(a access.Actor, from, to string) error {
	if err := t.Exec("UPDATE memberships SET name = ? WHERE user_id = ?", to, a.User).Error; err != nil {
		return err
	}
	var places []Membership
	if err := t.Raw("SELECT * FROM memberships WHERE user_id = ?", a.User).Scan(&places).Error; err != nil {
		return err
	}
	for _, m := range places {
		p, err := t.store.person(t.DB, m.OrganisationID, m.ID)
		if err == nil {
			err = errors.Join(t.writeSortName(m), t.writeRights(m, p.Grant))
		}
		if err == nil && m.ID != a.Membership && from != to {
			err = t.record(Entry{Actor: a, Organisation: m.OrganisationID, Action: "profile.updated", Kind: TargetMembership, Target: m.ID, Name: to,
				Changes: changed(nil, "name", from, to)})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// SetPreferences keeps a person's language and appearance; nil leaves one as it is. Invalid
// at locale or theme is the caller's check.
func (s *Store) SetPreferences(ctx context.Context, user string, locale, theme *string) error {
	return s.write(ctx, func(t *tx) error {
		return t.Exec("UPDATE users SET locale = coalesce(?, locale), theme = coalesce(?, theme) WHERE id = ?", locale, theme, user).Error
	})
}

// Owner is the name and address of the owner of the actor's organisation: whom to ask
// (EC11).
func (s *Store) Owner(ctx context.Context, a access.Actor) (u User, err error) {
	err = s.read(ctx).Raw("SELECT u.* FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.organisation_id = ? AND m.owner", a.Organisation).Scan(&u).Error
	u.PasswordHash = ""
	return u, err
}

// Sessions lists where a person is signed in, the most recent first.
func (s *Store) Sessions(ctx context.Context, v *Viewer, limits Limits) (list []Session, err error) {
	now := s.Now()
	err = s.read(ctx).Raw("SELECT * FROM sessions WHERE user_id = ? AND seen_at > ? AND created_at > ? ORDER BY seen_at DESC, id",
		v.User.ID, now.Add(-limits.Idle), now.Add(-limits.Absolute)).Scan(&list).Error
	return list, err
}

// EndOwnSession ends one of a person's own sessions, or with id "" all but the current one.
// It says how many ended. NotFound when the session is not theirs.
func (s *Store) EndOwnSession(ctx context.Context, v *Viewer, id string) (ended int64, err error) {
	err = s.write(ctx, func(t *tx) error {
		which, other := "id = ?", id
		if id == "" {
			which, other = "id <> ?", v.Session.ID
		}
		gone := t.Exec("DELETE FROM sessions WHERE user_id = ? AND "+which, v.User.ID, other)
		ended = gone.RowsAffected
		switch {
		case gone.Error != nil:
			return gone.Error
		case ended == 0 && id != "":
			return missing()
		case ended == 0:
			return nil
		}
		if v.Staff != nil {
			return t.record(Entry{Staff: *v.Staff, Action: "user.sessions_ended", Kind: TargetUser, Target: v.User.ID, Name: v.User.Name})
		}
		return t.record(Entry{Actor: v.Actor, Action: "user.sessions_ended", Kind: TargetMembership, Target: v.Actor.Membership, Name: v.User.Name})
	})
	return ended, err
}

// SweepSessions deletes sessions past their limits, and links and counts that no longer
// matter; the server calls it now and then.
func (s *Store) SweepSessions(ctx context.Context, limits Limits) error {
	return s.write(ctx, func(t *tx) error {
		return errors.Join(
			t.Exec("DELETE FROM sessions WHERE seen_at < ? OR created_at < ?", t.now.Add(-limits.Idle), t.now.Add(-limits.Absolute)).Error,
			t.Exec("DELETE FROM password_resets WHERE created_at < ?", t.now.AddDate(0, 0, -7)).Error,
			t.Exec("DELETE FROM attempts WHERE since < ? AND (locked_until IS NULL OR locked_until < ?)", t.now.AddDate(0, 0, -1), t.now).Error)
	})
}
