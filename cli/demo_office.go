package cli

import (
	"time"

	"coulisse/models"
)

// planOffice plans what the office does: for buyers, for the books, and for its own news.
func (d *demo) planOffice() error {
	for i, e := range demoEvents {
		if e.orders == 0 {
			continue
		}
		for week := 1; e.onSale+7*week < min(e.begins, 0); week++ {
			if on := e.onSale + 7*week; e.state != models.EventCancelled || on < e.off {
				d.plan(d.day(-on, 9+(i+week)%7, (11*week)%60), 1, "office", func() error { return d.giveUp(e, week) })
			}
		}
		if e.state == models.EventCancelled {
			d.plan(d.day(-e.off, 10, 15), 0, "office", func() error { return d.refundAll(e) })
		}
	}
	d.planHelp()
	d.planRequests()
	d.planBooks()
	d.planReports()
	d.planLetter()
	return nil
}

// giveUp gives the money for an order back, or every third week cancels one.
func (d *demo) giveUp(e demoEvent, week int) error {
	o, err := d.recent(e)
	switch {
	case err != nil || o == nil:
		return err
	case week%3 == 0 || o.Total == 0:
		_, err = d.store.CancelOrder(d.ctx, d.as(demoTills), o.ID)
	default:
		_, err = d.store.RefundOrder(d.ctx, d.as(demoTills), o.ID)
	}
	return err
}

// refundAll gives the money for a cancelled event back, order by order.
func (d *demo) refundAll(e demoEvent) error {
	orders, err := d.paid(e, models.OrderFilter{})
	for i, o := range orders {
		d.plan(d.now.Add(time.Duration(i)*90*time.Second), 1, "office", func() error {
			_, err := d.store.RefundOrder(d.ctx, d.as(demoTills), o.ID)
			return err
		})
	}
	return err
}

// recent is one of the last orders of an event that came through its shop from somebody with an
// address; nil when there is none.
func (d *demo) recent(e demoEvent) (*models.ListedOrder, error) {
	list, err := d.store.Orders(d.ctx, d.owner, models.OrderFilter{Event: d.events[e.key], State: models.OrderPaid, Channel: models.ChannelAPI})
	if err != nil {
		return nil, err
	}
	for _, i := range d.rand.Perm(len(list.Rows)) {
		if list.Rows[i].Email != "" {
			return &list.Rows[i], nil
		}
	}
	return nil, nil
}

// planHelp plans what buyers have asked for: corrected details, their tickets once more, and to
// be forgotten.
func (d *demo) planHelp() {
	for i, daysAgo := range []int{61, 44, 27, 12, 3} {
		d.plan(d.day(daysAgo, 10+i, 25), 0, "office", func() error { return d.help(d.correct) })
		d.plan(d.day(daysAgo-1, 13, 5+i), 0, "office", func() error { return d.help(d.resend) })
	}
	d.plan(d.day(25, 11, 40), 0, "office", func() error { return d.help(d.erase) })
}

// help does something about a recent order of the event that sells most.
func (d *demo) help(do func(models.ListedOrder) error) error {
	o, err := d.recent(eventBy(copied))
	if err != nil || o == nil {
		return err
	}
	return do(*o)
}

func (d *demo) resend(o models.ListedOrder) error {
	_, err := d.store.ResendTickets(d.ctx, d.as(sellers[0]), o.ID)
	return err
}

func (d *demo) erase(o models.ListedOrder) error {
	return d.store.EraseCustomer(d.ctx, d.as(demoTills), o.ID, o.Email)
}

// correct gives a buyer another phone number.
func (d *demo) correct(o models.ListedOrder) error {
	c, err := d.store.Customer(d.ctx, d.as(demoTills), o.ID)
	if err != nil {
		return err
	}
	_, err = d.store.UpdateCustomer(d.ctx, d.as(sellers[0]), c.ID, c.Version, models.Contact{Name: c.Name, Email: c.Email, Phone: d.phone(demoNations[0]), Locale: c.Locale})
	return err
}
