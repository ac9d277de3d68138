package models

import (
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"coulisse/access"
)

// proofFor asks for a test ticket of an event on sale, and issues it.
func proofFor(t *testing.T, s *Store, by access.Actor, event, kind string) (*Request, *Proof) {
	t.Helper()
	r, err := s.OpenRequest(t.Context(), by, NewRequest{Topic: TopicTestTicket, Event: event, Subject: "Proof", Text: "Please"})
	if err == nil {
		_, err = s.IssueTestTicket(t.Context(), deskPerson(t, s, "desk"+NewID()), r.ID, kind)
	}
	if err != nil {
		t.Fatal(err)
	}
	k, err := s.Proof(t.Context(), by, r.ID)
	if err != nil {
		t.Fatal(err)
	}
	return r, k
}

// A proof that got a buyer in at the door would be a free ticket for whoever asks support for one.
func TestATestTicketNeverBecomesATicket(t *testing.T) {
	s, owner := founded(t)
	event, full, _ := onSale(t, s, owner, 10)
	r, k := proofFor(t, s, owner, event, full)
	if _, ok := TicketCode(k.Code); ok || !IsTestCode(k.Code) {
		t.Fatalf("%s may be the code of a ticket", k.Code)
	}
	for range 1000 {
		if IsTestCode(newTicketCode()) {
			t.Fatal("a ticket has the code of a test ticket")
		}
	}
	closed, _, _ := onSale(t, s, owner, 10)
	if _, err := s.CancelEvent(t.Context(), owner, closed); err != nil {
		t.Fatal(err)
	}
	for _, typed := range []string{k.Code, strings.ToLower(k.Code), k.Code[:5] + "-" + k.Code[5:], " " + k.Code + "\n"} {
		for _, door := range []string{event, closed} {
			scans(t, s, owner, Scan{Event: door, Code: typed, Device: "Left", ID: NewID()}, ScanTest)
		}
	}
	if _, err := s.ApproveProof(t.Context(), owner, r.ID); err != nil {
		t.Fatal(err)
	}
	scans(t, s, owner, Scan{Event: event, Code: k.Code}, ScanTest) // not after approval either
	for _, id := range []string{k.ID, k.Code} {
		if _, err := s.CheckIn(t.Context(), owner, event, id, "Left"); CodeOf(err) != NotFound {
			t.Errorf("checked in by hand: %v", err)
		}
		if found, err := s.GateTickets(t.Context(), owner, event, id); err != nil && CodeOf(err) != Invalid || len(found) > 0 {
			t.Errorf("found at the door: %v %v", found, err)
		}
		if found, err := s.Orders(t.Context(), owner, OrderFilter{Search: id}); err != nil || found.Total > 0 {
			t.Errorf("found among orders: %v %v", found, err)
		}
		if _, err := s.TicketSheet(t.Context(), id); CodeOf(err) != NotFound {
			t.Errorf("shown to a buyer: %v", err)
		}
	}
	e, types, err := s.Gate(t.Context(), owner, event)
	if err != nil || e == nil || types[0].Sold != 0 || types[0].Entered != 0 {
		t.Errorf("it counts: %+v %v", types, err)
	}
	if n := logged(s, "outcome = 'test'"); n != 9 {
		t.Errorf("%d lines in the log of the door", n)
	}
	if n := logged(s, "outcome = 'in' OR ticket_id IS NOT NULL"); n != 0 {
		t.Errorf("%d lines let somebody in", n)
	}
}

// Nothing that sells, scans in or counts reads the table of test tickets.
func TestNothingElseReadsTestTickets(t *testing.T) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var readers []string
	for _, f := range files {
		if name := f.Name(); strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(text), "test_tickets") {
				readers = append(readers, name)
			}
		}
	}
	if want := []string{"test_ticket.go", "test_ticket_change.go"}; !slices.Equal(readers, want) {
		t.Errorf("test_tickets stands in %v, want %v", readers, want)
	}
}

func TestATestTicketIsForWhoSeesItsEvent(t *testing.T) {
	s, owner := founded(t)
	event, full, _ := onSale(t, s, owner, 10)
	other, _, _ := onSale(t, s, owner, 10)
	manager := member(t, s, owner, "manager", access.Grant{Levels: access.Levels{access.Events: access.View}, Scope: access.Scope{Events: []string{event}}})
	blind := member(t, s, owner, "blind", everywhere(nil))
	for name, c := range map[string]struct {
		by    access.Actor
		event string
	}{"out of scope": {manager, other}, "no level": {blind, event}, "unknown": {owner, "x"}, "another organisation's": {neighbour(t, s), event}} {
		_, err := s.OpenRequest(t.Context(), c.by, NewRequest{Topic: TopicTestTicket, Event: c.event, Subject: "x", Text: "x"})
		t.Run(name, func(t *testing.T) { faultsAt(t, err, "event") })
	}
	r, _ := proofFor(t, s, manager, event, full)
	p, err := s.Person(t.Context(), owner, manager.Membership)
	if err != nil {
		t.Fatal(err)
	}
	lost := access.Grant{Levels: access.Levels{access.Events: access.View}, Scope: access.Scope{Events: []string{other}}}
	if _, err := s.UpdateMembership(t.Context(), owner, p.ID, p.Version, Details{Name: p.Name, Role: p.Role, Grant: lost}); err != nil {
		t.Fatal(err)
	}
	manager.Grant = lost
	if _, err := s.Proof(t.Context(), manager, r.ID); CodeOf(err) != NotFound {
		t.Errorf("a proof of an event out of scope: %v", err)
	}
	if _, err := s.ApproveProof(t.Context(), manager, r.ID); CodeOf(err) != NotFound {
		t.Errorf("approved out of scope: %v", err)
	}
	if talk, err := s.Conversation(t.Context(), manager, r.ID); err != nil || talk.EventName != "" || talk.Proof != nil {
		t.Errorf("the conversation names an event out of scope: %+v %v", talk, err)
	}
}

func TestATestTicketIsDecidedOnOnce(t *testing.T) {
	s, owner := founded(t)
	event, full, child := onSale(t, s, owner, 10)
	r, _ := proofFor(t, s, owner, event, full)
	sofie := deskPerson(t, s, "sofie")
	if _, err := s.IssueTestTicket(t.Context(), sofie, r.ID, child); CodeOf(err) != Conflict {
		t.Errorf("a second one while the first waits: %v", err)
	}
	var done atomic.Int32
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			decide := func() error { _, err := s.ApproveProof(t.Context(), owner, r.ID); return err }
			if i%2 == 0 {
				decide = func() error { _, err := s.RefuseProof(t.Context(), owner, r.ID, "Larger"); return err }
			}
			switch err := decide(); CodeOf(err) {
			case "":
				done.Add(1)
			case Conflict:
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if done.Load() != 1 {
		t.Errorf("decided %d times", done.Load())
	}
	if _, err := s.IssueTestTicket(t.Context(), sofie, r.ID, "x"); CodeOf(err) != Invalid {
		t.Errorf("of a type that is not the event's: %v", err)
	}
	if _, err := s.IssueTestTicket(t.Context(), sofie, r.ID, child); err != nil {
		t.Fatal(err)
	}
	k, err := s.DeskProof(t.Context(), r.ID)
	if err != nil || k.State != ProofWaiting || k.TypeName != "Child" || k.Price != 900 {
		t.Fatalf("%+v %v", k, err)
	}
	tt, err := s.TicketTypes(t.Context(), owner, event)
	if err == nil {
		_, err = s.UpdateTicketType(t.Context(), owner, event, child, tt[1].Version, TicketTypeDetails{Name: "Pupil", Price: 950, Parent: full})
	}
	if k, err2 := s.DeskProof(t.Context(), r.ID); err != nil || err2 != nil || k.TypeName != "Pupil" || k.Price != 950 {
		t.Errorf("it does not show the event as it is now: %+v %v %v", k, err, err2)
	}
	if _, err := s.IssueTestTicket(t.Context(), sofie, ask(t, s, owner, "x").ID, full); CodeOf(err) != Conflict {
		t.Errorf("for a question: %v", err)
	}
}
