package handlers

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/models"
	"coulisse/views/page"
)

// reader is how amounts and times in forms are read for the viewer.
func reader(c echo.Context) forms.Reader {
	f := frameOf(c)
	return forms.Reader{Locale: f.Locale, Currency: f.Currency, Zone: f.Zone}
}

// typeRows are an event's ticket types as its page lists them.
func (s *Server) typeRows(c echo.Context, event string) (rows []page.TicketTypeRow, err error) {
	types, err := s.store.TicketTypes(c.Request().Context(), viewerOf(c).Actor, event)
	for _, tt := range types {
		r := page.TicketTypeRow{ID: tt.ID, Name: tt.Name, Parent: tt.Parent, Price: tt.Price, Sold: tt.Sold, Left: tt.Left, Taken: tt.Taken}
		if tt.Quota != nil {
			r.Quota = *tt.Quota
		}
		if tt.SalesFrom != nil {
			r.From = *tt.SalesFrom
		}
		if tt.SalesUntil != nil {
			r.Until = *tt.SalesUntil
		}
		rows = append(rows, r)
	}
	return rows, err
}

// typeForm renders the form of a ticket type, with the parent prices that it may name (CC7).
func (s *Server) typeForm(c echo.Context, status int, e *models.Event, p page.TicketTypePage) error {
	types, err := s.store.TicketTypes(c.Request().Context(), viewerOf(c).Actor, e.ID)
	if err != nil {
		return err
	}
	p.Event, p.EventName = e.ID, e.Name
	for _, tt := range types {
		switch {
		case tt.ParentID == nil && tt.ID != p.ID:
			p.Parents = append(p.Parents, page.ParentPrice{ID: tt.ID, Name: tt.Name})
		case tt.ParentID != nil && *tt.ParentID == p.ID:
			p.IsParent = p.ID != ""
		}
	}
	return s.render(c, status, page.TicketTypeForm(p))
}

// typeNew shows the empty form.
func (s *Server) typeNew(c echo.Context) error {
	e, err := s.changeable(c)
	if err != nil {
		return err
	}
	return s.typeForm(c, http.StatusOK, e, page.TicketTypePage{})
}

// typeCreate adds a ticket type to an event.
func (s *Server) typeCreate(c echo.Context) error {
	e, err := s.changeable(c)
	if err != nil {
		return err
	}
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form, r := forms.ReadTicketType(body), reader(c)
	errs := form.Validate(r)
	if len(errs) == 0 {
		_, err = s.store.AddTicketType(detached(c), viewerOf(c).Actor, e.ID, form.Details(r))
		if faults, ok := forms.FromFault(err); ok {
			errs = faults
		} else if err != nil {
			return err
		}
	}
	if len(errs) > 0 {
		return s.typeForm(c, http.StatusUnprocessableEntity, e, page.TicketTypePage{Entry: form, Errors: errs})
	}
	return s.typeSaid(c, e, "ticket_type.flash.added", form.Name)
}

func (s *Server) typeSaid(c echo.Context, e *models.Event, key, name string) error {
	s.say(c, key, "name", name)
	return s.to(c, "event.show", e.ID)
}

// ticketType reads the event and the ticket type of the address, refusing an event whose state
// bars a change.
func (s *Server) ticketType(c echo.Context) (*models.Event, *models.TicketType, error) {
	e, err := s.event(c)
	if err != nil {
		return nil, nil, err
	}
	tt, err := s.store.TicketType(c.Request().Context(), viewerOf(c).Actor, e.ID, c.Param("type"))
	if err != nil {
		return nil, nil, err
	}
	if bar := barred(viewerOf(c).Actor, e); bar != nil {
		return nil, nil, bar
	}
	return e, tt, nil
}

// typeEdit shows the form of a ticket type.
func (s *Server) typeEdit(c echo.Context) error {
	e, tt, err := s.ticketType(c)
	if err != nil {
		return err
	}
	return s.typeForm(c, http.StatusOK, e, page.TicketTypePage{ID: tt.ID, Name: tt.Name, Entry: forms.TicketTypeFrom(tt, reader(c))})
}

// typeUpdate saves the form of a ticket type. A save that came too late comes back as it was
// entered, with what stands in its way.
func (s *Server) typeUpdate(c echo.Context) error {
	e, tt, err := s.ticketType(c)
	if err != nil {
		return err
	}
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form, r := forms.ReadTicketType(body), reader(c)
	p := page.TicketTypePage{ID: tt.ID, Name: tt.Name}
	if p.Errors = form.Validate(r); len(p.Errors) > 0 {
		p.Entry = form
		return s.typeForm(c, http.StatusUnprocessableEntity, e, p)
	}
	changed, err := s.store.UpdateTicketType(detached(c), viewerOf(c).Actor, e.ID, tt.ID, form.Version, form.Over(tt, r))
	var refused *models.Error
	switch {
	case errors.As(err, &refused) && strings.HasPrefix(refused.Key, "ticket_type."):
		status := statusOf[refused.Code]
		if status == http.StatusConflict {
			stored := forms.TicketTypeFrom(tt, r)
			p.Stored, form.Version = &stored, tt.Version // the next save is made in the knowledge of what stands now
		}
		p.Entry, p.Errors = form, forms.Errors{{Field: refused.Field, Key: refused.Key, Args: refused.Args}}
		return s.typeForm(c, status, e, p)
	case err != nil:
		return err
	case changed:
		return s.typeSaid(c, e, "ticket_type.flash.saved", form.Name)
	}
	return s.typeSaid(c, e, "ticket_type.flash.unchanged", form.Name)
}

// typeRemoveForm asks before a ticket type is removed.
func (s *Server) typeRemoveForm(c echo.Context) error {
	e, tt, err := s.ticketType(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.TicketTypeRemove(page.TicketTypePage{Event: e.ID, EventName: e.Name, ID: tt.ID, Name: tt.Name}))
}

// typeRemove removes a ticket type of which nothing was sold.
func (s *Server) typeRemove(c echo.Context) error {
	e, tt, err := s.ticketType(c)
	if err != nil {
		return err
	}
	if _, err := s.store.RemoveTicketType(detached(c), viewerOf(c).Actor, e.ID, tt.ID); err != nil {
		return err
	}
	return s.typeSaid(c, e, "ticket_type.flash.removed", tt.Name)
}
