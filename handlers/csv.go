package handlers

import (
	"bufio"

	"github.com/labstack/echo/v4"

	"coulisse/sheet"
)

// table writes a CSV file to the client, row by row.
type table struct {
	sheet  *sheet.Writer
	buffer *bufio.Writer
}

// newTable starts a download under a file name, in the reader's language.
func newTable(c echo.Context, name string) (*table, error) {
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, "text/csv; charset=utf-8")
	h.Set(echo.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	buffer := bufio.NewWriter(c.Response())
	to, err := sheet.NewWriter(buffer, frameOf(c).Locale)
	return &table{to, buffer}, err
}

// row writes one row.
func (t *table) row(cells ...string) error { return t.sheet.Row(cells...) }

// end sends what is left.
func (t *table) end() error { return t.buffer.Flush() }
