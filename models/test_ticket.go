package models

import (
	"context"
	"crypto/rand"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"coulisse/access"
)

// TestTicket is a proof for approval (« bon à tirer », CC6): a ticket of an event to look at. It is
// no ticket and never becomes one: it has a table and a kind of code of its own, and nothing that
// is sold, scanned in or counted reads either.
type TestTicket struct {
	ID             string
	OrganisationID string
	RequestID      string
	EventID        string
	TypeID         string
	TypeName       string // as it is now, or as it was when the type is gone
	Price          int64  // likewise
	Code           string
	State          string
	IssuedBy       string // user of the desk
	IssuedName     string
	IssuedAt       time.Time
	DecidedName    string
	DecidedAt      *time.Time
}

// TableName is the table's.
func (TestTicket) TableName() string { return "test_tickets" }

// States of a test ticket.
const (
	ProofWaiting  = "waiting"
	ProofApproved = "approved"
	ProofRefused  = "refused"
)

// Codes of test tickets: 17 characters where a ticket's code has 20, and a U, which no ticket's
// code may hold.
const (
	testCodeStart  = "TESTU"
	testCodeLength = len(testCodeStart) + 12
)

func newTestCode() string {
	raw := make([]byte, testCodeLength-len(testCodeStart))
	rand.Read(raw)
	for i, b := range raw {
		raw[i] = codeLetters[b%32]
	}
	return testCodeStart + string(raw)
}

// IsTestCode tells whether what was scanned or typed is the code of a test ticket, written as
// TicketCode reads it.
func IsTestCode(typed string) bool {
	return isTestCode(readCode(typed))
}

func isTestCode(code string) bool {
	return len(code) == testCodeLength && strings.HasPrefix(code, testCodeStart) && strings.Trim(code[len(testCodeStart):], codeLetters) == ""
}

// latestProof is the test ticket that a request is about now; nil before there is one.
func latestProof(db *gorm.DB, r Request) (*TestTicket, error) {
	var k TestTicket
	err := db.Raw(`SELECT k.id, k.organisation_id, k.request_id, k.event_id, k.type_id, COALESCE(y.name, k.type_name) AS type_name, COALESCE(y.price, k.price) AS price,
			k.code, k.state, k.issued_by, k.issued_name, k.issued_at, k.decided_name, k.decided_at
		FROM test_tickets k LEFT JOIN ticket_types y ON y.id = k.type_id AND y.event_id = k.event_id
		WHERE k.request_id = ? AND k.organisation_id = ? ORDER BY k.id DESC LIMIT 1`, r.ID, r.OrganisationID).Scan(&k).Error
	if err != nil || k.ID == "" {
		return nil, err
	}
	return &k, nil
}

// Proof is a test ticket with what it shows: the event as it is now.
type Proof struct {
	TestTicket
	Request      Request
	Event        Event
	Organisation Organisation
}

// Proof reads the test ticket of a request of the actor's; NotFound for any other, before there is
// one, and for whom the event is none.
func (s *Store) Proof(ctx context.Context, a access.Actor, id string) (*Proof, error) {
	r, err := ownRequest(s.read(ctx), a, id)
	if err != nil {
		return nil, err
	}
	if r.EventID == nil || !seesEvent(a, *r.EventID) {
		return nil, missing()
	}
	return s.proof(ctx, *r)
}

// DeskProof reads the test ticket of a request for the desk; NotFound before there is one.
func (s *Store) DeskProof(ctx context.Context, id string) (*Proof, error) {
	r, err := anyRequest(s.read(ctx), id)
	if err != nil {
		return nil, err
	}
	return s.proof(ctx, *r)
}

func (s *Store) proof(ctx context.Context, r Request) (*Proof, error) {
	db := s.read(ctx)
	k, err := latestProof(db, r)
	if err != nil {
		return nil, err
	}
	if k == nil {
		return nil, missing()
	}
	e, err := s.event(db, r.OrganisationID, k.EventID)
	if err != nil {
		return nil, err
	}
	p := &Proof{TestTicket: *k, Request: r, Event: *e}
	return p, db.Raw("SELECT id, name, time_zone, locale, currency FROM organisations WHERE id = ?", r.OrganisationID).Scan(&p.Organisation).Error
}

// number is what people call a request.
func (r Request) number() string { return strconv.Itoa(r.Number) }
