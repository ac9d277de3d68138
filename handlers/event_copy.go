package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/models"
	"coulisse/views/page"
)

// eventCopyForm shows the form that copies an event, filled in like the original.
func (s *Server) eventCopyForm(c echo.Context) error {
	e, err := s.event(c)
	if err == nil {
		err = mayAddEvents(c)
	}
	if err != nil {
		return err
	}
	form := forms.EventCopy{Event: forms.EventFrom(e, frameOf(c).Zone), Types: true}
	return s.eventCopyPage(c, http.StatusOK, e, form, nil)
}

func (s *Server) eventCopyPage(c echo.Context, status int, e *models.Event, form forms.EventCopy, errs forms.Errors) error {
	people, err := s.store.CopyCompanions(c.Request().Context(), viewerOf(c).Actor, e.ID)
	if err != nil {
		return err
	}
	p := page.EventCopyPage{ID: e.ID, Name: e.Name, Entry: form, Errors: errs}
	for _, m := range people {
		p.People = append(p.People, page.CopyCompanion(m))
	}
	return s.render(c, status, page.EventCopy(p))
}

// eventCopy makes the copy.
func (s *Server) eventCopy(c echo.Context) error {
	e, err := s.event(c)
	if err == nil {
		err = mayAddEvents(c)
	}
	if err != nil {
		return err
	}
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form, zone := forms.ReadEventCopy(body), frameOf(c).Zone
	if errs := form.Validate(zone); len(errs) > 0 {
		return s.eventCopyPage(c, http.StatusUnprocessableEntity, e, form, errs)
	}
	id, err := s.store.CopyEvent(detached(c), viewerOf(c).Actor, e.ID, form.Details(zone), form.Types, form.People)
	if faults, ok := forms.FromFault(err); ok {
		return s.eventCopyPage(c, http.StatusUnprocessableEntity, e, form, faults)
	}
	if err != nil {
		return err
	}
	s.say(c, "event.flash.created", "name", form.Name)
	return s.to(c, "event.show", id)
}
