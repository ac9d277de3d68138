package models

import (
	"context"
	"slices"
	"strings"

	"gorm.io/gorm"

	"coulisse/access"
)

// ContactRoles are what somebody may be a contact for (EC2), in the order of the form. Their
// names stand under contact.role.<key>.
func ContactRoles() []string {
	return []string{"invoice", "technical", "signatory", "press", "emergency"}
}

// DirectoryPerson is one person of an organisation's directory: an entry, a user, or both under
// one id. What is known of a user stands in the membership, and only the roles in the directory.
type DirectoryPerson struct {
	ID, OrganisationID, Name, Email, Phone, Title string
	Roles                                         []string // some of ContactRoles
	Version                                       int      // grows with each change of the person, in the directory or as a user
	Access                                        *Person  // nil without web access

	kept int // version of the row in the directory; 0 without one
}

// Target is the person as the rules of delegation see them.
func (p DirectoryPerson) Target() access.Target {
	if p.Access == nil {
		return access.Target{}
	}
	return p.Access.Target()
}

// Fixed says why an actor may not change somebody's name, phone and function: a refusal.<reason>,
// or Allowed. A phone number is what the support desk calls, so who holds more keeps theirs (rule
// of delegation 2); one's own follow the organisation's policy (EC10, EC11).
func (o Organisation) Fixed(a access.Actor, t access.Target) access.Refusal {
	switch refusal := a.MayReach(t); {
	case t.Membership == "":
		return access.Allowed
	case refusal == access.OwnRights && o.LetsEditSelf(a):
		return access.Allowed
	default:
		return refusal
	}
}

// directoryEntry is a row of the directory.
type directoryEntry struct {
	ID, OrganisationID, Name, SortName, Email, EmailKey, Phone, Title, Roles string
	Version                                                                  int
}

// DirectoryPerson reads one person of the actor's directory. NotFound for nobody of theirs.
func (s *Store) DirectoryPerson(ctx context.Context, a access.Actor, id string) (*DirectoryPerson, error) {
	if !a.Can(access.Contacts, access.View) {
		return nil, missing()
	}
	return s.directoryPerson(s.read(ctx), a.Organisation, id)
}

func (s *Store) directoryPerson(db *gorm.DB, organisation, id string) (*DirectoryPerson, error) {
	var e directoryEntry
	if err := db.Raw("SELECT * FROM contacts WHERE organisation_id = ? AND id = ?", organisation, id).Scan(&e).Error; err != nil {
		return nil, err
	}
	people, err := s.people(db, organisation, "m.id = ?", id)
	switch {
	case err != nil:
		return nil, err
	case len(people) == 0 && e.ID == "":
		return nil, missing()
	}
	p := &DirectoryPerson{ID: id, OrganisationID: organisation, Name: e.Name, Email: e.Email, Phone: e.Phone, Title: e.Title,
		Roles: strings.Fields(e.Roles), Version: e.Version, kept: e.Version}
	if len(people) == 1 {
		m := &people[0]
		p.Access, p.Name, p.Email, p.Phone, p.Title = m, m.Name, m.Email, m.Phone, m.Title
		p.Version += m.Version
	}
	return p, nil
}

// contactRolesWord is how the table and the history keep roles: the known ones, in the order of the form.
func contactRolesWord(roles []string) string {
	return strings.Join(slices.DeleteFunc(ContactRoles(), func(r string) bool { return !slices.Contains(roles, r) }), " ")
}

// OwnerContact is how to reach the owner of an organisation (EC11).
type OwnerContact struct{ Name, Email, Phone, Title string }

// OwnerContact says whom the actor asks about what only the owner changes.
func (s *Store) OwnerContact(ctx context.Context, a access.Actor) (c OwnerContact, err error) {
	err = s.read(ctx).Raw("SELECT name, email, phone, title FROM memberships WHERE organisation_id = ? AND owner", a.Organisation).Scan(&c).Error
	return c, err
}

// TableName is GORM's question.
func (directoryEntry) TableName() string { return "contacts" }
