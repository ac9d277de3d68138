package handlers

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/page"
)

// eventList shows the events within the actor's scope.
func (s *Server) eventList(c echo.Context) error {
	actor, filter := viewerOf(c).Actor, forms.ReadEventFilter(c.QueryParams())
	list, errs := &models.Events{}, filter.Validate()
	if len(errs) == 0 {
		var err error
		list, err = s.store.Events(c.Request().Context(), actor, filter.Events())
		if faults, ok := forms.FromFault(err); ok {
			list, errs = &models.Events{}, faults
		} else if err != nil {
			return err
		}
	}
	p := page.EventListPage{Errors: errs, Total: min(list.Total, models.CountLimit), Capped: list.Total > models.CountLimit, Previous: list.Before, Next: list.After,
		Filter: page.EventFilter{Q: filter.Search, State: filter.State, When: filter.When, Sort: filter.Sort}, OnlyChosen: !actor.Grant.Scope.All}
	for _, e := range list.Rows {
		p.Rows = append(p.Rows, eventRow(e))
	}
	status := http.StatusOK
	if len(errs) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return s.render(c, status, page.EventList(p))
}

func eventRow(e models.Event) page.EventRow {
	return page.EventRow{ID: e.ID, Name: e.Name, Venue: e.Venue, State: e.State, Begins: e.BeginsAt, Ends: e.EndsAt, Settled: e.Settled}
}

// eventNew shows the empty form.
func (s *Server) eventNew(c echo.Context) error {
	if err := mayAddEvents(c); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.EventForm(page.EventFormPage{Entry: forms.Event{OrderMails: true}}))
}

// mayAddEvents refuses those with chosen events, who would not see what they made.
func mayAddEvents(c echo.Context) error {
	if !viewerOf(c).Actor.Grant.Scope.All {
		return models.Fail(models.Forbidden, "event.only_chosen")
	}
	return nil
}

// eventCreate adds a draft (CC5).
func (s *Server) eventCreate(c echo.Context) error {
	if err := mayAddEvents(c); err != nil {
		return err
	}
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form, zone := forms.ReadEvent(body), frameOf(c).Zone
	again := func(errs forms.Errors) error {
		return s.render(c, http.StatusUnprocessableEntity, page.EventForm(page.EventFormPage{Entry: form, Errors: errs}))
	}
	if errs := form.Validate(zone); len(errs) > 0 {
		return again(errs)
	}
	id, err := s.store.CreateEvent(detached(c), viewerOf(c).Actor, form.Details(zone))
	if errs, ok := forms.FromFault(err); ok {
		return again(errs)
	}
	if err != nil {
		return err
	}
	s.say(c, "event.flash.created", "name", form.Name)
	return s.to(c, "event.show", id)
}

// event reads the event of the address, and has the top bar say that the page is about it.
func (s *Server) event(c echo.Context) (*models.Event, error) {
	e, err := s.store.Event(c.Request().Context(), viewerOf(c).Actor, c.Param("id"))
	if err != nil {
		return nil, err
	}
	frameOf(c).Event = views.Event{ID: e.ID, Name: e.Name, Begins: e.BeginsAt}
	return e, nil
}

// eventShow is one event.
func (s *Server) eventShow(c echo.Context) error {
	ctx, actor := c.Request().Context(), viewerOf(c).Actor
	e, err := s.event(c)
	if err != nil {
		return err
	}
	team, err := s.store.Companions(ctx, actor, e.ID)
	if err != nil {
		return err
	}
	p := page.EventShowPage{EventRow: eventRow(*e), OrderMails: e.OrderMails, Team: actor.Can(access.Users, access.View)}
	if p.Types, err = s.typeRows(c, e.ID); err != nil {
		return err
	}
	for _, m := range team {
		p.Companions = append(p.Companions, page.Companion(m))
	}
	return s.render(c, http.StatusOK, page.EventShow(p))
}

// eventEdit shows the form of an event that may be changed as it stands.
func (s *Server) eventEdit(c echo.Context) error {
	e, err := s.changeable(c)
	if err != nil {
		return err
	}
	return s.eventForm(c, http.StatusOK, e, forms.EventFrom(e, frameOf(c).Zone), nil)
}

// changeable reads the event of the address, refusing one whose state bars a change.
func (s *Server) changeable(c echo.Context) (*models.Event, error) {
	e, err := s.event(c)
	if err != nil {
		return nil, err
	}
	if bar := barred(viewerOf(c).Actor, e); bar != nil {
		return nil, bar
	}
	return e, nil
}

// barred says why an actor may not change an event in its state; nil when they may.
func barred(a access.Actor, e *models.Event) *models.Error {
	switch {
	case e.State == models.EventCancelled:
		return models.Fail(models.Conflict, "event.is_cancelled", "name", e.Name)
	case e.State != models.EventDraft && !a.Can(access.Events, access.Approve):
		return models.Fail(models.Forbidden, "event.published_needs_approve")
	}
	return nil
}

func (s *Server) eventForm(c echo.Context, status int, e *models.Event, form forms.Event, errs forms.Errors) error {
	p := page.EventFormPage{ID: e.ID, Name: e.Name, Entry: form, Errors: errs}
	if status == http.StatusConflict {
		stored := forms.EventFrom(e, frameOf(c).Zone)
		p.Stored = &stored
	}
	return s.render(c, status, page.EventForm(p))
}

// eventUpdate saves the form of an event. A save that came too late comes back as it was
// entered, with what stands in its way.
func (s *Server) eventUpdate(c echo.Context) error {
	e, err := s.event(c)
	if err != nil {
		return err
	}
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form, zone := forms.ReadEvent(body), frameOf(c).Zone
	if bar := barred(viewerOf(c).Actor, e); bar != nil {
		return s.eventForm(c, statusOf[bar.Code], e, form, forms.Errors{{Key: bar.Key, Args: bar.Args}})
	}
	if errs := form.Validate(zone); len(errs) > 0 {
		return s.eventForm(c, http.StatusUnprocessableEntity, e, form, errs)
	}
	changed, err := s.store.UpdateEvent(detached(c), viewerOf(c).Actor, e.ID, form.Version, form.Over(e, zone))
	var refused *models.Error
	if errors.As(err, &refused) && strings.HasPrefix(refused.Key, "event.") {
		form.Version = e.Version // the next save is made in the knowledge of what stands now
		return s.eventForm(c, statusOf[refused.Code], e, form, forms.Errors{{Key: refused.Key, Args: refused.Args}})
	}
	if err != nil {
		return err
	}
	key := "event.flash.unchanged"
	if changed {
		key = "event.flash.saved"
	}
	s.say(c, key, "name", form.Name)
	return s.to(c, "event.show", e.ID)
}

// eventPublish publishes a draft.
func (s *Server) eventPublish(c echo.Context) error {
	e, err := s.store.PublishEvent(detached(c), viewerOf(c).Actor, c.Param("id"))
	if err != nil {
		return err
	}
	return s.eventMoved(c, e, "event.flash.published")
}

// eventClose ends the sale of a published event.
func (s *Server) eventClose(c echo.Context) error {
	e, err := s.store.CloseEvent(detached(c), viewerOf(c).Actor, c.Param("id"))
	if err != nil {
		return err
	}
	return s.eventMoved(c, e, "event.flash.closed")
}

// eventCancelForm asks before an event is cancelled.
func (s *Server) eventCancelForm(c echo.Context) error {
	e, err := s.event(c)
	switch {
	case err != nil:
		return err
	case e.State == models.EventCancelled:
		return models.Fail(models.Conflict, "event.is_cancelled", "name", e.Name)
	case e.Settled:
		return models.Fail(models.Conflict, "event.is_settled", "name", e.Name)
	}
	return s.render(c, http.StatusOK, page.EventCancel(eventRow(*e)))
}

// eventCancel cancels an event.
func (s *Server) eventCancel(c echo.Context) error {
	e, err := s.store.CancelEvent(detached(c), viewerOf(c).Actor, c.Param("id"))
	if err != nil {
		return err
	}
	return s.eventMoved(c, e, "event.flash.cancelled")
}

func (s *Server) eventMoved(c echo.Context, e *models.Event, key string) error {
	s.say(c, key, "name", e.Name)
	return s.to(c, "event.show", e.ID)
}
