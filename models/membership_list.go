package models

import (
	"context"
	"strings"
	"time"

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
	Sort    string // one of PeopleSorts, with "-" before it for the reverse; "" is name
	Page    Page
}

// PeopleSorts are the orders of the user list.
var PeopleSorts = []string{"name", "email", "last_seen"}

var peopleOrder = map[string]string{"name": "m.sort_name", "email": "m.email_key", "last_seen": "m.last_seen_at"}

// People is one page of the user list.
type People struct {
	Rows   []Person
	Total  int // at most CountLimit + 1, which means "more than CountLimit"
	Before string
	After  string
}

// People lists the actor's organisation, people and invitations together. Invalid with Field
// sort, event or cursor: an unknown column, an event out of reach, a damaged cursor.
func (s *Store) People(ctx context.Context, a access.Actor, f PeopleFilter) (*People, error) {
	if !a.Can(access.Users, access.View) {
		return nil, missing()
	}
	where, args, known, err := s.peopleWhere(ctx, a, f)
	if err != nil {
		return nil, err
	}
	sort, err := newSort(f.Sort, "name", peopleOrder, "m.id")
	if err != nil {
		return nil, err
	}
	keyset, keysetArgs, err := sort.after(f.Page)
	if err != nil {
		return nil, err
	}
	db := s.read(ctx)
	query := "SELECT " + personColumns + " FROM " + personTables + " WHERE " + where + keyset + sort.order(f.Page) + " LIMIT ?"
	rows, err := scanPeople(db, query, append(append(args[:len(args):len(args)], keysetArgs...), PageSize+1)...)
	if err != nil {
		return nil, err
	}
	list := &People{}
	rows, list.Before, list.After = turn(rows, f.Page, func(r personRow) string { return sort.cursor(r.key(sort.column), r.ID) })
	if list.Total = known; known < 0 {
		count := "SELECT count(*) FROM (SELECT 1 FROM " + peopleFrom(f) + " WHERE " + where + " LIMIT ?) found"
		if err := db.Raw(count, append(args[:len(args):len(args)], CountLimit+1)...).Scan(&list.Total).Error; err != nil {
			return nil, err
		}
	}
	if list.Rows, err = s.fill(db, rows); err != nil {
		return nil, err
	}
	for i := range list.Rows {
		list.Rows[i].limitTo(a)
	}
	return list, nil
}

// peopleFrom leaves the join out of the count where no condition needs it.
func peopleFrom(f PeopleFilter) string {
	if f.Status == "" {
		return "memberships m"
	}
	return "memberships m LEFT JOIN invitations i ON i.membership_id = m.id"
}

// key is the sort key of a row as text.
func (r personRow) key(column string) string {
	switch column {
	case "m.email_key":
		return r.EmailKey
	case "m.last_seen_at":
		return r.LastSeenAt.UTC().Format(time.RFC3339Nano)
	}
	return r.SortName
}

// conditions gathers the WHERE of a query, and how many rows meet it, at most CountLimit + 1,
// where one of them says so by itself; -1 where that has to be counted.
type conditions struct {
	sql   strings.Builder
	args  []any
	n     int
	known int
}

func (c *conditions) add(sql string, args ...any) {
	c.n, c.known = c.n+1, -1
	c.sql.WriteString(" AND " + sql)
	c.args = append(c.args, args...)
}

// addFinding adds that a member is one of a finding.
func (s *Store) addFinding(ctx context.Context, c *conditions, f finding) error {
	sql, args, found, err := s.among(ctx, f)
	if c.add(sql, args...); c.n == 1 {
		c.known = found
	}
	return err
}

// peopleWhere builds the conditions of a filter, the organisation first.
func (s *Store) peopleWhere(ctx context.Context, a access.Actor, f PeopleFilter) (where string, args []any, known int, err error) {
	c := &conditions{args: []any{a.Organisation}, known: -1}
	for _, r := range searchRanges(f.Search) {
		if err := s.addFinding(ctx, c, wordsOf(a.Organisation, r)); err != nil {
			return "", nil, -1, err
		}
	}
	if f.Section != "" {
		if err := s.addFinding(ctx, c, grantsOf(a.Organisation, f.Section, max(f.Level, access.View))); err != nil {
			return "", nil, -1, err
		}
	}
	if f.Status != "" {
		zoneName, err := s.zoneOf(ctx, a.Organisation)
		if err != nil {
			return "", nil, -1, err
		}
		now := s.Now()
		sql, values := f.Status.condition(now, day(now, zoneName))
		c.add(sql, values...)
	}
	if f.Role != "" {
		c.add("m.role = ?", f.Role)
	}
	if f.Event != "" {
		if _, err := s.event(s.read(ctx), a.Organisation, f.Event); err != nil || !a.Sees(f.Event) {
			return "", nil, -1, Fault("event", "user.unknown_event")
		}
		c.add("(m.scope_all OR m.id IN (SELECT membership_id FROM membership_events WHERE event_id = ?))", f.Event)
	}
	return "m.organisation_id = ?" + c.sql.String(), c.args, c.known, nil
}

func (s *Store) zoneOf(ctx context.Context, organisation string) (name string, err error) {
	err = s.read(ctx).Raw("SELECT time_zone FROM organisations WHERE id = ?", organisation).Scan(&name).Error
	return name, err
}
