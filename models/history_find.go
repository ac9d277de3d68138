package models

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"coulisse/access"
)

// The history only grows, and no view of it may cost what it has grown to: whatever a reader asks for is a
// range of an index that has the time last (migration 35). What a reader with chosen events may see is one
// such range for each event, and SQLite merges them as far as they are read. Which index, we say, for
// SQLite has no idea how long a range is.

// historyQuery asks for entries.
type historyQuery struct {
	index  string
	where  string
	args   []any
	events []string // each a range of its own; nil for one range over all
}

// mergedAtOnce is how many ranges one statement merges; SQLite takes 500.
const mergedAtOnce = 100

// historyOrder is newest first. The number decides between entries of the same moment.
var historyOrder = sort{name: "-at", column: "at", id: "seq", reverse: true}

// place is the row's place in the order, as a cursor.
func (h historyRow) place() string {
	return historyOrder.cursor(h.At.UTC().Format(time.RFC3339Nano), strconv.FormatInt(h.Seq, 10))
}

// historyOf is what a reader sees under a filter.
func historyOf(a access.Actor, f HistoryFilter) historyQuery {
	q := historyQuery{index: historyIndex(a, f), where: "organisation_id = ?", args: []any{a.Organisation}}
	add := func(condition string, value any) { q.where, q.args = q.where+" AND "+condition, append(q.args, value) }
	switch events := append([]string{""}, a.Grant.Scope.Events...); {
	case a.Grant.Scope.All:
	case f.Target != "":
		add("event_id IN ?", events)
	default:
		q.events = events
	}
	if a.Looking { // entries about orders and buyers stand by the reference
		q.where += " AND target_kind NOT IN ('" + TargetOrder + "', '" + TargetBuyer + "')"
	}
	if f.Target != "" {
		add("target_id = ?", f.Target)
	}
	if f.Actor != "" {
		add("actor_id = ?", f.Actor)
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
	return q
}

// historyIndex is the index in which least has to be looked through: nothing beside what is asked for,
// but for few entries about one target, or of one person about one event.
func historyIndex(a access.Actor, f HistoryFilter) string {
	by := ""
	if f.Actor != "" {
		by = "_actor"
	}
	switch {
	case f.Target != "":
		return "history_by_target"
	case !a.Grant.Scope.All && by == "" && f.Action != "":
		return "history_by_event_action"
	case !a.Grant.Scope.All:
		return "history_by_event" + by
	case f.Action != "":
		by += "_action"
	}
	if by == "" {
		by = "_time"
	}
	if a.Looking && by != "_actor_action" {
		return "history_for_desk_by" + by
	}
	return "history_by" + by
}

// statements read what is asked for under one more condition, one after the other.
func (q historyQuery) statements(columns, more string, moreArgs []any, give func(sql string, args []any) error) error {
	one := "SELECT " + columns + " FROM history INDEXED BY " + q.index + " WHERE " + q.where + more
	args := slices.Concat(q.args, moreArgs)
	if q.events == nil {
		return give(one, args)
	}
	for some := range slices.Chunk(q.events, mergedAtOnce) {
		var all []any
		for _, event := range some {
			all = append(append(all, args...), event)
		}
		sql := strings.Repeat(" UNION ALL "+one+" AND event_id = ?", len(some))
		if err := give(strings.TrimPrefix(sql, " UNION ALL "), all); err != nil {
			return err
		}
	}
	return nil
}

// rows reads one page. Invalid at cursor.
func (q historyQuery) rows(db *gorm.DB, p Page, limit int) (rows []historyRow, err error) {
	keyset, args, err := historyOrder.after(p)
	if err != nil {
		return nil, err
	}
	err = q.statements("*", keyset, args, func(sql string, args []any) error {
		var some []historyRow
		err := db.Raw(sql+historyOrder.order(p)+" LIMIT ?", append(args, limit)...).Scan(&some).Error
		rows = append(rows, some...)
		return err
	})
	if len(q.events) > mergedAtOnce {
		slices.SortFunc(rows, func(x, y historyRow) int {
			if historyOrder.backwards(p) {
				x, y = y, x
			}
			return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.Seq, y.Seq))
		})
		rows = rows[:min(len(rows), limit)]
	}
	return rows, err
}

// count is how many there are, at most CountLimit + 1.
func (q historyQuery) count(db *gorm.DB) (total int, err error) {
	err = q.statements("1", "", nil, func(sql string, args []any) error {
		var n int
		err := db.Raw("SELECT count(*) FROM ("+sql+" LIMIT ?) found", append(args, CountLimit+1-total)...).Scan(&n).Error
		total += n
		return err
	})
	return total, err
}

// HistoryActorLimit is how many people the filter offers at the most.
const HistoryActorLimit = 500

// HistoryActor is somebody who stands in the history, for the filter.
type HistoryActor struct{ ID, Name string }

// HistoryActors lists who stands in the history as far as the actor may read it, by the name they bear
// today in the organisation. It steps from one person to the next in an index, once in each of the
// actor's events, so that it costs what there are people, not entries.
func (s *Store) HistoryActors(ctx context.Context, a access.Actor) (list []HistoryActor, err error) {
	if !a.Can(access.History, access.View) {
		return nil, missing()
	}
	q := historyOf(a, HistoryFilter{})
	q.index = historyIndex(a, HistoryFilter{Actor: "whoever is next"})
	if q.events == nil {
		q.events = []string{""} // one round through all
	} else {
		q.where += " AND event_id = event"
	}
	events, err := json.Marshal(q.events)
	if err != nil {
		return nil, err
	}
	next := "(SELECT min(actor_id) FROM history INDEXED BY " + q.index + " WHERE " + q.where + " AND actor_id > "
	err = s.read(ctx).Raw(`WITH RECURSIVE who(event, id) AS (
			SELECT event, `+next+`'') FROM (SELECT value AS event FROM json_each(?))
			UNION ALL
			SELECT event, `+next+`id) FROM who WHERE id IS NOT NULL
		)
		SELECT who.id, COALESCE(m.name, (SELECT actor_name FROM history
			WHERE organisation_id = ? AND actor_id = who.id ORDER BY at DESC LIMIT 1)) AS name
		FROM (SELECT DISTINCT id FROM who WHERE id IS NOT NULL) who
		LEFT JOIN memberships m ON m.user_id = who.id AND m.organisation_id = ?
		ORDER BY name LIMIT ?`, slices.Concat(q.args, []any{string(events)}, q.args,
		[]any{a.Organisation, a.Organisation, HistoryActorLimit})...).Scan(&list).Error
	return list, err
}
