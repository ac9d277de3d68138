package handlers

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/models"
)

// apiOrder is an order as the shop that placed it sees it. The codes of its tickets are behind
// its link, never here.
type apiOrder struct {
	ID            string      `json:"id"`
	Reference     string      `json:"reference"`
	ShopReference string      `json:"shop_reference"`
	State         string      `json:"state"`
	Event         string      `json:"event"`
	Payment       string      `json:"payment"`
	Total         apiMoney    `json:"total"`
	Refunded      apiMoney    `json:"refunded"` // of the total, what was given back
	PlacedAt      time.Time   `json:"placed_at"`
	Tickets       []apiTicket `json:"tickets"`
	TicketsURL    *string     `json:"tickets_url"` // null once the tickets let nobody in
}

// apiTicket is one ticket of an order.
type apiTicket struct {
	Number int      `json:"number"`
	Type   string   `json:"type"`
	Price  apiMoney `json:"price"`
	State  string   `json:"state"` // valid, refunded or cancelled
}

// idempotencyKey is the header by which a shop names what it asks for
// (draft-ietf-httpapi-idempotency-key-header).
const idempotencyKey = "Idempotency-Key"

// apiOrderCreate places an order. Sent again under the same key it is answered again, and
// nothing more is sold.
func (s *Server) apiOrderCreate(c echo.Context) error {
	key, err := forms.IdempotencyKey(c.Request().Header.Values(idempotencyKey))
	if err != nil {
		return err
	}
	body, err := s.raw(c)
	if err != nil {
		return err
	}
	form, err := forms.ReadAPIOrder(body)
	if err != nil {
		return err
	}
	if err := form.Validate().Err(); err != nil {
		return err
	}
	o, err := s.store.PlaceByToken(detached(c), bearerOf(c), models.Asked{Purchase: form.Purchase(), Key: key, Body: body})
	if err != nil {
		return form.Located(err)
	}
	h := c.Response().Header()
	h.Set(echo.HeaderLocation, s.whole("api.order", o.ID))
	if o.Replayed {
		h.Set("Idempotency-Replayed", "true")
	}
	return c.JSON(http.StatusCreated, s.orderOf(c, o))
}

// apiOrder is one order of the token's as it stands now.
func (s *Server) apiOrder(c echo.Context) error {
	o, err := s.store.OrderByToken(c.Request().Context(), bearerOf(c), c.Param("id"))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, s.orderOf(c, o))
}

func (s *Server) orderOf(c echo.Context, o *models.PlacedOrder) apiOrder {
	answer := apiOrder{ID: o.ID, Reference: o.Reference, ShopReference: o.ShopReference, State: o.State, Event: o.EventID, Payment: o.Payment,
		Total: apiMoney{o.Total, o.Currency}, Refunded: apiMoney{o.Given(), o.Currency}, PlacedAt: o.PlacedAt.In(bearerOf(c).Organisation.Zone())}
	for _, k := range o.Sheet {
		answer.Tickets = append(answer.Tickets, apiTicket{k.Number, k.TypeID, apiMoney{k.Price, o.Currency}, k.State()})
	}
	if o.State == models.OrderPaid {
		link := s.whole("ticket.show", s.store.TicketsToken(o.Order))
		answer.TicketsURL = &link
	}
	return answer
}
