package models

import (
	"context"

	"coulisse/access"
)

// IssueTestTicket answers a request for a test ticket with one of a ticket type, which is mailed to
// whoever asked. Conflict for requests about anything else, and while one waits for a decision;
// Invalid at type for a type that is not the event's.
func (s *Store) IssueTestTicket(ctx context.Context, staff access.Staff, id, ticketType string) (r *Request, err error) {
	err = s.create(ctx, func(t *tx) error {
		if staff, r, err = t.atRequest(staff, id); err != nil {
			return err
		}
		if err := t.newProof(*r, staff, ticketType); err != nil {
			return err
		}
		if err := t.utter(*r, asDesk(staff), Issued, spoken{}); err != nil {
			return err
		}
		if err := t.answered(r, staff); err != nil {
			return err
		}
		if err := t.mailAuthor(*r, MailRequestProof, staff, ""); err != nil {
			return err
		}
		return t.recordRequest(*r, asDesk(staff), "test_ticket.issued")
	})
	return r, err
}

// newProof writes a test ticket of one of the event's types.
func (t *tx) newProof(r Request, staff access.Staff, ticketType string) error {
	if r.EventID == nil {
		return Fail(Conflict, "desk_request.no_test_ticket", "number", r.number())
	}
	last, err := latestProof(t.DB, r)
	if err != nil {
		return err
	}
	if last != nil && last.State == ProofWaiting {
		return Fail(Conflict, "desk_request.proof_waits", "number", r.number())
	}
	types, err := proofTypes(t.DB, r.OrganisationID, *r.EventID)
	if err != nil {
		return err
	}
	if len(types) == 0 {
		return Fail(Conflict, "desk_request.proof.none")
	}
	for _, y := range types {
		if y.ID == ticketType {
			return t.Create(&TestTicket{ID: NewID(), OrganisationID: r.OrganisationID, RequestID: r.ID, EventID: *r.EventID, TypeID: y.ID, TypeName: y.Name, Price: y.Price,
				Code: newTestCode(), State: ProofWaiting, IssuedBy: staff.User, IssuedName: staff.Name, IssuedAt: t.now}).Error
		}
	}
	return Fault("type", "desk_request.unknown_type")
}

// ApproveProof says that the test ticket is right (« bon à tirer »). Conflict when it was decided
// before; NotFound as for Proof.
func (s *Store) ApproveProof(ctx context.Context, a access.Actor, id string) (r *Request, err error) {
	return s.decide(ctx, a, id, ProofApproved, "test_ticket.approved", "")
}

// RefuseProof says what has to change in the test ticket. Conflict when it was decided before;
// NotFound as for Proof; RateLimited after messagesAnHour.
func (s *Store) RefuseProof(ctx context.Context, a access.Actor, id, text string) (r *Request, err error) {
	return s.decide(ctx, a, id, ProofRefused, "test_ticket.refused", text)
}

func (s *Store) decide(ctx context.Context, a access.Actor, id, state, action, text string) (r *Request, err error) {
	err = s.write(ctx, func(t *tx) error {
		if a, r, err = t.ownRequest(a, id); err != nil {
			return err
		}
		if r.EventID == nil || !seesEvent(a, *r.EventID) {
			return missing()
		}
		if err := t.decideProof(a, *r, state); err != nil {
			return err
		}
		if text != "" {
			if err := t.mayWrite(a.User); err != nil {
				return err
			}
		}
		if err := t.utter(*r, asMember(a), state, spoken{Text: text}); err != nil {
			return err
		}
		if err := t.await(r, RequestOpen); err != nil {
			return err
		}
		if err := t.mailDesk(*r, MailRequestWaits); err != nil {
			return err
		}
		return t.recordRequest(*r, asMember(a), action)
	})
	return r, err
}

// decideProof changes the test ticket that waits, once: the UPDATE is the whole check.
func (t *tx) decideProof(a access.Actor, r Request, state string) error {
	last, err := latestProof(t.DB, r)
	if err != nil {
		return err
	}
	if last == nil {
		return missing()
	}
	decided := t.Exec("UPDATE test_tickets SET state = ?, decided_name = ?, decided_at = ? WHERE id = ? AND organisation_id = ? AND state = ?",
		state, a.Name, t.now, last.ID, r.OrganisationID, ProofWaiting)
	return one(decided, Fail(Conflict, "help.proof_decided", "name", last.DecidedName))
}
