package cli

import (
	"fmt"
	"slices"
	"time"

	"coulisse/access"
	"coulisse/models"
)

// demoSale is an order of the shop, or of a list that is imported, before it is placed.
type demoSale struct {
	event    demoEvent
	at       time.Time
	lines    []demoLine
	imported bool
}

// parcel is what is placed at once: a week's orders of an event, or a list of another seller.
type parcel struct {
	event    string
	at       time.Time
	imported bool
}

// planSales draws when an event's orders come, and which seats they take.
func (d *demo) planSales(e demoEvent) error {
	c, seats := d.curveOf(e), seatingOf(e)
	sales := make([]demoSale, d.ordersOf(e)-e.atDoor())
	for i := range sales {
		sales[i] = demoSale{event: e, at: d.moment(c)}
	}
	slices.SortStableFunc(sales, func(x, y demoSale) int { return x.at.Compare(y.at) })
	for i := range sales {
		var err error
		if sales[i].lines, err = seats.take(d, d.size(), sales[i].at.Before(d.earlyEnds(e))); err != nil {
			return fmt.Errorf("%s: %w", e.name, err)
		}
	}
	d.markImported(e, sales)
	d.sales = append(d.sales, sales...)
	return nil
}

// importedOn is the day on which another seller's list is read in.
func (d *demo) importedOn(e demoEvent) time.Time {
	return d.soonest(d.day(max(5, -e.begins+4), 15, 20))
}

// markImported lets some of the orders come from another seller.
func (d *demo) markImported(e demoEvent, sales []demoSale) {
	before, _ := slices.BinarySearchFunc(sales, d.importedOn(e), func(s demoSale, t time.Time) int { return s.at.Compare(t) })
	if e.imported == 0 || before == 0 {
		return
	}
	every := max(1, before/max(1, e.imported*d.share/100))
	for i := 0; i < before; i += every {
		sales[i].imported = true
	}
}

// planOrders gives all sales their buyers and numbers in the order in which they come, and plans
// the parcels in which they arrive.
func (d *demo) planOrders() error {
	slices.SortStableFunc(d.sales, func(x, y demoSale) int { return x.at.Compare(y.at) })
	orders := map[parcel][]models.BulkOrder{}
	var parcels []parcel // in the order in which they begin
	for i, s := range d.sales {
		p := parcel{event: s.event.key, at: d.arrives(s), imported: s.imported}
		o := d.bulkOrder(i, s)
		if orders[p] == nil {
			parcels = append(parcels, p)
		}
		orders[p] = append(orders[p], o)
	}
	for _, p := range parcels {
		d.plan(p.at, len(orders[p]), "orders: "+eventBy(p.event).name, func() error { return d.place(p, orders[p]) })
	}
	return nil
}

// bulkOrder is a sale with its buyer, and the number that its shop gave it.
func (d *demo) bulkOrder(i int, s demoSale) models.BulkOrder {
	o := models.BulkOrder{ShopReference: fmt.Sprintf("WEB-%d", 310_000+i), Placed: s.at, Buyer: d.buyer()}
	if s.imported {
		o.ShopReference, o.Buyer.Phone = fmt.Sprintf("BN%07d", 40_000+7*i), ""
	}
	for _, line := range s.lines {
		o.Lines = append(o.Lines, models.PaidLine{Type: d.types[s.event.key+"/"+line.price.name], Count: line.count, Price: line.price.price})
	}
	return o
}

// arrives is when a sale is written: at the end of its week, before the doors open for anybody,
// or when the list that it stands in is imported.
func (d *demo) arrives(s demoSale) time.Time {
	if s.imported {
		return d.importedOn(s.event)
	}
	const week = 7 * 24 * time.Hour
	began := d.today.AddDate(-1, 0, 0)
	at := began.Add(s.at.Sub(began).Truncate(week) + week)
	for i := range s.event.days {
		if doors := d.night(s.event, i).Add(-doorsBefore); doors.After(s.at) && doors.Before(at) {
			at = doors
		}
	}
	if end := d.salesEnd(s.event); end.Before(at) {
		at = end
	}
	return d.soonest(at)
}

// place writes a parcel.
func (d *demo) place(p parcel, orders []models.BulkOrder) error {
	b := models.Bulk{Event: d.events[p.event], Channel: models.ChannelAPI, Orders: orders}
	a := access.Actor{Organisation: d.owner.Organisation, Name: "Web shop", Grant: access.Grant{Scope: access.Scope{All: true}}}
	if p.imported {
		b.Channel, b.Source, a = models.ChannelImport, models.NewID(), d.as(demoTills)
	}
	return d.store.PlaceOrders(d.ctx, a, b)
}
