package forms

import (
	"net/url"
	"slices"
	"strconv"

	"coulisse/models"
)

// TicketRefund is the form that refunds chosen tickets of an order: field ticket, repeated, with
// their numbers within the order.
type TicketRefund struct {
	Numbers []int

	faults Errors
}

// ReadTicketRefund reads the submitted form.
func ReadTicketRefund(body url.Values) TicketRefund {
	v := Read(body)
	var f TicketRefund
	sent := v.Many("ticket", 10)
	for _, text := range sent[:min(len(sent), models.MaxTickets)] {
		n, err := strconv.Atoi(text)
		if err != nil {
			n = 0 // no ticket has this number, which the store will say
		}
		f.Numbers = append(f.Numbers, n)
	}
	f.faults = v.Faults()
	return f
}

// Validate checks that something was chosen; what can be refunded, the store knows.
func (f TicketRefund) Validate() Errors {
	errs := slices.Clone(f.faults)
	if len(f.Numbers) == 0 {
		errs.Add("ticket", "customer.tickets.choose")
	}
	return errs
}
