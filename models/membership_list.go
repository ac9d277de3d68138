package models

import (
	"context"

	"coulisse/access"
)

// PageSize is the number of rows of a list's page.
const PageSize = 50

// CountLimit is how far results are counted exactly; past it a list says "1000+".
const CountLimit = 1000

// PeopleFilter narrows the user list. Empty fields do not narrow. Level asks for at least
// that level in Section ("who can ...?").
type PeopleFilter struct {
	Search  string
	Status  Status
	Role    string
	Section access.Section
	Level   access.Level
	Event   string
	Sort    string // one of peopleOrder, with "-" before it for the reverse; "" is name
	Page    Page
}

// peopleOrder is what the orders of the user list go by.
var peopleOrder = map[string]string{"name": "m.sort_name", "email": "m.email_key", "last_seen": "m.last_seen_at"}

// People is one page of the user list.
type People struct {
	Rows   []Listed
	Total  int            // at most CountLimit + 1, which means "more than CountLimit"
	Counts map[Status]int // the same search and filters by status; nil for more than 500 people
	Before string
	After  string
}

// People lists the actor's organisation, people and invitations together. Invalid with Field
// sort, event or cursor: an unknown column, an event out of reach, a damaged cursor.
func (s *Store) People(ctx context.Context, a access.Actor, f PeopleFilter) (*People, error) {
	if !a.Can(access.Users, access.View) {
		return nil, missing()
	}
	db, now := s.read(ctx), s.Now()
	today, err := s.today(db, a.Organisation)
	if err != nil {
		return nil, err
	}
	found, err := s.peopleFound(ctx, a, f)
	if err != nil {
		return nil, err
	}
	list := &People{Rows: make([]Listed, 0, PageSize)}
	if err := list.count(db, found, f.Status, now, today); err != nil {
		return nil, err
	}
	if f.Status != "" {
		sql, args := f.Status.condition(now, today)
		found.add(sql, args...)
	}
	sort, err := newSort(f.Sort, "name", peopleOrder, "m.id")
	if err != nil {
		return nil, err
	}
	keyset, args, err := sort.after(f.Page)
	if err != nil {
		return nil, err
	}
	query := "SELECT " + listedColumns + " FROM " + personTables + " WHERE " + found.where() + keyset + sort.order(f.Page) + " LIMIT ?"
	rows, err := scan(db, (*listedRow).fields, query, found.values(append(args, PageSize+1)...)...)
	if err != nil {
		return nil, err
	}
	rows, list.Before, list.After = turn(rows, f.Page, func(r listedRow) string { return sort.cursor(r.key(sort.column), r.ID) })
	for _, r := range rows {
		list.Rows = append(list.Rows, r.listed(now, today))
	}
	return list, nil
}
