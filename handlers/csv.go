package handlers

import (
	"bufio"

	"github.com/labstack/echo/v4"

	"coulisse/sheet"
)

// table writes a CSV file to the client, row by row.
type table struct {
	sheet *sheet.Writer
	out   *bufio.Writer
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
		c.Response().Flush() // what the server still holds is lost when the connection breaks off
	}
	return err
}

// newTable starts a download under a file name, in the reader's language.
func newTable(c echo.Context, name string) (*table, error) {
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, "text/csv; charset=utf-8")
	h.Set(echo.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	out := bufio.NewWriterSize(c.Response(), aside)
	to, err := sheet.NewWriter(out, frameOf(c).Locale)
	return &table{to, out}, err
}

// row writes one row.
func (t *table) row(cells ...string) error { return t.sheet.Row(cells...) }

// end sends what is left.
func (t *table) end() error { return t.out.Flush() }
