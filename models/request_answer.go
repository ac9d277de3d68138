package models

import (
	"context"

	"coulisse/access"
)

// atRequest reads somebody's place at the desk again, and a request.
func (t *tx) atRequest(staff access.Staff, id string) (access.Staff, *Request, error) {
	staff, err := t.freshStaff(staff)
	if err != nil {
		return staff, nil, err
	}
	r, err := anyRequest(t.DB, id)
	return staff, r, err
}

// AnswerRequest is the desk's answer, which is mailed to whoever asked. Whoever answers what
// nobody had taken takes it. NotFound for a request that never was.
func (s *Store) AnswerRequest(ctx context.Context, staff access.Staff, id, text string) (r *Request, err error) {
	err = s.create(ctx, func(t *tx) error {
		r, err = t.answerAs(staff, id, spoken{Text: text})
		return err
	})
	return r, err
}

// answerAs is the desk's answer, from the console or by mail.
func (t *tx) answerAs(staff access.Staff, id string, words spoken) (*Request, error) {
	staff, r, err := t.atRequest(staff, id)
	if err != nil {
		return nil, err
	}
	if r.State == RequestClosed {
		if err := t.recordRequest(*r, asDesk(staff), "request.reopened"); err != nil {
			return nil, err
		}
	}
	if err := t.utter(*r, asDesk(staff), Said, words); err != nil {
		return nil, err
	}
	if err := t.answered(r, staff); err != nil {
		return nil, err
	}
	if err := t.mailAuthor(*r, MailRequestAnswered, staff, words.Text); err != nil {
		return nil, err
	}
	return r, t.recordRequest(*r, asDesk(staff), "request.replied")
}

// answered has the organisation waited for, and gives the request to whoever answered when it was
// nobody's.
func (t *tx) answered(r *Request, staff access.Staff) error {
	if r.AssignedTo == nil {
		r.AssignedTo = &staff.User
	}
	return t.await(r, RequestAnswered)
}

// AssignRequest gives a request to somebody of the desk, or to nobody. Invalid at to for who is
// not of the desk.
func (s *Store) AssignRequest(ctx context.Context, staff access.Staff, id, to string) (name string, err error) {
	err = s.write(ctx, func(t *tx) error {
		_, r, err := t.atRequest(staff, id)
		if err != nil {
			return err
		}
		if r.AssignedTo = nil; to != "" {
			taker, err := staffOf(t.DB, to)
			switch {
			case err != nil:
				return err
			case taker == nil:
				return Fault("to", "desk_request.not_staff")
			}
			r.AssignedTo, name = &taker.User, taker.Name
		}
		return t.Exec("UPDATE support_requests SET assigned_to = ? WHERE id = ? AND organisation_id = ?", r.AssignedTo, r.ID, r.OrganisationID).Error
	})
	return name, err
}

// SetRequestState says who is waited for, or that a request is done. Conflict when it stands so
// already.
func (s *Store) SetRequestState(ctx context.Context, staff access.Staff, id, state string) (r *Request, err error) {
	err = s.write(ctx, func(t *tx) error {
		if staff, r, err = t.atRequest(staff, id); err != nil {
			return err
		}
		switch {
		case state == RequestClosed:
			return t.closeRequest(r, asDesk(staff))
		case state == r.State:
			return Fail(Conflict, "desk_request.same_state", "number", r.number())
		case r.State != RequestClosed:
			return t.await(r, state)
		}
		if err := t.utter(*r, asDesk(staff), Reopened, spoken{}); err != nil {
			return err
		}
		if err := t.await(r, state); err != nil {
			return err
		}
		return t.recordRequest(*r, asDesk(staff), "request.reopened")
	})
	return r, err
}
