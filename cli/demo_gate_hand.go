package cli

import (
	"time"

	"coulisse/models"
)

// planOddities plans what the stewards call somebody for on an evening: a code that is none of
// ours, a ticket that was refunded, somebody let in by hand, and a check-in that is taken back.
func (d *demo) planOddities(e demoEvent, k int) error {
	begins, what := d.night(e, k), "gate: "+e.name
	d.plan(begins.Add(-21*time.Minute), 0, what, func() error { return d.scan(e, "https://tickets.example/4711", 1) })
	d.plan(begins.Add(-17*time.Minute), 0, what, func() error { return d.scanRefunded(e) })
	d.plan(begins.Add(-9*time.Minute), 0, what, func() error {
		ticket, err := d.ticket(e, func(t models.GateTicket) bool { return t.CheckedInAt == nil })
		if err != nil || ticket == nil {
			return err
		}
		_, err = d.store.CheckIn(d.ctx, d.as(demoTills), d.events[e.key], ticket.ID, devices[0].name)
		return err
	})
	d.plan(begins.Add(-4*time.Minute), 0, what, func() error { return d.undo(e, "left") })
	return nil
}

// scanRefunded shows a ticket whose money was given back.
func (d *demo) scanRefunded(e demoEvent) error {
	list, err := d.store.Orders(d.ctx, d.owner, models.OrderFilter{Event: d.events[e.key], State: models.OrderRefunded})
	if err != nil || len(list.Rows) == 0 {
		return err
	}
	tickets, err := d.store.GateTickets(d.ctx, d.as(demoTills), d.events[e.key], list.Rows[0].Reference)
	if err != nil || len(tickets) == 0 {
		return err
	}
	return d.scan(e, tickets[0].Code, 0)
}

// undo takes the check-in of a ticket back.
func (d *demo) undo(e demoEvent, reason string) error {
	ticket, err := d.ticket(e, func(t models.GateTicket) bool { return t.CheckedInAt != nil })
	if err != nil || ticket == nil {
		return err
	}
	_, err = d.store.UndoCheckIn(d.ctx, d.as(demoTills), d.events[e.key], ticket.ID, devices[0].name, reason)
	return err
}

// ticket finds a valid ticket among those that were bought last; nil when there is none such.
func (d *demo) ticket(e demoEvent, is func(models.GateTicket) bool) (*models.GateTicket, error) {
	list, err := d.store.Orders(d.ctx, d.owner, models.OrderFilter{Event: d.events[e.key], State: models.OrderPaid, Channel: models.ChannelAPI})
	if err != nil {
		return nil, err
	}
	for _, o := range list.Rows {
		tickets, err := d.store.GateTickets(d.ctx, d.as(demoTills), d.events[e.key], o.Reference)
		if err != nil {
			return nil, err
		}
		for _, t := range tickets {
			if t.Valid && is(t) {
				return &t, nil
			}
		}
	}
	return nil, nil
}

// tryDevices is how an evening begins: both devices scan a ticket, which is taken back.
func (d *demo) tryDevices(e demoEvent) error {
	ticket, err := d.ticket(e, func(models.GateTicket) bool { return true })
	if err != nil || ticket == nil {
		return err
	}
	for i := range devices {
		if err := d.scan(e, ticket.Code, i); err != nil {
			return err
		}
		d.until(d.now.Add(40 * time.Second))
	}
	_, err = d.store.UndoCheckIn(d.ctx, d.as(demoTills), d.events[e.key], ticket.ID, devices[0].name, "test")
	return err
}
