package handlers

import (
	"github.com/labstack/echo/v4"

	"coulisse/views"
	"coulisse/views/page"
)

// deskView has the session look as a member from here on.
func (s *Server) deskView(c echo.Context) error {
	return s.deskReason(c, page.DeskView, func(reason string) error {
		if _, _, err := s.store.StartView(detached(c), staffOf(c), viewerOf(c).Session.ID, c.Param("id"), reason); err != nil {
			return err
		}
		return s.to(c, "home")
	})
}

// deskViewEnd goes back to the desk, to the page of whom one looked as.
func (s *Server) deskViewEnd(c echo.Context) error {
	v := viewerOf(c)
	if err := s.store.EndView(detached(c), *v.Staff, v); err != nil {
		return err
	}
	if v.Session.ViewingID == "" {
		return s.to(c, "desk.home")
	}
	return s.to(c, "desk.person", v.Session.ViewingID)
}

// viewingOver ends a look as a member that does not hold any more, and says so at the desk.
func (s *Server) viewingOver(c echo.Context) error {
	v := viewerOf(c)
	if err := s.store.EndView(detached(c), *v.Staff, v); err != nil {
		return err
	}
	s.flash(c, views.Flash{Kind: "alert", Text: frameOf(c).Locale.T("desk.viewing.over")})
	return s.to(c, "desk.home")
}
