package forms

import (
	"net/url"
	"slices"
	"strconv"

	"coulisse/access"
	"coulisse/models"
	"coulisse/models/text"
)

// Contact is the form of a person of the directory (EC2). A field that was not sent, because the
// page showed it without an entry, stays as it was.
type Contact struct {
	Name, Email, Phone, Title string
	Roles                     []string // some of models.ContactRoles
	Version                   int
	Access                    bool // a new person is invited as well (EC8)
	Give                      WebAccess

	faults Errors
}

// ContactFrom fills the form with a person as they are stored.
func ContactFrom(p *models.DirectoryPerson) Contact {
	return Contact{Name: p.Name, Email: p.Email, Phone: p.Phone, Title: p.Title, Roles: p.Roles, Version: p.Version}
}

// ReadContact reads a submitted form over the values that it started from.
func ReadContact(body url.Values, from Contact) Contact {
	v, f := Read(body), from
	for _, line := range []struct {
		field string
		to    *string
		max   int
	}{{"name", &f.Name, maxName}, {"email", &f.Email, maxEmail}, {"phone", &f.Phone, maxPhone}, {"title", &f.Title, maxTitle}} {
		if v.Has(line.field) {
			*line.to = v.Line(line.field, line.max)
		}
	}
	f.Phone = text.Phone(f.Phone)
	f.Roles, f.Access = v.Many("contact_role", maxID), v.On("access")
	f.Version, _ = strconv.Atoi(v.Line("version", 10))
	f.faults = v.Faults()
	f.Give = ReadWebAccess(body)
	return f
}

// Validate asks for a name and an address; with access also for what is given.
func (f Contact) Validate() Errors {
	errs := slices.Clone(f.faults)
	if f.Name == "" {
		errs.Add("name", "contact.name_required")
	}
	switch {
	case f.Email == "":
		errs.Add("email", "contact.email_required")
	case !text.ValidAddress(f.Email):
		errs.Add("email", "form.email")
	}
	for _, r := range f.Roles {
		if !slices.Contains(models.ContactRoles(), r) {
			errs.Add("contact_role", "form.not_a_choice")
		}
	}
	if f.Access {
		for _, e := range f.Give.Validate() {
			errs.Add(e.Field, e.Key, e.Args...)
		}
	}
	return errs
}

// Details is what the store saves.
func (f Contact) Details() models.DirectoryDetails {
	return models.DirectoryDetails{Name: f.Name, Email: f.Email, Phone: f.Phone, Title: f.Title, Roles: f.Roles}
}

// WebAccess is what a person of the directory is given: a role, in all events or chosen ones.
type WebAccess struct {
	Role   string
	Scope  string // all or chosen
	Events []string

	faults Errors
}

// ReadWebAccess reads the submitted form.
func ReadWebAccess(body url.Values) WebAccess {
	v := Read(body)
	f := WebAccess{Role: v.Line("role", maxID), Scope: v.Choice("scope", "all", "chosen"), Events: v.Many("event", maxID)}
	f.faults = v.Faults()
	return f
}

// Validate asks for a role, and for events where chosen ones are meant.
func (f WebAccess) Validate() Errors {
	errs := slices.Clone(f.faults)
	if f.Role == "" {
		errs.Add("role", "contact.no_role")
	}
	if f.Scope == "" {
		errs.Add("scope", "form.required")
	}
	if f.Scope == "chosen" && len(f.Events) == 0 {
		errs.Add("event", "user.no_event")
	}
	return errs
}

// Access is what the store gives: the rights of the role, up to the last day of who gives it.
// Invalid at role for one that is not among those offered.
func (f WebAccess) Access(roles []access.Role, until string) (w models.WebAccess, err error) {
	at := slices.IndexFunc(roles, func(r access.Role) bool { return r.Key == f.Role })
	if at < 0 {
		return w, models.Fault("role", "user.unknown_role")
	}
	if roles[at].Chosen && len(f.Events) == 0 {
		return w, models.Fault("event", "contact.role_chosen")
	}
	g := access.Grant{Levels: roles[at].Levels, Scope: access.Scope{All: f.Scope == "all" && !roles[at].Chosen}, Validity: access.Validity{Until: until}}
	if !g.Scope.All {
		g.Scope.Events = f.Events
	}
	return models.WebAccess{Role: f.Role, Grant: g, Orders: roles[at].Orders, Settlements: roles[at].Settlements}, nil
}

// ContactFilter is the search of the directory, as it stands in the address.
type ContactFilter struct {
	Search, Role, Edit, After, Before string

	faults Errors
}

// ReadContactFilter reads the query of the directory's address.
func ReadContactFilter(query url.Values) ContactFilter {
	v := Read(query)
	f := ContactFilter{Search: v.Line("q", maxName), Role: v.Choice("role", models.ContactRoles()...), Edit: v.Line("edit", maxID), After: v.Line("after", 1000), Before: v.Line("before", 1000)}
	f.faults = v.Faults()
	return f
}

// Validate returns the faults found when reading; the cursor is the store's to check.
func (f ContactFilter) Validate() Errors { return f.faults }

// Directory is the filter as the store takes it.
func (f ContactFilter) Directory() models.DirectoryFilter {
	return models.DirectoryFilter{Search: f.Search, Role: f.Role, Page: models.Page{After: f.After, Before: f.Before}}
}

// Query is the filter as an address holds it, with the place in the list.
func (f ContactFilter) Query() url.Values {
	return url.Values{"q": {f.Search}, "role": {f.Role}, "after": {f.After}, "before": {f.Before}}
}
