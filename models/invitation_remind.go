package models

import "coulisse/access"

// remindInvited sends pending invitations of an address again under new links, at most one
// each in a while.
func (t *tx) remindInvited(emailKey string) error {
	var pending []Membership
	err := t.Raw(`SELECT m.* FROM memberships m JOIN invitations i ON i.membership_id = m.id
		WHERE m.email_key = ? AND m.state = 'invited' AND i.spent_at IS NULL AND i.expires_at > ? AND i.created_at < ?`,
		emailKey, t.now, t.now.Add(-resetPause)).Scan(&pending).Error
	if err != nil {
		return err
	}
	for _, m := range pending {
		if err := t.remind(m); err != nil {
			return err
		}
	}
	return nil
}

// remind gives a pending invitation a new link in the inviter's name, and keeps its expiry. Anybody
// can ask for it, so a link that was handed on by hand lives on beside the new one.
func (t *tx) remind(m Membership) error {
	var i Invitation
	if err := t.Raw("SELECT * FROM invitations WHERE membership_id = ?", m.ID).Scan(&i).Error; err != nil {
		return err
	}
	as, err := t.inviterOf(i)
	if err != nil {
		return err
	}
	p, err := t.store.person(t.DB, m.OrganisationID, m.ID)
	if err != nil {
		return err
	}
	token, renewed, err := t.newInvitation(as, m)
	if err != nil {
		return err
	}
	renewed.ExpiresAt, renewed.ShownHash = i.ExpiresAt, i.ShownHash
	if err := t.Save(&renewed).Error; err != nil {
		return err
	}
	if err := t.mailInvitation(as, m, p.Grant, renewed, token); err != nil {
		return err
	}
	return t.record(Entry{Organisation: m.OrganisationID, Action: "invitation.reminded", Kind: TargetMembership, Target: m.ID, Name: m.Name})
}

// inviterOf is whose invitation it is, by name; the name is "" of who is not known any more.
func (t *tx) inviterOf(i Invitation) (access.Actor, error) {
	var u User
	err := t.Raw("SELECT * FROM users WHERE id = ?", i.InviterID).Scan(&u).Error
	return access.Actor{User: i.InviterID, Name: u.Name, Organisation: i.OrganisationID}, err
}
