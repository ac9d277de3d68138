package page

import (
	"strconv"

	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/views"
	"coulisse/views/component"
)

// TicketRefundPage asks which tickets of an order are to be refunded.
type TicketRefundPage struct {
	OrderPart
	Chosen []bool // for each ticket of the sheet
	Errors forms.Errors
}

// choice offers a ticket, unless it was refunded or used, and says so then.
func (p TicketRefundPage) choice(f *views.Frame, i int) component.Choice {
	l, k := f.Locale, p.Sheet[i]
	c := component.Choice{Name: "ticket", Value: strconv.Itoa(k.Number), Checked: p.Chosen[i],
		Label: l.T("customer.tickets.ticket", "number", k.Number, "type", k.Type, "price", l.Money(k.Price, p.Currency))}
	switch {
	case !k.Valid:
		c.Disabled, c.Checked, c.Hint = true, false, l.T("customer.ticket.invalid")
		if !k.Refunded.IsZero() {
			c.Hint = l.T("customer.ticket.refunded_at", "at", l.DateTime(f.In(k.Refunded)))
		}
	case !k.In.IsZero():
		c.Disabled, c.Checked, c.Hint = true, false, l.T("customer.tickets.used_at", "at", l.DateTime(f.In(k.In)))
	}
	return c
}

// partly says what of an order was refunded while the rest stayed; "" for nothing.
func (r OrderRow) partly(l *i18n.Locale) string {
	if r.RefundedTickets == 0 {
		return ""
	}
	return l.N("customer.order.partly", r.RefundedTickets, "total", l.Money(r.RefundedTotal, r.Currency))
}
