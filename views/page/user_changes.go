package page

import (
	"slices"

	"coulisse/access"
	"coulisse/i18n"
	"coulisse/views/component"
)

// changes says in words what saving the form will change, as the script does while
// someone types; it stands there after a step where no script runs.
func (p UserFormPage) changes(l *i18n.Locale) []component.Change {
	c := differences{words: l}
	now, was := p.Entry, p.Saved
	if now.Role != was.Role {
		c.add(l.T("user.form.role"), p.roleName(l, was.Role), p.roleName(l, now.Role))
	}
	for _, a := range access.Areas() {
		c.add(component.SectionName(l, a.Section), component.LevelName(l, level(was, a.Section)), component.LevelName(l, level(now, a.Section)))
	}
	if !p.fresh() {
		c.add(l.T("user.field.name"), was.Name, now.Name)
		c.add(l.T("user.field.email"), was.Email, now.Email)
		c.add(l.T("user.field.title"), was.Title, now.Title)
		c.add(l.T("user.field.phone"), was.Phone, now.Phone)
	}
	c.add(l.T("user.form.events"), l.T("user.scope."+scopeWord(was.Scope != "chosen")), l.T("user.scope."+scopeWord(now.Scope != "chosen")))
	for _, e := range p.Events {
		c.tick(e.Name, slices.Contains(was.Events, e.ID), slices.Contains(now.Events, e.ID))
	}
	c.tick(l.T("user.field.orders"), was.NotifyOrders, now.NotifyOrders)
	c.tick(l.T("user.field.settlements"), was.NotifySettlements, now.NotifySettlements)
	c.add(l.T("user.field.valid_from"), l.Day(was.ValidFrom), l.Day(now.ValidFrom))
	c.add(l.T("user.field.valid_until"), l.Day(was.ValidUntil), l.Day(now.ValidUntil))
	return c.all
}

func (p UserFormPage) roleName(l *i18n.Locale, key string) string {
	role, _ := p.role(key)
	return component.RoleName(l, role)
}

// count says how many changes there are.
func (p UserFormPage) count(l *i18n.Locale) string {
	if n := len(p.changes(l)); n > 0 {
		return l.N(p.sum(), n)
	}
	return l.T(p.sum() + ".none")
}

// sum is the family of sentences under the form: a new person has choices, not changes.
func (p UserFormPage) sum() string {
	if p.fresh() {
		return "user.form.chosen"
	}
	return "user.form.changed"
}

// differences collects the values that differ.
type differences struct {
	words *i18n.Locale
	all   []component.Change
}

func (d *differences) add(label, was, now string) {
	if was != now {
		d.all = append(d.all, component.Change{Label: label, Old: was, New: now})
	}
}

func (d *differences) tick(label string, was, now bool) {
	word := map[bool]string{true: "common.yes", false: "common.no"}
	d.add(label, d.words.T(word[was]), d.words.T(word[now]))
}
