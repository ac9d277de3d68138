package models

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"coulisse/access"
)

// HistoryEntry is an entry as a reader sees it.
type HistoryEntry struct {
	Seq        int64
	At         time.Time
	ActorID    string
	ActorName  string
	ActingAs   string
	Action     string // history.action.<action>
	TargetKind string
	TargetID   string
	TargetName string
	EventID    string
	Changes    []Change
	Address    string
	RequestID  string
}

// HistoryFilter narrows the history. From and To are instants; the zero time leaves a side open.
type HistoryFilter struct {
	Actor  string // user's id
	Target string // id
	Action string
	From   time.Time
	To     time.Time // exclusive
	Page   Page
}

// HistoryPage is one page of the history, newest first. Names are those of the events and own
// roles that stand as ids in the changes, as far as the reader may see them.
type HistoryPage struct {
	Rows   []HistoryEntry
	Names  map[string]string
	Total  int // at most CountLimit + 1, which means "more than CountLimit"
	Before string
	After  string
}

// History lists the actor's organisation's history (SE4). Entries about events out of the
// actor's scope are not there. Invalid at cursor.
func (s *Store) History(ctx context.Context, a access.Actor, f HistoryFilter) (*HistoryPage, error) {
	if !a.Can(access.History, access.View) {
		return nil, missing()
	}
	q, list := historyOf(a, f), &HistoryPage{}
	rows, err := q.rows(s.read(ctx), f.Page, PageSize+1)
	if err == nil {
		list.Total, err = q.count(s.read(ctx))
	}
	if err != nil {
		return nil, err
	}
	rows, list.Before, list.After = turn(rows, f.Page, historyRow.place)
	list.Rows, list.Names, err = s.readable(ctx, a, rows)
	return list, err
}

// EachHistory gives the whole history that a filter asks for, newest first, with the names of the events
// and roles in each entry.
func (s *Store) EachHistory(ctx context.Context, a access.Actor, f HistoryFilter, give func(HistoryEntry, map[string]string) error) error {
	if !a.Can(access.History, access.View) {
		return missing()
	}
	q, from := historyOf(a, f), Page{}
	for {
		rows, err := q.rows(s.read(ctx), from, exported)
		if err != nil {
			return err
		}
		entries, names, err := s.readable(ctx, a, rows)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if err := give(e, names); err != nil {
				return err
			}
		}
		if len(rows) < exported {
			return nil
		}
		from.After = rows[len(rows)-1].place()
	}
}

// PersonHistory is what happened to one person of the actor's organisation, newest first.
func (s *Store) PersonHistory(ctx context.Context, a access.Actor, membership string, limit int) ([]HistoryEntry, map[string]string, error) {
	if !a.Can(access.Users, access.View) {
		return nil, nil, missing()
	}
	rows, err := historyOf(a, HistoryFilter{Target: membership}).rows(s.read(ctx), Page{}, limit)
	if err != nil {
		return nil, nil, err
	}
	return s.readable(ctx, a, rows)
}

// readable turns rows into entries, and names the events in them within the reader's scope
// and the organisation's own roles.
func (s *Store) readable(ctx context.Context, a access.Actor, rows []historyRow) (entries []HistoryEntry, names map[string]string, err error) {
	var events, roles []string
	for _, r := range rows {
		e := HistoryEntry{Seq: r.Seq, At: r.At, ActorID: r.ActorID, ActorName: r.ActorName, ActingAs: r.ActingAs, Action: r.Action, TargetKind: r.TargetKind,
			TargetID: r.TargetID, TargetName: r.TargetName, EventID: r.EventID, Address: r.Address, RequestID: r.RequestID}
		if err := json.Unmarshal([]byte(r.Changes), &e.Changes); err != nil {
			return nil, nil, err
		}
		for _, c := range e.Changes {
			events = append(events, append(ChosenEvents(c.Old), ChosenEvents(c.New)...)...)
			if c.Field == "role" {
				roles = append(roles, c.Old, c.New)
			}
		}
		entries = append(entries, e)
	}
	events = slices.DeleteFunc(events, func(id string) bool { return !a.Sees(id) })
	names = map[string]string{}
	err = errors.Join(s.addNames(ctx, names, "events", a.Organisation, events), s.addNames(ctx, names, "roles", a.Organisation, roles))
	return entries, names, err
}

// addNames looks up what rows of a table are called. The table's name is a constant of ours.
func (s *Store) addNames(ctx context.Context, names map[string]string, table, organisation string, ids []string) error {
	slices.Sort(ids)
	for some := range slices.Chunk(slices.Compact(ids), 500) {
		var rows []struct{ ID, Name string }
		if err := s.read(ctx).Raw("SELECT id, name FROM "+table+" WHERE organisation_id = ? AND id IN ?", organisation, some).Scan(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			names[r.ID] = r.Name
		}
	}
	return nil
}

// ChosenEvents are the ids in a value of the field scope; none for any other value.
func ChosenEvents(value string) []string {
	list, ok := strings.CutPrefix(value, "chosen:")
	if !ok || list == "" {
		return nil
	}
	return strings.Split(list, ",")
}
