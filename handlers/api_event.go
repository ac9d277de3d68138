package handlers

import (
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/models"
	"coulisse/views"
)

// apiMoney is an amount in the currency's smallest unit.
type apiMoney struct {
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
}

// apiEvent is an event as shops see it. Times bear the offset of the organisation's zone.
type apiEvent struct {
	ID     string    `json:"id"`
	Name   string    `json:"name"`
	Venue  string    `json:"venue"`
	State  string    `json:"state"`
	Begins time.Time `json:"begins"`
	Ends   time.Time `json:"ends"`
}

// apiEventList is a page of events, and the address of the next one.
type apiEventList struct {
	Events []apiEvent `json:"events"`
	Next   *string    `json:"next"`
}

// apiOffer is an event with what is sold for it.
type apiOffer struct {
	apiEvent
	TicketTypes []apiTicketType `json:"ticket_types"`
}

// apiTicketType is a ticket type; what is left is of the quota that it draws from.
type apiTicketType struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	Price      apiMoney   `json:"price"`
	Left       int        `json:"left"`
	SalesFrom  *time.Time `json:"sales_from"`
	SalesUntil *time.Time `json:"sales_until"`
	Parent     *string    `json:"parent"`
}

// apiEvents lists the published events in the token's scope, the next first.
func (s *Server) apiEvents(c echo.Context) error {
	query := forms.ReadAPIPage(c.QueryParams())
	if err := query.Validate().Err(); err != nil {
		return err
	}
	found, err := s.store.ShopEvents(c.Request().Context(), bearerOf(c), models.Page{After: query.After})
	if err != nil {
		return query.Located(err)
	}
	list := apiEventList{Events: []apiEvent{}}
	for _, e := range found.Rows {
		list.Events = append(list.Events, eventOf(e, bearerOf(c)))
	}
	if found.After != "" {
		next := views.WithQuery(s.whole("api.events"), url.Values{"after": {found.After}})
		list.Next = &next
	}
	return c.JSON(http.StatusOK, list)
}

// apiEvent is one event with its ticket types.
func (s *Server) apiEvent(c echo.Context) error {
	b := bearerOf(c)
	e, types, err := s.store.ShopEvent(c.Request().Context(), b, c.Param("id"))
	if err != nil {
		return err
	}
	offer := apiOffer{apiEvent: eventOf(*e, b), TicketTypes: []apiTicketType{}}
	for _, tt := range types {
		offer.TicketTypes = append(offer.TicketTypes, apiTicketType{ID: tt.ID, Name: tt.Name, Price: apiMoney{tt.Price, b.Organisation.Currency}, Left: tt.Left,
			SalesFrom: inZone(tt.SalesFrom, b), SalesUntil: inZone(tt.SalesUntil, b), Parent: tt.ParentID})
	}
	return c.JSON(http.StatusOK, offer)
}

func eventOf(e models.Event, b *models.Bearer) apiEvent {
	zone := b.Organisation.Zone()
	return apiEvent{ID: e.ID, Name: e.Name, Venue: e.Venue, State: e.State, Begins: e.BeginsAt.In(zone), Ends: e.EndsAt.In(zone)}
}

// inZone is a time with the offset of the organisation's zone; nil for none.
func inZone(t *time.Time, b *models.Bearer) *time.Time {
	if t == nil {
		return nil
	}
	local := t.In(b.Organisation.Zone())
	return &local
}
