package handlers

import (
	"context"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"coulisse/access"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/page"
)

func orderRow(o models.ListedOrder) page.OrderRow {
	return page.OrderRow{ID: o.ID, Reference: o.Reference, Customer: o.Customer(), Name: o.Name, Email: o.Email, Erased: o.ErasedAt != nil, EventID: o.EventID, Event: o.EventName, Begins: o.EventBegins,
		Placed: o.PlacedAt, Ended: timeOf(o.EndedAt), Tickets: o.Tickets, Total: o.Total, RefundedTickets: o.RefundedTickets, RefundedTotal: o.RefundedTotal, Currency: o.Currency, State: o.State, Channel: o.Channel, Method: o.Payment}
}

func orderPart(o models.SoldOrder) page.OrderPart {
	p := page.OrderPart{OrderRow: orderRow(o.ListedOrder), Phone: o.Phone, Seller: o.SellerName, Shop: o.ShopReference}
	for _, k := range o.Sheet {
		p.Sheet = append(p.Sheet, page.SoldTicket{Number: k.Number, Type: k.Type, Price: k.Price, Valid: k.Valid, In: timeOf(k.CheckedInAt), Refunded: timeOf(k.RefundedAt)})
	}
	for _, m := range o.Mails {
		sent := page.SentMail{Kind: string(m.Kind), To: m.Recipient, State: m.State, Failure: m.Failure, At: m.CreatedAt}
		if m.SentAt != nil {
			sent.At = *m.SentAt
		}
		p.Mails = append(p.Mails, sent)
	}
	return p
}

// order reads the order of the address.
func (s *Server) order(c echo.Context) (*models.SoldOrder, error) {
	return s.store.SoldOrder(c.Request().Context(), viewerOf(c).Actor, c.Param("id"))
}

// orderShow is one order with its tickets.
func (s *Server) orderShow(c echo.Context) error {
	o, err := s.order(c)
	if err != nil {
		return err
	}
	pauses, err := s.store.ResendPauses(c.Request().Context(), ticketMailing(o.Order))
	if err != nil {
		return err
	}
	p := orderPart(*o)
	p.Pause = pauses[0]
	return s.render(c, http.StatusOK, page.Order(p))
}

// ticketMailing is what the button mails that sends an order's tickets again.
func ticketMailing(o models.Order) models.Mailing {
	return models.Mailing{Organisation: o.OrganisationID, Kind: models.MailTickets, Email: o.Email}
}

// orderResend mails the buyer the link to the tickets again, and goes back to where the button
// was.
func (s *Server) orderResend(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	o, err := s.store.ResendTickets(detached(c), viewerOf(c).Actor, c.Param("id"))
	if err != nil {
		return err
	}
	s.sayOrder(c, "customer.flash.resent", o)
	if body.Get("back") == "customer" {
		return s.to(c, "customer.show", o.ID)
	}
	return s.to(c, "order.show", o.ID)
}

// orderResendFailed sends all tickets again that could not be sent.
func (s *Server) orderResendFailed(c echo.Context) error {
	r, err := s.store.ResendFailed(detached(c), viewerOf(c).Actor)
	if err != nil {
		return err
	}
	l, says := frameOf(c).Locale, []string{}
	for _, part := range []struct {
		key string
		n   int
	}{
		{"customer.flash.resent_all", r.Sent}, {"customer.flash.resent_skipped", r.Skipped}, {"customer.flash.resent_left", r.Left},
	} {
		if part.n > 0 {
			says = append(says, l.N(part.key, part.n))
		}
	}
	if len(says) == 0 {
		says = append(says, l.N("customer.flash.resent_none", 0))
	}
	s.flash(c, views.Flash{Kind: "status", Text: strings.Join(says, " ")})
	return s.to(c, "customer.list")
}

// sayOrder tells of an order by its reference, never by its buyer: flashes are kept.
func (s *Server) sayOrder(c echo.Context, key string, o *models.Order) {
	s.say(c, key, "reference", i18n.Reference(o.Reference))
}

// orderCancelForm asks before an order is cancelled.
func (s *Server) orderCancelForm(c echo.Context) error { return s.askToEnd(c, models.OrderCancelled) }

// orderRefundForm asks before an order is refunded.
func (s *Server) orderRefundForm(c echo.Context) error { return s.askToEnd(c, models.OrderRefunded) }

func (s *Server) askToEnd(c echo.Context, state string) error {
	o, err := s.order(c)
	if err != nil {
		return err
	}
	if err := o.Endable(state); err != nil {
		return err
	}
	p := page.OrderEndPage{OrderRow: orderRow(o.ListedOrder), Refund: state == models.OrderRefunded}
	for _, k := range o.Sheet {
		if k.CheckedInAt != nil {
			p.Used++
		}
	}
	return s.render(c, http.StatusOK, page.OrderEnd(p))
}

// orderCancel cancels an order: no money is given back.
func (s *Server) orderCancel(c echo.Context) error {
	return s.endOrder(c, s.store.CancelOrder, "customer.flash.cancelled")
}

// orderRefund refunds an order.
func (s *Server) orderRefund(c echo.Context) error {
	return s.endOrder(c, s.store.RefundOrder, "customer.flash.refunded")
}

func (s *Server) endOrder(c echo.Context, end func(context.Context, access.Actor, string) (*models.Order, error), key string) error {
	o, err := end(detached(c), viewerOf(c).Actor, c.Param("id"))
	if err != nil {
		return err
	}
	s.sayOrder(c, key, o)
	return s.to(c, "order.show", o.ID)
}
