package models

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"coulisse/i18n"
	"coulisse/models/text"
)

// ImportColumns are the columns that are read, in the order in which people are told of them.
// Their names in each language are import.column.<column>; the first two are required.
var ImportColumns = []string{"order", "type", "count", "name", "email", "phone", "language", "price", "date"}

// importNames finds a column by its heading, in any of the languages.
var importNames = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	for _, column := range ImportColumns {
		names[heading(column)] = column
		for _, tag := range i18n.Tags() {
			names[heading(i18n.Must(tag).T("import.column."+column))] = column
		}
	}
	return names
})

// heading is a heading as it is compared: without regard to case, accents, spaces and hyphens.
func heading(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return r
		}
		return -1
	}, text.Plain(s))
}

// readable turns what was uploaded into UTF-8 without a mark at its start. Invalid at file for
// what is no text: a spreadsheet in its own format, another encoding.
func readable(raw []byte) ([]byte, error) {
	refuse := func(key string, args ...any) ([]byte, error) { return nil, Fault("file", "import.file."+key, args...) }
	switch {
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")), bytes.HasPrefix(raw, []byte("\xd0\xcf\x11\xe0")):
		return refuse("spreadsheet")
	case bytes.HasPrefix(raw, []byte("\xff\xfe")):
		raw = fromUTF16(raw[2:], binary.LittleEndian)
	case bytes.HasPrefix(raw, []byte("\xfe\xff")):
		raw = fromUTF16(raw[2:], binary.BigEndian)
	}
	raw = bytes.TrimPrefix(raw, []byte("\uFEFF"))
	if len(bytes.TrimSpace(raw)) == 0 {
		return refuse("empty")
	}
	if bytes.IndexByte(raw, 0) >= 0 {
		return refuse("binary")
	}
	if bytes.IndexByte(raw, '\n') < 0 {
		raw = bytes.ReplaceAll(raw, []byte("\r"), []byte("\n")) // as old Macintoshes end lines
	}
	for line, rest := 1, raw; len(rest) > 0; line++ {
		text, after, _ := bytes.Cut(rest, []byte("\n"))
		if !utf8.Valid(text) {
			return refuse("encoding", "line", line)
		}
		rest = after
	}
	return raw, nil
}

// fromUTF16 is the text of what Excel calls Unicode.
func fromUTF16(raw []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, len(raw)/2)
	for i := range units {
		units[i] = order.Uint16(raw[2*i:])
	}
	return []byte(string(utf16.Decode(units)))
}

// importScanner reads a file row by row, and counts rows as a spreadsheet does: the headings
// are the first, and empty ones count.
type importScanner struct {
	csv     *csv.Reader
	columns []string // of each cell; "" for one that is not read
	ignored []string // headings of those
	row     int
	line    int // after the row
}

// scanImport reads the headings, by which it knows what separates the cells. Invalid at file
// when a column is missing or stands there twice.
func scanImport(content []byte) (*importScanner, error) {
	var best *importScanner
	for _, comma := range ",;\t" {
		s := &importScanner{csv: csv.NewReader(bytes.NewReader(content)), line: 1}
		s.csv.Comma, s.csv.FieldsPerRecord = comma, -1
		heads, _, err := s.next()
		if err != nil {
			continue
		}
		s.name(heads)
		if best == nil || s.known() > best.known() {
			best = s
		}
	}
	if best == nil {
		return nil, Fault("file", "import.file.no_headings")
	}
	for i, column := range best.columns {
		if column != "" && slices.Contains(best.columns[:i], column) {
			return nil, Fault("file", "import.file.column_twice", "column", i18n.Key("import.column."+column))
		}
	}
	for _, column := range ImportColumns[:2] {
		if !slices.Contains(best.columns, column) {
			return nil, Fault("file", "import.file.column_missing", "column", i18n.Key("import.column."+column))
		}
	}
	return best, nil
}

func (s *importScanner) name(heads []string) {
	for _, h := range heads {
		column := importNames()[heading(h)]
		s.columns = append(s.columns, column)
		if h = cut(strings.TrimSpace(h), maxFaultValue); column == "" && h != "" && len(s.ignored) < 50 {
			s.ignored = append(s.ignored, h)
		}
	}
}

func (s *importScanner) known() (n int) {
	for _, column := range s.columns {
		if column != "" {
			n++
		}
	}
	return n
}

// next is the next row and its number. An error of type *csv.ParseError is about this row
// alone, and io.EOF is the end.
func (s *importScanner) next() (cells []string, row int, err error) {
	cells, err = s.csv.Read()
	start, end := 0, 0
	var broken *csv.ParseError
	switch {
	case errors.As(err, &broken):
		start, end = broken.StartLine, broken.Line
	case err != nil:
		return nil, s.row, err
	default:
		start, _ = s.csv.FieldPos(0)
		end = start
		for _, cell := range cells {
			end += strings.Count(cell, "\n")
		}
	}
	s.row, s.line = s.row+1+start-s.line, end+1
	return cells, s.row, err
}

// rows counts what lies below the headings, roughly: line breaks.
func rows(content []byte) int { return bytes.Count(bytes.TrimSpace(content), []byte("\n")) }

// cut is the beginning of a text, of at most so many characters.
func cut(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}
