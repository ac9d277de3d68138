// Package sheet is the table as a spreadsheet writes and reads it: CSV files that go out and come
// in. It owns how cells are quoted, separated and disarmed, in which encodings a file may arrive,
// and what a spreadsheet has done to a value that was typed into it. It does not know what the
// columns mean.
package sheet

import (
	"io"
	"strings"

	"coulisse/i18n"
)

// mark tells spreadsheets that the text is UTF-8.
const mark = "\uFEFF"

// Separator separates the cells of a row in a language: a semicolon where the comma is the decimal
// mark, as spreadsheets there write and expect it.
func Separator(l *i18n.Locale) rune {
	if strings.HasPrefix(l.Amount(10, "EUR"), "0,") {
		return ';'
	}
	return ','
}

// Writer writes a CSV file, every cell in quotation marks and disarmed.
type Writer struct {
	to        io.Writer
	separator string
}

// NewWriter begins a file in a language.
func NewWriter(to io.Writer, l *i18n.Locale) (*Writer, error) {
	_, err := io.WriteString(to, mark)
	return &Writer{to, string(Separator(l))}, err
}

// Row writes one row.
func (w *Writer) Row(cells ...string) error {
	quoted := make([]string, len(cells))
	for i, cell := range cells {
		quoted[i] = `"` + strings.ReplaceAll(Disarm(cell), `"`, `""`) + `"`
	}
	_, err := io.WriteString(w.to, strings.Join(quoted, w.separator)+"\n")
	return err
}
