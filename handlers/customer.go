package handlers

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/models"
	"coulisse/views/component"
	"coulisse/views/page"
)

// customerList shows the orders within the actor's scope, and finds buyers by them (CC8).
func (s *Server) customerList(c echo.Context) error {
	ctx, actor, filter := c.Request().Context(), viewerOf(c).Actor, forms.ReadOrderFilter(c.QueryParams())
	list, errs := &models.Orders{}, filter.Validate()
	if len(errs) == 0 {
		var err error
		list, err = s.store.Orders(ctx, actor, filter.Orders())
		if faults, ok := forms.FromFault(err); ok {
			list, errs = &models.Orders{}, faults
		} else if err != nil {
			return err
		}
	}
	events, err := s.store.EventChoices(ctx, actor)
	if err != nil {
		return err
	}
	failed, err := s.store.FailedTickets(ctx, actor)
	if err != nil {
		return err
	}
	p := page.OrderListPage{Errors: errs, Failed: failed, Total: min(list.Total, models.CountLimit), Capped: list.Total > models.CountLimit, Previous: list.Before, Next: list.After,
		Filter: page.OrderFilter{Q: filter.Search, Event: filter.Event, State: filter.State, Channel: filter.Channel}}
	if failed > 0 {
		if p.Pause, err = s.store.ResendFailedPause(ctx, actor); err != nil {
			return err
		}
	}
	for _, e := range events {
		p.Events = append(p.Events, component.Option{Value: e.ID, Label: e.Name})
	}
	for _, o := range list.Rows {
		p.Rows = append(p.Rows, orderRow(o))
	}
	status := http.StatusOK
	if len(errs) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return s.render(c, status, page.OrderList(p))
}

// customer reads the customer of the order in the address.
func (s *Server) customer(c echo.Context) (*models.Customer, error) {
	return s.store.Customer(c.Request().Context(), viewerOf(c).Actor, c.Param("id"))
}

// customerShow is one buyer with their orders.
func (s *Server) customerShow(c echo.Context) error {
	b, err := s.customer(c)
	if err != nil {
		return err
	}
	p := page.CustomerPage{ID: b.ID, Name: b.Name, Email: b.Email, Phone: b.Phone, Locale: b.Locale, Since: b.First, Erased: timeOf(b.ErasedAt), More: b.More, Called: b.Called(), Known: b.Known()}
	var mailings []models.Mailing
	for _, o := range b.Orders {
		p.Orders, mailings = append(p.Orders, orderPart(o)), append(mailings, ticketMailing(o.Order))
	}
	pauses, err := s.store.ResendPauses(c.Request().Context(), mailings...)
	if err != nil {
		return err
	}
	for i, pause := range pauses {
		p.Orders[i].Pause = pause
	}
	return s.render(c, http.StatusOK, page.Customer(p))
}

// timeOf is a time that may not have come; zero then.
func timeOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// correctable reads the buyer of the address, refusing one who was erased.
func (s *Server) correctable(c echo.Context) (*models.Customer, error) {
	b, err := s.customer(c)
	if err == nil && b.ErasedAt != nil {
		err = models.Fail(models.Conflict, "customer.is_erased")
	}
	return b, err
}

// customerEdit shows the form of a buyer's contact details.
func (s *Server) customerEdit(c echo.Context) error {
	b, err := s.correctable(c)
	if err != nil {
		return err
	}
	return s.customerForm(c, http.StatusOK, b, forms.CustomerFrom(*b), nil)
}

func (s *Server) customerForm(c echo.Context, status int, b *models.Customer, form forms.Customer, errs forms.Errors) error {
	p := page.CustomerFormPage{ID: b.ID, Called: b.Called(), Entry: form, Errors: errs}
	if status == http.StatusConflict {
		stored := forms.CustomerFrom(*b)
		p.Stored = &stored
	}
	return s.render(c, status, page.CustomerForm(p))
}

// customerUpdate saves a buyer's contact details. A save that came too late comes back as it
// was entered, with what stands in its way. No flash names the buyer: flashes are kept.
func (s *Server) customerUpdate(c echo.Context) error {
	b, err := s.correctable(c)
	if err != nil {
		return err
	}
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form := forms.ReadCustomer(body)
	if errs := form.Validate(); len(errs) > 0 {
		return s.customerForm(c, http.StatusUnprocessableEntity, b, form, errs)
	}
	changed, err := s.store.UpdateCustomer(detached(c), viewerOf(c).Actor, b.ID, form.Version, form.Contact())
	var refused *models.Error
	if errs, status := atForm(c, err); len(errs) > 0 {
		return s.customerForm(c, status, b, form, errs)
	}
	if errors.As(err, &refused) && refused.Code == models.Conflict && strings.HasPrefix(refused.Key, "customer.") {
		form.Version = b.Version // the next save is made in the knowledge of what stands now
		return s.customerForm(c, statusOf[refused.Code], b, form, forms.Errors{{Field: refused.Field, Key: refused.Key, Args: refused.Args}})
	}
	if err != nil {
		return err
	}
	key := "customer.flash.unchanged"
	if changed {
		key = "customer.flash.saved"
	}
	s.sayOf(c, form.Email, key)
	return s.to(c, "customer.show", b.ID)
}

// customerEraseForm asks before a buyer's personal data is erased.
func (s *Server) customerEraseForm(c echo.Context) error {
	return s.askToErase(c, http.StatusOK, forms.Erasure{}, nil)
}

func (s *Server) askToErase(c echo.Context, status int, form forms.Erasure, errs forms.Errors) error {
	b, err := s.store.CustomerToErase(c.Request().Context(), viewerOf(c).Actor, c.Param("id"))
	if err != nil {
		return err
	}
	return s.render(c, status, page.CustomerErase(page.CustomerErasePage{ID: b.ID, Called: b.Called(), Known: b.Known(), ByAddress: b.Email != "",
		Orders: len(b.Orders), More: b.More, Errors: errs, Confirm: form.Confirm}))
}

// customerErase erases a buyer's personal data once they were named.
func (s *Server) customerErase(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form := forms.ReadErasure(body)
	if errs := form.Validate(); len(errs) > 0 {
		return s.askToErase(c, http.StatusUnprocessableEntity, form, errs)
	}
	err = s.store.EraseCustomer(detached(c), viewerOf(c).Actor, c.Param("id"), form.Confirm)
	if errs, ok := forms.FromFault(err); ok {
		return s.askToErase(c, http.StatusUnprocessableEntity, form, errs)
	}
	if err != nil {
		return err
	}
	s.say(c, "customer.flash.erased")
	return s.to(c, "customer.show", c.Param("id"))
}
