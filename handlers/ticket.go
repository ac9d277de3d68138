package handlers

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/page"
)

// ticketShow shows a buyer the tickets of an order, to be printed or shown at the entrance. The
// link is the whole right to them: the page speaks the buyer's language, unless asked for
// another, whoever is signed in.
func (s *Server) ticketShow(c echo.Context) error {
	sheet, err := s.store.TicketSheet(c.Request().Context(), c.Param("token"))
	if err != nil {
		return err
	}
	f := frameOf(c)
	if l, ok := i18n.Lookup(sheet.Locale); ok && c.QueryParam("lang") == "" {
		f.Locale = l
	}
	f.Zone = sheet.Organisation.Zone()
	return s.render(c, http.StatusOK, page.Tickets(ticketsPage(sheet, f)))
}

func ticketsPage(sheet *models.TicketSheet, f *views.Frame) page.TicketsPage {
	p := page.TicketsPage{Organisation: sheet.Organisation.Name, Name: sheet.Name, Reference: sheet.Order.Reference, Currency: sheet.Order.Currency, Of: sheet.Order.Tickets, Refunded: sheet.Order.RefundedTickets,
		Event: page.EventRow{Name: sheet.Event.Name, Venue: sheet.Event.Venue, State: sheet.Event.State, Begins: sheet.Event.BeginsAt, Ends: sheet.Event.EndsAt}}
	for _, k := range sheet.Tickets {
		var in time.Time
		if k.CheckedInAt != nil {
			in = *k.CheckedInAt
		}
		p.Tickets = append(p.Tickets, page.SheetTicket{Number: k.Number, Type: k.Type, Price: k.Price, Code: k.Code, In: in})
	}
	return p
}
