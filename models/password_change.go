package models

import (
	"context"

	"coulisse/access"
)

// ContextWords are what a person's password must not be made of: name, address, and the
// organisations they belong to.
func (s *Store) ContextWords(ctx context.Context, u User) ([]string, error) {
	var names []string
	err := s.read(ctx).Raw("SELECT o.name FROM memberships m JOIN organisations o ON o.id = m.organisation_id WHERE m.user_id = ?", u.ID).Scan(&names).Error
	return append(names, u.Name, u.Email), err
}

// OwnUser is the signed-in person's account, without the hash of the password.
func (s *Store) OwnUser(ctx context.Context, v *Viewer) (u User, err error) {
	err = s.read(ctx).Raw("SELECT * FROM users WHERE id = ?", v.User.ID).Scan(&u).Error
	u.PasswordHash = ""
	return u, err
}

// ChangePassword sets a signed-in person's new password in place of the one that was
// verified; their other sessions end. Conflict when somebody else was faster.
func (s *Store) ChangePassword(ctx context.Context, v *Viewer, verified, hash string) error {
	return s.write(ctx, func(t *tx) error {
		var n int
		if err := t.Raw("SELECT count(*) FROM users WHERE id = ? AND password_hash = ?", v.User.ID, verified).Scan(&n).Error; err != nil {
			return err
		}
		if n == 0 {
			return Fail(Conflict, "profile.password.changed_meanwhile")
		}
		return t.setPassword(v.User, hash, v.Session.ID, "user.password_changed")
	})
}

// setPassword writes the hash, ends sessions (all but one) and links, unlocks the account,
// notes it in the history of every organisation, and mails the person.
func (t *tx) setPassword(u User, hash, keep, action string) error {
	if err := t.Exec("UPDATE users SET password_hash = ?, password_at = ?, updated_at = ? WHERE id = ?", hash, t.now, t.now, u.ID).Error; err != nil {
		return err
	}
	if err := t.endSessions(u.ID, keep); err != nil {
		return err
	}
	if err := t.Exec("UPDATE password_resets SET spent_at = ? WHERE user_id = ? AND spent_at IS NULL", t.now, u.ID).Error; err != nil {
		return err
	}
	if err := t.Exec("DELETE FROM attempts WHERE kind = ? AND key = ?", attemptAccount, u.EmailKey).Error; err != nil {
		return err
	}
	places, err := t.notePassword(u, action)
	if err != nil {
		return err
	}
	p := places[0]
	return t.enqueue(Mail{Kind: MailPasswordChanged, To: u.Email, ToName: u.Name, Locale: firstOf(u.Locale, p.OrganisationLang), OrganisationID: p.OrganisationID,
		Data: MailData{Person: u.Name, Email: u.Email, Organisation: p.OrganisationName, Zone: p.TimeZone}})
}

// notePassword tells the history of each of a person's places, of which it returns at least one.
func (t *tx) notePassword(u User, action string) ([]place, error) {
	places, err := t.placesOf(u)
	if err != nil {
		return nil, err
	}
	if len(places) == 0 { // somebody of the desk, or who belongs nowhere any more
		return []place{nowhere}, t.record(Entry{Organisation: Desk, Action: action, Kind: TargetUser, Target: u.ID, Name: u.Name})
	}
	for _, p := range places {
		as := access.Actor{User: u.ID, Name: p.Name, Organisation: p.OrganisationID}
		if err := t.record(Entry{Actor: as, Action: action, Kind: TargetMembership, Target: p.ID, Name: p.Name}); err != nil {
			return nil, err
		}
	}
	return places, nil
}
