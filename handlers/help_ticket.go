package handlers

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/views/page"
)

// helpTicket shows the test ticket of a request, to be looked at and printed.
func (s *Server) helpTicket(c echo.Context) error {
	k, err := s.store.Proof(c.Request().Context(), viewerOf(c).Actor, c.Param("id"))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Proof(page.ProofPage{Proof: *k}))
}

// helpTicketApprove says that the test ticket is right (« bon à tirer »).
func (s *Server) helpTicketApprove(c echo.Context) error {
	r, err := s.store.ApproveProof(detached(c), viewerOf(c).Actor, c.Param("id"))
	if err != nil {
		return err
	}
	return s.helpDone(c, r, "help.flash.approved")
}

// helpTicketRefuse says what has to change in the test ticket.
func (s *Server) helpTicketRefuse(c echo.Context) error {
	k, err := s.store.Proof(c.Request().Context(), viewerOf(c).Actor, c.Param("id"))
	if err != nil {
		return err
	}
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form := forms.ReadReply(body, "help.no_change")
	again := func(errs forms.Errors, err error) error {
		return s.again(c, errs, err, func(errs forms.Errors) templ.Component {
			return page.Proof(page.ProofPage{Proof: *k, Entry: form, Errors: errs})
		})
	}
	if errs := form.Validate(); len(errs) > 0 {
		return again(errs, nil)
	}
	r, err := s.store.RefuseProof(detached(c), viewerOf(c).Actor, c.Param("id"), form.Text)
	if err != nil {
		return again(nil, err)
	}
	return s.helpDone(c, r, "help.flash.refused")
}
