package cli

import (
	"time"

	"coulisse/models"
)

const (
	demoDirector = "Søren Aagaard"        // puts events on sale
	demoTills    = "Mathilde Bjerregaard" // answers for the box office
	demoHouse    = "Victor Højgaard"      // answers for the evening
)

// planEvents draws up the year's programme at once, and plans what becomes of each event.
func (d *demo) planEvents() error {
	for _, e := range demoEvents {
		d.until(d.now.Add(11 * time.Minute))
		if e.key == "tour" {
			d.plan(d.day(20, 11, 5), 0, "events", func() error { return d.copyEvent(e) })
			continue
		}
		if err := d.addEvent(e); err != nil {
			return err
		}
		if e.state == models.EventDraft {
			continue
		}
		d.plan(d.day(-e.onSale+1, 14, 10), 0, "events", func() error { return d.publish(e) })
		if e.state == models.EventCancelled {
			d.plan(d.day(-e.off, 9, 30), 0, "events", func() error { return d.cancel(e) })
		}
		if e.state == models.EventClosed {
			d.plan(d.ends(e).Add(40*time.Hour), 0, "events", func() error { return d.closeEvent(e) })
		}
		if err := d.planSales(e); err != nil {
			return err
		}
		d.planDoors(e)
		d.planGates(e)
	}
	return d.planOrders()
}

// begins is when the first evening begins, night is one of the run's evenings, from 0.
func (d *demo) begins(e demoEvent) time.Time       { return d.night(e, 0) }
func (d *demo) night(e demoEvent, i int) time.Time { return d.day(-e.begins-i, e.hour, 0) }

// ends is when the last evening ends. Tonight's is not over, however late it is.
func (d *demo) ends(e demoEvent) time.Time {
	ends := d.night(e, e.days-1).Add(time.Duration(e.hours) * time.Hour)
	if late := d.today.Add(2 * time.Hour).Truncate(30 * time.Minute); e.begins == 0 && late.After(ends) {
		return late
	}
	return ends
}

func (d *demo) eventDetails(e demoEvent) models.EventDetails {
	return models.EventDetails{Name: e.name, Venue: e.venue, BeginsAt: d.begins(e), EndsAt: d.ends(e), OrderMails: e.begins == 0}
}

// addEvent adds an event with its ticket types.
func (d *demo) addEvent(e demoEvent) (err error) {
	if d.events[e.key], err = d.store.CreateEvent(d.ctx, d.owner, d.eventDetails(e)); err != nil {
		return err
	}
	parent, from, until := "", d.day(-e.onSale, 10, 0), d.ends(e)
	for _, p := range e.prices {
		t := models.TicketTypeDetails{Name: p.name, Price: p.price, Quota: p.quota, SalesFrom: &from, SalesUntil: &until}
		if p.quota == 0 {
			t.Parent = parent
		}
		if p.early {
			ends := d.earlyEnds(e)
			t.SalesUntil = &ends
		}
		id, err := d.store.AddTicketType(d.ctx, d.owner, d.events[e.key], t)
		if err != nil {
			return err
		}
		if d.types[e.key+"/"+p.name] = id; p.quota > 0 {
			parent = id
		}
	}
	return nil
}

// earlyEnds is when early birds come too late.
func (d *demo) earlyEnds(e demoEvent) time.Time { return d.day(-e.begins+21, 23, 59) }

func (d *demo) publish(e demoEvent) error {
	_, err := d.store.PublishEvent(d.ctx, d.as(demoDirector), d.events[e.key])
	return err
}

func (d *demo) closeEvent(e demoEvent) error {
	_, err := d.store.CloseEvent(d.ctx, d.as(demoDirector), d.events[e.key])
	return err
}

func (d *demo) cancel(e demoEvent) error {
	_, err := d.store.CancelEvent(d.ctx, d.as(demoDirector), d.events[e.key])
	return err
}

// copyEvent makes an event out of another, ticket types and all.
func (d *demo) copyEvent(e demoEvent) (err error) {
	d.events[e.key], err = d.store.CopyEvent(d.ctx, d.as(demoDirector), d.events[copied], d.eventDetails(e), true, nil)
	return err
}
