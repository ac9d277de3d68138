package handlers

import (
	"errors"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/page"
)

// doorList shows the events that are sold at the door.
func (s *Server) doorList(c echo.Context) error {
	list, err := s.store.DoorEvents(c.Request().Context(), viewerOf(c).Actor)
	if err != nil {
		return err
	}
	var p page.DoorListPage
	for _, e := range list {
		p.Rows = append(p.Rows, page.DoorRow{EventRow: page.EventRow{ID: e.ID, Name: e.Name, Venue: e.Venue, State: e.State, Begins: e.BeginsAt, Ends: e.EndsAt},
			OpenTills: e.OpenTills, Takings: e.Takings})
	}
	return s.render(c, http.StatusOK, page.DoorList(p))
}

// door reads the door of the event of the address, and has the top bar say so.
func (s *Server) door(c echo.Context) (*models.Door, error) {
	d, err := s.store.Door(c.Request().Context(), viewerOf(c).Actor, c.Param("id"))
	if err != nil {
		return nil, err
	}
	frameOf(c).Event = views.Event{ID: d.Event.ID, Name: d.Event.Name, Begins: d.Event.BeginsAt}
	return d, nil
}

// doorShow shows the form that sells.
func (s *Server) doorShow(c echo.Context) error {
	d, err := s.door(c)
	if err != nil {
		return err
	}
	form := forms.NewSale()
	form.Till = c.QueryParam("till")
	return s.doorPage(c, http.StatusOK, d, form, nil)
}

// doorPage renders the form that sells, on the till that was named, or else on one that the
// seller has opened, or on the only one.
func (s *Server) doorPage(c echo.Context, status int, d *models.Door, form forms.Sale, errs forms.Errors) error {
	p := page.DoorPage{Event: eventRow(d.Event), Entry: form, Errors: errs}
	for _, t := range d.Tills {
		if t.Open() {
			p.Tills = append(p.Tills, page.OpenTill{ID: t.ID, Name: t.Name, Mine: t.OpenedBy == viewerOf(c).Actor.User})
		}
	}
	p.ChooseTill()
	for _, tt := range d.Types {
		n := form.Count(tt.ID)
		p.Types = append(p.Types, page.DoorType{ID: tt.ID, Name: tt.Name, Price: tt.Price, Left: tt.Left, Count: form.Counts[tt.ID]})
		p.Tickets, p.Total = p.Tickets+n, p.Total+int64(n)*tt.Price
	}
	if p.Due = p.Total; form.Payment == models.PaidCash {
		p.Due = models.InCash(p.Total, frameOf(c).Currency)
	}
	p.Change, p.Given = form.Change(p.Due, reader(c))
	return s.render(c, status, page.Door(p))
}

func typesOf(d *models.Door) (ids []string) {
	for _, tt := range d.Types {
		ids = append(ids, tt.ID)
	}
	return ids
}

// doorSell sells, or shows the form again a step further.
func (s *Server) doorSell(c echo.Context) error {
	d, err := s.door(c)
	if err != nil {
		return err
	}
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form := forms.ReadSale(body)
	if form.Take() {
		return s.doorPage(c, http.StatusOK, d, form, nil)
	}
	// What the page offered may have gone off sale meanwhile: the store says so.
	types := typesOf(d)
	for id := range form.Counts {
		if form.Count(id) > 0 && !slices.Contains(types, id) {
			types = append(types, id)
		}
	}
	if errs := form.Validate(types, reader(c)); len(errs) > 0 {
		return s.doorPage(c, http.StatusUnprocessableEntity, d, form, errs)
	}
	o, err := s.store.SellAtDoor(detached(c), viewerOf(c).Actor, d.Event.ID, form.Sale(types, frameOf(c).Locale.Tag()))
	var refused *models.Error
	if errors.As(err, &refused) && (refused.Code == models.Invalid || refused.Field != "" || refused.Code == models.Conflict) {
		return s.doorPage(c, statusOf[refused.Code], d, form, forms.Errors{{Field: refused.Field, Key: refused.Key, Args: refused.Args}})
	}
	if err != nil {
		return err
	}
	return s.doorSold(c, form, o)
}

// doorSold says what was sold, and what goes back.
func (s *Server) doorSold(c echo.Context, form forms.Sale, o *models.Order) error {
	l := frameOf(c).Locale
	key, args := "door.flash.sold", []any{"tickets", l.N("mails.order.tickets", o.Tickets), "total", l.Money(o.Due(), o.Currency)}
	if change, ok := form.Change(o.Due(), reader(c)); ok && change > 0 {
		key, args = "door.flash.sold_change", append(args, "change", l.Money(change, o.Currency))
	}
	s.say(c, key, args...)
	return s.to(c, "door.order", o.EventID, o.ID)
}

// doorOrder shows a sale with its tickets, to be printed.
func (s *Server) doorOrder(c echo.Context) error {
	p, _, err := s.doorSale(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.DoorOrder(p))
}

// doorSale reads the sale of the address, and has the top bar say which event it is about.
func (s *Server) doorSale(c echo.Context) (p page.DoorOrderPage, sale *models.DoorOrder, err error) {
	sale, err = s.store.DoorOrder(c.Request().Context(), viewerOf(c).Actor, c.Param("id"), c.Param("order"))
	if err != nil {
		return p, nil, err
	}
	o, e, f := sale.Order, sale.Event, frameOf(c)
	f.Event = views.Event{ID: e.ID, Name: e.Name, Begins: e.BeginsAt}
	return page.DoorOrderPage{Sheet: ticketsPage(&sale.TicketSheet, f), Event: eventRow(e), ID: o.ID, Till: o.SourceID, State: o.State, Payment: o.Payment,
		Voided: o.Voided, Voidable: sale.TillOpen && o.State == models.OrderPaid && o.RefundedTickets == 0, Total: o.Due()}, sale, nil
}

// doorVoidForm asks before a sale is taken back.
func (s *Server) doorVoidForm(c echo.Context) error {
	p, sale, err := s.doorSale(c)
	switch {
	case err != nil:
		return err
	case sale.Order.State != models.OrderPaid:
		return models.Fail(models.Conflict, "order.already."+sale.Order.State, "reference", sale.Order.Reference)
	case !sale.TillOpen:
		return models.Fail(models.Conflict, "till.closed_void", "name", sale.Till)
	}
	if !p.Voidable {
		return models.Fail(models.Conflict, "till.partly_refunded", "reference", sale.Order.Reference)
	}
	return s.render(c, http.StatusOK, page.DoorVoid(p))
}

// doorVoid takes a sale back.
func (s *Server) doorVoid(c echo.Context) error {
	o, err := s.store.VoidSale(detached(c), viewerOf(c).Actor, c.Param("id"), c.Param("order"))
	if err != nil {
		return err
	}
	l := frameOf(c).Locale
	s.say(c, "door.flash.voided", "total", l.Money(o.Due(), o.Currency))
	return s.to(c, "door.takings", o.EventID)
}
