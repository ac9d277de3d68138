package models

import (
	"errors"
	"io"
)

// Bounds of one row of an uploaded file. A row is held whole in memory, and each of its cells by
// itself: a file of nothing but separators would take sixteen times its size.
const (
	maxRowBytes = 64 << 10
	maxRowCells = 500
)

// errLongRow ends the reading of a file with a row beyond the bounds.
var errLongRow = errors.New("a row is too long")

// boundedRows passes a CSV file on until a row is beyond the bounds. It tells cells and rows apart as
// encoding/csv does: quotes count at the beginning of a cell alone.
type boundedRows struct {
	from   io.Reader
	comma  byte
	begins bool // of a cell
	quoted bool // within a quoted cell
	closes bool // after a quote within one: its end, or half of a pair
	bytes  int  // of the row
	cells  int
}

func (b *boundedRows) Read(to []byte) (int, error) {
	n, err := b.from.Read(to)
	for i, c := range to[:n] {
		if b.bytes, b.cells = b.bytes+1, b.cells+b.pass(c); b.bytes > maxRowBytes || b.cells > maxRowCells {
			return i, errLongRow
		}
	}
	return n, err
}

// pass takes one byte, and tells how many cells end with it.
func (b *boundedRows) pass(c byte) (cells int) {
	if b.closes {
		b.closes, b.quoted = false, c == '"'
		if b.quoted {
			return 0
		}
	}
	switch {
	case b.quoted:
		b.closes = c == '"'
		return 0
	case c == '"' && b.begins:
		b.quoted, b.begins = true, false
		return 0
	case c == '\n':
		b.bytes, b.cells, b.begins = 0, 0, true
		return 0
	case c == b.comma:
		b.begins = true
		return 1
	}
	b.begins = false
	return 0
}
