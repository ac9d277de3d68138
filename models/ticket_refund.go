package models

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"coulisse/access"
)

// Refunded is what was given back of an order.
type Refunded struct {
	Order
	Back Sales
}

// RefundTickets gives the money of chosen tickets of a paid order back, by their numbers within the
// order: they let nobody in any more, and their seats can be sold again, while the others stay. It
// asks for customers: approve. Who gives the last ones back refunds the order. Invalid at ticket for
// no ticket, or none of the order; Conflict at ticket for one that was refunded or used already, of
// which the check-in has to be undone first; Conflict too as with RefundOrder.
func (s *Store) RefundTickets(ctx context.Context, a access.Actor, id string, numbers []int) (r *Refunded, err error) {
	err = s.write(ctx, func(t *tx) error {
		actor, o, err := t.ownOrder(a, id, access.Approve)
		if err != nil {
			return err
		}
		if err := o.Endable(OrderRefunded); err != nil {
			return err
		}
		tickets, err := t.refundable(*o, numbers)
		if err != nil {
			return err
		}
		r = &Refunded{}
		for _, k := range tickets {
			r.Back.add(Sales{1, k.Price})
		}
		switch {
		case r.Back.Tickets == o.TicketsLeft():
			err = t.endOrder(actor, o, OrderRefunded, "order.refunded")
		case r.Back.Amount == 0:
			err = refusedAt("ticket", "customer.tickets.free")
		default:
			err = t.refundTickets(actor, o, tickets, r.Back)
		}
		r.Order = *o
		return err
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

// refundable reads the chosen tickets of an order, each of which must be valid and not used.
func (t *tx) refundable(o Order, numbers []int) (list []Ticket, err error) {
	slices.Sort(numbers)
	numbers = slices.Compact(numbers)
	if err := t.Where("order_id = ? AND number IN ?", o.ID, numbers).Order("number").Find(&list).Error; err != nil {
		return nil, err
	}
	if len(list) == 0 || len(list) != len(numbers) {
		return nil, Fault("ticket", "customer.tickets.choose")
	}
	for _, k := range list {
		switch {
		case !k.Valid:
			return nil, refusedAt("ticket", "customer.tickets.gone", "number", k.Number)
		case k.CheckedInAt != nil:
			return nil, refusedAt("ticket", "customer.tickets.used", "number", k.Number)
		}
	}
	return list, nil
}

// refundTickets refunds some of an order's tickets, and tells its contact. The UPDATE is the whole check:
// of two who refund a ticket at once, or of a refund and a scan, one comes first.
func (t *tx) refundTickets(a access.Actor, o *Order, tickets []Ticket, back Sales) error {
	var ids, numbers []string
	for _, k := range tickets {
		ids, numbers = append(ids, k.ID), append(numbers, strconv.Itoa(k.Number))
	}
	if err := t.returnSeats("k.id IN ?", ids); err != nil {
		return err
	}
	given := t.Model(&Ticket{}).Where("id IN ? AND valid AND checked_in_at IS NULL", ids).
		UpdateColumns(map[string]any{"valid": false, "refunded_at": t.now})
	if given.Error == nil && given.RowsAffected != int64(len(ids)) {
		return refusedAt("ticket", "customer.tickets.gone", "number", strings.Join(numbers, ", "))
	}
	if given.Error != nil {
		return given.Error
	}
	was := *o
	o.RefundedTickets += back.Tickets
	o.RefundedTotal += back.Amount
	o.Version, o.UpdatedAt = o.Version+1, t.now
	counted := t.Model(&Order{}).Where("id = ? AND state = ?", o.ID, OrderPaid).Where("refunded_tickets = ?", was.RefundedTickets).
		Select("RefundedTickets", "RefundedTotal", "Version", "UpdatedAt").UpdateColumns(o)
	if err := one(counted, Fail(Conflict, "order.already."+OrderRefunded, "reference", o.Reference)); err != nil {
		return err
	}
	if err := t.mailBack(*o, back); err != nil {
		return err
	}
	changes := []Change{
		{Field: "ticket_number", New: strings.Join(numbers, ", ")},
		{Field: "tickets", Old: strconv.Itoa(was.TicketsLeft()), New: strconv.Itoa(o.TicketsLeft())},
		{Field: "total", Old: strconv.FormatInt(was.TotalLeft(), 10), New: strconv.FormatInt(o.TotalLeft(), 10)},
	}
	return t.record(Entry{Actor: a, Action: "order.tickets_refunded", Kind: TargetOrder, Target: o.ID, Name: o.Reference,
		Event: o.EventID, Changes: changes})
}

// mailBack tells an order's contact which money comes back, and how many tickets are left.
func (t *tx) mailBack(o Order, back Sales) error {
	e, org, err := t.about(o)
	if err != nil {
		return err
	}
	mail := o.mailTo(MailTicketsRefunded, *e, org)
	mail.Data.Order.Tickets, mail.Data.Order.Total = back.Tickets, back.Amount
	mail.Data.Order.Left = o.TicketsLeft()
	return t.enqueueTo(mail)
}

// partlyRefunded adds up what was refunded of orders that are not refunded as a whole.
func partlyRefunded(db *gorm.DB, where string, args []any) (sums Sales, err error) {
	query := "SELECT COALESCE(sum(refunded_tickets), 0), COALESCE(sum(refunded_total), 0) FROM orders WHERE " + where +
		" AND state <> 'refunded' AND refunded_tickets > 0"
	err = db.Raw(query, args...).Row().Scan(&sums.Tickets, &sums.Amount)
	return sums, err
}
