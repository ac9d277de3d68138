package handlers

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/models"
	"coulisse/views/page"
)

// letterList shows the letters of all organisations: those on their way, or those that have ended.
func (s *Server) letterList(c echo.Context) error {
	closed := c.QueryParam("show") == "closed"
	states := models.LetterStates()[:2]
	if closed {
		states = models.LetterStates()[2:]
	}
	list, err := s.store.DeskLetters(c.Request().Context(), staffOf(c), states...)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.LetterList(page.LetterListPage{Closed: closed, Rows: list}))
}

// letterShow is one letter, and what this person of the desk may do about it.
func (s *Server) letterShow(c echo.Context) error {
	return s.letterPage(c, http.StatusOK, "", nil)
}

func (s *Server) letterPage(c echo.Context, status int, reason string, errs forms.Errors) error {
	l, err := s.store.DeskLetter(c.Request().Context(), staffOf(c), c.Param("id"))
	if err != nil {
		return err
	}
	return s.render(c, status, page.Letter(page.LetterPage{DeskLetter: *l, Refusal: l.RefusalFor(staffOf(c)), Entry: reason, Errors: errs}))
}

// endings are what a letter of a media type is called like when it is downloaded.
var endings = map[string]string{models.MediaPDF: "pdf", models.MediaPNG: "png", models.MediaJPEG: "jpg"}

// letterFile hands the file out as a download, never as a page: under a name of our own, as what was
// found in it, and without the right to run anything (ASVS 5.4).
func (s *Server) letterFile(c echo.Context) error {
	l, content, err := s.store.LetterFile(c.Request().Context(), staffOf(c), c.Param("id"))
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="letter-%d.%s"`, l.Number, endings[l.Media]))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	return c.Blob(http.StatusOK, l.Media, content)
}

// letterApprove notes that this person takes the letter for genuine.
func (s *Server) letterApprove(c echo.Context) error {
	l, err := s.store.ApproveLetter(detached(c), staffOf(c), c.Param("id"))
	if err != nil {
		return err
	}
	key := "letter.flash.approved"
	if l.State == models.LetterRunning {
		key = "letter.flash.running"
	}
	s.say(c, key, "name", l.OwnerName)
	return s.to(c, "letter.show", l.ID)
}

// letterRefuse ends a letter, for a reason.
func (s *Server) letterRefuse(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form := forms.ReadLetterRefusal(body)
	if errs := form.Validate(); len(errs) > 0 {
		return s.letterPage(c, http.StatusUnprocessableEntity, form.Reason, errs)
	}
	l, err := s.store.RefuseLetter(detached(c), staffOf(c), c.Param("id"), form.Reason)
	if err != nil {
		return err
	}
	s.say(c, "letter.flash.refused", "name", l.SubmitterName)
	return s.to(c, "letter.show", l.ID)
}
