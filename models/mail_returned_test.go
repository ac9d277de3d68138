package models

import (
	"strings"
	"testing"
)

// happened counts the entries of an action at a target.
func happened(s *Store, action, target string) (n int) {
	s.r.Raw("SELECT count(*) FROM history WHERE action = ? AND target_id = ?", action, target).Scan(&n)
	return n
}

func TestAMailThatComesBackIsShownAtItsInvitation(t *testing.T) {
	s, owner, id, _ := posted(t)
	m := claimed(t, s)
	if err := s.MailSent(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	came := ReturnedMail{Tags: []string{"7.x", strings.ToUpper(m.ReturnTag)}, Answer: "550 5.1.1 User unknown"}
	for i := range 3 {
		if kind, found, err := s.ReceiveReturned(t.Context(), came); err != nil || found != (i == 0) || found && kind != MailInvitation {
			t.Fatal(i, kind, found, err)
		}
	}
	p, err := s.Person(t.Context(), owner, id)
	if err != nil || p.Status != Failed || p.Invitation.Failure != "returned 550 5.1.1 User unknown" {
		t.Errorf("%+v %v", p, err)
	}
	if w, err := s.Waiting(t.Context(), owner); err != nil || w.Failed != 1 {
		t.Errorf("at home: %+v %v", w, err)
	}
	if n := happened(s, "invitation.returned", id); n != 1 {
		t.Errorf("%d entries in the history", n)
	}
	if _, token, _, err := s.InvitationLink(t.Context(), owner, id); err != nil || token == "" {
		t.Errorf("the link cannot be copied: %v", err)
	}
}

// A server may send a mail back before the outbox has noted that the server took it.
func TestAMailThatComesBackAtOnceStaysFailed(t *testing.T) {
	s, owner, id, _ := posted(t)
	m := claimed(t, s)
	if _, found, err := s.ReceiveReturned(t.Context(), ReturnedMail{MessageID: m.MessageID, Answer: "5.1.1"}); err != nil || !found {
		t.Fatal(found, err)
	}
	if err := s.MailSent(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if state, secret := outboxRow(t, s, m.ID); state != mailFailed || secret {
		t.Error(state, secret)
	}
	if p, err := s.Person(t.Context(), owner, id); err != nil || p.Status != Failed {
		t.Errorf("%+v %v", p, err)
	}
	none(t, s)
}

func TestAMailThatComesBackIsShownAtItsOrder(t *testing.T) {
	s, owner := founded(t)
	event, full, _ := onSale(t, s, owner, 100)
	o, err := buy(s, owner, event, Contact{Name: "Bo", Email: "bo@example.org"}, Line{full, 1})
	if err != nil {
		t.Fatal(err)
	}
	var m *Mail
	for m == nil || m.OrderID != o.ID {
		if m = claimed(t, s); m == nil {
			t.Fatal("no mail to the buyer")
		}
	}
	if err := s.MailSent(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if _, found, err := s.ReceiveReturned(t.Context(), ReturnedMail{Tags: []string{m.ReturnTag}, Answer: "552 5.2.2 Mailbox full"}); err != nil || !found {
		t.Fatal(found, err)
	}
	shown, err := s.SoldOrder(t.Context(), owner, o.ID)
	if err != nil || len(shown.Mails) != 1 || shown.Mails[0].State != mailFailed || shown.Mails[0].Failure != "returned 552 5.2.2 Mailbox full" || shown.State != OrderPaid {
		t.Errorf("%+v %v", shown, err)
	}
	if n := happened(s, "order.mail_returned", o.ID); n != 1 {
		t.Errorf("%d entries in the history", n)
	}
}

// Attack: whoever can send mail says that somebody's invitation did not arrive, so that it is taken for failed. Only
// who was sent the mail knows the address to which it comes back, or its Message-ID.
func TestNobodyElseCanSayThatAMailDidNotArrive(t *testing.T) {
	s, owner, id, _ := posted(t)
	m := claimed(t, s)
	if err := s.MailSent(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	last := byte('a')
	if m.ReturnTag[len(m.ReturnTag)-1] == last {
		last = 'b'
	}
	for name, came := range map[string]ReturnedMail{
		"no address":         {Answer: "550"},
		"a letter changed":   {Tags: []string{m.ReturnTag[:len(m.ReturnTag)-1] + string(last)}},
		"the id alone":       {Tags: []string{m.ReturnTag[:27]}},
		"another's code":     {Tags: []string{m.ReturnTag[:27] + s.keys.returnTag(NewID())[27:]}},
		"of no mail":         {Tags: []string{s.keys.returnTag(NewID())}},
		"no base32":          {Tags: []string{"b" + strings.Repeat("!", 38)}},
		"another Message-ID": {MessageID: NewID()},
	} {
		if _, found, err := s.ReceiveReturned(t.Context(), came); err != nil || found {
			t.Errorf("%s: %t %v", name, found, err)
		}
	}
	if p, err := s.Person(t.Context(), owner, id); err != nil || p.Status != Invited {
		t.Errorf("%+v %v", p, err)
	}
	if n := len(m.ReturnTag); n > 39 {
		t.Errorf("a tag of %d characters leaves no room for the address", n)
	}
}

// What comes back of an invitation that was sent again since, or accepted, says nothing about the one that is open.
func TestAnEarlierMailThatComesBackChangesNothingNow(t *testing.T) {
	s, owner, id, now := posted(t)
	first := claimed(t, s)
	if err := s.MailSent(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	*now = now.Add(10 * 60e9)
	if _, err := s.SendInvitation(t.Context(), owner, id); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.ReceiveReturned(t.Context(), ReturnedMail{Tags: []string{first.ReturnTag}}); err != nil {
		t.Fatal(err)
	}
	if p, err := s.Person(t.Context(), owner, id); err != nil || p.Status != Invited || happened(s, "invitation.returned", id) != 0 {
		t.Errorf("%+v %v", p, err)
	}
}
