package handlers

import (
	"encoding/csv"
	"strings"

	"github.com/labstack/echo/v4"
)

// table writes a CSV file to the client, row by row.
type table struct{ csv *csv.Writer }

// newTable starts a download under a file name. The mark at its start tells spreadsheets
// that the text is UTF-8.
func newTable(c echo.Context, name string) (*table, error) {
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, "text/csv; charset=utf-8")
	h.Set(echo.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	if _, err := c.Response().Write([]byte("\uFEFF")); err != nil {
		return nil, err
	}
	return &table{csv.NewWriter(c.Response())}, nil
}

// row writes one row. A cell that a spreadsheet would take for a formula is made text by an
// apostrophe before it (OWASP CSV injection).
func (t *table) row(cells ...string) error {
	for i, cell := range cells {
		if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
			cells[i] = "'" + cell
		}
	}
	return t.csv.Write(cells)
}

// end sends what is left.
func (t *table) end() error {
	t.csv.Flush()
	return t.csv.Error()
}
