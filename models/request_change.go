package models

import (
	"context"
	"time"

	"coulisse/access"
)

// messagesAnHour is how much one member may write to the desk in an hour.
const messagesAnHour = 20

// NewRequest is what the form for a new request sets.
type NewRequest struct {
	Topic   string
	Event   string // id, of a test ticket
	Subject string
	Text    string
}

// speaker is who speaks in a conversation: a member, or somebody of the desk.
type speaker struct {
	kind, id, name string
	actor          access.Actor
	staff          access.Staff
}

func asMember(a access.Actor) speaker {
	return speaker{kind: ByMember, id: a.User, name: a.Name, actor: a}
}

func asDesk(staff access.Staff) speaker {
	return speaker{kind: ByStaff, id: staff.User, name: staff.Name, staff: staff}
}

// OpenRequest asks the desk something. Invalid at event for a test ticket of an event that the
// actor does not see; RateLimited after messagesAnHour.
func (s *Store) OpenRequest(ctx context.Context, a access.Actor, n NewRequest) (r *Request, err error) {
	err = s.create(ctx, func(t *tx) error {
		a, err := t.fresh(a)
		if err != nil {
			return err
		}
		if err := t.mayWrite(a.User); err != nil {
			return err
		}
		r = &Request{ID: NewID(), OrganisationID: a.Organisation, AuthorID: a.User, AuthorName: a.Name, Topic: n.Topic, Subject: n.Subject,
			State: RequestOpen, CreatedAt: t.now, WaitingAt: t.now, SaidAt: t.now}
		if n.Topic == TopicTestTicket {
			if err := t.store.eventSeen(t.DB, a, n.Event, "help.unknown_event"); err != nil {
				return err
			}
			if !seesEvent(a, n.Event) {
				return Fault("event", "help.unknown_event")
			}
			r.EventID = &n.Event
		}
		if err := t.Raw("SELECT COALESCE(max(number), 1000) + 1 FROM support_requests").Scan(&r.Number).Error; err != nil {
			return err
		}
		if err := t.Create(r).Error; err != nil {
			return err
		}
		if err := t.utter(*r, asMember(a), Said, spoken{Text: n.Text}); err != nil {
			return err
		}
		if err := t.mailDesk(*r, MailRequestNew); err != nil {
			return err
		}
		return t.recordRequest(*r, asMember(a), "request.opened")
	})
	return r, err
}

// mayWrite bounds how much one member writes.
func (t *tx) mayWrite(user string) error {
	var times []time.Time
	err := t.Raw("SELECT created_at FROM support_messages WHERE author_id = ? AND created_at > ? AND does IN (?, ?) ORDER BY created_at DESC LIMIT ?",
		user, t.now.Add(-time.Hour), Said, Refused, messagesAnHour).Scan(&times).Error
	if err != nil || len(times) < messagesAnHour {
		return err
	}
	e := Fail(RateLimited, "help.too_many", "max", messagesAnHour)
	e.Field, e.After = "text", int(times[len(times)-1].Add(time.Hour).Sub(t.now).Seconds())+1
	return e
}

// ReplyToRequest adds to a conversation; one that was closed is open again. NotFound for
// requests that are not the actor's; RateLimited after messagesAnHour.
func (s *Store) ReplyToRequest(ctx context.Context, a access.Actor, id, text string) (r *Request, err error) {
	err = s.create(ctx, func(t *tx) error {
		r, err = t.replyAs(a, id, spoken{Text: text})
		return err
	})
	return r, err
}

// replyAs is a member's reply, from the console or by mail.
func (t *tx) replyAs(a access.Actor, id string, words spoken) (*Request, error) {
	a, r, err := t.ownRequest(a, id)
	if err != nil {
		return nil, err
	}
	if err := t.mayWrite(a.User); err != nil {
		return nil, err
	}
	if r.State == RequestClosed {
		if err := t.recordRequest(*r, asMember(a), "request.reopened"); err != nil {
			return nil, err
		}
	}
	if err := t.utter(*r, asMember(a), Said, words); err != nil {
		return nil, err
	}
	if err := t.await(r, RequestOpen); err != nil {
		return nil, err
	}
	if err := t.mailDesk(*r, MailRequestWaits); err != nil {
		return nil, err
	}
	return r, t.recordRequest(*r, asMember(a), "request.replied")
}

// ownRequest reads the actor's rights again, and a request of theirs.
func (t *tx) ownRequest(a access.Actor, id string) (access.Actor, *Request, error) {
	a, err := t.fresh(a)
	if err != nil {
		return a, nil, err
	}
	r, err := ownRequest(t.DB, a, id)
	return a, r, err
}

// CloseRequest says that a request is solved. Conflict when it was closed before.
func (s *Store) CloseRequest(ctx context.Context, a access.Actor, id string) (r *Request, err error) {
	err = s.write(ctx, func(t *tx) error {
		if a, r, err = t.ownRequest(a, id); err != nil {
			return err
		}
		return t.closeRequest(r, asMember(a))
	})
	return r, err
}

func (t *tx) closeRequest(r *Request, by speaker) error {
	if r.State == RequestClosed {
		return Fail(Conflict, "help.is_closed", "number", r.number())
	}
	if err := t.utter(*r, by, Closed, spoken{}); err != nil {
		return err
	}
	if err := t.await(r, RequestClosed); err != nil {
		return err
	}
	return t.recordRequest(*r, by, "request.closed")
}

// spoken is what somebody says, in the console or by mail.
type spoken struct {
	Text   string
	MailID string // of what came by mail
	Files  []MailedFile
}

// utter writes what somebody says or does into the conversation.
func (t *tx) utter(r Request, by speaker, does string, words spoken) error {
	return t.Create(&RequestMessage{ID: NewID(), OrganisationID: r.OrganisationID, RequestID: r.ID, AuthorKind: by.kind, AuthorID: by.id, AuthorName: by.name,
		Does: does, Text: words.Text, MailID: words.MailID, Files: words.Files, CreatedAt: t.now}).Error
}

// await says who is waited for after a word.
func (t *tx) await(r *Request, state string) error {
	if state == RequestOpen && r.State != RequestOpen {
		r.WaitingAt = t.now
	}
	r.State, r.SaidAt = state, t.now
	return t.Exec("UPDATE support_requests SET state = ?, waiting_at = ?, said_at = ?, assigned_to = ? WHERE id = ? AND organisation_id = ?",
		r.State, r.WaitingAt, r.SaidAt, r.AssignedTo, r.ID, r.OrganisationID).Error
}

// recordRequest notes in the organisation's history what was done; never what was said.
func (t *tx) recordRequest(r Request, by speaker, action string) error {
	e := Entry{Actor: by.actor, Staff: by.staff, Organisation: r.OrganisationID, Action: action, Kind: TargetRequest, Target: r.ID, Name: r.number()}
	if r.EventID != nil {
		e.Event = *r.EventID
	}
	return t.record(e)
}
