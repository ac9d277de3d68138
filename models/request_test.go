package models

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"coulisse/access"
)

// deskPerson adds somebody to the support desk.
func deskPerson(t testing.TB, s *Store, name string) access.Staff {
	t.Helper()
	staff, err := s.AddStaff(t.Context(), name, name+"@desk.example", "en", false)
	if err != nil {
		t.Fatal(err)
	}
	return staff
}

// ask opens a request about nothing in particular.
func ask(t testing.TB, s *Store, a access.Actor, subject string) *Request {
	t.Helper()
	r, err := s.OpenRequest(t.Context(), a, NewRequest{Topic: TopicQuestion, Subject: subject, Text: "What is " + subject + "?"})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// mailedTo are the kinds of mails about requests to an address, in order.
func mailedTo(s *Store, address string) (kinds []string) {
	s.r.Raw("SELECT kind FROM mails WHERE recipient = ? AND kind LIKE 'request%' ORDER BY id", address).Scan(&kinds)
	return kinds
}

func recordedActions(s *Store, organisation string) (list []string) {
	s.r.Raw("SELECT action || ' ' || acting_as FROM history WHERE organisation_id = ? AND (action LIKE 'request.%' OR action LIKE 'test_ticket.%') ORDER BY seq", organisation).Scan(&list)
	return list
}

func TestARequestGoesBackAndForthUntilItIsSolved(t *testing.T) {
	s, owner := founded(t)
	mia := member(t, s, owner, "mia", everywhere(nil))
	sofie, theo := deskPerson(t, s, "sofie"), deskPerson(t, s, "theo")
	r := ask(t, s, mia, "a fee")
	if second := ask(t, s, owner, "a quota"); r.Number != 1001 || second.Number != 1002 {
		t.Errorf("numbers %d and %d", r.Number, second.Number)
	}
	if _, err := s.AnswerRequest(t.Context(), sofie, r.ID, "What is kept."); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ReplyToRequest(t.Context(), mia, r.ID, "Thank you"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CloseRequest(t.Context(), mia, r.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CloseRequest(t.Context(), mia, r.ID); CodeOf(err) != Conflict {
		t.Errorf("closed twice: %v", err)
	}
	if again, err := s.ReplyToRequest(t.Context(), mia, r.ID, "One more thing"); err != nil || again.State != RequestOpen {
		t.Errorf("%+v %v", again, err)
	}
	talk, err := s.Conversation(t.Context(), mia, r.ID)
	if err != nil || talk.Assigned != "sofie" {
		t.Fatalf("%+v %v", talk, err)
	}
	var said []string
	for _, m := range talk.Messages {
		said = append(said, m.AuthorKind+" "+m.Does+" "+m.Text)
	}
	if want := []string{"member said What is a fee?", "staff said What is kept.", "member said Thank you", "member closed ", "member said One more thing"}; !slices.Equal(said, want) {
		t.Errorf("%q", said)
	}
	// Everybody is told what is new and nobody's; whoever took it is told of the rest.
	if got := mailedTo(s, sofie.Email); fmt.Sprint(got) != "[request_new request_new request_waits request_waits]" {
		t.Errorf("to Sofie: %v", got)
	}
	if got := mailedTo(s, theo.Email); fmt.Sprint(got) != "[request_new request_new]" {
		t.Errorf("to Theo: %v", got)
	}
	if got := mailedTo(s, mia.Email); fmt.Sprint(got) != "[request_answered]" {
		t.Errorf("to Mia: %v", got)
	}
	want := []string{"request.opened ", "request.opened ", "request.replied support", "request.replied ", "request.closed ", "request.reopened ", "request.replied "}
	if got := recordedActions(s, owner.Organisation); !slices.Equal(got, want) {
		t.Errorf("history: %q", got)
	}
	var leaked int
	if s.r.Raw("SELECT count(*) FROM history WHERE changes || target_name LIKE '%fee%'").Scan(&leaked); leaked > 0 {
		t.Error("the history holds what was written")
	}
}

func TestARequestIsItsAuthorsAndTheOwnersToRead(t *testing.T) {
	s, owner := founded(t)
	mia, max := member(t, s, owner, "mia", everywhere(access.Everything())), member(t, s, owner, "max", everywhere(access.Everything()))
	other := neighbour(t, s)
	r := ask(t, s, mia, "a fee")
	for name, c := range map[string]struct {
		by  access.Actor
		may bool
	}{"author": {mia, true}, "owner": {owner, true}, "colleague": {max, false}, "another organisation": {other, false}} {
		_, err := s.Conversation(t.Context(), c.by, r.ID)
		_, err2 := s.ReplyToRequest(t.Context(), c.by, r.ID, "x")
		list, err3 := s.Requests(t.Context(), c.by, Page{})
		if err3 != nil {
			t.Fatal(err3)
		}
		if c.may != (err == nil) || c.may != (err2 == nil) || c.may != (list.Total == 1) || !c.may && (CodeOf(err) != NotFound || CodeOf(err2) != NotFound) {
			t.Errorf("%s: %v, %v, %d in the list", name, err, err2, list.Total)
		}
	}
	if _, _, err := s.SetActive(t.Context(), owner, mia.Membership, false); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ReplyToRequest(t.Context(), mia, r.ID, "x"); CodeOf(err) != Forbidden {
		t.Errorf("somebody switched off replies: %v", err)
	}
	if _, err := s.AnswerRequest(t.Context(), deskPerson(t, s, "sofie"), r.ID, "To nobody"); err != nil || len(mailedTo(s, mia.Email)) != 0 {
		t.Errorf("%v, mails to somebody without access: %v", err, mailedTo(s, mia.Email))
	}
}

// neighbour is the owner of another organisation.
func neighbour(t *testing.T, s *Store) access.Actor {
	t.Helper()
	o := Organisation{ID: NewID(), Name: "Quai", TimeZone: "Europe/Paris", Locale: "fr", Currency: "EUR", InvitationDays: 7, Version: 1, CreatedAt: s.Now(), UpdatedAt: s.Now()}
	if err := s.w.Create(&o).Error; err != nil {
		t.Fatal(err)
	}
	u := User{ID: NewID(), Email: "odile@quai.example", EmailKey: "odile@quai.example", Name: "Odile", PasswordHash: "x", CreatedAt: s.Now(), UpdatedAt: s.Now()}
	if err := s.w.Create(&u).Error; err != nil {
		t.Fatal(err)
	}
	m := Membership{ID: NewID(), OrganisationID: o.ID, UserID: &u.ID, Email: u.Email, EmailKey: u.EmailKey, Name: u.Name, SortName: "odile", State: StateMember, Active: true, Owner: true, ScopeAll: true,
		LastSeenAt: s.Now(), Version: 1, CreatedAt: s.Now(), UpdatedAt: s.Now()}
	if err := s.w.Create(&m).Error; err != nil {
		t.Fatal(err)
	}
	return actorOf(t, s, &u)
}

func TestOneMemberCannotDrownTheDesk(t *testing.T) {
	s, owner := founded(t)
	now := s.Now()
	s.Now = func() time.Time { return now }
	r := ask(t, s, owner, "a fee")
	var done, refused atomic.Int32
	var wg sync.WaitGroup
	for range 40 {
		wg.Go(func() {
			switch _, err := s.ReplyToRequest(t.Context(), owner, r.ID, "And?"); CodeOf(err) {
			case "":
				done.Add(1)
			case RateLimited:
				refused.Add(1)
			}
		})
	}
	wg.Wait()
	if done.Load() != messagesAnHour-1 || refused.Load() != 40-messagesAnHour+1 {
		t.Errorf("%d taken, %d refused", done.Load(), refused.Load())
	}
	now = now.Add(time.Hour)
	if _, err := s.ReplyToRequest(t.Context(), owner, r.ID, "An hour later"); err != nil {
		t.Error(err)
	}
}

func TestTheDesksListBeginsWithWhatWaitsLongest(t *testing.T) {
	s, owner := founded(t)
	now := s.Now()
	s.Now = func() time.Time { return now }
	sofie := deskPerson(t, s, "sofie")
	var all []*Request
	for _, subject := range []string{"first", "second", "third"} {
		now = now.Add(time.Minute)
		all = append(all, ask(t, s, owner, subject))
	}
	now = now.Add(time.Minute)
	if _, err := s.AnswerRequest(t.Context(), sofie, all[0].ID, "So"); err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Minute)
	for _, r := range all { // a second word does not make one wait anew
		if _, err := s.ReplyToRequest(t.Context(), owner, r.ID, "Please"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.SetRequestState(t.Context(), sofie, all[2].ID, RequestClosed); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		filter RequestFilter
		want   string
	}{
		"open":            {RequestFilter{State: RequestOpen}, "second first"},
		"mine":            {RequestFilter{Assigned: AssignedToMe}, "first"},
		"named":           {RequestFilter{Assigned: sofie.User}, "first"},
		"nobody's":        {RequestFilter{Assigned: AssignedToNobody, State: RequestOpen}, "second"},
		"closed":          {RequestFilter{State: RequestClosed}, "third"},
		"of a topic":      {RequestFilter{Topic: TopicProblem}, ""},
		"answered by now": {RequestFilter{State: RequestAnswered}, ""},
	} {
		list, err := s.DeskRequests(t.Context(), sofie, c.filter)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range list.Rows {
			got = append(got, r.Subject)
		}
		if strings.Join(got, " ") != c.want || list.Total != len(got) {
			t.Errorf("%s: %v of %d, want %s", name, got, list.Total, c.want)
		}
	}
	for _, p := range []Page{{After: "x"}, {Before: "x"}} {
		_, err := s.DeskRequests(t.Context(), sofie, RequestFilter{Page: p})
		faultsAt(t, err, "cursor")
	}
}

func TestManyRequestsAreTurnedPageByPage(t *testing.T) {
	s, owner := founded(t)
	sofie := deskPerson(t, s, "sofie")
	for i := range PageSize + 3 {
		now := s.Now().Add(time.Duration(i) * time.Second)
		r := Request{ID: NewID(), OrganisationID: owner.Organisation, Number: 2000 + i, AuthorID: owner.User, AuthorName: "x", Topic: TopicOther, Subject: fmt.Sprint(i), State: RequestOpen, CreatedAt: now, WaitingAt: now, SaidAt: now}
		if err := s.w.Create(&r).Error; err != nil {
			t.Fatal(err)
		}
		if err := s.w.Create(&RequestMessage{ID: NewID(), OrganisationID: r.OrganisationID, RequestID: r.ID, AuthorKind: ByMember, AuthorID: owner.User, AuthorName: "x", Does: Said, Text: "x", CreatedAt: now}).Error; err != nil {
			t.Fatal(err)
		}
	}
	first, err := s.DeskRequests(t.Context(), sofie, RequestFilter{State: RequestOpen})
	if err != nil || len(first.Rows) != PageSize || first.Rows[0].Subject != "0" || first.After == "" {
		t.Fatal(len(first.Rows), err)
	}
	second, err := s.DeskRequests(t.Context(), sofie, RequestFilter{State: RequestOpen, Page: Page{After: first.After}})
	if err != nil || len(second.Rows) != 3 || second.Rows[0].Subject != fmt.Sprint(PageSize) || second.After != "" {
		t.Fatal(len(second.Rows), err)
	}
	own, err := s.Requests(t.Context(), owner, Page{})
	if err != nil || own.Rows[0].Subject != fmt.Sprint(PageSize+2) || own.After == "" {
		t.Fatal(err)
	}
}

func TestOnlyTheDeskIsGivenRequests(t *testing.T) {
	s, owner := founded(t)
	sofie, theo := deskPerson(t, s, "sofie"), deskPerson(t, s, "theo")
	r := ask(t, s, owner, "a fee")
	if name, err := s.AssignRequest(t.Context(), sofie, r.ID, theo.User); err != nil || name != "theo" {
		t.Fatal(name, err)
	}
	_, err := s.AssignRequest(t.Context(), sofie, r.ID, owner.User)
	faultsAt(t, err, "to")
	if _, err := s.RemoveStaff(t.Context(), theo.Email); err != nil {
		t.Fatal(err)
	}
	if _, err := s.AnswerRequest(t.Context(), theo, r.ID, "x"); CodeOf(err) != Forbidden {
		t.Errorf("who has left the desk answers: %v", err)
	}
	// What belongs to somebody who has left is everybody's to hear of.
	if _, err := s.ReplyToRequest(t.Context(), owner, r.ID, "Hello?"); err != nil {
		t.Fatal(err)
	}
	if got := mailedTo(s, sofie.Email); got[len(got)-1] != "request_waits" {
		t.Errorf("to Sofie: %v", got)
	}
}
