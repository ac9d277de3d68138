package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"coulisse/views/page"
)

// home is the first page after signing in: what this person may do, what waits for them,
// and for somebody without rights whom to ask.
func (s *Server) home(c echo.Context) error {
	ctx, a := c.Request().Context(), viewerOf(c).Actor
	var p page.HomePage
	var err error
	if p.Waiting, err = s.store.Waiting(ctx, a); err != nil {
		return err
	}
	p.Alone = a.Owner && p.Waiting.People == 1
	if p.Events, err = s.store.ScopeNames(ctx, a); err != nil {
		return err
	}
	if p.Owner, err = s.store.Owner(ctx, a); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Home(p))
}
