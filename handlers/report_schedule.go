package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views/page"
)

// reportSchedules are the figures that the person has mailed to themselves, and a form for more.
func (s *Server) reportSchedules(c echo.Context) error {
	return s.schedulesPage(c, http.StatusOK, forms.ReportSchedule{Rhythm: models.ReportWeekly}, nil)
}

func (s *Server) schedulesPage(c echo.Context, status int, entry forms.ReportSchedule, errs forms.Errors) error {
	ctx, actor, p := c.Request().Context(), viewerOf(c).Actor, page.ReportSchedulesPage{Entry: entry, Errors: errs}
	var err error
	if p.Rows, err = s.store.ReportSchedules(ctx, actor); err != nil {
		return err
	}
	if p.Choices, err = s.store.EventChoices(ctx, actor); err != nil {
		return err
	}
	return s.render(c, status, page.ReportSchedules(p))
}

// reportSchedule has figures mailed to the person.
func (s *Server) reportSchedule(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form := forms.ReadReportSchedule(body)
	errs := form.Validate()
	if len(errs) == 0 {
		err = s.store.ScheduleReport(detached(c), viewerOf(c).Actor, form.Event, form.Rhythm)
		if faults, ok := forms.FromFault(err); ok {
			errs, err = faults, nil
		}
	}
	switch {
	case err != nil:
		return err
	case len(errs) > 0:
		return s.schedulesPage(c, http.StatusUnprocessableEntity, form, errs)
	}
	s.say(c, "report.schedule.added", "rhythm", i18n.Key("report.rhythm."+form.Rhythm))
	return s.to(c, "report.schedules")
}

// reportUnschedule ends one of the person's schedules.
func (s *Server) reportUnschedule(c echo.Context) error {
	if err := s.store.UnscheduleReport(detached(c), viewerOf(c).Actor, c.Param("id")); err != nil {
		return err
	}
	s.say(c, "report.schedule.removed")
	return s.to(c, "report.schedules")
}
