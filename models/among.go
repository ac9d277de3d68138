package models

import (
	"context"

	"coulisse/access"
	"coulisse/models/text"
)

// finding is a set of members that an index of another table names: by a range of it, or by
// a look at one member.
type finding struct {
	table     string
	whole     string // condition for the range
	wholeArgs []any
	one       string // condition for one member m
	oneArgs   []any
}

// grantsOf are the members with at least this level in a section.
func grantsOf(organisation string, section access.Section, level access.Level) finding {
	return finding{"grants",
		"organisation_id = ? AND section = ? AND level >= ?", []any{organisation, string(section), level},
		"membership_id = m.id AND section = ? AND level >= ?", []any{string(section), level}}
}

// wordsOf are the members with a search word in a range.
func wordsOf(organisation string, r text.Range) finding {
	return finding{"search_tokens",
		"organisation_id = ? AND token >= ? AND token < ?", []any{organisation, r.From, r.Until},
		"membership_id = m.id AND token >= ? AND token < ?", []any{r.From, r.Until}}
}

// among is the condition that a member is one of a finding, and how many those are, at most
// CountLimit + 1. Where they are few, it is a list of their ids; where they are many, a look
// at each, because a walk in the list's order soon meets enough of them, and a list would be
// long to make.
func (s *Store) among(ctx context.Context, f finding) (sql string, args []any, found int, err error) {
	count := "SELECT count(*) FROM (SELECT DISTINCT membership_id FROM " + f.table + " WHERE " + f.whole + " LIMIT ?) found"
	err = s.read(ctx).Raw(count, append(f.wholeArgs[:len(f.wholeArgs):len(f.wholeArgs)], CountLimit+1)...).Row().Scan(&found)
	if found > few {
		return "EXISTS (SELECT 1 FROM " + f.table + " WHERE " + f.one + ")", f.oneArgs, found, err
	}
	return "m.id IN (SELECT membership_id FROM " + f.table + " WHERE " + f.whole + ")", f.wholeArgs, found, err
}

// few is up to how many members a list of ids is quicker than a look at each.
const few = CountLimit
