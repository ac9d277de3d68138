package mailer

import (
	"regexp"
	"strings"

	"coulisse/access"
	"coulisse/models"
	"coulisse/views/component"
	letter "coulisse/views/mail"
)

// eventsNamed is how many events a mail names before it only counts them.
const eventsNamed = 12

// rightsOf puts into words what an invitation offers.
func rightsOf(d *draft) *letter.Rights {
	l, r, aboutEvents := d.Locale, &letter.Rights{}, false
	for _, a := range access.Areas() {
		level, ok := access.ParseLevel(d.data.Levels[string(a.Section)])
		if !ok || level == access.None {
			continue
		}
		aboutEvents = aboutEvents || a.Scoped
		r.Sections = append(r.Sections, sectionOf(d, a, level))
	}
	if role := roleOf(d); role != "" {
		r.Facts = append(r.Facts, letter.Fact{Label: l.T("mails.rights.role"), Value: role})
	}
	if aboutEvents {
		r.Facts = append(r.Facts, letter.Fact{Label: l.T("mails.rights.events"), Value: eventsOf(d)})
	}
	if dates := component.ValidityWords(l, d.data.Validity); dates != "" {
		r.Facts = append(r.Facts, letter.Fact{Label: l.T("mails.rights.dates"), Value: dates})
	}
	return r
}

// sectionOf says a level in the sentences of all rungs up to it.
func sectionOf(d *draft, a access.Area, level access.Level) letter.Section {
	s := letter.Section{Name: d.Locale.T("mails.rights.section",
		"section", component.SectionName(d.Locale, a.Section), "level", strings.ToLower(component.LevelName(d.Locale, level)))}
	for _, rung := range a.Rungs[1:] {
		if rung <= level {
			s.Sentences = append(s.Sentences, component.Sentence(d.Locale, a.Section, rung))
		}
	}
	return s
}

// roleOf is the name of the role that was chosen; "" for none, and for one of the
// organisation's own that is gone.
func roleOf(d *draft) string {
	if _, builtIn := access.RoleByKey(d.data.Role); !builtIn {
		return d.data.RoleName
	}
	return component.RoleName(d.Locale, access.Role{Key: d.data.Role})
}

func eventsOf(d *draft) string {
	if d.data.ScopeAll {
		return d.Locale.T("mails.rights.all_events")
	}
	names := d.data.ScopeEvents
	if more := len(names) - eventsNamed; more > 0 {
		names = append(names[:eventsNamed:eventsNamed], d.Locale.N("mails.rights.more", more))
	}
	return d.Locale.List(names)
}

// cleaned is the data with everything that people typed made harmless.
func cleaned(m models.MailData) models.MailData {
	m.Person, m.Actor, m.Organisation = harmless(m.Person), harmless(m.Actor), harmless(m.Organisation)
	m.Email, m.RoleName = harmless(m.Email), harmless(m.RoleName)
	m.Reason = asWritten(shortLine(m.Reason, models.MaxReason))
	events := make([]string, len(m.ScopeEvents))
	for i, name := range m.ScopeEvents {
		events[i] = harmless(name)
	}
	m.ScopeEvents = events
	if m.Settlement != nil {
		x := *m.Settlement
		x.Event = harmless(x.Event)
		m.Settlement = &x
	}
	if m.Order != nil {
		o := *m.Order
		o.Event, o.Venue = harmless(o.Event), harmless(o.Venue)
		m.Order = &o
	}
	m.Text = asWritten(m.Text)
	m.Report, m.Request = cleanedReport(m.Report), cleanedRequest(m.Request)
	m.Ownership = cleanedOwnership(m.Ownership)
	return m
}

// linkStart is what mail programs take for the beginning of a link.
var linkStart = regexp.MustCompile(`(?i)(:)//|(www)\.`)

// harmless makes a single short line of a name, without the characters that turn the
// direction of what follows, and without what mail programs would make a link of: the
// only link in a mail is ours.
func harmless(s string) string { return linkStart.ReplaceAllString(asWritten(oneLine(s)), "$1$2 ") }
