package page

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"coulisse/access"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/component"
)

// HistoryWords puts an entry into the reader's words. names holds what the ids in it stand
// for, as far as the reader may know; events that are not in it are only counted.
func HistoryWords(f *views.Frame, e models.HistoryEntry, names map[string]string) HistoryRow {
	row := HistoryRow{At: e.At, By: actorWords(f.Locale, e), What: actionWords(f.Locale, e), Address: e.Address, Request: e.RequestID}
	for _, c := range e.Changes {
		change := component.Change{Label: fieldWord(f.Locale, c.Field), Old: valueWords(f, c.Field, c.Old, names), New: valueWords(f, c.Field, c.New, names)}
		if slices.Contains(beginnings, e.Action) {
			change.Old = ""
		}
		row.Changes = append(row.Changes, change)
	}
	return row
}

// beginnings are the entries of rights that came to be: before them there was nothing, not even
// the level none.
var beginnings = []string{"membership.invited", "membership.prepared", "role.created"}

func actorWords(l *i18n.Locale, e models.HistoryEntry) string {
	as, looking := strings.CutPrefix(e.ActingAs, models.ActingAsSupport+":")
	switch {
	case e.ActingAs == "":
		return e.ActorName
	case looking:
		return l.T("history.by_support_as", "name", e.ActorName, "as", as)
	case e.ActingAs == models.ActingAsSupport:
		return l.T("history.by_support", "name", e.ActorName)
	}
	return l.T("history.acting_as", "name", e.ActorName, "as", e.ActingAs)
}

// actionWords goes on after the name of who did it. What a later version has recorded stands
// by its key, so that a copy of its data can still be read.
func actionWords(l *i18n.Locale, e models.HistoryEntry) string {
	key := "history.action." + e.Action
	if !l.Has(key) {
		return l.T("history.unnamed", "action", e.Action, "name", e.TargetName)
	}
	name := e.TargetName
	if e.TargetKind == models.TargetOrder || e.TargetKind == models.TargetBuyer {
		name = i18n.Reference(name)
	}
	return l.T(key, "name", name)
}

// fieldWord is what a field is called; a level is called like its section.
func fieldWord(l *i18n.Locale, field string) string {
	if section, ok := strings.CutPrefix(field, "level."); ok {
		if area, known := access.Lookup(section); known {
			return component.SectionName(l, area.Section)
		}
		return section
	}
	return inCatalogue(l, "history.field."+field, field)
}

// valueWords is a stored value as people say it.
func valueWords(f *views.Frame, field, value string, names map[string]string) string {
	l := f.Locale
	if strings.HasPrefix(field, "level.") {
		if level, ok := access.ParseLevel(value); ok {
			return component.LevelName(l, level)
		}
		return value
	}
	if value == "" {
		return ""
	}
	switch field {
	case "active", "order_mails", "mail_tickets", "notify_orders", "notify_settlements", "chosen", "members_edit", "own_acquiring", "support_view":
		return inCatalogue(l, "common."+value, value)
	case "valid_from", "valid_until":
		return l.Day(value)
	case "begins", "ends", "sales_from", "sales_until", "until":
		return momentWords(f, value)
	case "state":
		return inCatalogue(l, "event.state."+value, value)
	case "locale":
		return inCatalogue(l, "language."+value, value)
	case "price", "total", "change_cash", "expected", "counted", "gross", "net":
		return moneyWords(f, value)
	case "channel":
		return inCatalogue(l, "order.channel."+value, value)
	case "undo_reason":
		return inCatalogue(l, "scan.reason."+value, value)
	case "fees":
		return feeWords(f, value)
	case "corrected":
		return correctedWords(l, value)
	case "rhythm":
		return inCatalogue(l, "report.rhythm."+value, value)
	case "contact_roles":
		return contactRolesSaid(l, value)
	case "role":
		return roleWords(l, value, names)
	case "scope":
		return scopeWords(l, value, names)
	}
	return value
}

func inCatalogue(l *i18n.Locale, key, otherwise string) string {
	if l.Has(key) {
		return l.T(key)
	}
	return otherwise
}

// moneyWords is a stored amount in the organisation's currency.
func moneyWords(f *views.Frame, value string) string {
	minor, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return value
	}
	return f.Locale.Money(minor, f.Currency)
}

// feeWords is a fee schedule in one line.
func feeWords(f *views.Frame, value string) string {
	var parts []string
	for i, b := range models.FeesIn(value) {
		parts = append(parts, f.Locale.T("fee.in_words", "prices", Bracket{Above: b.Above, UpTo: b.UpTo, First: i == 0}.words(f), "kept", f.Locale.Percent(b.Kept)))
	}
	return strings.Join(parts, "; ")
}

// correctedWords names the fields that were corrected; what stands in them is nobody's to read
// here.
func correctedWords(l *i18n.Locale, value string) string {
	var fields []string
	for _, field := range strings.Split(value, ",") {
		fields = append(fields, fieldWord(l, field))
	}
	return l.List(fields)
}

func momentWords(f *views.Frame, value string) string {
	t, err := time.Parse(time.RFC3339, value)
	if err != nil {
		return value
	}
	return f.Locale.DateTime(f.In(t))
}

func roleWords(l *i18n.Locale, key string, names map[string]string) string {
	if _, ok := access.RoleByKey(key); ok || key == access.Custom || key == access.NoRights {
		return l.T("role." + key + ".name")
	}
	if name, ok := names[key]; ok {
		return name
	}
	return l.T("history.removed_role")
}

func scopeWords(l *i18n.Locale, value string, names map[string]string) string {
	if value == "all" {
		return l.T("history.all_events")
	}
	var known []string
	hidden := 0
	for _, id := range models.ChosenEvents(value) {
		if name, ok := names[id]; ok {
			known = append(known, name)
		} else {
			hidden++
		}
	}
	if hidden > 0 {
		known = append(known, l.N("history.hidden_events", hidden))
	}
	if len(known) == 0 {
		return l.T("history.no_event")
	}
	return l.List(known)
}
