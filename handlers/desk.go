package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"coulisse/access"
	"coulisse/views"
	"coulisse/views/page"
)

// staffOf is who of the support desk calls, behind a route for the desk.
func staffOf(c echo.Context) access.Staff { return *viewerOf(c).Staff }

// deskHome is where support begins.
func (s *Server) deskHome(c echo.Context) error {
	return s.render(c, http.StatusOK, page.DeskHome(page.DeskHomePage{}))
}

// viewingOver ends a look as a member that does not hold any more, and says so at the desk.
func (s *Server) viewingOver(c echo.Context) error {
	v := viewerOf(c)
	if err := s.store.EndViewing(detached(c), v.Session.ID); err != nil {
		return err
	}
	if err := s.flash(c, views.Flash{Kind: "alert", Text: frameOf(c).Locale.T("desk.viewing.over")}); err != nil {
		return err
	}
	return s.to(c, "desk.home")
}
