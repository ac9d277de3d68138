package models

import (
	"context"
	"encoding/json"
	"time"

	"coulisse/access"
)

// EventChoice is an event as a form or a filter offers it.
type EventChoice struct {
	ID, Name         string
	BeginsAt, EndsAt time.Time
}

func (e *EventChoice) fields() []any { return []any{&e.ID, &e.Name, &e.BeginsAt, &e.EndsAt} }

const choiceColumns = "SELECT id, name, begins_at, ends_at FROM events WHERE "

// EventChoices lists the events within the actor's scope: coming ones first, by date, then
// past and cancelled ones, the latest first.
func (s *Store) EventChoices(ctx context.Context, a access.Actor) ([]EventChoice, error) {
	where, args := scoped(a, "id")
	const past = "(ends_at < ? OR state = 'cancelled')"
	order := " ORDER BY " + past + ", CASE WHEN " + past + " THEN NULL ELSE begins_at END, begins_at DESC, id"
	return scan(s.read(ctx), (*EventChoice).fields, choiceColumns+where+order, append(args, s.Now(), s.Now())...)
}

// EventsOnSale lists the published events within the actor's scope, the next first.
func (s *Store) EventsOnSale(ctx context.Context, a access.Actor) ([]EventChoice, error) {
	where, args := scoped(a, "id")
	query := choiceColumns + where + " AND state = '" + EventPublished + "' ORDER BY ends_at < ?, begins_at, id"
	return scan(s.read(ctx), (*EventChoice).fields, query, append(args, s.Now())...)
}

// comingLimit is how many events the top bar offers.
const comingLimit = 8

// ComingEvents lists the next events that the actor may open, those that run included; none
// for somebody who sees no events.
func (s *Store) ComingEvents(ctx context.Context, a access.Actor) ([]EventChoice, error) {
	if !a.Can(access.Events, access.View) {
		return nil, nil
	}
	where, args := scoped(a, "id")
	query := choiceColumns + where + " AND ends_at >= ? AND state <> 'cancelled' ORDER BY ends_at, id LIMIT ?"
	return scan(s.read(ctx), (*EventChoice).fields, query, append(args, s.Now(), comingLimit)...)
}

// roleRow is a role of the organisation, its levels as text.
type roleRow struct {
	access.Role
	levels string
}

func (r *roleRow) fields() []any {
	return []any{&r.Key, &r.Name, &r.For, &r.levels, &r.Chosen, &r.Orders, &r.Settlements}
}

// RoleChoices lists the roles that a person of the organisation may start from: the built-in
// ones, then the organisation's own by name.
func (s *Store) RoleChoices(ctx context.Context, a access.Actor) ([]access.Role, error) {
	const query = "SELECT id, name, purpose, levels, chosen, orders, settlements FROM roles WHERE organisation_id = ? ORDER BY id"
	rows, err := scan(s.read(ctx), (*roleRow).fields, query, a.Organisation)
	if err != nil {
		return nil, err
	}
	if len(rows) > 1 {
		locale, err := localeOf(s.read(ctx), a.Organisation)
		if err != nil {
			return nil, err
		}
		sortByName(locale, rows, func(r roleRow) string { return r.Name })
	}
	roles := access.Roles()
	for _, r := range rows {
		if r.Levels, err = readLevels(r.levels); err != nil {
			return nil, err
		}
		roles = append(roles, r.Role)
	}
	return roles, nil
}

// readLevels reads a role's levels as the table keeps them: {"events":"edit"}.
func readLevels(text string) (access.Levels, error) {
	var words map[string]string
	if err := json.Unmarshal([]byte(text), &words); err != nil {
		return nil, err
	}
	levels := access.Levels{}
	for key, word := range words {
		area, known := access.Lookup(key)
		if level, ok := access.ParseLevel(word); known && ok && level > access.None {
			levels[area.Section] = level
		}
	}
	return levels, nil
}

// writeLevels is the reverse of readLevels.
func writeLevels(levels access.Levels) (string, error) {
	text, err := json.Marshal(levelWords(levels))
	return string(text), err
}
