package models

import (
	"context"

	"coulisse/access"
	"coulisse/models/text"
)

// DirectoryDetails is what the directory's form sets about a person.
type DirectoryDetails struct {
	Name, Email, Phone, Title string
	Roles                     []string // some of ContactRoles
}

// WebAccess is the access that a person of the directory is given: a role (EC2's web profile)
// with its rights.
type WebAccess struct {
	Role                string
	Grant               access.Grant
	Orders, Settlements bool // mails, as at Details
}

// AddContact adds somebody to the actor's directory, for contacts: edit; with w also the
// invitation leaves, for contacts: approve (EC8). Invalid at email when the address is in the
// directory already, and at role, event or level.<section>.
func (s *Store) AddContact(ctx context.Context, a access.Actor, d DirectoryDetails, w *WebAccess) (id string, err error) {
	id = NewID()
	need := access.Edit
	if w != nil {
		need = access.Approve
	}
	err = s.create(ctx, func(t *tx) error {
		a, err := t.directoryEditor(a, need)
		if err != nil {
			return err
		}
		if err := t.addressFree(a.Organisation, id, d.Email); err != nil {
			return err
		}
		if err := t.insertContact(a, id, d); err != nil {
			return err
		}
		changes := contactChanges(DirectoryDetails{}, d)
		if err := t.record(Entry{Actor: a, Action: "contact.added", Kind: TargetContact, Target: id, Name: d.Name, Changes: changes}); err != nil || w == nil {
			return err
		}
		_, err = t.invite(a, w.details(d), true)
		return atAddress(err)
	})
	return id, err
}

// directoryEditor reads the actor's rights again, and refuses who lacks the level.
func (t *tx) directoryEditor(a access.Actor, need access.Level) (access.Actor, error) {
	a, err := t.fresh(a)
	if err == nil && !a.Can(access.Contacts, need) {
		err = Fail(Forbidden, "error.forbidden")
	}
	return a, err
}

// addressFree refuses an address under which somebody else stands in the directory.
func (t *tx) addressFree(organisation, id, email string) error {
	var name string
	err := t.Raw(`SELECT name FROM memberships WHERE organisation_id = ? AND email_key = ? AND id <> ?
		UNION ALL SELECT name FROM contacts WHERE organisation_id = ? AND email_key = ? AND id <> ?`,
		organisation, text.AddressKey(email), id, organisation, text.AddressKey(email), id).Scan(&name).Error
	if err == nil && name != "" {
		err = Fault("email", "contact.email_taken", "name", name)
	}
	return err
}

func (t *tx) insertContact(a access.Actor, id string, d DirectoryDetails) error {
	sortName, err := t.sortKey(a.Organisation, d.Name)
	if err != nil {
		return err
	}
	err = t.Exec(`INSERT INTO contacts (id, organisation_id, name, sort_name, email, email_key, phone, title, roles, created_at, updated_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, id, a.Organisation, d.Name, sortName, d.Email, text.AddressKey(d.Email), d.Phone, d.Title, contactRolesWord(d.Roles), t.now, t.now).Error
	if err != nil {
		return err
	}
	return t.writeContactWords(a.Organisation, id, d)
}

// writeContactWords replaces the words by which an entry is found.
func (t *tx) writeContactWords(organisation, id string, d DirectoryDetails) error {
	if err := t.Exec("DELETE FROM contact_tokens WHERE contact_id = ?", id).Error; err != nil {
		return err
	}
	for _, word := range searchWords(d.Name, d.Email, d.Title, d.Phone) {
		if err := t.Exec("INSERT INTO contact_tokens (organisation_id, token, contact_id) VALUES (?, ?, ?)", organisation, word, id).Error; err != nil {
			return err
		}
	}
	return nil
}

// UpdateContact saves a person of the directory, for contacts: edit. Forbidden when that would
// change what is fixed: an address that somebody signs in with, the name of who has accepted
// (EC3), and what Organisation.Fixed says. Conflict when the version is stale.
func (s *Store) UpdateContact(ctx context.Context, a access.Actor, id string, version int, d DirectoryDetails) (p *DirectoryPerson, changedAny bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, err := t.directoryEditor(a, access.Edit)
		if err != nil {
			return err
		}
		if p, err = t.store.directoryPerson(t.DB, a.Organisation, id); err != nil {
			return err
		}
		if p.Version != version {
			return Fail(Conflict, "contact.stale", "name", p.Name)
		}
		changes := contactChanges(p.details(), d)
		if changedAny = len(changes) > 0; !changedAny {
			return nil
		}
		if err := t.saveContact(a, p, d); err != nil {
			return err
		}
		return t.record(Entry{Actor: a, Action: "contact.updated", Kind: TargetContact, Target: id, Name: d.Name, Changes: changes})
	})
	return p, changedAny, err
}

func (p DirectoryPerson) details() DirectoryDetails {
	return DirectoryDetails{Name: p.Name, Email: p.Email, Phone: p.Phone, Title: p.Title, Roles: p.Roles}
}

// saveContact writes where each detail stands: in the membership of who has web access, and in
// the directory otherwise.
func (t *tx) saveContact(a access.Actor, p *DirectoryPerson, d DirectoryDetails) error {
	if p.Access == nil {
		if err := t.addressFree(a.Organisation, p.ID, d.Email); err != nil {
			return err
		}
		sortName, err := t.sortKey(a.Organisation, d.Name)
		if err != nil {
			return err
		}
		saved := t.Exec(`UPDATE contacts SET name = ?, sort_name = ?, email = ?, email_key = ?, phone = ?, title = ?, roles = ?, version = version + 1, updated_at = ?
			WHERE id = ? AND organisation_id = ? AND version = ?`, d.Name, sortName, d.Email, text.AddressKey(d.Email), d.Phone, d.Title, contactRolesWord(d.Roles), t.now, p.ID, a.Organisation, p.kept)
		if err := one(saved, Fail(Conflict, "contact.stale", "name", p.Name)); err != nil {
			return err
		}
		return t.writeContactWords(a.Organisation, p.ID, d)
	}
	if contactRolesWord(p.Roles) != contactRolesWord(d.Roles) {
		if err := t.keepRoles(a, p.ID, d.Roles); err != nil {
			return err
		}
	}
	return t.saveAsUser(a, p, d)
}

// keepRoles writes the directory's own part about somebody with web access.
func (t *tx) keepRoles(a access.Actor, id string, roles []string) error {
	return t.Exec(`INSERT INTO contacts (id, organisation_id, roles, created_at, updated_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET roles = excluded.roles, version = version + 1, updated_at = excluded.updated_at WHERE organisation_id = excluded.organisation_id`,
		id, a.Organisation, contactRolesWord(roles), t.now, t.now).Error
}

// saveAsUser writes the details of somebody with web access into their membership.
func (t *tx) saveAsUser(a access.Actor, p *DirectoryPerson, d DirectoryDetails) error {
	m := p.Access.Membership
	if m.Name == d.Name && m.Phone == d.Phone && m.Title == d.Title && m.Email == d.Email {
		return nil
	}
	var o Organisation
	if err := t.Raw("SELECT * FROM organisations WHERE id = ?", a.Organisation).Scan(&o).Error; err != nil {
		return err
	}
	switch refusal := o.Fixed(a, p.Target()); {
	case refusal != access.Allowed:
		return Fail(Forbidden, "contact.fixed."+string(refusal))
	case m.Email != d.Email:
		return Fail(Forbidden, "contact.fixed.email")
	case m.Name != d.Name && p.Access.HasAccount():
		return Fail(Forbidden, "contact.fixed.name")
	}
	m.Name, m.Phone, m.Title = d.Name, d.Phone, d.Title
	if err := t.saveMembership(m, m.Version); err != nil {
		return err
	}
	return t.writeRights(m, p.Access.Grant)
}

// RemoveContact takes a person out of the directory, for contacts: approve. Who has web access
// loses it as well, under the rules of delegation and users: approve (Forbidden,
// refusal.<reason>).
func (s *Store) RemoveContact(ctx context.Context, a access.Actor, id string) (p *DirectoryPerson, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, err := t.directoryEditor(a, access.Approve)
		if err != nil {
			return err
		}
		if p, err = t.store.directoryPerson(t.DB, a.Organisation, id); err != nil {
			return err
		}
		if p.Access != nil {
			if refusal := a.MayManage(p.Target(), access.Approve); refusal != access.Allowed {
				return Fail(Forbidden, "refusal."+string(refusal))
			}
			return t.remove(a, p.Access, "membership.removed")
		}
		if err := one(t.Exec("DELETE FROM contacts WHERE id = ? AND organisation_id = ?", id, a.Organisation), missing()); err != nil {
			return err
		}
		return t.record(Entry{Actor: a, Action: "contact.removed", Kind: TargetContact, Target: id, Name: p.Name, Changes: changed(nil, "email", p.Email, "")})
	})
	return p, err
}

func contactChanges(from, to DirectoryDetails) (list []Change) {
	list = changed(list, "name", from.Name, to.Name)
	list = changed(list, "email", from.Email, to.Email)
	list = changed(list, "phone", from.Phone, to.Phone)
	list = changed(list, "title", from.Title, to.Title)
	return changed(list, "contact_roles", contactRolesWord(from.Roles), contactRolesWord(to.Roles))
}
