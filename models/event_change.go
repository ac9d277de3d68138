package models

import (
	"context"
	"time"

	"coulisse/access"
)

// EventDetails is what the event form sets; times are instants.
type EventDetails struct {
	Name, Venue      string
	BeginsAt, EndsAt time.Time
	OrderMails       bool // MP4
}

// CreateEvent adds a draft (CC5). Forbidden for a person with chosen events: they would not
// see what they made, and scope is for others to give.
func (s *Store) CreateEvent(ctx context.Context, a access.Actor, d EventDetails) (id string, err error) {
	id = NewID()
	err = s.create(ctx, func(t *tx) error {
		a, err := t.fresh(a)
		if err != nil {
			return err
		}
		if !a.Can(access.Events, access.Edit) {
			return Fail(Forbidden, "error.forbidden")
		}
		if !a.Grant.Scope.All {
			return Fail(Forbidden, "event.only_chosen")
		}
		e := Event{ID: id, OrganisationID: a.Organisation, State: EventDraft, CreatedBy: a.User, Version: 1, CreatedAt: t.now, UpdatedAt: t.now}
		if err := t.apply(&e, d); err != nil {
			return err
		}
		if err := t.Create(&e).Error; err != nil {
			return err
		}
		return t.recordEvent(a, e, "event.created", eventChanges(Event{}, e))
	})
	return id, err
}

// apply puts the details into an event; the order of its name is the organisation's.
func (t *tx) apply(e *Event, d EventDetails) (err error) {
	e.Name, e.Venue, e.BeginsAt, e.EndsAt = d.Name, d.Venue, d.BeginsAt.UTC(), d.EndsAt.UTC()
	e.OrderMails = d.OrderMails
	e.FoundBy = eventWords(*e)
	e.SortName, err = t.sortKey(e.OrganisationID, e.Name)
	return err
}

// UpdateEvent saves an event's details. A draft asks for events: edit, a published or closed
// event for events: approve; a cancelled one is Conflict, and so is a stale version. It tells whether
// anything differed.
func (s *Store) UpdateEvent(ctx context.Context, a access.Actor, id string, version int, d EventDetails) (changedAny bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, e, err := t.ownEvent(a, id, access.Edit)
		switch {
		case err != nil:
			return err
		case e.State == EventCancelled:
			return Fail(Conflict, "event.is_cancelled", "name", e.Name)
		case e.State != EventDraft && !a.Can(access.Events, access.Approve):
			return Fail(Forbidden, "event.published_needs_approve")
		case e.Version != version:
			return Fail(Conflict, "event.stale", "name", e.Name)
		}
		after := *e
		if err := t.apply(&after, d); err != nil {
			return err
		}
		changes := eventChanges(*e, after)
		if changedAny = len(changes) > 0; !changedAny {
			return nil
		}
		if err := t.saveEvent(after); err != nil {
			return err
		}
		return t.recordEvent(a, after, "event.updated", changes)
	})
	return changedAny, err
}

// PublishEvent puts a draft, or a closed event once more, on sale; CloseEvent ends the sale of a
// published event; CancelEvent cancels an event in any other state. They ask for events:
// approve; Conflict when the event is not in such a state any more.
func (s *Store) PublishEvent(ctx context.Context, a access.Actor, id string) (*Event, error) {
	return s.moveEvent(ctx, a, id, EventPublished, "event.published", EventDraft, EventClosed)
}

// CloseEvent is described with PublishEvent.
func (s *Store) CloseEvent(ctx context.Context, a access.Actor, id string) (*Event, error) {
	return s.moveEvent(ctx, a, id, EventClosed, "event.closed", EventPublished)
}

// CancelEvent is described with PublishEvent.
func (s *Store) CancelEvent(ctx context.Context, a access.Actor, id string) (*Event, error) {
	return s.moveEvent(ctx, a, id, EventCancelled, "event.cancelled", EventDraft, EventPublished, EventClosed)
}

func (s *Store) moveEvent(ctx context.Context, a access.Actor, id, to, action string, from ...string) (e *Event, err error) {
	err = s.write(ctx, func(t *tx) error {
		var actor access.Actor
		if actor, e, err = t.ownEvent(a, id, access.Approve); err != nil {
			return err
		}
		if e.Settled { // neither put on sale again nor cancelled once its figures are final
			return Fail(Conflict, "event.is_settled", "name", e.Name)
		}
		was := e.State
		moved := t.Exec("UPDATE events SET state = ?, version = version + 1, updated_at = ? WHERE id = ? AND organisation_id = ? AND state IN ?", to, t.now, id, a.Organisation, from)
		if err := one(moved, Fail(Conflict, "event.already."+was, "name", e.Name)); err != nil {
			return err
		}
		e.State = to
		return t.recordEvent(actor, *e, action, changed(nil, "state", was, to))
	})
	return e, err
}

// ownEvent reads the actor's rights again, and the event within their scope.
func (t *tx) ownEvent(a access.Actor, id string, need access.Level) (access.Actor, *Event, error) {
	a, err := t.fresh(a)
	if err != nil {
		return a, nil, err
	}
	if !a.Sees(id) {
		return a, nil, missing()
	}
	e, err := t.store.event(t.DB, a.Organisation, id)
	if err == nil && !a.Can(access.Events, need) {
		err = Fail(Forbidden, "error.forbidden")
	}
	return a, e, err
}

func (t *tx) saveEvent(e Event) error {
	saved := t.Exec(`UPDATE events SET name = ?, sort_name = ?, venue = ?, found_by = ?, begins_at = ?, ends_at = ?, order_mails = ?, version = version + 1, updated_at = ?
		WHERE id = ? AND organisation_id = ? AND version = ?`, e.Name, e.SortName, e.Venue, e.FoundBy, e.BeginsAt, e.EndsAt, e.OrderMails, t.now, e.ID, e.OrganisationID, e.Version)
	return one(saved, Fail(Conflict, "event.stale", "name", e.Name))
}

func (t *tx) recordEvent(a access.Actor, e Event, action string, changes []Change) error {
	return t.record(Entry{Actor: a, Action: action, Kind: TargetEvent, Target: e.ID, Name: e.Name, Event: e.ID, Changes: changes})
}

// eventChanges lists what differs; instants stand as RFC 3339 in UTC.
func eventChanges(from, to Event) (list []Change) {
	list = changed(list, "event_name", from.Name, to.Name)
	list = changed(list, "venue", from.Venue, to.Venue)
	list = changed(list, "begins", instant(from.BeginsAt), instant(to.BeginsAt))
	list = changed(list, "ends", instant(from.EndsAt), instant(to.EndsAt))
	return changed(list, "order_mails", yes(from.OrderMails), yes(to.OrderMails))
}

func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
