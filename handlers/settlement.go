package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/page"
)

// finances reads the finances of the event of the address, and has the top bar say so.
func (s *Server) finances(c echo.Context) (*models.EventFinance, page.SettlementPage, error) {
	f, err := s.store.EventFinance(c.Request().Context(), viewerOf(c).Actor, c.Param("id"))
	if err != nil {
		return nil, page.SettlementPage{}, err
	}
	frameOf(c).Event = views.Event{ID: f.Event.ID, Name: f.Event.Name, Begins: f.Event.BeginsAt}
	p := page.SettlementPage{Event: eventRow(f.Event), Now: figures(f.Now), Unknown: f.Unknown, NotOurs: f.NotOurs, Differs: f.Differs()}
	if x := f.Settlement; x != nil {
		shown := figures(*x)
		p.Frozen, p.State, p.Version, p.Prepared, p.PreparedAt, p.Settled = &shown, x.State, x.Version, x.PreparedName, x.PreparedAt, x.SettledName
		if x.SettledAt != nil {
			p.SettledAt, p.Number = *x.SettledAt, *x.Number
		}
	}
	return f, p, nil
}

func figures(x models.Settlement) page.Figures {
	f := page.Figures{Tickets: x.Tickets, Gross: x.Gross, Fee: x.Fee, Net: x.Net, EndedTickets: x.EndedTickets, EndedGross: x.EndedGross}
	for _, k := range x.Lines {
		f.Lines = append(f.Lines, page.FigureLine{Name: k.Name, Price: k.Price, Kept: k.Kept, Tickets: k.Tickets, Gross: k.Gross, Fee: k.Fee, Net: k.Net})
	}
	return f
}

// settlementShow is an event's settlement, or what it would be.
func (s *Server) settlementShow(c echo.Context) error {
	_, p, err := s.finances(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Settlement(p))
}

// settlementPrepare freezes the figures.
func (s *Server) settlementPrepare(c echo.Context) error {
	f, _, err := s.finances(c)
	if err != nil {
		return err
	}
	if _, err := s.store.PrepareSettlement(detached(c), viewerOf(c).Actor, f.Event.ID); err != nil {
		return err
	}
	return s.settlementSaid(c, f.Event, "settlement.flash.prepared")
}

func (s *Server) settlementSaid(c echo.Context, e models.Event, key string) error {
	s.say(c, key, "name", e.Name)
	return s.to(c, "finance.event", e.ID)
}

// settlementForm asks before an event is settled.
func (s *Server) settlementForm(c echo.Context) error {
	f, p, err := s.finances(c)
	switch {
	case err != nil:
		return err
	case f.NotOurs:
		return models.Fail(models.Conflict, "settlement.own_acquiring")
	case f.Settlement == nil:
		return models.Fail(models.Conflict, "settlement.stale", "name", f.Event.Name)
	case f.Settlement.State == models.SettlementSettled:
		return models.Fail(models.Conflict, "settlement.is_settled", "name", f.Event.Name)
	case f.Event.State == models.EventPublished:
		return models.Fail(models.Conflict, "settlement.not_closed", "name", f.Event.Name)
	case f.Differs():
		return models.Fail(models.Conflict, "settlement.differs")
	}
	return s.render(c, http.StatusOK, page.SettlementAsk(p))
}

// settlementSettle settles an event.
func (s *Server) settlementSettle(c echo.Context) error {
	f, p, err := s.finances(c)
	if err != nil {
		return err
	}
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form := forms.ReadSettling(body)
	if p.Errors = form.Validate(); len(p.Errors) > 0 {
		return s.render(c, http.StatusUnprocessableEntity, page.SettlementAsk(p))
	}
	if _, err := s.store.Settle(detached(c), viewerOf(c).Actor, f.Event.ID, form.Version); err != nil {
		return err
	}
	return s.settlementSaid(c, f.Event, "settlement.flash.settled")
}

// settlementStatement is the settlement to be printed and filed.
func (s *Server) settlementStatement(c echo.Context) error {
	f, p, err := s.finances(c)
	switch {
	case err != nil:
		return err
	case f.Settlement == nil:
		return models.Fail(models.Conflict, "settlement.nothing", "name", f.Event.Name)
	}
	return s.render(c, http.StatusOK, page.Statement(p))
}
