package models

import (
	"testing"
	"time"

	"coulisse/access"
)

func TestTheUrgentLeaveFirstAndWhatMadeTroubleLast(t *testing.T) {
	s, o, _, now := posted(t)
	event, full, _ := onSale(t, s, o, 10)
	*now = now.Add(time.Second)
	if _, err := buy(s, o, event, Contact{Email: "mia@example.org"}, Line{Type: full, Count: 1}); err != nil {
		t.Fatal(err)
	}
	if err := s.MailTroubled(t.Context(), claimed(t, s), "deferred 421 later", *now); err != nil {
		t.Fatal(err)
	}
	*now = now.Add(time.Second)
	if err := s.ForgotPassword(t.Context(), "signe@nordlys.example", "192.0.2.7", 10); err != nil {
		t.Fatal(err)
	}
	for _, want := range []MailKind{MailPasswordReset, MailTickets, MailInvitation} {
		if m := claimed(t, s); m.Kind != want {
			t.Errorf("%s leaves, not %s", m.Kind, want)
		}
	}
	none(t, s)
	if m, err := s.ClaimMail(t.Context(), time.Minute, RankTickets); m != nil || err != nil {
		t.Error(m, err)
	}
}

func TestAMailThatWasGivenUpIsTriedAgainWithItsLink(t *testing.T) {
	s, o, id, now := posted(t)
	m := claimed(t, s)
	if err := s.MailGivenUp(t.Context(), m, "refused 550 5.7.1 relay denied"); err != nil {
		t.Fatal(err)
	}
	*now = now.Add(2 * 24 * time.Hour)
	if err := s.SweepMails(t.Context()); err != nil {
		t.Fatal(err)
	}
	list, err := s.WaitingMails(t.Context())
	if err != nil || len(list) != 1 || list[0].ID != m.ID || list[0].State != mailFailed || list[0].Organisation != "Nordlys" {
		t.Fatalf("%+v %v", list, err)
	}
	if _, err := s.RetryMails(t.Context(), m.ID, "unknown"); CodeOf(err) != NotFound {
		t.Error(err)
	}
	none(t, s)
	if n, err := s.RetryMails(t.Context()); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	list, err = s.WaitingMails(t.Context())
	if err != nil || len(list) != 1 || list[0].State != mailQueued || !list[0].Since.Equal(*now) {
		t.Errorf("%+v %v", list, err)
	}
	p, err := s.Person(t.Context(), o, id)
	if err != nil || p.Status != Invited || p.Invitation.Outcome != MailingQueued || p.Invitation.Failure != "" {
		t.Errorf("%+v %v", p.Invitation, err)
	}
	again := claimed(t, s)
	if again.Token != m.Token || again.MessageID != m.MessageID || again.Attempts != 1 || !again.Since.Equal(*now) {
		t.Errorf("%+v", again)
	}
	if err := s.MailSent(t.Context(), again); err != nil {
		t.Fatal(err)
	}
	if _, err := s.RetryMails(t.Context(), m.ID); CodeOf(err) != NotFound {
		t.Error("one that has left:", err)
	}
}

func TestALinkIsWipedWhenItsMailIsDroppedOrItHasRunOut(t *testing.T) {
	s, o, id, now := posted(t)
	m := claimed(t, s)
	if err := s.MailGivenUp(t.Context(), m, "refused 550"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.DropMail(t.Context(), m.ID); err != nil {
		t.Fatal(err)
	}
	if state, secret := outboxRow(t, s, m.ID); state != mailCancelled || secret {
		t.Error(state, secret)
	}
	p, err := s.Person(t.Context(), o, id)
	if err != nil || p.Status != Failed || p.Invitation.Failure != mailDiscarded {
		t.Errorf("%+v %v", p.Invitation, err)
	}
	if _, _, err := s.DropMail(t.Context(), m.ID); CodeOf(err) != NotFound {
		t.Error("twice:", err)
	}
	if _, err := s.SendInvitation(t.Context(), o, id); err != nil {
		t.Fatal(err)
	}
	second := claimed(t, s)
	if err := s.MailGivenUp(t.Context(), second, "refused 550"); err != nil {
		t.Fatal(err)
	}
	*now = now.Add(8 * 24 * time.Hour)
	if err := s.SweepMails(t.Context()); err != nil {
		t.Fatal(err)
	}
	if state, secret := outboxRow(t, s, second.ID); state != mailFailed || secret {
		t.Error(state, secret)
	}
	if n, err := s.RetryMails(t.Context()); n != 0 || err != nil {
		t.Error(n, err)
	}
}

func TestAPauseIsToldFromItsBeginningAndOnlyWhileMailsWait(t *testing.T) {
	s, o, id, now := posted(t)
	began := *now
	for _, reason := range []string{"unreachable", "credentials 535 no"} {
		if err := s.MailsPaused(t.Context(), reason); err != nil {
			t.Fatal(err)
		}
		*now = now.Add(time.Minute)
	}
	p, err := s.MailPause(t.Context())
	if err != nil || p == nil || p.Failure != "credentials 535 no" || !p.Since.Equal(began) {
		t.Fatalf("%+v %v", p, err)
	}
	w, err := s.Waiting(t.Context(), o)
	if err != nil || w.Unsent != 1 || w.Held == nil || w.Held.N != 1 {
		t.Errorf("%+v %v", w, err)
	}
	other := member(t, s, o, "deputy", managesUsers)
	if w, err := s.Waiting(t.Context(), other); err != nil || w.Held != nil {
		t.Errorf("%+v %v", w, err)
	}
	if _, err := s.RevokeInvitation(t.Context(), o, id); err != nil {
		t.Fatal(err)
	}
	s.w.Exec("DELETE FROM mails WHERE state = 'queued'")
	if p, err := s.MailPause(t.Context()); p != nil || err != nil {
		t.Errorf("%+v %v", p, err)
	}
	if err := s.MailsLeave(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestAllTicketsThatFailedAreSentAgainTogetherByWhoMay(t *testing.T) {
	s, o := founded(t)
	cyrano, full, _ := onSale(t, s, o, 100)
	other, full2, _ := onSale(t, s, o, 100)
	var orders []*Order
	for i, event := range []string{cyrano, cyrano, cyrano, other} {
		kind := full
		if event == other {
			kind = full2
		}
		orders = append(orders, sells(t, s, o, event, kind, Contact{Name: "Mia", Email: string(rune('a'+i)) + "@example.org"}))
	}
	for range orders {
		if err := s.MailGivenUp(t.Context(), claimed(t, s), "refused 554 5.7.1 relay denied"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.CancelOrder(t.Context(), o, orders[2].ID); err != nil {
		t.Fatal(err)
	}
	limited := within(t, s, o, "limited", access.Edit, cyrano)
	looks := within(t, s, o, "looks", access.View, cyrano)
	if n, err := s.FailedTickets(t.Context(), looks); n != 0 || err != nil {
		t.Error(n, err)
	}
	if _, err := s.ResendFailed(t.Context(), looks); CodeOf(err) != Forbidden {
		t.Error(err)
	}
	if n, err := s.FailedTickets(t.Context(), limited); n != 2 || err != nil {
		t.Error(n, err)
	}
	if r, err := s.ResendFailed(t.Context(), limited); r != (Resent{Sent: 2}) || err != nil {
		t.Error(r, err)
	}
	for _, left := range []struct {
		who  access.Actor
		want int
	}{{limited, 0}, {o, 1}} {
		if n, err := s.FailedTickets(t.Context(), left.who); n != left.want || err != nil {
			t.Error(n, err)
		}
	}
	var waiting int64
	s.r.Model(&mailRow{}).Where("kind = 'tickets' AND state = 'queued' AND order_id IN ?", []string{orders[0].ID, orders[1].ID}).Count(&waiting)
	if waiting != 2 {
		t.Error(waiting, "mails wait")
	}
}

// A mail that was given up must not be brought to a stranger's address that was corrected since.
func TestATicketMailThatIsTriedAgainGoesToTheBuyersAddressAsItIsNow(t *testing.T) {
	s, o := founded(t)
	event, full, _ := onSale(t, s, o, 100)
	order := sells(t, s, o, event, full, Contact{Name: "Mia", Email: "wrong@example.org"})
	if err := s.MailGivenUp(t.Context(), claimed(t, s), "refused 550 5.1.1 no such person"); err != nil {
		t.Fatal(err)
	}
	c, err := s.Customer(t.Context(), o, order.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.UpdateCustomer(t.Context(), o, order.ID, c.Version, Contact{Name: "Mia", Email: "right@example.org"}); err != nil {
		t.Fatal(err)
	}
	if n, err := s.RetryMails(t.Context()); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	m := claimed(t, s)
	if m.To != "right@example.org" {
		t.Error(m.To)
	}
	if err := s.MailGivenUp(t.Context(), m, "refused 550 5.1.1 no such person"); err != nil {
		t.Fatal(err)
	}
	if err := s.EraseCustomer(t.Context(), o, order.ID, "right@example.org"); err != nil {
		t.Fatal(err)
	}
	if n, err := s.RetryMails(t.Context()); n != 0 || err != nil {
		t.Error(n, err)
	}
}
