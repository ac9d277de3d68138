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

// EventChoices lists the events within the actor's scope: coming ones first, by date, then
// past and cancelled ones, the latest first.
func (s *Store) EventChoices(ctx context.Context, a access.Actor) (list []EventChoice, err error) {
	query, args := "SELECT id, name, begins_at, ends_at, (ends_at < ? OR state = 'cancelled') AS past FROM events WHERE organisation_id = ?", []any{s.Now(), a.Organisation}
	if !a.Grant.Scope.All {
		query, args = query+" AND id IN ?", append(args, a.Grant.Scope.Events)
	}
	query += " ORDER BY past, CASE WHEN past THEN NULL ELSE begins_at END, begins_at DESC, id"
	err = s.read(ctx).Raw(query, args...).Scan(&list).Error
	return list, err
}

// RoleChoices lists the roles that a person of the organisation may start from: the built-in
// ones, then the organisation's own by name.
func (s *Store) RoleChoices(ctx context.Context, a access.Actor) ([]access.Role, error) {
	var rows []struct {
		ID, Name, Purpose, Levels   string
		Chosen, Orders, Settlements bool
	}
	err := s.read(ctx).Raw("SELECT id, name, purpose, levels, chosen, orders, settlements FROM roles WHERE organisation_id = ? ORDER BY name_key", a.Organisation).Scan(&rows).Error
	roles := access.Roles()
	for _, r := range rows {
		levels, err := readLevels(r.Levels)
		if err != nil {
			return nil, err
		}
		roles = append(roles, access.Role{Key: r.ID, Name: r.Name, For: r.Purpose, Levels: levels, Chosen: r.Chosen, Orders: r.Orders, Settlements: r.Settlements})
	}
	return roles, err
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
