package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/models"
	"coulisse/views/page"
)

// tillOpen opens a till at an event's door.
func (s *Server) tillOpen(c echo.Context) error {
	d, err := s.door(c)
	if err != nil {
		return err
	}
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form, r := forms.ReadTillOpening(body), reader(c)
	errs := form.Validate(r)
	var id string
	if len(errs) == 0 {
		id, err = s.store.OpenTill(detached(c), viewerOf(c).Actor, d.Event.ID, form.Name, form.Amount(r))
		if faults, ok := forms.FromFault(err); ok {
			errs = faults
		} else if err != nil {
			return err
		}
	}
	if len(errs) > 0 {
		return s.render(c, http.StatusUnprocessableEntity, page.TillOpen(page.TillOpenPage{Event: eventRow(d.Event), Entry: form, Errors: errs}))
	}
	s.say(c, "door.flash.opened", "name", form.Name)
	return c.Redirect(http.StatusSeeOther, s.url("door.show", d.Event.ID)+"?till="+id)
}

// tillNew shows the form that opens a till.
func (s *Server) tillNew(c echo.Context) error {
	d, err := s.door(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.TillOpen(page.TillOpenPage{Event: eventRow(d.Event)}))
}

// doorTakings shows an event's tills with what was taken on them, and the last sales.
func (s *Server) doorTakings(c echo.Context) error {
	d, err := s.door(c)
	if err != nil {
		return err
	}
	sales, err := s.store.DoorSales(c.Request().Context(), viewerOf(c).Actor, d.Event.ID)
	if err != nil {
		return err
	}
	p, names := page.TakingsPage{Event: eventRow(d.Event)}, map[string]models.TillTakings{}
	for _, t := range d.Tills {
		names[t.ID] = t
		p.Tills = append(p.Tills, tillRow(t))
	}
	for _, o := range sales {
		p.Sales = append(p.Sales, page.DoorSale{ID: o.ID, Reference: o.Reference, State: o.State, Payment: o.Payment, Seller: o.SellerName, Till: names[o.SourceID].Name,
			Tickets: o.Tickets, Total: o.Total + o.Rounding, Voided: o.Voided, Voidable: o.State == models.OrderPaid && names[o.SourceID].Open(), At: o.PlacedAt})
	}
	return s.render(c, http.StatusOK, page.Takings(p))
}

func tillRow(t models.TillTakings) page.TillRow {
	r := page.TillRow{ID: t.ID, Name: t.Name, Opened: t.OpenedName, OpenedAt: t.OpenedAt, Cash: t.ChangeCash, Expected: t.Cash(), Open: t.Open(), Note: t.Note, Closed: t.ClosedName}
	if !t.Open() {
		r.ClosedAt, r.Counted, r.Expected = *t.ClosedAt, *t.Counted, *t.Expected
	}
	for _, k := range t.Takings {
		r.Takings = append(r.Takings, page.Taking{Seller: k.SellerName, Orders: k.Orders, Tickets: k.Tickets, Cash: k.Cash, Rounding: k.Rounding, Card: k.Card, Voids: k.Voids, Voided: k.Voided})
	}
	return r
}

// till finds the till of the address among those of its event.
func (s *Server) till(c echo.Context) (*models.Door, *models.TillTakings, error) {
	d, err := s.door(c)
	if err != nil {
		return nil, nil, err
	}
	for i := range d.Tills {
		if t := &d.Tills[i]; t.ID == c.Param("till") {
			if !t.Open() {
				return nil, nil, models.Fail(models.Conflict, "till.closed", "name", t.Name)
			}
			return d, t, nil
		}
	}
	return nil, nil, models.Fail(models.NotFound, "error.not_found")
}

// tillCloseForm asks for the count of a till's cash; what should be in it is told afterwards.
func (s *Server) tillCloseForm(c echo.Context) error {
	d, t, err := s.till(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.TillClose(page.TillClosePage{Event: eventRow(d.Event), ID: t.ID, Name: t.Name}))
}

// tillClose closes a till with the count.
func (s *Server) tillClose(c echo.Context) error {
	d, t, err := s.till(c)
	if err != nil {
		return err
	}
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form, r := forms.ReadTillCount(body), reader(c)
	if errs := form.Validate(r); len(errs) > 0 {
		return s.render(c, http.StatusUnprocessableEntity, page.TillClose(page.TillClosePage{Event: eventRow(d.Event), ID: t.ID, Name: t.Name, Entry: form, Errors: errs}))
	}
	closed, err := s.store.CloseTill(detached(c), viewerOf(c).Actor, d.Event.ID, t.ID, form.Amount(r), form.Note)
	if err != nil {
		return err
	}
	s.sayClosed(c, closed)
	return s.to(c, "door.takings", d.Event.ID)
}

// sayClosed tells how the count compares with what should be there.
func (s *Server) sayClosed(c echo.Context, t *models.TillTakings) {
	f := frameOf(c)
	difference := *t.Counted - *t.Expected
	switch {
	case difference < 0:
		s.say(c, "door.flash.missing", "name", t.Name, "amount", f.Locale.Money(-difference, f.Currency))
	case difference > 0:
		s.say(c, "door.flash.surplus", "name", t.Name, "amount", f.Locale.Money(difference, f.Currency))
	default:
		s.say(c, "door.flash.exact", "name", t.Name)
	}
}
