package page

import (
	"net/url"
	"strconv"
	"time"

	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/component"
)

// FinancePage lists the events with their settlements, beside the fees in force.
type FinancePage struct {
	Errors         forms.Errors
	State          string // filter
	Rows           []FinanceRow
	Total          int
	Capped         bool
	Previous, Next string
	Fees           []Bracket
}

// FinanceRow is an event with what it brought.
type FinanceRow struct {
	EventRow
	Settlement string // state; "" for none
	Gross, Net int64
	Number     int // of a settled one
}

// Bracket is a line of the fee schedule; Kept in hundredths of a percent.
type Bracket struct {
	Above, UpTo int64
	Kept        int
	First       bool // its lower end belongs to it
}

// CalculatorPage is the price calculator with its answers; nil for what was not asked.
type CalculatorPage struct {
	Entry      forms.Calculator
	Errors     forms.Errors
	Fees       []Bracket
	Net, Price *Answer
}

// Answer is what an amount comes to; Yields is what is kept of a price that was looked for.
type Answer struct {
	Of, Amount, Yields int64
	Known              bool
}

// FeesPage is the form of the fee schedule.
type FeesPage struct {
	Entry  forms.Fees
	Stored []Bracket // as somebody else left it while this was entered
	Errors forms.Errors
}

// SettlementPage is an event's settlement: the frozen one, if there is one, and what it would
// be now.
type SettlementPage struct {
	Errors                forms.Errors // of the form that settles
	Event                 EventRow
	State                 string // of the settlement; "" for none
	Frozen                *Figures
	Now                   Figures
	Unknown               []string
	NotOurs, Differs      bool
	Number, Version       int
	Prepared, Settled     string // names
	PreparedAt, SettledAt time.Time
}

// Figures are what an event brought.
type Figures struct {
	Lines           []FigureLine
	Tickets         int
	Gross, Fee, Net int64
	EndedTickets    int
	EndedGross      int64
}

// FigureLine is the tickets of one type sold at one price.
type FigureLine struct {
	Name            string
	Price           int64
	Kept, Tickets   int
	Gross, Fee, Net int64
}

// shown are the figures of the settlement, or those of now.
func (p SettlementPage) shown() Figures {
	if p.Frozen != nil {
		return *p.Frozen
	}
	return p.Now
}

// preparable tells whether the event's figures can be frozen, now or anew.
func (p SettlementPage) preparable() bool {
	return !p.NotOurs && p.State != "settled" && (p.Event.State == "closed" || p.Event.State == "cancelled") && len(p.Unknown) == 0
}

// settleable tells whether the prepared figures can be made final as they stand.
func (p SettlementPage) settleable() bool {
	return p.State == "prepared" && !p.NotOurs && !p.Differs && (p.Event.State == "closed" || p.Event.State == "cancelled")
}

func (p FinancePage) tabs(f *views.Frame) (tabs []component.Tab) {
	for _, state := range []string{"", "open", "prepared", "settled"} {
		key := "finance.state.all"
		if state != "" {
			key = "finance.state." + state
		}
		tabs = append(tabs, component.Tab{Label: f.Locale.T(key), Href: views.WithQuery(f.URL("finance.show"), url.Values{"state": {state}}), Current: p.State == state})
	}
	return tabs
}

func (p FinancePage) turn(f *views.Frame, side, cursor string) string {
	if cursor == "" {
		return ""
	}
	return views.WithQuery(f.URL("finance.show"), url.Values{"state": {p.State}, side: {cursor}})
}

func (p FinancePage) total() string {
	if p.Capped {
		return strconv.Itoa(p.Total) + "+"
	}
	return strconv.Itoa(p.Total)
}

func (p FinancePage) counted(l *i18n.Locale) string {
	if p.Capped {
		return l.T("event.list.count_more", "n", p.Total)
	}
	return l.N("event.list.count", p.Total)
}

// words says which prices the bracket is for.
func (b Bracket) words(f *views.Frame) string {
	key := "fee.above"
	if b.First {
		key = "fee.from"
	}
	return f.Locale.T(key, "above", f.Locale.Money(b.Above, f.Currency), "up_to", f.Locale.Money(b.UpTo, f.Currency))
}

// settlementState is the word for a settlement's state; "" for an event that has nothing to settle,
// as nothing was ever sold.
func settlementState(l *i18n.Locale, event, state string) string {
	switch {
	case state != "":
		return l.T("finance.state." + state)
	case event == models.EventDraft:
		return ""
	case event == models.EventPublished:
		return l.T("finance.state.not_yet")
	}
	return l.T("finance.state.open")
}

func settlementLook(state string) string {
	switch state {
	case "settled":
		return "active"
	case "prepared":
		return "prepared"
	}
	return "scheduled"
}

func financeColumns(l *i18n.Locale) []component.Column {
	return []component.Column{{Label: l.T("event.column.event")}, {Label: l.T("event.column.state"), Narrow: true}, {Label: l.T("settlement.column.gross"), Narrow: true},
		{Label: l.T("settlement.column.state"), Narrow: true}, {Label: l.T("settlement.column.net"), Narrow: true}}
}

func figureColumns(l *i18n.Locale) []component.Column {
	return []component.Column{{Label: l.T("ticket_type.column.name")}, {Label: l.T("ticket_type.column.price"), Narrow: true}, {Label: l.T("settlement.column.kept"), Narrow: true},
		{Label: l.T("settlement.column.tickets"), Narrow: true}, {Label: l.T("settlement.column.gross"), Narrow: true}, {Label: l.T("settlement.column.fee"), Narrow: true}, {Label: l.T("settlement.column.net"), Narrow: true}}
}

func financeCrumbs(f *views.Frame, e EventRow, here string) []component.Crumb {
	crumbs := []component.Crumb{{Label: f.Locale.T("finance.title"), Href: f.URL("finance.show")}}
	if e.ID != "" && here != "" {
		crumbs = append(crumbs, component.Crumb{Label: e.Name, Href: f.URL("finance.event", e.ID)})
	}
	if here == "" {
		here = e.Name
	}
	return append(crumbs, component.Crumb{Label: here})
}
