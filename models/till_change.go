package models

import (
	"context"
	"strconv"

	"coulisse/access"
	"coulisse/models/text"
)

// atDoor reads the actor's rights again, and the event within their scope.
func (t *tx) atDoor(a access.Actor, event string, need access.Level) (access.Actor, *Event, error) {
	a, err := t.fresh(a)
	if err != nil {
		return a, nil, err
	}
	if !a.Sees(event) {
		return a, nil, missing()
	}
	e, err := t.store.event(t.DB, a.Organisation, event)
	if err == nil && !a.Can(access.DoorSales, need) {
		err = Fail(Forbidden, "error.forbidden")
	}
	return a, e, err
}

// OpenTill opens a till at an event's door with so much cash in it, for door_sales: edit.
// Invalid at name when a till of that name is open; Conflict when nothing is sold any more.
func (s *Store) OpenTill(ctx context.Context, a access.Actor, event, name string, cash int64) (id string, err error) {
	err = s.create(ctx, func(t *tx) error {
		a, e, err := t.atDoor(a, event, access.Edit)
		switch {
		case err != nil:
			return err
		case e.State != EventPublished:
			return Fail(Conflict, "order.event_"+e.State, "name", e.Name)
		}
		till := Till{ID: NewID(), OrganisationID: a.Organisation, EventID: event, Name: name, NameKey: text.Fold(name), ChangeCash: cash,
			OpenedBy: a.User, OpenedName: a.Name, OpenedAt: t.now}
		id = till.ID
		var open int
		if err := t.Raw("SELECT count(*) FROM tills WHERE event_id = ? AND name_key = ? AND closed_at IS NULL", event, till.NameKey).Scan(&open).Error; err != nil {
			return err
		}
		if open > 0 {
			return Fault("name", "till.name_open", "name", name)
		}
		if err := t.Create(&till).Error; err != nil {
			return err
		}
		return t.recordTill(a, *e, till, "till.opened", changed(nil, "change_cash", "", strconv.FormatInt(cash, 10)))
	})
	return id, err
}

// Sale is what is sold at the door at one press of the button.
type Sale struct {
	Till    string // id
	Payment string // cash or card
	Lines   []Line
	Shown   map[string]int64 // as with a Purchase
	Buyer   Contact
}

// SellAtDoor sells tickets on an open till, for door_sales: edit. Errors as with an order; Conflict at
// till when it is closed.
func (s *Store) SellAtDoor(ctx context.Context, a access.Actor, event string, sale Sale) (o *Order, err error) {
	err = s.create(ctx, func(t *tx) error {
		a, _, err := t.atDoor(a, event, access.Edit)
		if err != nil {
			return err
		}
		till, err := t.till(a, event, sale.Till)
		switch {
		case CodeOf(err) == NotFound:
			return Fault("till", "till.choose")
		case err != nil:
			return err
		case !till.Open():
			return refusedAt("till", "till.closed", "name", till.Name)
		}
		o, err = t.place(a, Purchase{Event: event, Channel: ChannelDoor, Payment: sale.Payment, Lines: sale.Lines, Shown: sale.Shown, Buyer: sale.Buyer, Source: till.ID})
		return err
	})
	if err != nil {
		return nil, err
	}
	return o, nil
}

// till reads a till of an event.
func (t *tx) till(a access.Actor, event, id string) (*Till, error) {
	var till Till
	if err := t.Raw("SELECT * FROM tills WHERE organisation_id = ? AND event_id = ? AND id = ?", a.Organisation, event, id).Scan(&till).Error; err != nil {
		return nil, err
	}
	if till.ID == "" {
		return nil, missing()
	}
	return &till, nil
}

// VoidSale takes a sale at the door back: the money goes out of the till again. It asks for
// door_sales: approve. Conflict when the till is closed, or the order is not paid any more.
func (s *Store) VoidSale(ctx context.Context, a access.Actor, event, order string) (o *Order, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, _, err := t.atDoor(a, event, access.Approve)
		if err != nil {
			return err
		}
		if o, err = doorOrder(t.DB, a, event, order); err != nil {
			return err
		}
		till, err := t.till(a, event, o.SourceID)
		if err != nil {
			return err
		}
		if !till.Open() {
			return Fail(Conflict, "till.closed_void", "name", till.Name)
		}
		if err := t.endOrder(a, o, OrderCancelled, "order.voided"); err != nil {
			return err
		}
		return t.Exec("UPDATE orders SET voided = TRUE WHERE id = ?", o.ID).Error
	})
	return o, err
}

// CloseTill ends a till with the count of its cash, for door_sales: approve. Conflict when
// somebody was faster.
func (s *Store) CloseTill(ctx context.Context, a access.Actor, event, id string, counted int64, note string) (till *TillTakings, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, e, err := t.atDoor(a, event, access.Approve)
		if err != nil {
			return err
		}
		if till, err = t.tillTakings(a, event, id); err != nil {
			return err
		}
		expected := till.Cash()
		closed := t.Exec("UPDATE tills SET expected = ?, counted = ?, note = ?, closed_by = ?, closed_name = ?, closed_at = ? WHERE id = ? AND organisation_id = ? AND closed_at IS NULL",
			expected, counted, note, a.User, a.Name, t.now, id, a.Organisation)
		if err := one(closed, Fail(Conflict, "till.closed", "name", till.Name)); err != nil {
			return err
		}
		till.Expected, till.Counted, till.Note, till.ClosedAt = &expected, &counted, note, &t.now
		return t.recordTill(a, *e, till.Till, "till.closed", []Change{
			{Field: "expected", New: strconv.FormatInt(expected, 10)}, {Field: "counted", New: strconv.FormatInt(counted, 10)}})
	})
	return till, err
}

func (t *tx) tillTakings(a access.Actor, event, id string) (*TillTakings, error) {
	list, err := tills(t.DB, a.Organisation, event)
	for i := range list {
		if list[i].ID == id {
			return &list[i], err
		}
	}
	if err == nil {
		err = missing()
	}
	return nil, err
}

func (t *tx) recordTill(a access.Actor, e Event, till Till, action string, changes []Change) error {
	return t.record(Entry{Actor: a, Action: action, Kind: TargetEvent, Target: e.ID, Name: e.Name, Event: e.ID,
		Changes: append([]Change{{Field: "till", Old: till.Name, New: till.Name}}, changes...)})
}
