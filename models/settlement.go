package models

import (
	"context"
	"time"

	"gorm.io/gorm"

	"coulisse/access"
)

// Settlement is what an event brought, as it was when the settlement was prepared.
type Settlement struct {
	ID             string
	OrganisationID string
	EventID        string
	State          string
	Number         *int // of a settled one, in sequence within the organisation
	Currency       string
	Tickets        int
	Gross          int64
	Fee            int64
	Net            int64
	EndedTickets   int // of orders that were cancelled or refunded
	EndedGross     int64
	PreparedBy     string
	PreparedName   string
	PreparedAt     time.Time
	SettledBy      string
	SettledName    string
	SettledAt      *time.Time
	Version        int
	Lines          []SettlementLine `gorm:"-"`
}

// States of a settlement; an event without any is not settled.
const (
	SettlementPrepared = "prepared"
	SettlementSettled  = "settled"
)

// SettlementLine is the tickets of one type that were sold at one price.
type SettlementLine struct {
	SettlementID string
	Position     int
	Name         string
	Price        int64
	Kept         int // hundredths of a percent
	Tickets      int
	Gross        int64
	Fee          int64
	Net          int64
}

// EventFinance is an event with its settlement, and what the settlement would be now.
type EventFinance struct {
	Event      Event
	Settlement *Settlement // nil when it is not even prepared
	Now        Settlement  // figures alone
	Unknown    []string    // ticket types sold at a price for which no rate is known
	NotOurs    bool        // the organisation has its own acquiring agreement (ST4)
}

// EventFinance reads an event's finances, for finance: view; NotFound out of scope.
func (s *Store) EventFinance(ctx context.Context, a access.Actor, event string) (f *EventFinance, err error) {
	if !a.Can(access.Finance, access.View) || !a.Sees(event) {
		return nil, missing()
	}
	err = s.read(ctx).Transaction(func(db *gorm.DB) error { // one moment, though several queries
		f, err = s.eventFinance(db, a.Organisation, event)
		return err
	})
	return f, err
}

func (s *Store) eventFinance(db *gorm.DB, organisation, event string) (*EventFinance, error) {
	e, err := s.event(db, organisation, event)
	if err != nil {
		return nil, err
	}
	f := &EventFinance{Event: *e}
	if err := db.Raw("SELECT own_acquiring FROM organisations WHERE id = ?", organisation).Scan(&f.NotOurs).Error; err != nil {
		return nil, err
	}
	if f.Settlement, err = settlement(db, organisation, event); err != nil {
		return nil, err
	}
	schedule, err := feeSchedule(db, organisation)
	if err != nil {
		return nil, err
	}
	return f, f.reckon(db, schedule.Fees)
}

// settlement reads an event's settlement with its lines; nil when there is none.
func settlement(db *gorm.DB, organisation, event string) (*Settlement, error) {
	var s Settlement
	if err := db.Raw("SELECT * FROM settlements WHERE organisation_id = ? AND event_id = ?", organisation, event).Scan(&s).Error; err != nil || s.ID == "" {
		return nil, err
	}
	return &s, db.Raw("SELECT * FROM settlement_lines WHERE settlement_id = ? ORDER BY position", s.ID).Scan(&s.Lines).Error
}

// reckon works out what a settlement would be now: the valid tickets by type and price. Those
// for whose price no rate is known count in the sums of tickets and gross alone.
func (f *EventFinance) reckon(db *gorm.DB, fees Fees) error {
	var sold []struct {
		Name  string
		Price int64
		Count int
		Valid bool
	}
	err := db.Raw(`SELECT y.name, k.price, k.valid, count(*) AS count FROM tickets k JOIN ticket_types y ON y.id = k.type_id
		WHERE k.organisation_id = ? AND k.event_id = ? GROUP BY k.type_id, k.price, k.valid ORDER BY y.position, y.id, k.price DESC`, f.Event.OrganisationID, f.Event.ID).Scan(&sold).Error
	for _, k := range sold {
		gross := k.Price * int64(k.Count)
		if !k.Valid {
			f.Now.EndedTickets, f.Now.EndedGross = f.Now.EndedTickets+k.Count, f.Now.EndedGross+gross
			continue
		}
		f.Now.Tickets, f.Now.Gross = f.Now.Tickets+k.Count, f.Now.Gross+gross
		kept, ok := fees.Kept(k.Price)
		if k.Price == 0 { // nothing is taken from what is free
			kept, ok = whole, true
		}
		if !ok {
			f.Unknown = append(f.Unknown, k.Name)
			continue
		}
		net := netAt(k.Price, kept) * int64(k.Count)
		f.Now.Lines = append(f.Now.Lines, SettlementLine{Position: len(f.Now.Lines) + 1, Name: k.Name, Price: k.Price, Kept: kept, Tickets: k.Count, Gross: gross, Fee: gross - net, Net: net})
		f.Now.Fee, f.Now.Net = f.Now.Fee+gross-net, f.Now.Net+net
	}
	return err
}

// Differs tells whether tickets were sold or given back since the settlement was prepared.
func (f *EventFinance) Differs() bool {
	return f.Settlement != nil && (f.Settlement.Gross != f.Now.Gross || f.Settlement.Tickets != f.Now.Tickets || f.Settlement.EndedGross != f.Now.EndedGross)
}

// FinanceFilter narrows the list of events to settle. State is "", open, prepared or settled.
type FinanceFilter struct {
	State string
	Page  Page
}

// FinanceStates are the states that FinanceFilter takes.
func FinanceStates() []string { return []string{"open", SettlementPrepared, SettlementSettled} }

// FinanceRow is an event in the list with what it brought.
type FinanceRow struct {
	ID, Name, State  string
	BeginsAt, EndsAt time.Time
	Settlement       string // its state; "" for none
	Gross            int64  // of all valid tickets, now
	SettledNet       int64  // of the settlement, if there is one
	Number           *int
}

// Finances is one page of the list.
type Finances struct {
	Rows          []FinanceRow
	Total         int // at most CountLimit + 1
	Before, After string
}

// Finances lists the events within the actor's scope with their settlements, the latest first.
func (s *Store) Finances(ctx context.Context, a access.Actor, f FinanceFilter) (*Finances, error) {
	if !a.Can(access.Finance, access.View) {
		return nil, missing()
	}
	order, err := newSort("-begins", "-begins", map[string]string{"begins": "e.begins_at"}, "e.id")
	if err != nil {
		return nil, err
	}
	keyset, keysetArgs, err := order.after(f.Page)
	if err != nil {
		return nil, err
	}
	where, args := scopedIn(a, "e.", "id")
	switch f.State {
	case "open":
		where += " AND x.state IS NULL AND e.state <> 'draft'"
	case SettlementPrepared, SettlementSettled:
		where, args = where+" AND x.state = ?", append(args, f.State)
	}
	from := " FROM events e LEFT JOIN settlements x ON x.event_id = e.id WHERE " + where
	list, db := &Finances{}, s.read(ctx)
	query := `SELECT e.id, e.name, e.state, e.begins_at, e.ends_at, COALESCE(x.state, '') AS settlement, COALESCE(x.net, 0) AS settled_net, x.number,
		(SELECT COALESCE(sum(k.price), 0) FROM tickets k WHERE k.organisation_id = e.organisation_id AND k.event_id = e.id AND k.valid) AS gross` + from + keyset + order.order(f.Page) + " LIMIT ?"
	if err := db.Raw(query, append(append(args[:len(args):len(args)], keysetArgs...), PageSize+1)...).Scan(&list.Rows).Error; err != nil {
		return nil, err
	}
	list.Rows, list.Before, list.After = turn(list.Rows, f.Page, func(r FinanceRow) string { return order.cursor(r.BeginsAt.UTC().Format(time.RFC3339Nano), r.ID) })
	return list, db.Raw("SELECT count(*) FROM (SELECT 1"+from+" LIMIT ?) found", append(args, CountLimit+1)...).Scan(&list.Total).Error
}
