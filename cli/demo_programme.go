package cli

import (
	"slices"

	"coulisse/models"
)

// demoEvent is one event of the demonstration. Begins, onSale and off count days from today;
// one that runs for several days is played at the same hour on each.
type demoEvent struct {
	key, name, venue string
	begins, days     int
	hour, hours      int
	onSale           int
	off              int // when a cancelled one was cancelled
	state            string
	orders           int   // those at the door included
	imported         int   // of them, sold by somebody else and imported
	doors            []int // days of the run on which a till is open
	prices           []demoPrice
}

// demoPrice is a ticket type. One without a quota draws from that of the last one before it that
// has its own (CC7).
type demoPrice struct {
	name  string
	price int64
	quota int
	share int  // how often it is chosen, among those of its quota
	early bool // on sale until three weeks before the beginning
}

const (
	demoHall    = 1100 // stalls of Store Sal
	demoBalcony = 600
)

// hall are the prices of Store Sal for so many evenings.
func hall(evenings int, full, upstairs int64) []demoPrice {
	return []demoPrice{
		{name: "Stalls", price: full, quota: demoHall * evenings, share: 62},
		{name: "Stalls, early bird", price: full * 8 / 10, share: 20, early: true},
		{name: "Stalls, under 25", price: full / 2, share: 16},
		{name: "Companion", price: 0, share: 2},
		{name: "Balcony", price: upstairs, quota: demoBalcony * evenings, share: 75},
		{name: "Balcony, under 25", price: upstairs / 2, share: 25},
	}
}

// room are the prices of a smaller room.
func room(seats int, full, child int64) []demoPrice {
	return []demoPrice{
		{name: "Full price", price: full, quota: seats, share: 60},
		{name: "Child", price: child, share: 26},
		{name: "Senior", price: full * 3 / 4, share: 14},
	}
}

// demoEvents are the twelve of a year: what was played, tonight, and what is to come.
var demoEvents = []demoEvent{
	{key: "hamlet", name: "Hamlet under the stars", venue: "Gården", begins: -240, days: 8, hour: 20, hours: 3, onSale: -330, state: models.EventClosed,
		orders: 1000, imported: 120, doors: []int{0, 7}, prices: room(8*340, 2600, 1200)},
	{key: "chamber", name: "Kammermusik i foyeren", venue: "Foyer", begins: -150, days: 1, hour: 17, hours: 2, onSale: -215, state: models.EventClosed,
		orders: 120, doors: []int{0}, prices: room(360, 1650, 650)},
	{key: "spoken", name: "Spoken word open stage", venue: "Foyer", begins: -64, days: 1, hour: 19, hours: 3, onSale: -120, state: models.EventClosed,
		orders: 130, imported: 45, doors: []int{0}, prices: room(400, 1200, 500)},
	{key: "jazz", name: "Aarhus Jazz Weekend", venue: "Store Sal", begins: -30, days: 2, hour: 19, hours: 4, onSale: -140, state: models.EventClosed,
		orders: 1300, imported: 110, doors: []int{0, 1}, prices: hall(2, 3400, 2400)},
	{key: "mermaid", name: "Den lille havfrue", venue: "Lille Sal", begins: -9, days: 5, hour: 14, hours: 2, onSale: -84, state: models.EventPublished,
		orders: 1000, doors: []int{0, 3, 4}, prices: room(5*560, 1600, 800)},
	{key: "lanterns", name: "The Lanterns", venue: "Store Sal", days: 1, hour: 20, hours: 3, onSale: -75, state: models.EventPublished,
		orders: 640, doors: []int{0}, prices: hall(1, 3200, 2200)},
	{key: "moliere", name: "Le Bourgeois gentilhomme", venue: "Store Sal", begins: 12, days: 18, hour: 20, hours: 3, onSale: -110, state: models.EventPublished,
		orders: 9750, prices: hall(18, 3000, 2100)},
	{key: "lysfest", name: "Lysfest for børn", venue: "Gården", begins: 18, days: 1, hour: 14, hours: 4, onSale: -60, off: -8, state: models.EventCancelled,
		orders: 60, prices: room(400, 900, 400)},
	{key: "symphony", name: "Symfoni for alle", venue: "Store Sal", begins: 39, days: 6, hour: 19, hours: 3, onSale: -70, state: models.EventPublished,
		orders: 3000, imported: 220, prices: hall(6, 3600, 2600)},
	{key: "cyrano", name: "Cyrano de Bergerac", venue: "Lille Sal", begins: 75, days: 24, hour: 20, hours: 3, onSale: -42, state: models.EventPublished,
		orders: 3000, prices: room(24*560, 2800, 1400)},
	{key: "contes", name: "Contes du soir", venue: "Foyer", begins: 110, days: 1, hour: 15, hours: 2, onSale: 30, state: models.EventDraft, prices: room(300, 1000, 500)},
	{key: "tour", name: "Le Bourgeois gentilhomme: on tour", venue: "Musikhuset, Aalborg", begins: 132, days: 4, hour: 20, hours: 3, state: models.EventDraft},
}

// copied is the event that another is a copy of.
const copied = "moliere"

// eventBy finds an event of the programme by its key.
func eventBy(key string) demoEvent {
	return demoEvents[slices.IndexFunc(demoEvents, func(e demoEvent) bool { return e.key == key })]
}

// doorSales is how many orders are sold at the door on an evening with a till.
const doorSales = 24

// atDoor is how many of an event's orders are sold at its door.
func (e demoEvent) atDoor() int { return doorSales * len(e.doors) }

// ordersOf is how many of an event's orders this demonstration has; the door is never smaller.
func (d *demo) ordersOf(e demoEvent) int {
	return max(e.orders*d.share/100, e.atDoor()+len(e.prices))
}

// orders is how many there are in all.
func (d *demo) orders() (n int) {
	for _, e := range demoEvents {
		if e.orders > 0 {
			n += d.ordersOf(e)
		}
	}
	return n
}

// work is how much there is to do, in orders: a ticket that is scanned is as much as one.
func (d *demo) work() int {
	n := d.orders() + 10*len(demoPeople)
	for _, e := range demoEvents {
		if len(e.doors) > 0 {
			n += 2 * d.ordersOf(e)
		}
	}
	return n
}
