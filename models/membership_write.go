package models

import (
	"slices"
	"strings"

	"coulisse/access"
	"coulisse/i18n"
)

// Details is what the user form sets about a person. Grant.Scope.Events are ids.
type Details struct {
	Email             string
	Name              string
	Phone             string
	Title             string
	Role              string
	Grant             access.Grant
	NotifyOrders      bool
	NotifySettlements bool
}

// apply puts the details into a membership; the name only when apply may (EC3).
func (m *Membership) apply(d Details) {
	if m.UserID == nil {
		m.Name = d.Name
	}
	m.Phone, m.Title, m.Role = d.Phone, d.Title, d.Role
	m.ScopeAll, m.ValidFrom, m.ValidUntil = d.Grant.Scope.All, d.Grant.Validity.From, d.Grant.Validity.Until
	m.NotifyOrders, m.NotifySettlements = d.NotifyOrders, d.NotifySettlements
}

// writeRights replaces a membership's grants, chosen events and search words. They repeat
// the organisation and the sort name: call it whenever one of those changes.
func (t *tx) writeRights(m Membership, g access.Grant) error {
	for _, table := range []string{"grants", "membership_events"} {
		if err := t.Exec("DELETE FROM "+table+" WHERE membership_id = ?", m.ID).Error; err != nil {
			return err
		}
	}
	sortName, err := t.sortKey(m.OrganisationID, m.Name)
	if err != nil {
		return err
	}
	for _, area := range access.Areas() {
		if level := g.Levels.At(area.Section); level > access.None {
			if err := t.Exec("INSERT INTO grants (membership_id, section, level, organisation_id, sort_name) VALUES (?, ?, ?, ?, ?)",
				m.ID, string(area.Section), level, m.OrganisationID, sortName).Error; err != nil {
				return err
			}
		}
	}
	if !g.Scope.All {
		for _, event := range g.Scope.Events {
			if err := t.Exec("INSERT INTO membership_events (membership_id, event_id, organisation_id) VALUES (?, ?, ?)",
				m.ID, event, m.OrganisationID).Error; err != nil {
				return err
			}
		}
	}
	return t.writeWords(m)
}

// writeWords replaces the words by which a membership is found.
func (t *tx) writeWords(m Membership) error {
	if err := t.Exec("DELETE FROM search_tokens WHERE membership_id = ?", m.ID).Error; err != nil {
		return err
	}
	for _, word := range searchWords(m.Name, m.Email, m.Title, m.Phone) {
		if err := t.Exec("INSERT INTO search_tokens (organisation_id, token, membership_id) VALUES (?, ?, ?)",
			m.OrganisationID, word, m.ID).Error; err != nil {
			return err
		}
	}
	return nil
}

// checkGrant refuses rights beyond the actor's own, an empty choice of events, and events
// that the organisation does not have, each at its field.
func (t *tx) checkGrant(a access.Actor, g access.Grant) error {
	var faults Faults
	for _, over := range a.MayGrant(g) {
		switch {
		case over.Scope:
			faults = append(faults, Fault("event", "user.beyond_scope"))
		case over.Until:
			faults = append(faults, Fault("valid_until", "user.beyond_until", "until", i18n.Day(a.Grant.Validity.Until)))
		default:
			faults = append(faults, Fault("level."+string(over.Section), "user.beyond_level"))
		}
	}
	if !g.Scope.All {
		var known int
		if err := t.Raw("SELECT count(*) FROM events WHERE organisation_id = ? AND id IN ?", a.Organisation, g.Scope.Events).Scan(&known).Error; err != nil {
			return err
		}
		switch {
		case len(g.Scope.Events) == 0:
			faults = append(faults, Fault("event", "user.no_event"))
		case known != len(g.Scope.Events):
			faults = Faults{Fault("event", "user.unknown_event")}
		}
	}
	return faults.Err()
}

// checkMails refuses mails whose content the recipient, with the given rights, may not see, or whoever
// switches them on.
func checkMails(a access.Actor, to access.Grant, orders, settlements bool) error {
	var faults Faults
	may := func(reads func(access.Levels) bool) bool { return reads(a.Grant.Levels) && reads(to.Levels) }
	if orders && !may(access.Levels.ReadsOrders) {
		faults = append(faults, Fault("notify.orders", "user.mail_beyond.orders"))
	}
	if settlements && !may(access.Levels.ReadsSettlements) {
		faults = append(faults, Fault("notify.settlements", "user.mail_beyond.settlements"))
	}
	return faults.Err()
}

// keepMails switches the mails off whose content the given rights do not show, where rights change
// by another way than the form.
func (m *Membership) keepMails(g access.Grant) {
	m.NotifyOrders = m.NotifyOrders && g.Levels.ReadsOrders()
	m.NotifySettlements = m.NotifySettlements && g.Levels.ReadsSettlements()
}

// checkRole refuses a role that is neither built in, nor the organisation's, nor a choice beside them.
func (t *tx) checkRole(organisation, role string) error {
	if _, ok := access.RoleByKey(role); ok || role == access.Custom || role == access.NoRights {
		return nil
	}
	var n int
	if err := t.Raw("SELECT count(*) FROM roles WHERE organisation_id = ? AND id = ?", organisation, role).Scan(&n).Error; err != nil {
		return err
	}
	if n == 0 {
		return Fault("role", "user.unknown_role")
	}
	return nil
}

// rightsChanges lists what differs between two grants, in the order of the form.
func rightsChanges(list []Change, from, to access.Grant) []Change {
	for _, area := range access.Areas() {
		list = changed(list, "level."+string(area.Section), from.Levels.At(area.Section).String(), to.Levels.At(area.Section).String())
	}
	if !from.Scope.Equal(to.Scope) {
		list = append(list, Change{Field: "scope", Old: scopeWord(from.Scope), New: scopeWord(to.Scope)})
	}
	list = changed(list, "valid_from", from.Validity.From, to.Validity.From)
	return changed(list, "valid_until", from.Validity.Until, to.Validity.Until)
}

// scopeWord is "all", or "chosen:" and the ids in order.
func scopeWord(s access.Scope) string {
	if s.All {
		return "all"
	}
	return "chosen:" + strings.Join(slices.Sorted(slices.Values(s.Events)), ",")
}

// detailChanges lists what differs between two states of a membership besides its rights.
func detailChanges(from, to Membership) (list []Change) {
	list = changed(list, "name", from.Name, to.Name)
	list = changed(list, "phone", from.Phone, to.Phone)
	list = changed(list, "title", from.Title, to.Title)
	list = changed(list, "notify_orders", yes(from.NotifyOrders), yes(to.NotifyOrders))
	return changed(list, "notify_settlements", yes(from.NotifySettlements), yes(to.NotifySettlements))
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
