package models

import (
	"strconv"

	"coulisse/access"
)

// endOrder cancels or refunds a paid order: its tickets let nobody in any more, its seats go
// back to their quotas, its mails that wait do not leave, and the buyer is told. The actor's
// rights and the order's event must have been read in the same transaction. Conflict when
// somebody was faster.
func (t *tx) endOrder(a access.Actor, o *Order, state, action string) error {
	ended := t.Exec("UPDATE orders SET state = ?, ended_at = ?, version = version + 1, updated_at = ? WHERE id = ? AND organisation_id = ? AND state = ?",
		state, t.now, t.now, o.ID, o.OrganisationID, OrderPaid)
	if err := one(ended, Fail(Conflict, "order.already."+o.State, "reference", o.Reference)); err != nil {
		return err
	}
	if err := t.returnSeats("k.order_id = ?", o.ID); err != nil {
		return err
	}
	given := map[string]any{"valid": false}
	if state == OrderRefunded {
		given["refunded_at"] = t.now
	}
	if err := t.Model(&Ticket{}).Where("order_id = ? AND valid", o.ID).UpdateColumns(given).Error; err != nil {
		return err
	}
	if err := t.cancelTicketMails(o.ID); err != nil {
		return err
	}
	o.State, o.EndedAt = state, &t.now
	if err := t.mailEnd(*o); err != nil {
		return err
	}
	return t.record(Entry{Actor: a, Action: action, Kind: TargetOrder, Target: o.ID, Name: o.Reference, Event: o.EventID,
		Changes: []Change{{Field: "tickets", Old: strconv.Itoa(o.TicketsLeft())}, {Field: "total", Old: strconv.FormatInt(o.TotalLeft(), 10)}}})
}

// returnSeats gives the seats of valid tickets k back to the quotas that they were drawn from.
func (t *tx) returnSeats(condition string, args ...any) error {
	var drawn []struct {
		Root  string
		Seats int
	}
	err := t.Raw(`SELECT COALESCE(y.parent_id, y.id) AS root, count(*) AS seats FROM tickets k JOIN ticket_types y ON y.id = k.type_id
		WHERE k.valid AND `+condition+" GROUP BY 1", args...).Scan(&drawn).Error
	for _, d := range drawn {
		if err == nil {
			err = t.putBack(d.Root, d.Seats)
		}
	}
	return err
}
