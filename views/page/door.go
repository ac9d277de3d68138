package page

import (
	"net/url"
	"time"

	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/views"
	"coulisse/views/component"
)

// DoorListPage lists the events that are sold at the door.
type DoorListPage struct{ Rows []DoorRow }

// DoorRow is one of them.
type DoorRow struct {
	EventRow
	OpenTills int
	Takings   int64
}

// DoorPage is the form that sells at an event's door.
type DoorPage struct {
	Event   EventRow
	Types   []DoorType
	Tills   []OpenTill
	Entry   forms.Sale
	Errors  forms.Errors
	Tickets int
	Total   int64
	Due     int64 // what can be paid in coins, in cash
	Change  int64
	Given   bool // cash was given
}

// DoorType is a ticket type that is on sale now.
type DoorType struct {
	ID, Name string
	Price    int64
	Left     int
	Count    string // as it was typed
}

// OpenTill is a till that can be sold on.
type OpenTill struct {
	ID, Name string
	Mine     bool
}

// DoorOrderPage is a sale with its tickets.
type DoorOrderPage struct {
	Sheet                    TicketsPage
	Event                    EventRow
	ID, Till, State, Payment string
	Voided, Voidable         bool
	Total                    int64
}

// TillOpenPage is the form that opens a till.
type TillOpenPage struct {
	Event  EventRow
	Entry  forms.TillOpening
	Errors forms.Errors
}

// TillClosePage is the form that closes a till.
type TillClosePage struct {
	Event    EventRow
	ID, Name string
	Entry    forms.TillCount
	Errors   forms.Errors
}

// TakingsPage is an event's tills with what was taken on them, and the last sales.
type TakingsPage struct {
	Event EventRow
	Tills []TillRow
	Sales []DoorSale
}

// TillRow is a till with its takings; Counted holds once it is closed.
type TillRow struct {
	ID, Name, Opened, Closed, Note string
	OpenedAt, ClosedAt             time.Time
	Cash, Expected, Counted        int64
	Open                           bool
	Takings                        []Taking
}

// Taking is what one person took.
type Taking struct {
	Seller                 string
	Orders, Tickets, Voids int
	Cash, Card, Voided     int64
	Rounding               int64 // within Cash, what coins have added or taken away
}

// DoorSale is one sale in the list.
type DoorSale struct {
	ID, Reference, State, Payment, Seller, Till string
	Tickets                                     int
	Total                                       int64
	Voided, Voidable                            bool
	At                                          time.Time
}

// ChooseTill settles on which till the page sells: the one that was named, or else one of the
// seller's own, or the first.
func (p *DoorPage) ChooseTill() {
	best := ""
	for _, t := range p.Tills {
		if t.ID == p.Entry.Till {
			return
		}
		if best == "" || t.Mine {
			best = t.ID
		}
	}
	p.Entry.Till = best
}

func (p DoorPage) tills(l *i18n.Locale) (options []component.Option) {
	for _, t := range p.Tills {
		label := t.Name
		if t.Mine {
			label = l.T("door.mine", "name", t.Name)
		}
		options = append(options, component.Option{Value: t.ID, Label: label})
	}
	return options
}

// signed is an amount with its sign, above zero too.
func signed(f *views.Frame, minor int64) string {
	if minor > 0 {
		return "+" + f.Locale.Money(minor, f.Currency)
	}
	return f.Locale.Money(minor, f.Currency)
}

// difference says how a closed till's count compares with what should have been in it.
func (r TillRow) difference(f *views.Frame) string {
	switch d := r.Counted - r.Expected; {
	case d < 0:
		return f.Locale.T("door.till.missing", "amount", f.Locale.Money(-d, f.Currency))
	case d > 0:
		return f.Locale.T("door.till.surplus", "amount", f.Locale.Money(d, f.Currency))
	}
	return f.Locale.T("door.till.exact")
}

// state is the word for a sale's state; one that was taken back has its own.
func (r DoorSale) state(l *i18n.Locale) string {
	if r.Voided {
		return l.T("door.voided")
	}
	return l.T("order.state." + r.State)
}

func takingColumns(l *i18n.Locale) []component.Column {
	return []component.Column{{Label: l.T("door.column.seller")}, {Label: l.T("door.column.sales"), Narrow: true}, {Label: l.T("order.payment.cash"), Narrow: true},
		{Label: l.T("order.payment.card"), Narrow: true}, {Label: l.T("door.column.voids"), Narrow: true}}
}

func saleColumns(l *i18n.Locale) []component.Column {
	return []component.Column{{Label: l.T("door.column.order")}, {Label: l.T("door.column.at")}, {Label: l.T("door.column.seller")},
		{Label: l.T("door.column.total"), Narrow: true}, {Label: l.T("door.column.state"), Narrow: true}, {Label: l.T("user.column.actions"), Hidden: true, Narrow: true}}
}

func doorColumns(l *i18n.Locale) []component.Column {
	return []component.Column{{Label: l.T("event.column.event")}, {Label: l.T("event.column.when")}, {Label: l.T("door.column.takings"), Narrow: true}, {Label: l.T("user.column.actions"), Hidden: true, Narrow: true}}
}

func doorCrumbs(f *views.Frame, e EventRow, here string) []component.Crumb {
	crumbs := []component.Crumb{{Label: f.Locale.T("door.list.title"), Href: f.URL("door.list")}}
	if here == "" {
		return append(crumbs, component.Crumb{Label: e.Name})
	}
	return append(crumbs, component.Crumb{Label: e.Name, Href: f.URL("door.takings", e.ID)}, component.Crumb{Label: here})
}

// change is what goes back, as far as enough was given.
func (p DoorPage) change(f *views.Frame) string {
	switch {
	case !p.Given:
		return "–"
	case p.Change < 0:
		return f.Locale.T("door.till.missing", "amount", f.Locale.Money(-p.Change, f.Currency))
	}
	return f.Locale.Money(p.Change, f.Currency)
}

// paid says what was sold, and how it was paid.
func (p DoorOrderPage) paid(f *views.Frame) string {
	l := f.Locale
	return l.T("door.paid", "tickets", l.N("mails.order.tickets", len(p.Sheet.Tickets)), "total", l.Money(p.Total, p.Sheet.Currency), "payment", l.T("order.payment."+p.Payment))
}

// ended says why the tickets of a sale are not valid any more.
func (p DoorOrderPage) ended(l *i18n.Locale) string {
	if p.Voided {
		return l.T("door.was_voided")
	}
	return l.T("order.already."+p.State, "reference", p.Sheet.Reference)
}

// query keeps to the till that the sale was made on.
func (p DoorOrderPage) query() url.Values { return url.Values{"till": {p.Till}} }

// used is how many of the tickets have let somebody in already.
func (p DoorOrderPage) used() (n int) {
	for _, k := range p.Sheet.Tickets {
		if !k.In.IsZero() {
			n++
		}
	}
	return n
}
