package models

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"coulisse/access"
	"coulisse/models/text"
)

// conditions gathers the WHERE of a query over members m, and how many rows meet it at the
// most, up to CountLimit + 1, as far as that is known by now: exactly so when the first
// condition says it and no other follows.
type conditions struct {
	sql   strings.Builder
	args  []any
	most  int
	n     int
	exact bool
}

func (c *conditions) add(sql string, args ...any) {
	c.n, c.exact = c.n+1, false
	c.sql.WriteString(" AND " + sql)
	c.args = append(c.args, args...)
}

func (c *conditions) where() string { return "m.organisation_id = ?" + c.sql.String() }

// values are the arguments of where, and after them those of the rest of the query.
func (c *conditions) values(rest ...any) []any {
	return append(c.args[:len(c.args):len(c.args)], rest...)
}

// addFinding adds that a member is one of a finding.
func (s *Store) addFinding(ctx context.Context, c *conditions, f finding) error {
	sql, args, found, err := s.among(ctx, f)
	c.add(sql, args...)
	c.most, c.exact = min(c.most, found), c.n == 1
	return err
}

// peopleFound are the conditions of a filter but for its status, the organisation first.
func (s *Store) peopleFound(ctx context.Context, a access.Actor, f PeopleFilter) (*conditions, error) {
	c := &conditions{args: []any{a.Organisation}, most: CountLimit + 1}
	ranges, asked := text.Seek(f.Search)
	if asked && len(ranges) == 0 {
		c.add("FALSE")
	}
	for _, r := range ranges {
		if err := s.addFinding(ctx, c, wordsOf(a.Organisation, r)); err != nil {
			return nil, err
		}
	}
	if f.Section != "" {
		if err := s.addFinding(ctx, c, grantsOf(a.Organisation, f.Section, max(f.Level, access.View))); err != nil {
			return nil, err
		}
	}
	if f.Role != "" {
		c.add("m.role = ?", f.Role)
	}
	if f.Event != "" {
		if _, err := s.event(s.read(ctx), a.Organisation, f.Event); err != nil || !a.Sees(f.Event) {
			return nil, Fault("event", "user.unknown_event")
		}
		c.add("(m.scope_all OR m.id IN (SELECT membership_id FROM membership_events WHERE event_id = ?))", f.Event)
	}
	return c, nil
}

// tabLimit is up to how many people the tabs of the list say how many are behind each.
const tabLimit = 500

// count counts what was found: by status when that is few, and those of the status that the
// list asks for, or all.
func (p *People) count(db *gorm.DB, found *conditions, asked Status, now time.Time, today string) (err error) {
	if found.most > tabLimit && !found.exact {
		if found.most, err = countUpTo(db, "memberships m WHERE "+found.where(), found.args); err != nil {
			return err
		}
	}
	switch {
	case found.most <= tabLimit:
		p.Counts, err = countStatuses(db, found, now, today)
		for status, n := range p.Counts {
			if asked == "" || asked == status {
				p.Total += n
			}
		}
	case asked == "":
		p.Total = found.most
	default:
		sql, args := asked.condition(now, today)
		p.Total, err = countUpTo(db, membersInvited+" WHERE "+found.where()+" AND "+sql, found.values(args...))
	}
	return err
}

const membersInvited = "memberships m LEFT JOIN invitations i ON i.membership_id = m.id"

// countUpTo counts rows of a FROM clause with its conditions, and stops past CountLimit.
func countUpTo(db *gorm.DB, from string, args []any) (n int, err error) {
	err = db.Raw("SELECT count(*) FROM (SELECT 1 FROM "+from+" LIMIT ?) found", append(args[:len(args):len(args)], CountLimit+1)...).Row().Scan(&n)
	return n, err
}

// statusCount is how many people have a status.
type statusCount struct {
	status Status
	n      int
}

func (c *statusCount) fields() []any { return []any{&c.status, &c.n} }

// countStatuses counts what was found by status; ask it of few.
func countStatuses(db *gorm.DB, found *conditions, now time.Time, today string) (map[Status]int, error) {
	var cases strings.Builder
	var args []any
	for _, status := range Statuses() {
		sql, values := status.condition(now, today)
		cases.WriteString(" WHEN " + sql + " THEN '" + string(status) + "'")
		args = append(args, values...)
	}
	query := "SELECT CASE" + cases.String() + " END AS status, count(*) FROM " + membersInvited + " WHERE " + found.where() + " GROUP BY status"
	rows, err := scan(db, (*statusCount).fields, query, append(args, found.args...)...)
	counts := map[Status]int{}
	for _, r := range rows {
		counts[r.status] = r.n
	}
	return counts, err
}
