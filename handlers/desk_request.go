package handlers

import (
	"context"
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/models"
	"coulisse/views/page"
)

// deskRequests is the desk's inbox.
func (s *Server) deskRequests(c echo.Context) error {
	ctx, filter := c.Request().Context(), forms.ReadRequestFilter(c.QueryParams())
	list, errs := &models.DeskRequests{}, filter.Validate()
	if len(errs) == 0 {
		var err error
		list, err = s.store.DeskRequests(ctx, staffOf(c), filter.Requests())
		if faults, ok := forms.FromFault(err); ok {
			list, errs = &models.DeskRequests{}, faults
		} else if err != nil {
			return err
		}
	}
	staff, err := s.store.StaffList(ctx)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if len(errs) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return s.render(c, status, page.DeskRequestList(page.DeskRequestListPage{Rows: list.Rows, Total: min(list.Total, models.CountLimit), Capped: list.Total > models.CountLimit,
		Counts: list.Counts, Filter: page.DeskRequestFilter{State: filter.State, Assigned: filter.Assigned, Topic: filter.Topic}, Staff: staff,
		Previous: list.Before, Next: list.After, Errors: errs}))
}

// deskTalk reads the request of the address, as its page at the desk shows it. Times are those of
// the organisation that asks.
func (s *Server) deskTalk(c echo.Context) (p page.DeskRequestPage, err error) {
	talk, err := s.store.DeskConversation(c.Request().Context(), c.Param("id"))
	if err != nil {
		return p, err
	}
	frameOf(c).Zone = talk.Organisation.Zone()
	staff, err := s.store.StaffList(c.Request().Context())
	return page.DeskRequestPage{DeskConversation: *talk, Staff: staff}, err
}

// deskRequest shows a request at the desk.
func (s *Server) deskRequest(c echo.Context) error {
	p, err := s.deskTalk(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.DeskRequest(p))
}

// deskReply answers a request.
func (s *Server) deskReply(c echo.Context) error {
	p, err := s.deskTalk(c)
	if err != nil {
		return err
	}
	body, err := s.values(c)
	if err != nil {
		return err
	}
	p.Entry = forms.ReadReply(body, "form.required")
	if errs := p.Entry.Validate(); len(errs) > 0 {
		return s.deskAgain(c, p, errs, nil)
	}
	r, err := s.store.AnswerRequest(detached(c), staffOf(c), p.ID, p.Entry.Text)
	if err != nil {
		return s.deskAgain(c, p, nil, err)
	}
	return s.deskDone(c, r, "desk_request.flash.answered")
}

// deskAgain shows a request with what is at fault in what was entered.
func (s *Server) deskAgain(c echo.Context, p page.DeskRequestPage, errs forms.Errors, err error) error {
	return s.again(c, errs, err, func(errs forms.Errors) templ.Component {
		p.Errors = errs
		return page.DeskRequest(p)
	})
}

// deskDone says what was done with a request, and shows it.
func (s *Server) deskDone(c echo.Context, r *models.Request, key string) error {
	s.say(c, key, "number", s.numbered(c, r))
	return s.to(c, "desk.request", r.ID)
}

// deskAssign gives a request to somebody of the desk, or to nobody.
func (s *Server) deskAssign(c echo.Context) error {
	p, err := s.deskTalk(c)
	if err != nil {
		return err
	}
	form, errs, err := s.deskForm(c)
	if err != nil {
		return err
	}
	if len(errs) > 0 {
		return s.deskAgain(c, p, errs, nil)
	}
	name, err := s.store.AssignRequest(detached(c), staffOf(c), p.ID, form.To)
	if err != nil {
		return s.deskAgain(c, p, nil, err)
	}
	key := "desk_request.flash.taken"
	if name == "" {
		key = "desk_request.flash.released"
	}
	s.say(c, key, "name", name)
	return s.to(c, "desk.request", p.ID)
}

func (s *Server) deskForm(c echo.Context) (form forms.DeskRequest, errs forms.Errors, err error) {
	body, err := s.values(c)
	if err == nil {
		form = forms.ReadDeskRequest(body)
		errs = form.Faults()
	}
	return form, errs, err
}

// deskStates says by the state what was done.
var deskStates = map[string]string{models.RequestOpen: "desk_request.flash.open", models.RequestAnswered: "desk_request.flash.answered_state", models.RequestClosed: "desk_request.flash.closed"}

// deskState says who is waited for, or that a request is solved.
func (s *Server) deskState(c echo.Context) error {
	return s.deskChange(c, func(ctx context.Context, p page.DeskRequestPage, form forms.DeskRequest) (*models.Request, string, error) {
		if form.State == "" {
			return nil, "", models.Fail(models.Invalid, "desk_request.no_state")
		}
		r, err := s.store.SetRequestState(ctx, staffOf(c), p.ID, form.State)
		return r, deskStates[form.State], err
	})
}

// deskIssue answers a request for a test ticket with one.
func (s *Server) deskIssue(c echo.Context) error {
	return s.deskChange(c, func(ctx context.Context, p page.DeskRequestPage, form forms.DeskRequest) (*models.Request, string, error) {
		r, err := s.store.IssueTestTicket(ctx, staffOf(c), p.ID, form.Type)
		return r, "desk_request.flash.issued", err
	})
}

// deskChange does what a small form about a request asks for.
func (s *Server) deskChange(c echo.Context, change func(context.Context, page.DeskRequestPage, forms.DeskRequest) (*models.Request, string, error)) error {
	p, err := s.deskTalk(c)
	if err != nil {
		return err
	}
	form, errs, err := s.deskForm(c)
	if err != nil {
		return err
	}
	if len(errs) > 0 {
		return s.deskAgain(c, p, errs, nil)
	}
	r, key, err := change(detached(c), p, form)
	if err != nil {
		return s.deskAgain(c, p, nil, err)
	}
	return s.deskDone(c, r, key)
}

// deskTicket shows the desk the test ticket of a request.
func (s *Server) deskTicket(c echo.Context) error {
	k, err := s.store.DeskProof(c.Request().Context(), c.Param("id"))
	if err != nil {
		return err
	}
	frameOf(c).Zone = k.Organisation.Zone()
	return s.render(c, http.StatusOK, page.Proof(page.ProofPage{Proof: *k}))
}
