package models

import (
	"context"
	"strconv"
	"time"

	"coulisse/access"
	"coulisse/models/text"
)

// TicketTypeDetails is what the form of a ticket type sets. Parent is the id of another type
// of the event that has no parent itself; with it, Quota does not count.
type TicketTypeDetails struct {
	Name       string
	Price      int64 // in the smallest unit of the organisation's currency
	Parent     string
	Quota      int
	SalesFrom  *time.Time
	SalesUntil *time.Time
}

// AddTicketType adds a type at the end of an event's list. A draft asks for events: edit, a
// published or closed event for events: approve. Invalid at name or parent.
func (s *Store) AddTicketType(ctx context.Context, a access.Actor, event string, d TicketTypeDetails) (id string, err error) {
	err = s.create(ctx, func(t *tx) error {
		a, e, err := t.priced(a, event)
		if err != nil {
			return err
		}
		tt := TicketType{ID: NewID(), OrganisationID: a.Organisation, EventID: event, Version: 1, CreatedAt: t.now, UpdatedAt: t.now}
		id = tt.ID
		if err := t.Raw("SELECT COALESCE(max(position), 0) + 1 FROM ticket_types WHERE event_id = ?", event).Scan(&tt.Position).Error; err != nil {
			return err
		}
		tt.apply(d)
		if err := t.checkTicketType(tt); err != nil {
			return err
		}
		if err := t.Create(&tt).Error; err != nil {
			return err
		}
		changes, err := t.typeChanges(TicketType{}, tt)
		if err != nil {
			return err
		}
		return t.recordType(a, *e, tt, "ticket_type.added", changes)
	})
	return id, err
}

func (tt *TicketType) apply(d TicketTypeDetails) {
	tt.Name, tt.NameKey, tt.Price = d.Name, text.Fold(d.Name), d.Price
	tt.SalesFrom, tt.SalesUntil = utc(d.SalesFrom), utc(d.SalesUntil)
	tt.ParentID, tt.Quota = nil, &d.Quota
	if d.Parent != "" {
		tt.ParentID, tt.Quota = &d.Parent, nil
	}
}

func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	at := t.UTC()
	return &at
}

// priced reads the actor's rights again, and the event whose ticket types they are to change.
func (t *tx) priced(a access.Actor, event string) (access.Actor, *Event, error) {
	a, e, err := t.ownEvent(a, event, access.Edit)
	switch {
	case err != nil:
		return a, nil, err
	case e.State == EventCancelled:
		return a, nil, Fail(Conflict, "event.is_cancelled", "name", e.Name)
	case e.State != EventDraft && !a.Can(access.Events, access.Approve):
		return a, nil, Fail(Forbidden, "event.published_needs_approve")
	}
	return a, e, nil
}

// checkTicketType refuses a name that the event has already, and a parent price that is not
// there, is the type itself, or has a parent of its own.
func (t *tx) checkTicketType(tt TicketType) error {
	var taken, parents int
	if err := t.Raw("SELECT count(*) FROM ticket_types WHERE event_id = ? AND name_key = ? AND id <> ?", tt.EventID, tt.NameKey, tt.ID).Scan(&taken).Error; err != nil {
		return err
	}
	if taken > 0 {
		return Fault("name", "ticket_type.name_taken", "name", tt.Name)
	}
	if tt.ParentID == nil {
		return nil
	}
	if err := t.Raw("SELECT count(*) FROM ticket_types WHERE event_id = ? AND id = ? AND id <> ? AND parent_id IS NULL", tt.EventID, *tt.ParentID, tt.ID).Scan(&parents).Error; err != nil {
		return err
	}
	if parents == 0 {
		return Fault("parent", "ticket_type.no_parent")
	}
	var children int
	if err := t.Raw("SELECT count(*) FROM ticket_types WHERE parent_id = ?", tt.ID).Scan(&children).Error; err != nil {
		return err
	}
	if children > 0 {
		return Fault("parent", "ticket_type.is_parent")
	}
	return nil
}

// UpdateTicketType saves the form of a ticket type. Invalid at name, parent, or quota when
// more is sold than it would leave room for; Conflict at a stale version. Tickets sold keep
// their price. It tells whether anything differed.
func (s *Store) UpdateTicketType(ctx context.Context, a access.Actor, event, id string, version int, d TicketTypeDetails) (changedAny bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, e, err := t.priced(a, event)
		if err != nil {
			return err
		}
		was, err := ticketType(t.DB, a.Organisation, event, id)
		if err != nil {
			return err
		}
		if was.Version != version {
			return Fail(Conflict, "ticket_type.stale", "name", was.Name)
		}
		tt := *was
		tt.apply(d)
		changes, err := t.typeChanges(*was, tt)
		if err != nil {
			return err
		}
		if changedAny = len(changes) > 0; !changedAny {
			return nil
		}
		if err := t.checkTicketType(tt); err != nil {
			return err
		}
		if err := t.saveTicketType(*was, tt); err != nil {
			return err
		}
		return t.recordType(a, *e, tt, "ticket_type.updated", changes)
	})
	return changedAny, err
}

// saveTicketType writes a type and moves its sold tickets to the quota that it draws from now.
func (t *tx) saveTicketType(was, tt TicketType) error {
	sold := 0
	if was.Root() != tt.Root() {
		if err := t.Raw("SELECT count(*) FROM tickets WHERE organisation_id = ? AND event_id = ? AND type_id = ? AND valid", tt.OrganisationID, tt.EventID, tt.ID).Scan(&sold).Error; err != nil {
			return err
		}
	}
	if tt.ParentID == nil { // a quota of its own, at least as large as what is drawn from it
		drawn := was.Taken
		if was.ParentID != nil {
			drawn = sold
		}
		if *tt.Quota < drawn {
			return Fault("quota", "ticket_type.below_sold", "sold", drawn)
		}
		tt.Taken = drawn
	} else {
		tt.Taken = 0
	}
	saved := t.Exec(`UPDATE ticket_types SET name = ?, name_key = ?, price = ?, parent_id = ?, quota = ?, taken = ?, sales_from = ?, sales_until = ?, version = version + 1, updated_at = ?
		WHERE id = ? AND organisation_id = ? AND version = ?`,
		tt.Name, tt.NameKey, tt.Price, tt.ParentID, tt.Quota, tt.Taken, tt.SalesFrom, tt.SalesUntil, t.now, tt.ID, tt.OrganisationID, was.Version)
	if err := one(saved, Fail(Conflict, "ticket_type.stale", "name", tt.Name)); err != nil || sold == 0 {
		return err
	}
	if was.ParentID != nil {
		if err := t.putBack(*was.ParentID, sold); err != nil {
			return err
		}
	}
	if tt.ParentID != nil {
		return one(t.draw(*tt.ParentID, sold), Fault("parent", "ticket_type.parent_full", "sold", sold))
	}
	return nil
}

// RemoveTicketType removes a type of which nothing was ever sold and that is no other's
// parent price; Conflict otherwise.
func (s *Store) RemoveTicketType(ctx context.Context, a access.Actor, event, id string) (tt *TicketType, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, e, err := t.priced(a, event)
		if err != nil {
			return err
		}
		if tt, err = ticketType(t.DB, a.Organisation, event, id); err != nil {
			return err
		}
		removed := t.Exec(`DELETE FROM ticket_types WHERE id = ? AND organisation_id = ?
			AND NOT EXISTS (SELECT 1 FROM tickets k WHERE k.organisation_id = ticket_types.organisation_id AND k.event_id = ticket_types.event_id AND k.type_id = ticket_types.id)
			AND NOT EXISTS (SELECT 1 FROM ticket_types c WHERE c.parent_id = ticket_types.id)`, id, a.Organisation)
		if err := one(removed, Fail(Conflict, "ticket_type.in_use", "name", tt.Name)); err != nil {
			return err
		}
		changes, err := t.typeChanges(*tt, TicketType{})
		if err != nil {
			return err
		}
		return t.recordType(a, *e, *tt, "ticket_type.removed", changes)
	})
	return tt, err
}

func (t *tx) recordType(a access.Actor, e Event, tt TicketType, action string, changes []Change) error {
	return t.record(Entry{Actor: a, Action: action, Kind: TargetEvent, Target: e.ID, Name: e.Name, Event: e.ID,
		Changes: append([]Change{{Field: "ticket_type", Old: tt.Name, New: tt.Name}}, changes...)})
}

// parentName is the name of the type from whose quota another one draws, "" for one that has its own.
func (t *tx) parentName(tt TicketType) (name string, err error) {
	if tt.ParentID != nil {
		err = t.Raw("SELECT name FROM ticket_types WHERE event_id = ? AND id = ?", tt.EventID, *tt.ParentID).Scan(&name).Error
	}
	return name, err
}

// typeChanges lists what differs; prices stand in the smallest unit, instants as RFC 3339.
func (t *tx) typeChanges(from, to TicketType) (list []Change, err error) {
	before, err := t.parentName(from)
	if err != nil {
		return nil, err
	}
	after, err := t.parentName(to)
	if err != nil {
		return nil, err
	}
	list = changed(list, "ticket_type_name", from.Name, to.Name)
	list = changed(list, "price", minor(from), minor(to))
	list = changed(list, "parent", before, after)
	list = changed(list, "quota", counted(from.Quota), counted(to.Quota))
	list = changed(list, "sales_from", moment(from.SalesFrom), moment(to.SalesFrom))
	return changed(list, "sales_until", moment(from.SalesUntil), moment(to.SalesUntil)), nil
}

// minor is the price of a type that is there.
func minor(tt TicketType) string {
	if tt.Name == "" {
		return ""
	}
	return strconv.FormatInt(tt.Price, 10)
}

func counted(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

func moment(t *time.Time) string {
	if t == nil {
		return ""
	}
	return instant(*t)
}
