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
	where, args := historyWhere(a, f)
	sort := sort{name: "-seq", column: "seq", id: "seq", reverse: true}
	keyset, keysetArgs, err := sort.after(f.Page)
	if err != nil {
		return nil, err
	}
	db, list := s.read(ctx), &HistoryPage{}
	var rows []historyRow
	order := strings.TrimSuffix(sort.order(f.Page), ", seq DESC")
	err = errors.Join(
		db.Raw("SELECT * FROM history WHERE "+where+keyset+order+" LIMIT ?", append(append(args[:len(args):len(args)], keysetArgs...), PageSize+1)...).Scan(&rows).Error,
		db.Raw("SELECT count(*) FROM (SELECT 1 FROM history WHERE "+where+" LIMIT ?) found", append(args[:len(args):len(args)], CountLimit+1)...).Scan(&list.Total).Error)
	if err != nil {
		return nil, err
	}
	rows, list.Before, list.After = turn(rows, f.Page, func(r historyRow) string { return sort.cursor(r.place(), r.place()) })
	list.Rows, list.Names, err = s.readable(ctx, a, rows)
	return list, err
}

// PersonHistory is what happened to one person of the actor's organisation, newest first.
func (s *Store) PersonHistory(ctx context.Context, a access.Actor, membership string, limit int) ([]HistoryEntry, map[string]string, error) {
	if !a.Can(access.Users, access.View) {
		return nil, nil, missing()
	}
	where, args := historyWhere(a, HistoryFilter{Target: membership})
	var rows []historyRow
	if err := s.read(ctx).Raw("SELECT * FROM history WHERE "+where+" ORDER BY seq DESC LIMIT ?", append(args, limit)...).Scan(&rows).Error; err != nil {
		return nil, nil, err
	}
	return s.readable(ctx, a, rows)
}

func historyWhere(a access.Actor, f HistoryFilter) (where string, args []any) {
	where, args = "organisation_id = ?", []any{a.Organisation}
	add := func(condition string, value any) { where, args = where+" AND "+condition, append(args, value) }
	if !a.Grant.Scope.All {
		add("(event_id = '' OR event_id IN ?)", append([]string{""}, a.Grant.Scope.Events...))
	}
	if a.Looking { // entries about orders and buyers stand by the reference
		add("target_kind NOT IN ?", []string{TargetOrder, TargetBuyer})
	}
	if f.Actor != "" {
		add("actor_id = ?", f.Actor)
	}
	if f.Target != "" {
		add("target_id = ?", f.Target)
	}
	if f.Action != "" {
		add("action = ?", f.Action)
	}
	if !f.From.IsZero() {
		add("at >= ?", f.From.UTC())
	}
	if !f.To.IsZero() {
		add("at < ?", f.To.UTC())
	}
	return where, args
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

// HistoryActorLimit is how many people the filter offers at the most.
const HistoryActorLimit = 500

// HistoryActor is somebody who stands in the history, for the filter.
type HistoryActor struct{ ID, Name string }

// HistoryActors lists who stands in the history as far as the actor may read it, by the name
// they bear today in the organisation.
func (s *Store) HistoryActors(ctx context.Context, a access.Actor) (list []HistoryActor, err error) {
	if !a.Can(access.History, access.View) {
		return nil, missing()
	}
	where, args := historyWhere(a, HistoryFilter{})
	err = s.read(ctx).Raw(`SELECT h.actor_id AS id, COALESCE(m.name, h.actor_name) AS name
		FROM (SELECT actor_id, max(actor_name) AS actor_name FROM history WHERE `+where+` AND actor_id <> '' GROUP BY actor_id) h
		LEFT JOIN memberships m ON m.user_id = h.actor_id AND m.organisation_id = ? ORDER BY name LIMIT ?`, append(args, a.Organisation, HistoryActorLimit)...).Scan(&list).Error
	return list, err
}
