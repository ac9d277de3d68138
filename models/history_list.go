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

// HistoryPage is one page of the history, newest first. Events names the events that stand as
// ids in the changes, as far as the reader may see them.
type HistoryPage struct {
	Rows   []HistoryEntry
	Events map[string]string
	Total  int // at most CountLimit + 1, which means "more than CountLimit"
	Before string
	After  string
}

var historyOrder = map[string]string{"seq": "seq"}

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
	list.Rows, list.Events, err = s.readable(ctx, a, rows)
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

// readable turns rows into entries, and names the events in them within the reader's scope.
func (s *Store) readable(ctx context.Context, a access.Actor, rows []historyRow) (entries []HistoryEntry, names map[string]string, err error) {
	var ids []string
	for _, r := range rows {
		e := HistoryEntry{Seq: r.Seq, At: r.At, ActorID: r.ActorID, ActorName: r.ActorName, ActingAs: r.ActingAs, Action: r.Action, TargetKind: r.TargetKind,
			TargetID: r.TargetID, TargetName: r.TargetName, EventID: r.EventID, Address: r.Address, RequestID: r.RequestID}
		if err := json.Unmarshal([]byte(r.Changes), &e.Changes); err != nil {
			return nil, nil, err
		}
		for _, c := range e.Changes {
			ids = append(ids, append(ChosenEvents(c.Old), ChosenEvents(c.New)...)...)
		}
		entries = append(entries, e)
	}
	names = map[string]string{}
	ids = slices.DeleteFunc(ids, func(id string) bool { return !a.Sees(id) })
	if len(ids) == 0 {
		return entries, names, nil
	}
	var events []Event
	err = s.read(ctx).Raw("SELECT id, name FROM events WHERE organisation_id = ? AND id IN ?", a.Organisation, ids).Scan(&events).Error
	for _, e := range events {
		names[e.ID] = e.Name
	}
	return entries, names, err
}

// ChosenEvents are the ids in a value of the field scope; none for any other value.
func ChosenEvents(value string) []string {
	list, ok := strings.CutPrefix(value, "chosen:")
	if !ok || list == "" {
		return nil
	}
	return strings.Split(list, ",")
}

// HistoryActor is somebody who stands in the history, for the filter.
type HistoryActor struct{ ID, Name string }

// HistoryActors lists who stands in the actor's organisation's history, by name.
func (s *Store) HistoryActors(ctx context.Context, a access.Actor) (list []HistoryActor, err error) {
	if !a.Can(access.History, access.View) {
		return nil, missing()
	}
	err = s.read(ctx).Raw(`SELECT DISTINCT h.actor_id AS id, COALESCE(u.name, h.actor_name) AS name FROM history h LEFT JOIN users u ON u.id = h.actor_id
		WHERE h.organisation_id = ? AND h.actor_id <> '' GROUP BY h.actor_id ORDER BY name LIMIT 500`, a.Organisation).Scan(&list).Error
	return list, err
}
