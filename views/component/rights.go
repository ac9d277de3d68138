package component

import (
	"strings"

	"coulisse/access"
	"coulisse/i18n"
)

// SectionName is what a section is called.
func SectionName(l *i18n.Locale, s access.Section) string {
	return l.T("section." + string(s) + ".name")
}

// LevelName is what a rung is called.
func LevelName(l *i18n.Locale, level access.Level) string { return l.T("level." + level.String()) }

// Sentence says what a rung allows in a section.
func Sentence(l *i18n.Locale, s access.Section, level access.Level) string {
	return l.T("section." + string(s) + "." + level.String())
}

// RoleName is what a role is called; no key at all is the choice of no role.
func RoleName(l *i18n.Locale, r access.Role) string {
	switch {
	case r.Key == "" || r.Key == access.Custom:
		return l.T("role.custom.name")
	case r.BuiltIn():
		return l.T("role." + r.Key + ".name")
	}
	return r.Name
}

// RoleFor says for whom a role is; it may be empty for an organisation's own role.
func RoleFor(l *i18n.Locale, r access.Role) string {
	switch {
	case r.Key == "" || r.Key == access.Custom:
		return l.T("role.custom.for")
	case r.BuiltIn():
		return l.T("role." + r.Key + ".for")
	}
	return r.For
}

// Gives lists the levels above none: "Events: approve · Users: view".
func Gives(l *i18n.Locale, levels access.Levels) string {
	var parts []string
	for _, a := range access.Areas() {
		if at := levels.At(a.Section); at > access.None {
			parts = append(parts, l.T("ui.rights.at", "section", SectionName(l, a.Section), "level", strings.ToLower(LevelName(l, at))))
		}
	}
	if len(parts) == 0 {
		return l.T("ui.rights.none")
	}
	return strings.Join(parts, " · ")
}

// Differences says how levels differ from a role: "+ users: view", "− history: none".
// With no role it lists what the levels give.
func Differences(l *i18n.Locale, r access.Role, levels access.Levels) string {
	if !r.Named() && (r.Key != access.NoRights || !levels.Equal(nil)) {
		return Gives(l, levels)
	}
	var parts []string
	for _, a := range access.Areas() {
		at, from := levels.At(a.Section), r.Levels.At(a.Section)
		if at == from {
			continue
		}
		key := "ui.rights.more"
		if at < from {
			key = "ui.rights.less"
		}
		parts = append(parts, l.T(key, "section", strings.ToLower(SectionName(l, a.Section)), "level", strings.ToLower(LevelName(l, at))))
	}
	return strings.Join(parts, " ")
}

// Scoped says for how many events rights hold, "2 of 14 events"; it is empty for all
// events and where no section about events is open. A total of 0 is not known.
func Scoped(l *i18n.Locale, levels access.Levels, scope access.Scope, total int) string {
	if scope.All || !AboutEvents(levels) {
		return ""
	}
	if total > 0 {
		return l.N("ui.rights.events_of", total, "chosen", len(scope.Events))
	}
	return l.N("ui.rights.events", len(scope.Events))
}

// AboutEvents tells whether any section is open that a scope of events bounds.
func AboutEvents(levels access.Levels) bool {
	for _, a := range access.Areas() {
		if a.Scoped && levels.At(a.Section) > access.None {
			return true
		}
	}
	return false
}

// Summary is a person's rights in one line: "Event manager + users: view · 2 of 14 events".
func Summary(l *i18n.Locale, r access.Role, levels access.Levels, scope access.Scope, total int) string {
	line := RoleName(l, r)
	if d := Differences(l, r, levels); d != "" {
		if !r.Named() {
			d = "· " + d
		}
		line += " " + d
	}
	if s := Scoped(l, levels, scope, total); s != "" {
		line += " · " + s
	}
	return line
}

// Refused says why an actor may not do something; "" when they may.
func Refused(l *i18n.Locale, r access.Refusal) string {
	if r == access.Allowed {
		return ""
	}
	return l.T("refusal." + string(r))
}

// ScopeWords lists the events that a scope reaches: "All events", or their names.
func ScopeWords(l *i18n.Locale, all bool, names []string) string {
	if all {
		return l.T("ui.rights.all_events")
	}
	return strings.Join(names, " · ")
}

// ValidityWords says from when until when access holds; "" when it has no end on either side.
func ValidityWords(l *i18n.Locale, v access.Validity) string {
	switch {
	case v.From != "" && v.Until != "":
		return l.T("ui.validity.both", "from", l.Day(v.From), "until", l.Day(v.Until))
	case v.From != "":
		return l.T("ui.validity.from", "from", l.Day(v.From))
	case v.Until != "":
		return l.T("ui.validity.until", "until", l.Day(v.Until))
	}
	return ""
}
