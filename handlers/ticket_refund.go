package handlers

import (
	"errors"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views/page"
)

// ticketRefundForm asks which tickets of an order are to be refunded.
func (s *Server) ticketRefundForm(c echo.Context) error {
	return s.askToRefund(c, http.StatusOK, forms.TicketRefund{}, nil)
}

func (s *Server) askToRefund(c echo.Context, status int, form forms.TicketRefund, errs forms.Errors) error {
	o, err := s.order(c)
	if err != nil {
		return err
	}
	if err := o.Endable(models.OrderRefunded); err != nil {
		return err
	}
	p := page.TicketRefundPage{OrderPart: orderPart(*o), Errors: errs}
	for _, k := range p.Sheet {
		p.Chosen = append(p.Chosen, slices.Contains(form.Numbers, k.Number))
	}
	return s.render(c, status, page.TicketRefund(p))
}

// ticketRefund refunds the chosen tickets of an order. What cannot be refunded comes back as it was
// chosen, with the reason.
func (s *Server) ticketRefund(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form := forms.ReadTicketRefund(body)
	if errs := form.Validate(); len(errs) > 0 {
		return s.askToRefund(c, http.StatusUnprocessableEntity, form, errs)
	}
	r, err := s.store.RefundTickets(detached(c), viewerOf(c).Actor, c.Param("id"), form.Numbers)
	var refused *models.Error
	if errors.As(err, &refused) && refused.Field == "ticket" {
		return s.askToRefund(c, statusOf[refused.Code], form, forms.Errors{{Field: refused.Field, Key: refused.Key, Args: refused.Args}})
	}
	if err != nil {
		return err
	}
	l := frameOf(c).Locale
	s.say(c, "customer.flash.tickets_refunded", "reference", i18n.Reference(r.Reference), "tickets", l.N("mails.order.tickets", r.Back.Tickets),
		"total", l.Money(r.Back.Amount, r.Currency))
	return s.to(c, "order.show", r.ID)
}
