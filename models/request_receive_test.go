package models

import (
	"strings"
	"testing"
)

// tagOf is what stands behind the + of the address that somebody answers to.
func tagOf(s *Store, kind string, r *Request, address string) string {
	return s.keys.answerTag(kind, r.ID, r.Number, address)
}

func TestAnAnswerByMailIsAddedOnceToItsConversation(t *testing.T) {
	s, owner := founded(t)
	mia := member(t, s, owner, "mia", everywhere(nil))
	sofie := deskPerson(t, s, "sofie")
	r := ask(t, s, mia, "a fee")
	answer := AnsweredMail{Tags: []string{"no", "7.x", strings.ToUpper(tagOf(s, ByStaff, r, sofie.Email))}, From: "Sofie@Desk.example", ID: "1@desk.example", Text: "What is kept."}
	for i := range 3 {
		if _, added, err := s.ReceiveAnswer(t.Context(), answer); err != nil || added != (i == 0) {
			t.Fatal(i, added, err)
		}
	}
	reply := AnsweredMail{Tags: []string{tagOf(s, ByMember, r, mia.Email)}, From: mia.Email, Text: "Thanks"}
	if _, added, err := s.ReceiveAnswer(t.Context(), reply); err != nil || !added {
		t.Fatal(added, err)
	}
	talk, err := s.Conversation(t.Context(), mia, r.ID)
	if err != nil || len(talk.Messages) != 3 || talk.Messages[1].AuthorName != "sofie" || talk.Messages[2].AuthorID != mia.User || talk.State != RequestOpen {
		t.Fatalf("%+v %v", talk, err)
	}
	if got := mailedTo(s, mia.Email); len(got) != 1 {
		t.Errorf("mails to Mia: %v", got)
	}
}

// Whoever knows somebody's mail address can send in their name; whoever was sent a mail can answer
// in anybody's. Only both together, for this request and this side, are an answer.
func TestAnAnswerByMailFromAnybodyElseIsRefused(t *testing.T) {
	s, owner := founded(t)
	mia, max := member(t, s, owner, "mia", everywhere(nil)), member(t, s, owner, "max", everywhere(nil))
	sofie, theo := deskPerson(t, s, "sofie"), deskPerson(t, s, "theo")
	r, another := ask(t, s, mia, "a fee"), ask(t, s, mia, "another")
	tag := tagOf(s, ByMember, r, mia.Email)
	for name, m := range map[string]AnsweredMail{
		"without an address":               {From: mia.Email},
		"with the number alone":            {Tags: []string{"1001"}, From: mia.Email},
		"with another's address":           {Tags: []string{tag}, From: max.Email},
		"with a letter changed":            {Tags: []string{tag[:len(tag)-1] + "1"}, From: mia.Email},
		"with the code of another":         {Tags: []string{"1001" + tagOf(s, ByMember, another, mia.Email)[4:]}, From: mia.Email},
		"of a colleague":                   {Tags: []string{tagOf(s, ByMember, r, max.Email)}, From: max.Email},
		"a member as support":              {Tags: []string{tagOf(s, ByStaff, r, mia.Email)}, From: mia.Email},
		"support as a member":              {Tags: []string{tagOf(s, ByMember, r, sofie.Email)}, From: sofie.Email},
		"support by the member's address":  {Tags: []string{tag}, From: sofie.Email},
		"support by a colleague's address": {Tags: []string{tagOf(s, ByStaff, r, sofie.Email)}, From: theo.Email},
		"from nowhere":                     {Tags: []string{tag}},
	} {
		m.Text = "Let me in"
		if _, _, err := s.ReceiveAnswer(t.Context(), m); CodeOf(err) != NotFound && CodeOf(err) != Forbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, _, err := s.ReceiveAnswer(t.Context(), AnsweredMail{Tags: []string{tag}, From: mia.Email, Text: " \n"})
	faultsAt(t, err, "text")
	if _, _, err := s.SetActive(t.Context(), owner, mia.Membership, false); err != nil {
		t.Fatal(err)
	}
	if _, err := s.RemoveStaff(t.Context(), sofie.Email); err != nil {
		t.Fatal(err)
	}
	for _, m := range []AnsweredMail{{Tags: []string{tag}, From: mia.Email}, {Tags: []string{tagOf(s, ByStaff, r, sofie.Email)}, From: sofie.Email}} {
		m.Text = "Still here"
		if _, _, err := s.ReceiveAnswer(t.Context(), m); CodeOf(err) != Forbidden {
			t.Errorf("%s, who has no access any more: %v", m.From, err)
		}
	}
	var n int
	if s.r.Raw("SELECT count(*) FROM support_messages WHERE request_id = ?", r.ID).Scan(&n); n != 1 {
		t.Errorf("%d messages", n)
	}
}

// An address in a mail is for whom the mail went to, and for nobody else.
func TestEachMailCarriesItsRecipientsOwnAddress(t *testing.T) {
	s, owner := founded(t)
	sofie := deskPerson(t, s, "sofie")
	r := ask(t, s, owner, "a fee")
	if _, err := s.AnswerRequest(t.Context(), sofie, r.ID, "So"); err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for m, err := s.ClaimMail(t.Context(), mailKept); m != nil || err != nil; m, err = s.ClaimMail(t.Context(), mailKept) {
		if err != nil {
			t.Fatal(err)
		}
		seen[string(m.Kind)] = m.AnswerTag
	}
	want := map[string]string{"request_new": tagOf(s, ByStaff, r, sofie.Email), "request_answered": tagOf(s, ByMember, r, owner.Email), "staff_added": ""}
	for kind, tag := range want {
		if got, mailed := seen[kind]; !mailed || got != tag {
			t.Errorf("%s: %q, want %q", kind, got, tag)
		}
	}
	if bits := 5 * len(strings.SplitN(want["request_new"], ".", 2)[1]); bits < 80 {
		t.Errorf("a code of %d bits", bits)
	}
}
