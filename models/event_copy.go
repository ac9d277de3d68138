package models

import (
	"context"
	"slices"
	"strconv"
	"time"

	"coulisse/access"
)

// CopyEvent makes a draft like an event: with its ticket types when types is set, their sales
// windows as long before the beginning as those of the original. Who works in chosen events
// gets the copy only by name: people are ids of memberships that have the original among
// theirs, which asks for users: approve and the rules of delegation. Forbidden for a person
// with chosen events, as with CreateEvent.
func (s *Store) CopyEvent(ctx context.Context, a access.Actor, original string, d EventDetails, types bool, people []string) (id string, err error) {
	err = s.create(ctx, func(t *tx) error {
		a, from, err := t.ownEvent(a, original, access.Edit)
		switch {
		case err != nil:
			return err
		case !a.Grant.Scope.All:
			return Fail(Forbidden, "event.only_chosen")
		}
		e := Event{ID: NewID(), OrganisationID: a.Organisation, State: EventDraft, CreatedBy: a.User, Version: 1, CreatedAt: t.now, UpdatedAt: t.now}
		id = e.ID
		if err := t.apply(&e, d); err != nil {
			return err
		}
		if err := t.Create(&e).Error; err != nil {
			return err
		}
		changes := append(eventChanges(Event{}, e), Change{Field: "copied_from", New: from.Name})
		if types {
			n, err := t.copyTypes(*from, e)
			if err != nil {
				return err
			}
			changes = changed(changes, "ticket_types", "0", strconv.Itoa(n))
		}
		if err := t.recordEvent(a, e, "event.created", changes); err != nil {
			return err
		}
		for _, membership := range people {
			if err := t.addToScope(a, membership, original, e.ID); err != nil {
				return err
			}
		}
		return nil
	})
	return id, err
}

// copyTypes gives an event the ticket types of another, with nothing sold.
func (t *tx) copyTypes(from, to Event) (n int, err error) {
	var types []TicketType
	// Parents first, so that those that draw from them find them.
	if err := t.Raw("SELECT * FROM ticket_types WHERE organisation_id = ? AND event_id = ? ORDER BY parent_id IS NOT NULL, position, id", from.OrganisationID, from.ID).Scan(&types).Error; err != nil {
		return 0, err
	}
	later, ids := to.BeginsAt.Sub(from.BeginsAt), map[string]string{}
	for _, tt := range types {
		ids[tt.ID] = NewID()
		tt.ID, tt.EventID, tt.Taken, tt.Version, tt.CreatedAt, tt.UpdatedAt = ids[tt.ID], to.ID, 0, 1, t.now, t.now
		if tt.ParentID != nil {
			parent := ids[*tt.ParentID]
			tt.ParentID = &parent
		}
		tt.SalesFrom, tt.SalesUntil = moved(tt.SalesFrom, later), moved(tt.SalesUntil, later)
		if err := t.Create(&tt).Error; err != nil {
			return 0, err
		}
	}
	return len(types), nil
}

func moved(at *time.Time, by time.Duration) *time.Time {
	if at == nil {
		return nil
	}
	later := at.Add(by)
	return &later
}

// addToScope adds an event to those that a person has chosen, who must have chosen its
// original. The rules of delegation hold as they do for the form.
func (t *tx) addToScope(a access.Actor, membership, original, event string) error {
	actor, p, err := t.target(a, membership, access.Approve)
	if err != nil {
		return err
	}
	if p.Grant.Scope.All || !p.Grant.Scope.Contains(original) {
		return Fault("person", "event.copy.not_theirs", "name", p.Name)
	}
	to := p.Grant
	to.Scope.Events = append(slices.Clone(p.Grant.Scope.Events), event)
	if over := actor.MayGrant(to); len(over) > 0 {
		return Fail(Forbidden, "refusal."+string(access.BeyondOwn))
	}
	if err := t.saveMembership(p.Membership, p.Version); err != nil {
		return err
	}
	if err := t.writeRights(p.Membership, to); err != nil {
		return err
	}
	if err := t.takeOver(actor, p, Details{Grant: to}); err != nil {
		return err
	}
	return t.record(Entry{Actor: actor, Action: "membership.updated", Kind: TargetMembership, Target: p.ID, Name: p.Name, Changes: rightsChanges(nil, p.Grant, to)})
}

// CopyCompanion is somebody who has an event among their chosen ones, and why the actor may
// not add the copy to them.
type CopyCompanion struct {
	ID, Name, Title string
	Refusal         access.Refusal
}

// CopyCompanions lists who has chosen an event, by name, at most a hundred; nobody for an actor
// who may not set rights.
func (s *Store) CopyCompanions(ctx context.Context, a access.Actor, event string) (list []CopyCompanion, err error) {
	if !a.Can(access.Users, access.Approve) || !a.Sees(event) {
		return nil, nil
	}
	people, err := s.people(s.read(ctx), a.Organisation, "NOT m.scope_all AND EXISTS (SELECT 1 FROM membership_events c WHERE c.event_id = ? AND c.membership_id = m.id) ORDER BY m.sort_name, m.id LIMIT 100", event)
	for _, p := range people {
		list = append(list, CopyCompanion{ID: p.ID, Name: p.Name, Title: p.Title, Refusal: a.MayManage(p.Target(), access.Approve)})
	}
	return list, err
}
