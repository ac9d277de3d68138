package sheet

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// What a file may be instead of text.
var (
	ErrSpreadsheet = errors.New("a spreadsheet in its own format")
	ErrEmpty       = errors.New("an empty file")
	ErrBinary      = errors.New("no text")
)

// EncodingError is a line whose characters are in no encoding that is read.
type EncodingError struct{ Line int }

func (e *EncodingError) Error() string { return fmt.Sprintf("line %d is in no known encoding", e.Line) }

// Decode turns a file into UTF-8 without a mark at its start, and its line ends into \n or \r\n. It
// reads UTF-8, UTF-16 with its mark (Excel's "Unicode text") and Windows-1252 (Excel's plain "CSV"
// in western Europe). raw is Decode's to change: a large file is held as seldom as can be.
func Decode(raw []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")), bytes.HasPrefix(raw, []byte("\xd0\xcf\x11\xe0")):
		return nil, ErrSpreadsheet
	case bytes.HasPrefix(raw, []byte("\xff\xfe")):
		raw = fromUTF16(raw[2:], binary.LittleEndian)
	case bytes.HasPrefix(raw, []byte("\xfe\xff")):
		raw = fromUTF16(raw[2:], binary.BigEndian)
	}
	raw = bytes.TrimPrefix(raw, []byte(mark))
	if len(bytes.TrimSpace(raw)) == 0 {
		return nil, ErrEmpty
	}
	if bytes.IndexByte(raw, 0) >= 0 {
		return nil, ErrBinary
	}
	if bytes.IndexByte(raw, '\n') < 0 {
		for i := range raw { // as old Macintoshes end lines
			if raw[i] == '\r' {
				raw[i] = '\n'
			}
		}
	}
	if utf8.Valid(raw) {
		return raw, nil
	}
	return fromWindows(raw)
}

// fromUTF16 is the text of what Excel calls Unicode, written once into as much room as it can need.
func fromUTF16(raw []byte, order binary.ByteOrder) []byte {
	text := make([]byte, 0, len(raw)/2*3)
	for ; len(raw) > 1; raw = raw[2:] {
		r := rune(order.Uint16(raw))
		if utf16.IsSurrogate(r) {
			low := rune(0)
			if len(raw) > 3 {
				low = rune(order.Uint16(raw[2:]))
			}
			if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
				raw = raw[2:]
			}
		}
		text = utf8.AppendRune(text, r)
	}
	return text
}

// fromWindows reads Windows-1252. A file that is UTF-8 elsewhere was damaged or patched together,
// and one with bytes that Windows-1252 does not know came from another system: better ask for it
// again than spell people's names wrongly. The text is written once into as much room as it needs; one
// of hardly anything but signs is none.
func fromWindows(raw []byte) ([]byte, error) {
	size, known := 0, true
	for _, b := range raw {
		r := charmap.Windows1252.DecodeByte(b)
		known = known && (b < utf8.RuneSelf || r >= 0xA0 && r != utf8.RuneError)
		size += utf8.RuneLen(r)
	}
	if odd, mixed := firstOdd(raw); mixed || !known {
		return nil, &EncodingError{1 + bytes.Count(raw[:odd], []byte("\n"))}
	}
	if size > 2*len(raw) {
		return nil, ErrBinary
	}
	text := make([]byte, 0, size)
	for _, b := range raw {
		text = utf8.AppendRune(text, charmap.Windows1252.DecodeByte(b))
	}
	return text, nil
}

// firstOdd finds the first byte that is not UTF-8, and tells whether any character beyond ASCII is.
func firstOdd(raw []byte) (odd int, mixed bool) {
	odd = len(raw)
	for at := 0; at < len(raw); {
		r, size := utf8.DecodeRune(raw[at:])
		mixed = mixed || size > 1
		if r == utf8.RuneError && size == 1 {
			odd = min(odd, at)
		}
		at += size
	}
	return odd, mixed
}

// SeparatorLine cuts off a first line such as sep=; with which Excel is told how cells are
// separated, and returns the separator; 0 when there is no such line.
func SeparatorLine(text []byte) (separator rune, rest []byte) {
	line, rest, _ := bytes.Cut(text, []byte("\n"))
	line = bytes.Trim(line, "\r\"")
	if len(line) < 5 || !bytes.EqualFold(line[:4], []byte("sep=")) {
		return 0, text
	}
	separator, size := utf8.DecodeRune(line[4:])
	if len(line) != 4+size || separator == utf8.RuneError {
		return 0, text
	}
	return separator, rest
}
