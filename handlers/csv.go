package handlers

import (
	"bufio"
	"encoding/csv"
	"errors"
	"strings"

	"github.com/labstack/echo/v4"
)

// table writes a CSV file to the client, row by row.
type table struct {
	csv *csv.Writer
	out *bufio.Writer
}

// aside is how many bytes of a file are made before the first of them leaves: a fault up to there is
// answered with a page.
const aside = 32 << 10

// file sends what rows writes as a download. When that fails on the way, the file ends with a line that
// says so, and the connection breaks off.
func (s *Server) file(c echo.Context, name string, rows func(*table) error) error {
	t, err := newTable(c, name)
	if err != nil {
		return err
	}
	if err = rows(t); err == nil {
		return t.end()
	}
	if !c.Response().Committed {
		c.Response().Header().Del(echo.HeaderContentType)
		c.Response().Header().Del(echo.HeaderContentDisposition)
		return err
	}
	if c.Request().Context().Err() == nil {
		_ = t.row(frameOf(c).Locale.T("error.file_cut", "reference", requestID(c)))
		_ = t.end()
	}
	return err
}

// newTable starts a download under a file name. The mark at its start tells spreadsheets
// that the text is UTF-8.
func newTable(c echo.Context, name string) (*table, error) {
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, "text/csv; charset=utf-8")
	h.Set(echo.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	out := bufio.NewWriterSize(c.Response(), aside)
	if _, err := out.WriteString("\uFEFF"); err != nil {
		return nil, err
	}
	return &table{csv.NewWriter(out), out}, nil
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
	return errors.Join(t.csv.Error(), t.out.Flush())
}
