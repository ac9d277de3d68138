package models

import (
	"context"
	"strconv"

	"coulisse/access"
)

// UndoReasons are why a check-in may be undone. They are a choice and no free text, because the
// history keeps them for ever and nobody's name belongs there.
func UndoReasons() []string { return []string{"mistake", "left", "test"} }

// ByHand is a ticket whose check-in somebody changed by hand.
type ByHand struct {
	Reference string // of its order
	Number    int    // within the order
}

// CheckIn lets a ticket in by hand. It asks for access_control: approve; NotFound for a ticket
// that is not the event's, Conflict when it is in already, holds no longer, or the event is not
// open.
func (s *Store) CheckIn(ctx context.Context, a access.Actor, event, ticket, device string) (done *ByHand, err error) {
	return s.byHand(ctx, a, event, ticket, "ticket.checked_in", func(t *tx, row *CheckIn, e *Event, k atGate) ([]Change, error) {
		if !e.open() {
			return nil, Fail(Conflict, "scan.text.not_open."+e.State)
		}
		row.Device = device
		if err := t.enter(row, k); err != nil {
			return nil, err
		}
		if row.Outcome != ScanIn {
			return nil, Fail(Conflict, "scan.refused."+string(row.Outcome))
		}
		return nil, nil
	})
}

// UndoCheckIn takes a check-in back, so that the ticket lets somebody in once more. It asks for
// access_control: approve and one of UndoReasons; Conflict when the ticket is not in.
func (s *Store) UndoCheckIn(ctx context.Context, a access.Actor, event, ticket, device, reason string) (done *ByHand, err error) {
	return s.byHand(ctx, a, event, ticket, "ticket.check_in_undone", func(t *tx, row *CheckIn, _ *Event, k atGate) ([]Change, error) {
		row.Device, row.Outcome, row.Reason = device, ScanUndone, reason
		undone := t.Exec("UPDATE tickets SET checked_in_at = NULL WHERE id = ? AND event_id = ? AND checked_in_at IS NOT NULL", k.ID, k.EventID)
		if err := one(undone, Fail(Conflict, "scan.refused.not_in")); err != nil {
			return nil, err
		}
		return []Change{{Field: "undo_reason", New: reason}}, nil
	})
}

// byHand changes whether a ticket is in, and writes it into the log and the history.
func (s *Store) byHand(ctx context.Context, a access.Actor, event, ticket, action string, change func(*tx, *CheckIn, *Event, atGate) ([]Change, error)) (done *ByHand, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, e, err := t.gate(a, event, access.Approve)
		if err != nil {
			return err
		}
		k, err := t.atGate(a.Organisation, "k.event_id = ? AND k.id = ?", e.ID, ticket)
		if err != nil {
			return err
		}
		if k.ID == "" {
			return missing()
		}
		row := CheckIn{OrganisationID: a.Organisation, EventID: e.ID, TicketID: &k.ID, UserID: a.User, Manual: true, ScannedAt: t.now}
		changes, err := change(t, &row, e, k)
		if err != nil {
			return err
		}
		if err := t.log(&row); err != nil {
			return err
		}
		done = &ByHand{k.Reference, k.Number}
		return t.record(Entry{Actor: a, Action: action, Kind: TargetOrder, Target: k.OrderID, Name: k.Reference, Event: e.ID,
			Changes: append([]Change{{Field: "ticket_number", New: strconv.Itoa(k.Number)}}, changes...)})
	})
	return done, err
}
