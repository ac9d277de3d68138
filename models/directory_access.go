package models

import (
	"context"

	"coulisse/access"
	"coulisse/models/text"
)

// details is a person of the directory as an invitation wants them, with those mails of the role
// whose content its rights show.
func (w WebAccess) details(d DirectoryDetails) Details {
	return Details{Email: d.Email, Name: d.Name, Phone: d.Phone, Title: d.Title, Role: w.Role, Grant: w.Grant,
		NotifyOrders: w.Orders && w.Grant.Levels.ReadsOrders(), NotifySettlements: w.Settlements && w.Grant.Levels.ReadsSettlements()}
}

// GiveAccess invites a person of the directory who has no web access (EC5), for contacts:
// approve and with rights within the actor's own. Conflict when they have it; Invalid at role,
// event or level.<section>.
func (s *Store) GiveAccess(ctx context.Context, a access.Actor, id string, w WebAccess) (p *DirectoryPerson, err error) {
	err = s.create(ctx, func(t *tx) error {
		a, err := t.directoryEditor(a, access.Approve)
		if err != nil {
			return err
		}
		if p, err = t.store.directoryPerson(t.DB, a.Organisation, id); err != nil {
			return err
		}
		if p.Access != nil {
			return Fail(Conflict, "contact.has_access", "name", p.Name)
		}
		_, err = t.invite(a, w.details(p.details()), true)
		return err
	})
	return p, err
}

// contactAt is the entry of the directory without web access at an address; its ID is "" for none.
func (t *tx) contactAt(organisation, email string) (e directoryEntry, err error) {
	err = t.Raw("SELECT * FROM contacts WHERE organisation_id = ? AND email_key = ?", organisation, text.AddressKey(email)).Scan(&e).Error
	return e, err
}

// handOver empties an entry whose person now has web access: what is known of them stands in the
// membership from here on.
func (t *tx) handOver(m Membership) error {
	if err := t.Exec("DELETE FROM contact_tokens WHERE contact_id = ?", m.ID).Error; err != nil {
		return err
	}
	return t.Exec(`UPDATE contacts SET name = '', sort_name = '', email = '', email_key = '', phone = '', title = '', version = version + 1, updated_at = ?
		WHERE id = ? AND organisation_id = ?`, t.now, m.ID, m.OrganisationID).Error
}

// takeBack fills the entry of somebody again whose invitation is taken back: they stay in the
// directory if they were there, without web access. The version goes on from both.
func (t *tx) takeBack(m Membership) error {
	sortName, err := t.sortKey(m.OrganisationID, m.Name)
	if err != nil {
		return err
	}
	kept := t.Exec(`UPDATE contacts SET name = ?, sort_name = ?, email = ?, email_key = ?, phone = ?, title = ?, version = version + ? + 1, updated_at = ?
		WHERE id = ? AND organisation_id = ?`, m.Name, sortName, m.Email, m.EmailKey, m.Phone, m.Title, m.Version, t.now, m.ID, m.OrganisationID)
	if kept.Error != nil || kept.RowsAffected == 0 {
		return kept.Error
	}
	return t.writeContactWords(m.OrganisationID, m.ID, DirectoryDetails{Name: m.Name, Email: m.Email, Phone: m.Phone, Title: m.Title})
}

// SendContactReset is SendPasswordReset for who tends the directory: contacts: approve, under
// the rules of delegation (EC6).
func (s *Store) SendContactReset(ctx context.Context, a access.Actor, id string) (p *DirectoryPerson, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, err := t.directoryEditor(a, access.Approve)
		if err != nil {
			return err
		}
		if p, err = t.store.directoryPerson(t.DB, a.Organisation, id); err != nil {
			return err
		}
		if p.Access == nil {
			return Fail(Conflict, "contact.no_access", "name", p.Name)
		}
		if refusal := a.MayReach(p.Target()); refusal != access.Allowed {
			return Fail(Forbidden, "refusal."+string(refusal))
		}
		return t.sendReset(a, p.Access)
	})
	return p, err
}

// leaveDirectory is what becomes of the entry of somebody whose membership has ended.
func (t *tx) leaveDirectory(m Membership, action string) error {
	if action == "invitation.revoked" {
		return t.takeBack(m)
	}
	return t.Exec("DELETE FROM contacts WHERE id = ? AND organisation_id = ?", m.ID, m.OrganisationID).Error
}
