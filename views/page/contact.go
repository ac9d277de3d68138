package page

import (
	"net/url"
	"strconv"
	"strings"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/component"
)

// ContactListPage is one page of the directory (EC1), with one row open as a form or none.
type ContactListPage struct {
	Errors         forms.Errors // of the filter, or of the open row
	Rows           []ContactRow
	Total          int
	Capped         bool // counting stopped at Total
	Filter         forms.ContactFilter
	Open           *OpenContact // nil for none
	You            You
	Previous, Next string // cursors; "" when there is no such page
}

// ContactRow is one person of the directory.
type ContactRow struct {
	ID, Name, Email, Phone, Title string
	Roles                         []string
	HasAccess                     bool          // is a user, or invited to be one
	HasAccount                    bool          // has accepted
	Status                        string        // a models.Status; "" without web access
	Locked                        bool          // too many wrong passwords
	Target                        access.Target // with web access
	Pause                         models.Pause  // of the button that mails them
}

// OpenContact is the row that is a form.
type OpenContact struct {
	ID    string
	Entry forms.Contact
	Fixed access.Refusal // why the details stay as they are; the roles may be set all the same
}

func (p ContactListPage) open(r ContactRow) bool { return p.Open != nil && p.Open.ID == r.ID }

// status is what data-status says.
func (r ContactRow) status() string {
	if r.HasAccess {
		return r.Status
	}
	return "no_access"
}

func (r ContactRow) self(f *views.Frame) bool {
	return r.HasAccess && r.Target.Membership == f.Actor.Membership && f.Viewing == nil
}

// removable tells whether the reader may take the person out.
func (r ContactRow) removable(f *views.Frame) bool {
	return f.Actor.Can(access.Contacts, access.Approve) && (!r.HasAccess || f.Actor.MayManage(r.Target, access.Approve) == access.Allowed)
}

// resets tells whether the reader may mail the person a password link.
func (r ContactRow) resets(f *views.Frame) bool {
	return r.HasAccount && r.Status != string(models.Inactive) && f.Actor.Can(access.Contacts, access.Approve) && f.Actor.MayReach(r.Target) == access.Allowed
}

// resends tells whether the reader may send the person's invitation, again or for the first time.
func (r ContactRow) resends(f *views.Frame) bool {
	return r.HasAccess && !r.HasAccount && f.Actor.MayManage(r.Target, access.Approve) == access.Allowed
}

func contactRoleName(l *i18n.Locale, role string) string { return l.T("contact.role." + role) }

// contactRoleWords names what somebody is a contact for.
func contactRoleWords(l *i18n.Locale, roles []string) string {
	var names []string
	for _, r := range roles {
		names = append(names, contactRoleName(l, r))
	}
	return l.List(names)
}

// ContactAnchor leads to a person's row within the directory.
func ContactAnchor(id string) string { return "#contact-" + id }

// at is the address of this place in the list; with an id, with that row open.
func (p ContactListPage) at(f *views.Frame, id string) string {
	params := p.Filter.Query()
	params.Set("edit", id)
	return views.WithQuery(f.URL("contact.list"), params)
}

func (p ContactListPage) turn(f *views.Frame, side, cursor string) string {
	if cursor == "" {
		return ""
	}
	return views.WithQuery(f.URL("contact.list"), url.Values{"q": {p.Filter.Search}, "role": {p.Filter.Role}, side: {cursor}})
}

func (p ContactListPage) narrow() bool { return p.Filter.Search+p.Filter.Role != "" }

func (p ContactListPage) total() string {
	if p.Capped {
		return strconv.Itoa(p.Total) + "+"
	}
	return strconv.Itoa(p.Total)
}

func (p ContactListPage) shown(l *i18n.Locale) string {
	if p.Capped {
		return l.T("user.list.count_more", "n", p.Total)
	}
	return l.N("user.list.count", p.Total)
}

func contactColumns(l *i18n.Locale) []component.Column {
	return []component.Column{
		{Label: l.T("user.column.person"), Wide: true}, {Label: l.T("contact.column.roles")}, {Label: l.T("user.field.phone")},
		{Label: l.T("contact.column.access"), Narrow: true}, {Label: l.T("user.column.actions"), Narrow: true, Hidden: true},
	}
}

func contactRoleOptions(l *i18n.Locale) []component.Option {
	all := []component.Option{{Label: l.T("contact.filter.any_role")}}
	for _, r := range models.ContactRoles() {
		all = append(all, component.Option{Value: r, Label: contactRoleName(l, r)})
	}
	return all
}

// contactForm is the id of the form that a row's entries belong to.
const contactForm = "contact-form"

// nameFixed says why the name cannot be edited; "" when it can (EC3).
func (p ContactListPage) nameFixed(l *i18n.Locale, r ContactRow) string {
	switch {
	case p.Open.Fixed != access.Allowed:
		return l.T("contact.fixed." + string(p.Open.Fixed))
	case r.HasAccount:
		return l.T("contact.fixed.name")
	}
	return ""
}

// ContactFormPage adds somebody to the directory (EC8).
type ContactFormPage struct {
	Entry  forms.Contact
	Errors forms.Errors
	Offer  AccessOffer
}

// AccessOffer is what may be chosen when web access is given; without roles for a reader who may
// not give any.
type AccessOffer struct {
	Entry  forms.WebAccess
	Roles  []access.Role
	Events []EventChoice // those that the reader may see
}

// cards are the roles to choose from.
func (o AccessOffer) cards(l *i18n.Locale) (cards []roleCard) {
	for _, r := range o.Roles {
		c := roleCard{Role: r, Name: component.RoleName(l, r), For: component.RoleFor(l, r), Gives: component.Gives(l, r.Levels), Checked: o.Entry.Role == r.Key}
		if r.Key == access.NoRights {
			c.Gives = ""
		}
		c.Data = map[string]any{"data-name": c.Name, "data-levels": levelWords(r.Levels)}
		if r.Chosen {
			c.Data["data-scope"] = scopeWord(false)
		}
		cards = append(cards, c)
	}
	return cards
}

// ContactAccessPage gives web access to somebody who has none (EC5).
type ContactAccessPage struct {
	ID, Name, Email string
	Offer           AccessOffer
	Pause           models.Pause // of the button that mails them
	Errors          forms.Errors
}

// ContactRemovePage asks before somebody leaves the directory (EC7).
type ContactRemovePage struct {
	ContactRow
	Tokens models.MadeTokens // of the API, which stop with their access
}

func contactCrumbs(l *i18n.Locale, f *views.Frame, here string) []component.Crumb {
	return []component.Crumb{{Label: l.T("section.contacts.name"), Href: f.URL("contact.list")}, {Label: here}}
}

// contactMailFixed says why the address of somebody with web access stays.
func contactMailFixed(l *i18n.Locale, r ContactRow) string {
	if r.HasAccount {
		return l.T("contact.fixed.email")
	}
	return l.T("contact.fixed.email_invited")
}

// formOf ties an entry to a form that stands elsewhere; none for "".
func formOf(id string) map[string]any {
	if id == "" {
		return nil
	}
	return map[string]any{"form": id}
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// lastDayWords says until when the access holds that a reader gives, whose own has an end.
func lastDayWords(l *i18n.Locale, a access.Actor) string {
	if until := a.Grant.Validity.Until; until != "" && !a.Owner {
		return l.T("contact.access.until", "date", l.Day(until))
	}
	return ""
}

// contactRolesSaid is what the history keeps of roles, as people say it.
func contactRolesSaid(l *i18n.Locale, value string) string {
	var names []string
	for _, r := range strings.Fields(value) {
		names = append(names, inCatalogue(l, "contact.role."+r, r))
	}
	return l.List(names)
}
