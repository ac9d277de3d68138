package models

import (
	"strings"

	"coulisse/access"
)

// packedColumns read the levels and the chosen events of a membership m as text beside it, so
// that one person, fifty of them, or whoever sends a request is one query.
const packedColumns = packedLevels + ", " + packedEvents

const (
	packedLevels = "(SELECT string_agg(section || ':' || level, ',') FROM grants WHERE membership_id = m.id)"
	packedEvents = `CASE WHEN m.scope_all THEN NULL ELSE
	(SELECT string_agg(event_id, ',' ORDER BY event_id) FROM membership_events WHERE membership_id = m.id) END`
)

// packedRights is where packedColumns go: "events:2,users:1" and ids with commas, or nil.
type packedRights struct{ levels, events *string }

// grant unpacks them. A section without pages gives nothing.
func (r packedRights) grant(all bool, v access.Validity) access.Grant {
	g := access.Grant{Levels: access.Levels{}, Scope: access.Scope{All: all}, Validity: v}
	if r.levels != nil {
		for pair := range strings.SplitSeq(*r.levels, ",") {
			key, level, _ := strings.Cut(pair, ":")
			if area, ok := access.Lookup(key); ok {
				g.Levels[area.Section] = access.Level(level[0] - '0')
			}
		}
	}
	if r.events != nil {
		g.Scope.Events = strings.Split(*r.events, ",")
	}
	return g
}

// everything is what an owner holds, always and whatever is stored: all levels, for all events, without an end.
func everything() access.Grant {
	return access.Grant{Levels: access.Everything(), Scope: access.Scope{All: true}}
}
