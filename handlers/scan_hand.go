package handlers

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/page"
)

// scanSearch finds tickets at a door, to check them in by hand or to undo that.
func (s *Server) scanSearch(c echo.Context) error {
	ctx, actor := c.Request().Context(), viewerOf(c).Actor
	door, err := s.gate(c)
	if err != nil {
		return err
	}
	typed, errs := forms.ReadGateSearch(c.QueryParams())
	p := page.ScanSearchPage{EventRow: door.EventRow, Q: typed, Errors: errs, ByName: actor.Can(access.Customers, access.View)}
	status := http.StatusOK
	if len(errs) > 0 {
		status = http.StatusUnprocessableEntity
	} else if p.Rows, err = s.store.GateTickets(ctx, actor, p.ID, typed); err != nil {
		return err
	}
	return s.render(c, status, page.ScanSearch(p))
}

// scanCheckIn checks a ticket in by hand.
func (s *Server) scanCheckIn(c echo.Context) error {
	form, err := s.hand(c, false)
	if err != nil {
		return err
	}
	done, err := s.store.CheckIn(detached(c), viewerOf(c).Actor, c.Param("id"), form.Ticket, s.device(c))
	if err != nil {
		return err
	}
	return s.scanned(c, "scan.flash.in", form, done)
}

// scanUndo takes a check-in back.
func (s *Server) scanUndo(c echo.Context) error {
	form, err := s.hand(c, true)
	if err != nil {
		return err
	}
	done, err := s.store.UndoCheckIn(detached(c), viewerOf(c).Actor, c.Param("id"), form.Ticket, s.device(c), form.Reason)
	if err != nil {
		return err
	}
	return s.scanned(c, "scan.flash.undone", form, done)
}

// hand reads the form of a ticket that the search has found, at a door that the actor sees.
func (s *Server) hand(c echo.Context, undo bool) (form forms.Hand, err error) {
	if _, _, err := s.store.Gate(c.Request().Context(), viewerOf(c).Actor, c.Param("id")); err != nil {
		return form, err
	}
	body, err := s.values(c)
	if err != nil {
		return form, err
	}
	form = forms.ReadHand(body)
	return form, form.Validate(undo)
}

// scanned returns to the search, which shows the ticket as it stands now.
func (s *Server) scanned(c echo.Context, key string, form forms.Hand, done *models.ByHand) error {
	s.say(c, key, "number", strconv.Itoa(done.Number), "reference", i18n.Reference(done.Reference))
	return c.Redirect(http.StatusSeeOther, views.WithQuery(s.url("scan.search", c.Param("id")), url.Values{"q": {form.Search}}))
}
