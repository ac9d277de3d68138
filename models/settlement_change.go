package models

import (
	"context"
	"strconv"
	"strings"

	"coulisse/access"
)

// atFinance reads the actor's rights again, and the event's finances within their scope. It
// refuses organisations to which settlements mean nothing.
func (t *tx) atFinance(a access.Actor, event string, need access.Level) (access.Actor, *EventFinance, error) {
	a, err := t.fresh(a)
	if err != nil {
		return a, nil, err
	}
	if !a.Sees(event) {
		return a, nil, missing()
	}
	f, err := t.store.eventFinance(t.DB, a.Organisation, event)
	switch {
	case err != nil:
		return a, nil, err
	case !a.Can(access.Finance, need):
		return a, nil, Fail(Forbidden, "error.forbidden")
	case f.NotOurs:
		return a, nil, Fail(Conflict, "settlement.own_acquiring")
	case f.Settlement != nil && f.Settlement.State == SettlementSettled:
		return a, nil, Fail(Conflict, "settlement.is_settled", "name", f.Event.Name)
	}
	return a, f, nil
}

// PrepareSettlement freezes what an event brought, for finance: edit; one that was prepared
// before is replaced. Conflict while the event can still be sold, when no rate is known for a
// price that was sold, and once it is settled.
func (s *Store) PrepareSettlement(ctx context.Context, a access.Actor, event string) (x *Settlement, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, f, err := t.atFinance(a, event, access.Edit)
		switch {
		case err != nil:
			return err
		case f.Event.State != EventClosed && f.Event.State != EventCancelled:
			return Fail(Conflict, "settlement.not_closed", "name", f.Event.Name)
		case len(f.Unknown) > 0:
			return Fail(Conflict, "settlement.no_rate", "types", strings.Join(f.Unknown, ", "))
		}
		version := 1
		if f.Settlement != nil {
			version = f.Settlement.Version + 1
			if err := t.Exec("DELETE FROM settlements WHERE id = ? AND organisation_id = ?", f.Settlement.ID, a.Organisation).Error; err != nil {
				return err
			}
		}
		if x, err = t.freeze(a, f, version); err != nil {
			return err
		}
		return t.recordSettlement(a, f.Event, *x, "settlement.prepared")
	})
	return x, err
}

// freeze writes the figures of this moment.
func (t *tx) freeze(a access.Actor, f *EventFinance, version int) (*Settlement, error) {
	var currency string
	if err := t.Raw("SELECT currency FROM organisations WHERE id = ?", a.Organisation).Scan(&currency).Error; err != nil {
		return nil, err
	}
	x := f.Now
	x.ID, x.OrganisationID, x.EventID, x.State, x.Currency = NewID(), a.Organisation, f.Event.ID, SettlementPrepared, currency
	x.PreparedBy, x.PreparedName, x.PreparedAt, x.Version = a.User, a.Name, t.now, version
	if err := t.Create(&x).Error; err != nil {
		return nil, err
	}
	for i := range x.Lines {
		x.Lines[i].SettlementID = x.ID
	}
	if len(x.Lines) > 0 {
		return &x, t.Create(&x.Lines).Error
	}
	return &x, nil
}

// Settle makes a prepared settlement final, for finance: approve. version is the one that was
// looked at: Conflict when it was prepared anew since, when tickets were sold or given back
// since, when the event is on sale again, or when it is settled already. Those who asked
// for settlement mails are told, and whoever created the event, always (ST4).
func (s *Store) Settle(ctx context.Context, a access.Actor, event string, version int) (x *Settlement, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, f, err := t.atFinance(a, event, access.Approve)
		if err != nil {
			return err
		}
		switch x = f.Settlement; {
		case x == nil || x.Version != version:
			return Fail(Conflict, "settlement.stale", "name", f.Event.Name)
		case f.Event.State != EventClosed && f.Event.State != EventCancelled: // opened again since
			return Fail(Conflict, "settlement.not_closed", "name", f.Event.Name)
		case f.Differs():
			return Fail(Conflict, "settlement.differs")
		}
		var number int
		if err := t.Raw("SELECT COALESCE(max(number), 0) + 1 FROM settlements WHERE organisation_id = ?", a.Organisation).Scan(&number).Error; err != nil {
			return err
		}
		settled := t.Exec("UPDATE settlements SET state = ?, number = ?, settled_by = ?, settled_name = ?, settled_at = ? WHERE id = ? AND version = ? AND state = ?",
			SettlementSettled, number, a.User, a.Name, t.now, x.ID, version, SettlementPrepared)
		if err := one(settled, Fail(Conflict, "settlement.stale", "name", f.Event.Name)); err != nil {
			return err
		}
		x.State, x.Number, x.SettledName, x.SettledAt = SettlementSettled, &number, a.Name, &t.now
		if err := t.mailSettlement(f.Event, *x); err != nil {
			return err
		}
		return t.recordSettlement(a, f.Event, *x, "settlement.settled")
	})
	return x, err
}

// mailSettlement tells those who asked for it and may see as much, and whoever created the event,
// always (ST4).
func (t *tx) mailSettlement(e Event, x Settlement) error {
	var o Organisation
	if err := t.Raw("SELECT * FROM organisations WHERE id = ?", e.OrganisationID).Scan(&o).Error; err != nil {
		return err
	}
	people, err := t.told(o, e.ID, "(m.notify_settlements OR m.user_id = ?)", e.CreatedBy)
	if err != nil {
		return err
	}
	for _, p := range people {
		opens := p.Grant.Levels.ReadsSettlements()
		if !opens && *p.UserID != e.CreatedBy {
			continue
		}
		mail := Mail{OrganisationID: o.ID, Kind: MailSettlement, To: p.Email, ToName: p.Name, Locale: p.locale, Data: MailData{Person: p.Name, Email: p.Email,
			Organisation: o.Name, Zone: o.TimeZone, Settlement: &MailedSettlement{EventID: e.ID, Event: e.Name, Begins: e.BeginsAt, Number: *x.Number, Tickets: x.Tickets,
				Gross: x.Gross, Fee: x.Fee, Net: x.Net, Currency: x.Currency, Opens: opens}}}
		if err := t.enqueue(mail); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) recordSettlement(a access.Actor, e Event, x Settlement, action string) error {
	return t.record(Entry{Actor: a, Action: action, Kind: TargetEvent, Target: e.ID, Name: e.Name, Event: e.ID, Changes: []Change{
		{Field: "tickets", New: strconv.Itoa(x.Tickets)}, {Field: "gross", New: strconv.FormatInt(x.Gross, 10)}, {Field: "net", New: strconv.FormatInt(x.Net, 10)}}})
}
