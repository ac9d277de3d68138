package page

import (
	"slices"
	"strings"
	"time"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/views"
	"coulisse/views/component"
)

// UserFormPage is the form that adds a person or changes one (CC2, CC3, MP3).
type UserFormPage struct {
	ID            string // the membership's; "" for a new person
	Person        string // the name as stored, for the heading
	Status        string
	Locked        bool
	HasAccount    bool // may sign in: name and address are theirs (EC3)
	Entry         forms.User
	Saved         forms.User // as stored; the empty form for a new person
	Errors        forms.Errors
	Roles         []access.Role // built-in and own
	Events        []EventChoice // those the editor may see
	HiddenEvents  int           // chosen ones that the editor may not see
	Organisations []component.Option
	Sends         bool           // saving sends the invitation rather than preparing it
	Rights        access.Refusal // why rights, scope and dates cannot be changed here
}

// EventChoice is one event that a scope may take in.
type EventChoice struct {
	ID, Name     string
	Begins, Ends time.Time
}

func (p UserFormPage) fresh() bool { return p.ID == "" }

func (p UserFormPage) locked() bool { return p.Rights != access.Allowed }

func (p UserFormPage) title(l *i18n.Locale) string {
	if p.fresh() {
		return l.T("user.form.title_new")
	}
	return l.T("user.form.title_edit", "name", p.Person)
}

func (p UserFormPage) saveLabel(l *i18n.Locale) string {
	switch {
	case !p.fresh():
		return l.T("user.form.save")
	case p.Sends:
		return l.T("user.form.send")
	}
	return l.T("user.form.prepare")
}

func (p UserFormPage) action(f *views.Frame) string {
	if p.fresh() {
		return f.URL("user.create")
	}
	return f.URL("user.update", p.ID)
}

// stepAction takes the buttons that render the form anew and save nothing.
func (p UserFormPage) stepAction(f *views.Frame) string {
	if p.fresh() {
		return f.URL("user.new.step")
	}
	return f.URL("user.edit.step", p.ID)
}

func (p UserFormPage) cancel(f *views.Frame) string {
	if p.fresh() {
		return f.URL("user.list")
	}
	return f.URL("user.show", p.ID)
}

func (p UserFormPage) crumbs(f *views.Frame) []component.Crumb {
	crumbs := []component.Crumb{{Label: f.Locale.T("user.list.title"), Href: f.URL("user.list")}}
	if p.fresh() {
		return append(crumbs, component.Crumb{Label: p.title(f.Locale)})
	}
	return append(crumbs, component.Crumb{Label: p.Person, Href: f.URL("user.show", p.ID)}, component.Crumb{Label: f.Locale.T("user.form.crumb")})
}

// was is the stored value of a field for the summary of changes; a new person has none.
func (p UserFormPage) was(value string) *string {
	if p.fresh() {
		return nil
	}
	return &value
}

// role finds the role that is chosen; ok is false for levels of one's own choice.
func (p UserFormPage) role(key string) (role access.Role, ok bool) {
	for _, r := range append(slices.Clone(p.Roles), access.Role{Key: access.NoRights}) {
		if r.Key == key {
			return r, true
		}
	}
	return access.Role{Key: access.Custom}, false
}

func level(u forms.User, s access.Section) access.Level {
	at, _ := access.ParseLevel(u.Levels[s])
	return at
}

func (p UserFormPage) ladder(f *views.Frame, a access.Area) component.Ladder {
	role, marked := p.role(p.Entry.Role)
	row := component.Ladder{
		Area: a, Level: level(p.Entry, a.Section), Was: level(p.Saved, a.Section),
		Role: role.Levels.At(a.Section), Marked: marked,
		Top: f.Actor.HighestRung(a), Locked: p.locked(),
		StepAction: p.stepAction(f), Error: p.Errors.At("level." + string(a.Section)),
	}
	if section, sign, ok := strings.Cut(p.Entry.Step, ":"); ok && section == string(a.Section) {
		row.Stepped = sign
	}
	return row
}

// roleCard is one role to start from.
type roleCard struct {
	Role              access.Role
	Name, For, Gives  string
	Checked, Disabled bool
	Why               string // for a card that cannot be chosen
	Data              map[string]any
}

func (p UserFormPage) roleCards(f *views.Frame) []roleCard {
	var cards []roleCard
	l := f.Locale
	for _, r := range append(slices.Clone(p.Roles), access.Role{Key: access.Custom}, access.Role{Key: access.NoRights}) {
		c := roleCard{Role: r, Name: component.RoleName(l, r), For: component.RoleFor(l, r), Checked: p.Entry.Role == r.Key, Disabled: p.locked()}
		c.Data = map[string]any{"data-name": c.Name}
		if r.Key != access.Custom {
			if r.Named() {
				c.Gives = component.Gives(l, r.Levels)
			}
			c.Data["data-levels"] = levelWords(r.Levels)
			if r.Chosen { // a role narrows a scope, and never widens one unasked
				c.Data["data-scope"] = scopeWord(false)
			}
			given := access.Grant{Levels: r.Levels}.Cap(access.Grant{Levels: f.Actor.Grant.Levels}).Levels
			c.Data["data-orders"], c.Data["data-settlements"] = onOff(r.Orders && given.ReadsOrders()), onOff(r.Settlements && given.ReadsSettlements())
			if !p.locked() && !holds(f.Actor, r.Levels) {
				c.Why = l.T("user.form.role_beyond")
			}
		}
		cards = append(cards, c)
	}
	return cards
}

// holds tells whether the actor may give all these levels.
func holds(a access.Actor, levels access.Levels) bool {
	for _, area := range access.Areas() {
		if levels.At(area.Section) > a.HighestRung(area) {
			return false
		}
	}
	return true
}

func levelWords(levels access.Levels) string {
	var words []string
	for _, a := range access.Areas() {
		words = append(words, string(a.Section)+":"+levels.At(a.Section).String())
	}
	return strings.Join(words, " ")
}

func scopeWord(all bool) string {
	if all {
		return "all"
	}
	return "chosen"
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return ""
}

// fit says how the rows stand to the chosen role.
func (p UserFormPage) fit(l *i18n.Locale) string {
	role, ok := p.role(p.Entry.Role)
	switch {
	case p.Entry.Role == "":
		return l.T("user.form.fit.unchosen")
	case !ok:
		return l.T("user.form.fit.custom")
	}
	moved := 0
	for _, a := range access.Areas() {
		if level(p.Entry, a.Section) != role.Levels.At(a.Section) {
			moved++
		}
	}
	if moved == 0 {
		return l.T("user.form.fit.exact", "role", component.RoleName(l, role))
	}
	return l.N("user.form.fit", moved, "role", component.RoleName(l, role))
}

// when is the span of an event in words.
func (e EventChoice) when(f *views.Frame) string {
	if e.Begins.IsZero() {
		return ""
	}
	begins, ends := f.Locale.ShortDate(f.In(e.Begins)), f.Locale.ShortDate(f.In(e.Ends))
	if begins == ends {
		return begins
	}
	return begins + " – " + ends
}

// checked are the data attributes of a tick, for the summary of changes.
func checked(label string, was bool) map[string]any {
	return map[string]any{"data-label": label, "data-was": onOff(was)}
}

func (p UserFormPage) lead(l *i18n.Locale) string {
	if p.Sends {
		return l.T("user.form.lead_send")
	}
	return l.T("user.form.lead_prepare")
}

func (p UserFormPage) scopeChoice(f *views.Frame, all bool) component.Choice {
	return scopeChoice(f, all, p.Entry.Scope, p.locked())
}

// scopeChoice is one of the two scopes; all events is not for an editor who has not got them.
func scopeChoice(f *views.Frame, all bool, stands string, locked bool) component.Choice {
	word := scopeWord(all)
	c := component.Choice{Name: "scope", Value: word, Label: f.Locale.T("user.scope." + word), Hint: f.Locale.T("user.scope." + word + "_text"),
		Checked: stands == word, Disabled: locked, Data: map[string]any{"data-name": f.Locale.T("user.scope." + word)}}
	if all && !locked && !f.Actor.Grant.Scope.All {
		c.Disabled, c.Hint = true, f.Locale.T("user.form.scope_beyond")
	}
	return c
}

// untilHint names the last day that the editor may give (rule of delegation 1).
func untilHint(l *i18n.Locale, a access.Actor) string {
	if until := a.Grant.Validity.Until; until != "" && !a.Owner {
		return l.T("user.form.until_beyond", "date", l.Day(until))
	}
	return ""
}
