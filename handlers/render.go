package handlers

import (
	"bytes"
	"net/http"
	"strings"
	"sync"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"coulisse/views"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// render writes a page whole or not at all. A flash is shown once.
func (s *Server) render(c echo.Context, status int, page templ.Component) error {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if filled, err := s.withKept(c, page); err != nil {
		return err
	} else if filled != nil {
		return c.HTMLBlob(status, filled)
	}
	if err := page.Render(c.Request().Context(), b); err != nil {
		return err
	}
	if v := viewerOf(c); v != nil && v.Session.Flash != "" {
		if err := s.store.SetFlash(detached(c), v.Session.ID, ""); err != nil {
			return err
		}
	}
	return c.HTMLBlob(status, b.Bytes())
}

// to redirects after a change, to a route by its name.
func (s *Server) to(c echo.Context, route string, args ...any) error {
	return c.Redirect(http.StatusSeeOther, s.url(route, args...))
}

// resource is the first part of a route's name.
func resource(route string) string {
	name, _, _ := strings.Cut(route, ".")
	return name
}

// frameOf is the frame of a request's pages.
func frameOf(c echo.Context) *views.Frame { return views.From(c.Request().Context()) }
