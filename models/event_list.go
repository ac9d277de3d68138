package models

import (
	"context"
	"strings"
	"time"

	"coulisse/access"
	"coulisse/models/text"
)

// EventFilter narrows the list of events. Empty fields do not narrow.
type EventFilter struct {
	Search string
	State  string
	When   string // upcoming or past
	Sort   string // begins or name, with "-" before it for the reverse; "" is begins
	Page   Page
}

// Events is one page of the list of events.
type Events struct {
	Rows   []Event
	Total  int // at most CountLimit + 1, which means "more than CountLimit"
	Before string
	After  string
}

var eventOrder = map[string]string{"begins": "begins_at", "name": "sort_name"}

// Events lists the events within the actor's scope. Invalid at sort or cursor.
func (s *Store) Events(ctx context.Context, a access.Actor, f EventFilter) (*Events, error) {
	if !a.Can(access.Events, access.View) {
		return nil, missing()
	}
	sort, err := newSort(f.Sort, "begins", eventOrder, "id")
	if err != nil {
		return nil, err
	}
	keyset, keysetArgs, err := sort.after(f.Page)
	if err != nil {
		return nil, err
	}
	where, args := s.eventWhere(a, f)
	db, list := s.read(ctx), &Events{}
	query := "SELECT * FROM events WHERE " + where + keyset + sort.order(f.Page) + " LIMIT ?"
	if err := db.Raw(query, append(append(args[:len(args):len(args)], keysetArgs...), PageSize+1)...).Scan(&list.Rows).Error; err != nil {
		return nil, err
	}
	list.Rows, list.Before, list.After = turn(list.Rows, f.Page, func(e Event) string { return sort.cursor(e.key(sort.column), e.ID) })
	count := "SELECT count(*) FROM (SELECT 1 FROM events WHERE " + where + " LIMIT ?) found"
	return list, db.Raw(count, append(args[:len(args):len(args)], CountLimit+1)...).Scan(&list.Total).Error
}

// key is the sort key of a row as text.
func (e Event) key(column string) string {
	if column == "sort_name" {
		return e.SortName
	}
	return e.BeginsAt.UTC().Format(time.RFC3339Nano)
}

// eventWhere builds the conditions: the organisation and the actor's scope first.
func (s *Store) eventWhere(a access.Actor, f EventFilter) (where string, args []any) {
	where, args = scoped(a, "id")
	if f.State != "" {
		where, args = where+" AND state = ?", append(args, f.State)
	}
	switch f.When {
	case "upcoming":
		where, args = where+" AND ends_at >= ?", append(args, s.Now())
	case "past":
		where, args = where+" AND ends_at < ?", append(args, s.Now())
	}
	words := text.Sought(f.Search)
	if len(words) == 0 && f.Search != "" {
		where += " AND FALSE"
	}
	for _, word := range words {
		where, args = where+` AND found_by LIKE ? ESCAPE '\'`, append(args, "%"+literal(word)+"%")
	}
	return where, args
}

// scoped is the condition that every query about events starts with: the organisation, and
// the chosen events unless the scope is all. column holds the event's id.
func scoped(a access.Actor, column string) (where string, args []any) { return scopedIn(a, "", column) }

// scopedIn is scoped for a query over several tables: table is the alias of the one that holds
// the organisation and the event, with its dot.
func scopedIn(a access.Actor, table, column string) (where string, args []any) {
	where, args = table+"organisation_id = ?", []any{a.Organisation}
	if !a.Grant.Scope.All {
		where, args = where+" AND "+table+column+" IN ?", append(args, a.Grant.Scope.Events)
	}
	return where, args
}

// literal keeps LIKE from reading % and _ of what was typed.
func literal(s string) string {
	return strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(s)
}
