package models

import (
	"context"
	"slices"
	"strings"

	"gorm.io/gorm"

	"coulisse/access"
	"coulisse/models/text"
)

// DirectoryFilter narrows the directory; Role is one of ContactRoles. Empty fields do not narrow.
type DirectoryFilter struct {
	Search string
	Role   string
	Page   Page
}

// DirectoryRow is a person as the directory lists them.
type DirectoryRow struct {
	Listed
	HasAccess bool     // is a user, or invited to be one
	Roles     []string // some of ContactRoles
}

// Directory is one page of a directory, by name.
type Directory struct {
	Rows   []DirectoryRow
	Total  int // at most CountLimit + 1, which means "more than CountLimit"
	Before string
	After  string
}

// Directory lists everybody whom the actor's organisation knows, with web access and without
// (EC1). Invalid at cursor when that is damaged.
func (s *Store) Directory(ctx context.Context, a access.Actor, f DirectoryFilter) (*Directory, error) {
	if !a.Can(access.Contacts, access.View) {
		return nil, missing()
	}
	db := s.read(ctx)
	users, err := s.usersFound(ctx, a, f)
	if err != nil {
		return nil, err
	}
	entries := entriesFound(a, f)
	list := &Directory{}
	for from, c := range map[string]*conditions{userTables: users, entryTables: entries} {
		n, err := countUpTo(db, from+" WHERE "+c.where(), c.args)
		if err != nil {
			return nil, err
		}
		list.Total = min(list.Total+n, CountLimit+1)
	}
	rows, err := s.directoryRows(db, a, f.Page, users, entries)
	if err != nil {
		return nil, err
	}
	rows, list.Before, list.After = turn(rows, f.Page, func(r directoryRow) string { return byName("m").cursor(r.sortName, r.ID) })
	return list, s.fillDirectory(db, a, list, rows)
}

// fillDirectory works out what the rows say at this moment.
func (s *Store) fillDirectory(db *gorm.DB, a access.Actor, list *Directory, rows []directoryRow) error {
	today, err := s.today(db, a.Organisation)
	for _, r := range rows {
		row := DirectoryRow{Listed: r.Listed, HasAccess: r.user, Roles: strings.Fields(r.roles)}
		if r.user {
			row.Listed = r.listed(s.Now(), today)
		}
		list.Rows = append(list.Rows, row)
	}
	return err
}

// The two halves of a directory, m being a user in one and an entry without web access in the other.
const (
	userTables  = personTables + " LEFT JOIN contacts c ON c.id = m.id AND c.organisation_id = m.organisation_id"
	entryTables = "contacts m"
)

// directoryRow is a row of either half.
type directoryRow struct {
	listedRow
	user  bool
	roles string
}

func (r *directoryRow) userFields() []any { return append(r.listedRow.fields(), &r.user, &r.roles) }

func (r *directoryRow) entryFields() []any {
	return []any{&r.ID, &r.Email, &r.Name, &r.Phone, &r.Title, &r.sortName, &r.roles}
}

// byName is the order of both halves; a cursor of one is a cursor of the other.
func byName(table string) sort {
	return sort{name: "name", column: table + ".sort_name", id: table + ".id"}
}

// usersFound are the conditions of a filter over users m.
func (s *Store) usersFound(ctx context.Context, a access.Actor, f DirectoryFilter) (*conditions, error) {
	c, err := s.peopleFound(ctx, a, PeopleFilter{Search: f.Search})
	if err == nil && f.Role != "" {
		c.add("instr(' ' || c.roles || ' ', ?) > 0", " "+f.Role+" ")
	}
	return c, err
}

// entriesFound are the conditions of a filter over entries m without web access.
func entriesFound(a access.Actor, f DirectoryFilter) *conditions {
	c := &conditions{args: []any{a.Organisation}}
	c.add("NOT EXISTS (SELECT 1 FROM memberships x WHERE x.id = m.id)")
	ranges, asked := text.Seek(f.Search)
	if asked && len(ranges) == 0 {
		c.add("FALSE")
	}
	for _, r := range ranges {
		c.add("m.id IN (SELECT contact_id FROM contact_tokens WHERE organisation_id = ? AND token >= ? AND token < ?)", a.Organisation, r.From, r.Until)
	}
	if f.Role != "" {
		c.add("instr(' ' || m.roles || ' ', ?) > 0", " "+f.Role+" ")
	}
	return c
}

// directoryRows reads a page and one row more of each half, and puts them together.
func (s *Store) directoryRows(db *gorm.DB, a access.Actor, p Page, users, entries *conditions) ([]directoryRow, error) {
	order := byName("m")
	keyset, args, err := order.after(p)
	if err != nil {
		return nil, err
	}
	tail := keyset + order.order(p) + " LIMIT ?"
	query := "SELECT " + listedColumns + ", TRUE, coalesce(c.roles, '') FROM " + userTables + " WHERE " + users.where() + tail
	rows, err := scan(db, (*directoryRow).userFields, query, users.values(append(args, PageSize+1)...)...)
	if err != nil {
		return nil, err
	}
	query = "SELECT m.id, m.email, m.name, m.phone, m.title, m.sort_name, m.roles FROM " + entryTables + " WHERE " + entries.where() + tail
	more, err := scan(db, (*directoryRow).entryFields, query, entries.values(append(args, PageSize+1)...)...)
	rows = append(rows, more...)
	slices.SortFunc(rows, func(x, y directoryRow) int {
		by := strings.Compare(x.sortName+"\x00"+x.ID, y.sortName+"\x00"+y.ID)
		if order.backwards(p) {
			return -by
		}
		return by
	})
	return rows, err
}
