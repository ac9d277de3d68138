package handlers

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/page"
)

// reportList are the sales figures of all events within the actor's scope.
func (s *Server) reportList(c echo.Context) error {
	ctx, actor := c.Request().Context(), viewerOf(c).Actor
	filter, choices, errs, err := s.reportFilter(c)
	if err != nil {
		return err
	}
	p := page.ReportListPage{Filter: filter, Choices: choices, Errors: errs}
	if len(p.Errors) > 0 {
		return s.render(c, http.StatusUnprocessableEntity, page.ReportList(p))
	}
	report, err := s.store.Report(ctx, actor, p.Filter.Report())
	if faults, ok := forms.FromFault(err); ok {
		p.Errors = faults
		return s.render(c, http.StatusUnprocessableEntity, page.ReportList(p))
	}
	if err != nil {
		return err
	}
	p.Report = *report
	return s.render(c, http.StatusOK, page.ReportList(p))
}

// reportFilter reads the filter of the address, and the events within the actor's scope that it
// may name. One that is not among them is a fault, and not kept.
func (s *Server) reportFilter(c echo.Context) (filter forms.ReportFilter, choices []models.EventChoice, errs forms.Errors, err error) {
	filter = forms.ReadReportFilter(c.QueryParams())
	errs = filter.Validate()
	choices, err = s.store.EventChoices(c.Request().Context(), viewerOf(c).Actor)
	named := len(filter.Events)
	filter.Events = slices.DeleteFunc(filter.Events, func(id string) bool {
		return !slices.ContainsFunc(choices, func(e models.EventChoice) bool { return e.ID == id })
	})
	if len(filter.Events) < named && errs.At("event") == nil {
		errs.Add("event", "form.not_a_choice")
	}
	return filter, choices, errs, err
}

// reportShow are the sales figures of one event.
func (s *Server) reportShow(c echo.Context) error {
	p, status := page.ReportShowPage{Filter: forms.ReadReportFilter(c.QueryParams()).OfOne()}, http.StatusOK
	asked := p.Filter.Report()
	if p.Errors = p.Filter.Validate(); len(p.Errors) > 0 {
		status, asked = http.StatusUnprocessableEntity, models.ReportFilter{}
	}
	report, err := s.store.EventReport(c.Request().Context(), viewerOf(c).Actor, c.Param("id"), asked)
	if err != nil {
		return err
	}
	p.Report = *report
	frameOf(c).Event = views.Event{ID: report.Event.ID, Name: report.Event.Name, Begins: report.Event.BeginsAt}
	return s.render(c, status, page.ReportShow(p))
}
