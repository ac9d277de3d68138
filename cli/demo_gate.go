package cli

import (
	"time"

	"coulisse/models"
)

// doorsOpen is how long before an evening begins the first come in.
const doorsOpen = time.Hour

// devices are those that scan, with who holds them.
var devices = []struct{ name, steward string }{{"Left door", "Sofie Lykke"}, {"Right door", "Noah Riis"}}

// planGates lets people in on each evening of the events that have been played, and tonight.
func (d *demo) planGates(e demoEvent) {
	if len(e.doors) == 0 {
		return
	}
	for k := range e.days {
		d.plan(d.night(e, k).Add(-doorsOpen-5*time.Minute), 0, "gate: "+e.name, func() error { return d.admit(e, k) })
	}
	if e.begins == 0 {
		d.plan(d.soonest(d.night(e, 0).Add(-doorsBefore)).Add(-35*time.Minute), 0, "gate: "+e.name, func() error { return d.tryDevices(e) })
	}
}

// admit finds who comes on one evening of a run, and plans when they do: everybody who has bought
// comes once, in the order of chance, but for some who never do.
func (d *demo) admit(e demoEvent, k int) error {
	for _, device := range devices {
		if err := d.enter(device.steward); err != nil {
			return err
		}
	}
	orders, err := d.paid(e, models.OrderFilter{})
	if err != nil {
		return err
	}
	for _, o := range orders {
		if d.seen[o.ID] || d.rand.IntN(e.days-k) > 0 {
			continue
		}
		d.seen[o.ID] = true
		if d.rand.IntN(100) < 9 {
			continue
		}
		tickets, err := d.store.GateTickets(d.ctx, d.as(demoTills), d.events[e.key], o.Reference)
		if err != nil {
			return err
		}
		d.arrive(e, d.night(e, k), tickets)
	}
	return d.planOddities(e, k)
}

// arrive plans the scans of an order's tickets, one after the other; now and then somebody is
// missing, or a ticket is scanned once more.
func (d *demo) arrive(e demoEvent, begins time.Time, tickets []models.GateTicket) {
	early := time.Duration(d.rand.IntN(1800)+d.rand.IntN(1800)) * time.Second
	at, device := begins.Add(5*time.Minute-early), d.rand.IntN(len(devices))
	if d.rand.IntN(25) == 0 && len(tickets) > 1 {
		tickets = tickets[1:]
	}
	for i, ticket := range tickets {
		at := at.Add(time.Duration(3*i) * time.Second)
		d.plan(at, 1, "gate: "+e.name, func() error { return d.scan(e, ticket.Code, device) })
		if d.rand.IntN(70) == 0 {
			again := at.Add(time.Duration(10+d.rand.IntN(300)) * time.Second)
			d.plan(again, 0, "gate: "+e.name, func() error { return d.scan(e, ticket.Code, 1-device) })
		}
	}
}

// scan scans a code with a device.
func (d *demo) scan(e demoEvent, code string, device int) error {
	_, err := d.store.Scan(d.ctx, d.as(devices[device].steward), models.Scan{Event: d.events[e.key], Code: code, Device: devices[device].name})
	return err
}

// paid lists an event's orders that are paid.
func (d *demo) paid(e demoEvent, f models.OrderFilter) (orders []models.ListedOrder, err error) {
	f.Event, f.State = d.events[e.key], models.OrderPaid
	for {
		list, err := d.store.Orders(d.ctx, d.owner, f)
		if err != nil {
			return nil, err
		}
		orders = append(orders, list.Rows...)
		if f.Page.After = list.After; list.After == "" {
			return orders, nil
		}
	}
}
