package handlers

import (
	"github.com/labstack/echo/v4"

	"coulisse/models"
	"coulisse/views"
)

// leftOrganisation is the answer to somebody whose access to the organisation where they worked has
// ended (ST7, SE9): their session goes on in another one of theirs, and says so. What they asked for
// was meant for the former, so nothing of it is done.
func (s *Server) leftOrganisation(c echo.Context, v *models.Viewer) error {
	if !opensPage(c.Request()) {
		return models.Fail(models.Forbidden, "error.forbidden")
	}
	name, err := s.store.OrganisationLeft(c.Request().Context(), v)
	if err != nil {
		return err
	}
	if err := s.store.MoveSession(detached(c), v); err != nil {
		return err
	}
	text := frameOf(c).Locale.T("shell.left", "organisation", name, "here", v.Organisation.Name)
	s.flash(c, views.Flash{Kind: "alert", Text: text})
	return s.to(c, firstPage(v))
}
