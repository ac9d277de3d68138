package page

import (
	"slices"
	"strconv"
	"strings"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/views"
	"coulisse/views/component"
)

// RoleListPage is the organisation's roles, the built-in ones first.
type RoleListPage struct{ Rows []RoleRow }

// RoleRow is a role with how many hold it.
type RoleRow struct {
	Role    access.Role
	Holders int
}

// RoleFormPage is the form for a new role and for one that is there already.
type RoleFormPage struct {
	ID, Name string // as stored; "" for a new role
	Entry    forms.Role
	Saved    forms.Role
	Stale    bool // somebody else saved it while this was entered
	Errors   forms.Errors
}

// RoleMembersPage shows for everybody who holds a role what applying it anew would change.
type RoleMembersPage struct {
	ID, Name string
	Holders  []RoleHolder
	Errors   forms.Errors
}

// RoleHolder is one holder; Changes is empty when the rights are the role's already.
type RoleHolder struct {
	ID, Name, Email string
	Version         int
	Changes         []component.Change
	ByHand          map[access.Section]Why // differences that do not come from the role
	RoleChanged     bool                   // others do
	Refusal         access.Refusal
}

// ticked are at first those whose differences all come from a change of the role: what somebody gave
// or took by hand is an exception that nobody undoes by one click.
func (h RoleHolder) ticked() bool { return h.RoleChanged && len(h.ByHand) == 0 }

// byHand says of each difference by hand who made it, in the order of the form.
func (h RoleHolder) byHand(f *views.Frame) (list []string) {
	for _, a := range access.Areas() {
		w, ok := h.ByHand[a.Section]
		if !ok {
			continue
		}
		key := "role.members.by_hand"
		if w.By == "" {
			key = "role.members.held_back"
		}
		list = append(list, f.Locale.T(key, "section", component.SectionName(f.Locale, a.Section), "name", w.By, "date", f.Locale.ShortDate(f.In(w.At))))
	}
	return list
}

// lead says why people differ from the role: because it has changed, only when it has.
func (p RoleMembersPage) lead(l *i18n.Locale) string {
	if slices.ContainsFunc(p.Holders, func(h RoleHolder) bool { return h.RoleChanged }) {
		return l.T("role.members.lead")
	}
	return l.T("role.members.lead_unchanged")
}

// RoleRemovePage asks before a role is removed, or says who holds it.
type RoleRemovePage struct {
	ID, Name string
	Holders  int
}

func (r RoleRow) mayChange(f *views.Frame) bool {
	return !r.Role.BuiltIn() && f.Actor.Can(access.Users, access.Approve) && holds(f.Actor, r.Role.Levels)
}

func (r RoleRow) starts(l *i18n.Locale) string {
	var parts []string
	if r.Role.Chosen {
		parts = append(parts, l.T("role.starts.chosen"))
	}
	if r.Role.Orders {
		parts = append(parts, l.T("user.field.orders"))
	}
	if r.Role.Settlements {
		parts = append(parts, l.T("user.field.settlements"))
	}
	return strings.Join(parts, " · ")
}

// differences are what saving the entry would make of what somebody else has saved.
func (p RoleFormPage) differences(l *i18n.Locale) []component.Change {
	if !p.Stale {
		return nil
	}
	was, now, d := p.Saved, p.Entry, differences{words: l}
	d.add(l.T("role.field.name"), was.Name, now.Name)
	d.add(l.T("role.field.purpose"), was.Purpose, now.Purpose)
	for _, a := range access.Areas() {
		from, _ := access.ParseLevel(was.Levels[a.Section])
		to, _ := access.ParseLevel(now.Levels[a.Section])
		d.add(component.SectionName(l, a.Section), component.LevelName(l, from), component.LevelName(l, to))
	}
	d.tick(l.T("role.starts.chosen"), was.Chosen, now.Chosen)
	d.tick(l.T("user.field.orders"), was.Orders, now.Orders)
	d.tick(l.T("user.field.settlements"), was.Settlements, now.Settlements)
	return d.all
}

func (p RoleFormPage) title(l *i18n.Locale) string {
	if p.ID == "" {
		return l.T("role.form.title_new")
	}
	return l.T("role.form.title_edit", "name", p.Name)
}

func (p RoleFormPage) action(f *views.Frame) string {
	if p.ID == "" {
		return f.URL("role.create")
	}
	return f.URL("role.update", p.ID)
}

func (p RoleFormPage) stepAction(f *views.Frame) string {
	if p.ID == "" {
		return f.URL("role.new.step")
	}
	return f.URL("role.edit.step", p.ID)
}

func (p RoleFormPage) ladder(f *views.Frame, a access.Area) component.Ladder {
	at, _ := access.ParseLevel(p.Entry.Levels[a.Section])
	was, _ := access.ParseLevel(p.Saved.Levels[a.Section])
	row := component.Ladder{Area: a, Level: at, Was: was, Top: f.Actor.HighestRung(a), StepAction: p.stepAction(f), Error: p.Errors.At("level." + string(a.Section))}
	if section, sign, ok := strings.Cut(p.Entry.Step, ":"); ok && section == string(a.Section) {
		row.Stepped = sign
	}
	return row
}

func roleCrumbs(f *views.Frame, here string) []component.Crumb {
	return []component.Crumb{{Label: f.Locale.T("role.list.title"), Href: f.URL("role.list")}, {Label: here}}
}

func (h RoleHolder) value() string { return h.ID + ":" + strconv.Itoa(h.Version) }

// changeable tells whether there is something to change, and it may be.
func (h RoleHolder) changeable() bool { return len(h.Changes) > 0 && h.Refusal == access.Allowed }

// open tells whether anybody can be updated.
func (p RoleMembersPage) open() bool { return slices.ContainsFunc(p.Holders, RoleHolder.changeable) }

// alike counts the holders whose rights are the role's already.
func (p RoleMembersPage) alike() (n int) {
	for _, h := range p.Holders {
		if len(h.Changes) == 0 {
			n++
		}
	}
	return n
}
