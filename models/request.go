package models

import (
	"context"
	"time"

	"gorm.io/gorm"

	"coulisse/access"
)

// Request is what a member asked the platform's support desk (CC6), with the state of its
// conversation. It is its author's and the organisation's owner's to read, and the desk's.
type Request struct {
	ID             string
	OrganisationID string
	Number         int // from 1001 on, over all organisations: what people say to each other
	AuthorID       string
	AuthorName     string // as it was
	Topic          string
	EventID        *string // of a test ticket
	Subject        string
	State          string
	AssignedTo     *string // user of the desk; nil for nobody
	CreatedAt      time.Time
	WaitingAt      time.Time // since when support has been waited for, the last time
	SaidAt         time.Time // the last word
}

// TableName is the table's.
func (Request) TableName() string { return "support_requests" }

// Topics of a request. Another organisation is opened by support (MP2).
const (
	TopicQuestion     = "question"
	TopicProblem      = "problem"
	TopicTestTicket   = "test_ticket"
	TopicOrganisation = "organisation"
	TopicOther        = "other"
)

// Topics lists them in the order of the form.
func Topics() []string {
	return []string{TopicQuestion, TopicProblem, TopicTestTicket, TopicOrganisation, TopicOther}
}

// States of a request.
const (
	RequestOpen     = "open"     // waits for support
	RequestAnswered = "answered" // waits for the organisation
	RequestClosed   = "closed"
)

// RequestStates lists them.
func RequestStates() []string { return []string{RequestOpen, RequestAnswered, RequestClosed} }

// Lengths of what is written in a request, in characters.
const (
	MaxSubject = 120
	MaxText    = 5000
)

// RequestMessage is what somebody said or did in a conversation.
type RequestMessage struct {
	ID             string
	OrganisationID string
	RequestID      string
	AuthorKind     string
	AuthorID       string // user
	AuthorName     string // as it was
	Does           string
	Text           string
	MailID         string       // Message-ID of what came by mail
	Files          []MailedFile `gorm:"serializer:json"` // that came with it, and are not kept
	CreatedAt      time.Time
}

// TableName is the table's.
func (RequestMessage) TableName() string { return "support_messages" }

// Who speaks in a conversation.
const (
	ByMember = "member"
	ByStaff  = "staff"
)

// What a message does.
const (
	Said     = "said"
	Closed   = "closed"
	Reopened = "reopened"
	Issued   = "issued"   // a test ticket
	Approved = "approved" // the test ticket
	Refused  = "refused"  // the test ticket; the text says what to change
)

// Conversation is a request with all that was said.
type Conversation struct {
	Request
	EventName string // "" for none, and for one that the reader does not see
	Assigned  string // name; "" for nobody
	Messages  []RequestMessage
	Proof     *TestTicket // the latest one; nil without any, and for whom the event is none
}

// seesEvents tells whether an actor sees an event's own page.
func seesEvent(a access.Actor, event string) bool {
	return a.Can(access.Events, access.View) && a.Sees(event)
}

// ownRequests is the condition that a request is the actor's to read: their own, and for the
// organisation's owner everybody's.
func ownRequests(a access.Actor) (where string, args []any) {
	return "organisation_id = ? AND (? OR author_id = ?)", []any{a.Organisation, a.Owner, a.User}
}

// ownRequest reads a request of the actor's; NotFound for any other.
func ownRequest(db *gorm.DB, a access.Actor, id string) (*Request, error) {
	where, args := ownRequests(a)
	var r Request
	if err := db.Raw("SELECT * FROM support_requests WHERE "+where+" AND id = ?", append(args, id)...).Scan(&r).Error; err != nil {
		return nil, err
	}
	if r.ID == "" {
		return nil, missing()
	}
	return &r, nil
}

// Conversation reads a request of the actor's with all that was said; NotFound for any other.
func (s *Store) Conversation(ctx context.Context, a access.Actor, id string) (*Conversation, error) {
	db := s.read(ctx)
	r, err := ownRequest(db, a, id)
	if err != nil {
		return nil, err
	}
	return conversation(db, *r, r.EventID != nil && seesEvent(a, *r.EventID))
}

// conversation reads what belongs to a request; what is about its event only for who sees it.
func conversation(db *gorm.DB, r Request, event bool) (*Conversation, error) {
	c := &Conversation{Request: r}
	err := db.Raw("SELECT * FROM support_messages WHERE request_id = ? AND organisation_id = ? ORDER BY id", r.ID, r.OrganisationID).Scan(&c.Messages).Error
	if err != nil {
		return nil, err
	}
	if r.AssignedTo != nil {
		if err := db.Raw("SELECT name FROM users WHERE id = ?", *r.AssignedTo).Scan(&c.Assigned).Error; err != nil {
			return nil, err
		}
	}
	if !event {
		return c, nil
	}
	if err := db.Raw("SELECT name FROM events WHERE id = ? AND organisation_id = ?", *r.EventID, r.OrganisationID).Scan(&c.EventName).Error; err != nil {
		return nil, err
	}
	c.Proof, err = latestProof(db, r)
	return c, err
}
