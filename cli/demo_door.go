package cli

import (
	"time"

	"coulisse/models"
)

// doorsBefore is how long before an evening begins its doors and tills are opened.
const doorsBefore = 75 * time.Minute

// demoTill is a till on one evening.
type demoTill struct {
	event   demoEvent
	evening int // of the run, from 0
	opens   time.Time
	ends    time.Time // of its sales
	id      string
	last    string // id of its latest order
	closes  bool
	off     int64 // how much is missing or too much when it is counted
}

// tillErrors are the differences that are found at the end, in turn.
var tillErrors = []int64{-250, 0, 100, 0, -50, 0, 500, 0}

// voided is which of a till's sales, from 0, is taken back.
const voided = 8

// planDoors opens a till on some of an event's evenings; tonight's has been open for a while,
// whatever the hour, and stays open.
func (d *demo) planDoors(e demoEvent) {
	for _, k := range e.doors {
		t := &demoTill{event: e, evening: k, opens: d.night(e, k).Add(-doorsBefore), ends: d.night(e, k), closes: e.begins != 0, off: tillErrors[d.tills%len(tillErrors)]}
		if early := d.today.Add(-50 * time.Minute); e.begins == 0 && early.Before(t.opens) {
			t.opens, t.ends = early, d.today
		}
		d.tills++
		d.plan(t.opens, 0, "door: "+e.name, func() error { return d.openTill(t) })
		step := t.ends.Sub(t.opens) / (doorSales + 1)
		for i := range doorSales {
			d.plan(t.opens.Add(step*time.Duration(i+1)).Truncate(time.Second), 1, "door: "+e.name, func() error { return d.sell(t, i) })
		}
		d.plan(t.opens.Add(step*(voided+1)+step/2).Truncate(time.Second), 0, "door: "+e.name, func() error {
			_, err := d.store.VoidSale(d.ctx, d.as(demoTills), d.events[e.key], t.last)
			return err
		})
		if t.closes {
			d.plan(t.ends.Add(45*time.Minute), 0, "door: "+e.name, func() error { return d.closeTill(t) })
		}
	}
}

// sellers take turns at a till.
var sellers = []string{"Clara Friis", "Léa Fontaine"}

func (d *demo) openTill(t *demoTill) (err error) {
	for _, name := range append(sellers, demoTills) {
		if err := d.enter(name); err != nil {
			return err
		}
	}
	t.id, err = d.store.OpenTill(d.ctx, d.as(sellers[0]), d.events[t.event.key], t.event.venue, 20000)
	return err
}

// sell sells some tickets, mostly to somebody who leaves no name.
func (d *demo) sell(t *demoTill, i int) error {
	sale := models.Sale{Till: t.id, Payment: models.PaidCard}
	if d.rand.IntN(5) < 2 {
		sale.Payment = models.PaidCash
	}
	if i%6 == 5 {
		sale.Buyer = d.buyer()
	}
	quota := seatingOf(t.event).quotas[0]
	for _, line := range quota.lines(d, min(doorReserve, d.size()), false) {
		sale.Lines = append(sale.Lines, models.Line{Type: d.types[t.event.key+"/"+line.price.name], Count: line.count})
	}
	o, err := d.store.SellAtDoor(d.ctx, d.as(sellers[i/8%len(sellers)]), d.events[t.event.key], sale)
	if err != nil {
		return err
	}
	if t.last = o.ID; i != voided && t.ends.Equal(d.night(t.event, t.evening)) { // sold for now, not for later
		return d.letIn(t, o)
	}
	return nil
}

// letIn lets those in who have just bought.
func (d *demo) letIn(t *demoTill, o *models.Order) error {
	d.seen[o.ID] = true
	tickets, err := d.store.GateTickets(d.ctx, d.as(demoTills), d.events[t.event.key], o.Reference)
	for i, ticket := range tickets {
		at := d.now.Add(2 * time.Minute)
		if open := t.opens.Add(doorsBefore - doorsOpen); open.After(at) {
			at = open
		}
		d.plan(at.Add(time.Duration(3*i)*time.Second), 1, "gate: "+t.event.name, func() error { return d.scan(t.event, ticket.Code, 0) })
	}
	return err
}

// closeTill counts a till and finds a little more or less in it than there should be.
func (d *demo) closeTill(t *demoTill) error {
	a, event := d.as(demoTills), d.events[t.event.key]
	door, err := d.store.Door(d.ctx, a, event)
	if err != nil {
		return err
	}
	for _, till := range door.Tills {
		if till.ID == t.id {
			note := ""
			if t.off != 0 {
				note = "Counted twice."
			}
			_, err = d.store.CloseTill(d.ctx, a, event, t.id, till.Cash()+t.off, note)
		}
	}
	return err
}
