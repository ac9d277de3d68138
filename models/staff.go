package models

import (
	"context"
	"time"

	"gorm.io/gorm"

	"coulisse/access"
	"coulisse/models/text"
)

// StaffLinkLife is how long the first link of somebody new at the support desk works.
const StaffLinkLife = 7 * 24 * time.Hour

// Desk stands for the platform's support where an organisation's id stands: in its own history, and
// for mails that no organisation may read in the mailbox.
const Desk = "desk"

// StaffMember is somebody of the support desk, as the command line lists them.
type StaffMember struct {
	User
	Lead      bool
	CreatedAt time.Time
}

// AddStaff adds somebody to the platform's support desk and mails them a link to choose a
// password. Invalid at email when the address has an account or is invited somewhere: nobody is both
// staff and a member.
func (s *Store) AddStaff(ctx context.Context, name, email, locale string, lead bool) (staff access.Staff, err error) {
	err = s.write(ctx, func(t *tx) error {
		u, err := t.newStaff(name, email, locale)
		if err != nil {
			return err
		}
		back := t.Exec(`INSERT INTO staff (user_id, lead, created_at) VALUES (?, ?, ?)
			ON CONFLICT (user_id) DO UPDATE SET lead = excluded.lead, removed_at = NULL, created_at = excluded.created_at`, u.ID, lead, t.now)
		if back.Error != nil {
			return back.Error
		}
		if err := t.mailStaff(u); err != nil {
			return err
		}
		staff = access.Staff{User: u.ID, Name: u.Name, Email: u.Email, Lead: lead}
		return t.record(Entry{Organisation: Desk, Action: "staff.added", Kind: TargetUser, Target: u.ID, Name: u.Name, Changes: changed(nil, "lead", yes(false), yes(lead))})
	})
	return staff, err
}

// newStaff is the account of somebody new at the desk: a fresh one, or that of somebody who had
// left it.
func (t *tx) newStaff(name, email, locale string) (u User, err error) {
	var known int
	err = t.Raw(`SELECT (SELECT count(*) FROM memberships WHERE email_key = ?)
		+ (SELECT count(*) FROM users u WHERE u.email_key = ? AND NOT EXISTS (SELECT 1 FROM staff f WHERE f.user_id = u.id AND f.removed_at IS NOT NULL))`,
		text.AddressKey(email), text.AddressKey(email)).Scan(&known).Error
	switch {
	case err != nil:
		return u, err
	case known > 0:
		return u, Fault("email", "staff.address_taken", "email", email)
	}
	if err := t.Raw("SELECT * FROM users WHERE email_key = ?", text.AddressKey(email)).Scan(&u).Error; err != nil {
		return u, err
	}
	if u.ID != "" {
		u.Name = name
		return u, t.Exec("UPDATE users SET name = ?, updated_at = ? WHERE id = ?", name, t.now, u.ID).Error
	}
	u = User{ID: NewID(), Email: email, EmailKey: text.AddressKey(email), Name: name, Locale: locale, CreatedAt: t.now, UpdatedAt: t.now}
	return u, t.Create(&u).Error
}

// mailStaff makes somebody's first link.
func (t *tx) mailStaff(u User) error {
	token, expires, err := t.newReset(u, "", StaffLinkLife)
	if err != nil {
		return err
	}
	return t.enqueue(Mail{Kind: MailStaffAdded, To: u.Email, ToName: u.Name, Locale: firstOf(u.Locale, "en"), OrganisationID: Desk, Token: token,
		Data: MailData{Person: u.Name, Email: u.Email, Expires: expires}})
}

// StaffList lists the people of the support desk by name.
func (s *Store) StaffList(ctx context.Context) (list []StaffMember, err error) {
	err = s.read(ctx).Raw(`SELECT u.id, u.email, u.name, u.locale, u.password_at, f.lead, f.created_at FROM staff f JOIN users u ON u.id = f.user_id
		WHERE f.removed_at IS NULL ORDER BY f.user_id`).Scan(&list).Error
	sortByName("", list, func(m StaffMember) string { return m.Name })
	return list, err
}

// RemoveStaff takes somebody off the support desk; all their sessions end at once. Invalid at
// email for an address that is not of the desk.
func (s *Store) RemoveStaff(ctx context.Context, email string) (staff access.Staff, err error) {
	err = s.write(ctx, func(t *tx) error {
		var u User
		if err := t.Raw("SELECT u.* FROM users u JOIN staff f ON f.user_id = u.id WHERE u.email_key = ? AND f.removed_at IS NULL", text.AddressKey(email)).Scan(&u).Error; err != nil {
			return err
		}
		if u.ID == "" {
			return Fault("email", "staff.unknown", "email", email)
		}
		if err := t.Exec("UPDATE staff SET removed_at = ? WHERE user_id = ?", t.now, u.ID).Error; err != nil {
			return err
		}
		if err := t.endSessions(u.ID, ""); err != nil {
			return err
		}
		if err := t.Exec("UPDATE password_resets SET spent_at = ? WHERE user_id = ? AND spent_at IS NULL", t.now, u.ID).Error; err != nil {
			return err
		}
		staff = access.Staff{User: u.ID, Name: u.Name, Email: u.Email}
		return t.record(Entry{Organisation: Desk, Action: "staff.removed", Kind: TargetUser, Target: u.ID, Name: u.Name})
	})
	return staff, err
}

// staffOf is somebody's place at the support desk; nil for who has none.
func staffOf(db *gorm.DB, user string) (*access.Staff, error) {
	var f struct {
		access.Staff
		ID string
	}
	err := db.Raw("SELECT u.id, u.name, u.email, f.lead FROM staff f JOIN users u ON u.id = f.user_id WHERE f.user_id = ? AND f.removed_at IS NULL", user).Scan(&f).Error
	if err != nil || f.ID == "" {
		return nil, err
	}
	f.User = f.ID
	return &f.Staff, nil
}

// freshStaff reads somebody's place at the desk again inside the transaction. Forbidden when they
// have left it.
func (t *tx) freshStaff(staff access.Staff) (access.Staff, error) {
	now, err := staffOf(t.DB, staff.User)
	if err != nil {
		return staff, err
	}
	if now == nil {
		return staff, Fail(Forbidden, "error.forbidden")
	}
	return *now, nil
}

// refuseStaff returns the refusal when an address belongs to somebody at the support desk: nobody
// is both staff and a member.
func (t *tx) refuseStaff(emailKey string, refusal error) error {
	var there bool
	err := t.Raw("SELECT EXISTS (SELECT 1 FROM staff f JOIN users u ON u.id = f.user_id WHERE u.email_key = ? AND f.removed_at IS NULL)", emailKey).Scan(&there).Error
	if err == nil && there {
		return refusal
	}
	return err
}
