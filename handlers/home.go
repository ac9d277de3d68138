package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"coulisse/views/page"
)

// home is the first page after signing in: what this person may do, what waits for them,
// and for somebody without rights whom to ask.
func (s *Server) home(c echo.Context) error {
	ctx, a := c.Request().Context(), viewerOf(c).Actor
	var p page.HomePage
	var err error
	if p.Waiting, err = s.store.Waiting(ctx, a); err != nil {
		return err
	}
	if p.Today, err = s.today(c); err != nil {
		return err
	}
	p.Alone = a.Owner && p.Waiting.People == 1
	if p.Events, err = s.store.ScopeNames(ctx, a); err != nil {
		return err
	}
	if p.Ownership, err = s.store.Ownership(ctx, a); err != nil {
		return err
	}
	p.Owner = p.Ownership.Owner
	return s.render(c, http.StatusOK, page.Home(p))
}

// today are the events that the viewer works at today and next.
func (s *Server) today(c echo.Context) (rows []page.TodayRow, err error) {
	list, err := s.store.Today(c.Request().Context(), viewerOf(c).Actor)
	for _, e := range list {
		rows = append(rows, page.TodayRow{EventRow: page.EventRow{ID: e.ID, Name: e.Name, Venue: e.Venue, State: e.State, Begins: e.BeginsAt, Ends: e.EndsAt},
			Entries: e.Entries, Seats: e.Seats, Taken: e.Taken, Till: e.Till})
	}
	return rows, err
}
