package models

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Page says which page of a list: the rows after or before a cursor that an earlier page
// gave, or the first ones when both are empty.
type Page struct{ After, Before string }

// sort is the order of a list: one column and the id, so that pages are ranges of an index.
type sort struct {
	name    string
	column  string
	id      string
	reverse bool
}

// newSort reads a sort parameter such as name or -name against the columns that the list
// offers. Invalid at the field sort for any other.
func newSort(asked, usual string, columns map[string]string, id string) (sort, error) {
	if asked == "" {
		asked = usual
	}
	name, reverse := strings.CutPrefix(asked, "-")
	column, ok := columns[name]
	if !ok {
		return sort{}, Fault("sort", "list.unknown_sort")
	}
	return sort{name: asked, column: column, id: id, reverse: reverse}, nil
}

// backwards tells whether rows are read from the end of the range to its beginning.
func (s sort) backwards(p Page) bool { return s.reverse != (p.Before != "") }

// order is the ORDER BY clause.
func (s sort) order(p Page) string {
	if s.backwards(p) {
		return " ORDER BY " + s.column + " DESC, " + s.id + " DESC"
	}
	return " ORDER BY " + s.column + ", " + s.id
}

// after is the condition that starts at the page's cursor. Invalid at the field cursor when
// the cursor is damaged or belongs to another order.
func (s sort) after(p Page) (sql string, args []any, err error) {
	text := p.After + p.Before
	if text == "" {
		return "", nil, nil
	}
	damaged := Fault("cursor", "list.damaged_cursor")
	if p.After != "" && p.Before != "" {
		return "", nil, damaged
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	var at [3]string // order, key, id
	if err != nil || json.Unmarshal(raw, &at) != nil || at[0] != s.name || at[2] == "" {
		return "", nil, damaged
	}
	key, err := s.key(at[1])
	if err != nil {
		return "", nil, damaged
	}
	than := ">"
	if s.backwards(p) {
		than = "<"
	}
	var id any = at[2]
	if s.id == "seq" {
		if id, err = strconv.ParseInt(at[2], 10, 64); err != nil {
			return "", nil, damaged
		}
	}
	return " AND (" + s.column + ", " + s.id + ") " + than + " (?, ?)", []any{key, id}, nil
}

// key turns a cursor's text back into a value of the column.
func (s sort) key(text string) (any, error) {
	switch {
	case s.column == "at", strings.HasSuffix(s.column, "_at"):
		return time.Parse(time.RFC3339Nano, text)
	case s.column == "seq":
		return strconv.ParseInt(text, 10, 64)
	}
	return text, nil
}

// cursor names a row's place in the order, opaque to others.
func (s sort) cursor(key, id string) string {
	raw, _ := json.Marshal([3]string{s.name, key, id})
	return base64.RawURLEncoding.EncodeToString(raw)
}

// turn cuts the row too many that a query asked for, puts rows read backwards in order, and
// says with which cursors the list goes on before and after them.
func turn[Row any](rows []Row, p Page, cursor func(Row) string) (page []Row, before, after string) {
	more := len(rows) > PageSize
	rows = rows[:min(len(rows), PageSize)]
	if p.Before != "" {
		slices.Reverse(rows)
	}
	if len(rows) == 0 {
		return rows, "", ""
	}
	if p.After != "" || p.Before != "" && more {
		before = cursor(rows[0])
	}
	if p.Before != "" || more {
		after = cursor(rows[len(rows)-1])
	}
	return rows, before, after
}
