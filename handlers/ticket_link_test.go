package handlers_test

import (
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

// The tickets went to a stranger, because the address was wrong: corrected and sent again, they
// open by the new link alone.
func TestALinkThatWentToAWrongAddressDiesWhenTheTicketsAreSentElsewhere(t *testing.T) {
	a, _, o, c := customerDesk(t, access.Edit)
	wrong := a.LastMail(mia.Email).Token
	leaves(t, a)
	c.Get("/orders/"+o.ID).Submit(`form[action$="/resend"]`).Want(200, "order.show")
	if again := a.LastMail(mia.Email).Token; again != wrong {
		t.Error("sent again to the same address, the tickets have another link")
	}
	leaves(t, a)
	p := c.Get("/orders/"+o.ID).Click(`a[href$="/edit"]`).Submit("form.form", "email", "mia@example.org").Want(200, "customer.show")
	a.Client().Get("/tickets/"+wrong).Want(200, "ticket.show") // nothing else opens them yet
	p.Submit(`form[action$="/resend"]`).Want(200, "customer.show")
	right := a.LastMail("mia@example.org").Token
	if right == wrong {
		t.Fatal("the new mail holds the old link")
	}
	a.Client().Get("/tickets/"+right).Want(200, "ticket.show")
	if p := a.Client().Get("/tickets/" + wrong).Want(410); !strings.Contains(p.Text("main"), "sent to another address") || strings.Contains(p.Body, "mia") || strings.Contains(p.Body, o.Reference) {
		t.Error(p.Text("main"))
	}
	c.Get("/orders/" + o.ID).Submit(`form[action$="/resend"]`)
	if again := a.LastMail("mia@example.org").Token; again != right {
		t.Error("the link changed once more without a reason")
	}
}

// A mail that still waits for the wrong address, after one that left, goes to the right one with a
// link of its own.
func TestAWaitingMailGoesToTheCorrectedAddressUnderANewLink(t *testing.T) {
	a, _, o, c := customerDesk(t, access.Edit)
	wrong := a.LastMail(mia.Email).Token
	leaves(t, a)
	c.Get("/orders/" + o.ID).Submit(`form[action$="/resend"]`)
	claimed, err := a.Store.ClaimMail(t.Context(), time.Hour) // it is just leaving
	if err != nil || claimed == nil || claimed.To != mia.Email {
		t.Fatal(claimed, err)
	}
	c.Get("/orders/"+o.ID).Click(`a[href$="/edit"]`).Submit("form.form", "email", "right@example.org", "name", "Mia Right").Want(200, "customer.show")
	if err := a.Store.MailRetry(t.Context(), claimed, "busy", a.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	waiting := 0
	for _, m := range a.Mails() {
		if m.Kind == models.MailTickets && (m.State == "queued" || m.State == "sending") {
			waiting++
			if m.To != "right@example.org" || m.Data.Email != m.To || m.Data.Person != "Mia Right" || m.Token == "" || m.Token == wrong {
				t.Errorf("%+v waits", m)
			}
			a.Client().Get("/tickets/"+m.Token).Want(200, "ticket.show")
		}
	}
	if waiting != 1 {
		t.Errorf("%d mails wait", waiting)
	}
	a.Client().Get("/tickets/" + wrong).Want(410)
}

// leaves has all mails that wait leave.
func leaves(t *testing.T, a *testkit.App) {
	t.Helper()
	for {
		m, err := a.Store.ClaimMail(t.Context(), time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		if m == nil {
			return
		}
		if err := a.Store.MailSent(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
}
