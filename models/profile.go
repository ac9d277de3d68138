package models

import (
	"context"
	"errors"

	"coulisse/access"
)

// Profile is what people may change about themselves (EC10): the name in every organisation that
// lets them, phone and title in the current one, the language, the appearance.
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
		if err := t.rename(a, d.Name); err != nil {
			return err
		}
		return t.record(Entry{Actor: a, Action: "profile.updated", Kind: TargetMembership, Target: a.Membership, Name: d.Name, Changes: changes})
	})
	return changedAny, err
}

// rename carries a user's name into the membership of every organisation that lets them change it
// (EC11), its grants and its search words. The history of each other one of those tells it too.
func (t *tx) rename(a access.Actor, to string) error {
	var places []place
	if err := t.Raw(placeQuery+"WHERE m.user_id = ?", a.User).Scan(&places).Error; err != nil {
		return err
	}
	for _, m := range places {
		p, err := t.store.person(t.DB, m.OrganisationID, m.ID)
		if err != nil {
			return err
		}
		there := access.Actor{Grant: p.held()}
		if !(Organisation{MembersEdit: m.MembersEdit}).LetsEditSelf(there) {
			continue
		}
		if err := t.renameIn(a, p, to); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) renameIn(a access.Actor, p *Person, to string) error {
	from := p.Name
	key, err := t.sortKey(p.OrganisationID, to)
	if err != nil {
		return err
	}
	p.Name, p.SortName = to, key
	renamed := t.Model(&Membership{}).Where("id = ?", p.ID).UpdateColumns(map[string]any{"name": p.Name, "sort_name": p.SortName})
	if renamed.Error != nil {
		return renamed.Error
	}
	if err := t.writeRights(p.Membership, p.Grant); err != nil || p.ID == a.Membership || from == to {
		return err
	}
	a.Name = from // as that organisation knew them
	return t.record(Entry{Actor: a, Organisation: p.OrganisationID, Action: "profile.updated", Kind: TargetMembership, Target: p.ID, Name: to,
		Changes: changed(nil, "name", from, to)})
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
	err = s.read(ctx).Raw("SELECT u.id, u.email, u.email_key, m.name, u.locale FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.organisation_id = ? AND m.owner", a.Organisation).Scan(&u).Error
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
		return t.record(Entry{Actor: v.Actor, Action: "user.sessions_ended", Kind: TargetMembership, Target: v.Actor.Membership, Name: v.Actor.Name})
	})
	return ended, err
}

// SweepSessions deletes sessions past their limits, and links, counts and submissions that no longer
// matter; the server calls it now and then.
func (s *Store) SweepSessions(ctx context.Context, limits Limits) error {
	return s.write(ctx, func(t *tx) error {
		return errors.Join(
			t.Where("created_at < ?", t.now.Add(-submissionLife)).Delete(&Submission{}).Error,
			t.Exec("DELETE FROM sessions WHERE seen_at < ? OR created_at < ?", t.now.Add(-limits.Idle), t.now.Add(-limits.Absolute)).Error,
			t.Exec("DELETE FROM password_resets WHERE created_at < ?", t.now.AddDate(0, 0, -7)).Error,
			t.Exec("DELETE FROM attempts WHERE since < ? AND (locked_until IS NULL OR locked_until < ?)", t.now.AddDate(0, 0, -1), t.now).Error)
	})
}
