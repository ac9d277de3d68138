package handlers_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"coulisse/access"
	"coulisse/models"
)

func TestOneTicketOfAnOrderIsRefundedAfterAsking(t *testing.T) {
	a, _, o, c := customerDesk(t, access.Approve)
	link := a.LastMail(mia.Email).Token
	codes := a.Tickets(o)
	p := c.Get("/orders/"+o.ID).Click(`a[href$="/tickets/refund"]`).Want(200, "ticket.refund.form")
	if p.Find(`input[name="ticket"]`).Length() != 2 || !strings.Contains(p.Text("main"), "€18.00") || !strings.Contains(p.Text("main"), mia.Email) {
		t.Error(p.Text("main"))
	}
	if refused := p.Submit(`form[action$="/tickets/refund"]`).Want(422, "ticket.refund"); refused.Fault("ticket") == "" {
		t.Error("nothing was chosen, and no word of it")
	}
	p = p.Submit(`form[action$="/tickets/refund"]`, "ticket", "2").Want(200, "order.show")
	if !strings.Contains(p.Flash(), "1 ticket refunded: €18.00") || !strings.Contains(p.Text(".head"), "Paid") || !strings.Contains(p.Text("main"), "1 ticket refunded: €18.00") {
		t.Error(p.Flash(), p.Text("main"))
	}
	if m := a.LastMail(mia.Email); m.Kind != models.MailTicketsRefunded || m.Data.Order.Total != 1800 || m.Data.Order.Left != 1 {
		t.Error(m)
	}
	sheet := a.Client().Get("/tickets/"+link).Want(200, "ticket.show")
	if sheet.Find("svg.qr").Length() != 1 || strings.Contains(sheet.Body, codes[1].Code[:5]+"\u00A0") || !strings.Contains(sheet.Text("main"), "1 ticket of this order was refunded") || !strings.Contains(sheet.Text("main"), "Ticket 1 of 2") {
		t.Error(sheet.Text("main"))
	}
	if list := c.Get("/customers"); !strings.Contains(list.Text("tr[data-id]"), "1 ticket refunded") {
		t.Error(list.Text("main"))
	}
	c.Post("/orders/"+o.ID+"/tickets/refund", url.Values{"ticket": {"2"}}).Want(409, "ticket.refund")
	for _, odd := range []url.Values{{"ticket": {"0"}}, {"ticket": {"x", "1"}}, {"ticket": {"1", "9"}}} {
		c.Post("/orders/"+o.ID+"/tickets/refund", odd).Want(422, "ticket.refund")
	}
	if p := c.Get("/orders/" + o.ID + "/refund").Want(200); !strings.Contains(p.Text("main"), "€18.00 counts as given back") {
		t.Error(p.Text("main"))
	}
}

func TestOfSeveralWhoRefundTheSameTicketAtOnceOneIsNotToldOff(t *testing.T) {
	a, _, o, c := customerDesk(t, access.Approve)
	var done, late atomic.Int32
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			switch c.Post("/orders/"+o.ID+"/tickets/refund", url.Values{"ticket": {"1"}}).Status {
			case http.StatusOK:
				done.Add(1)
			case http.StatusConflict:
				late.Add(1)
			}
		})
	}
	wg.Wait()
	if done.Load() != 1 || late.Load() != 5 {
		t.Errorf("%d done, %d told off", done.Load(), late.Load())
	}
	if n := a.Ask("SELECT taken FROM ticket_types"); n != "1" {
		t.Errorf("%s seats are taken", n)
	}
}

func TestAUsedTicketIsRefundedOnceItsCheckInIsUndone(t *testing.T) {
	a, owner, o, c := customerDesk(t, access.Approve)
	if _, err := a.Store.Scan(t.Context(), owner, models.Scan{Event: o.EventID, Code: a.Tickets(o)[0].Code, Device: "Door"}); err != nil {
		t.Fatal(err)
	}
	p := c.Get("/orders/"+o.ID+"/tickets/refund").Want(200, "ticket.refund.form")
	if !p.Has(`input[value="1"][disabled]`) || !strings.Contains(p.Text("main"), "Undo the check-in first") {
		t.Error(p.Text("main"))
	}
	if p = c.Post("/orders/"+o.ID+"/tickets/refund", url.Values{"ticket": {"1"}}).Want(409, "ticket.refund"); !strings.Contains(p.Fault("ticket"), "Ticket 1 was used") {
		t.Error(p.Fault("ticket"))
	}
	if _, err := a.Store.UndoCheckIn(t.Context(), owner, o.EventID, a.Tickets(o)[0].ID, "Door", "mistake"); err != nil {
		t.Fatal(err)
	}
	c.Post("/orders/"+o.ID+"/tickets/refund", url.Values{"ticket": {"1"}}).Want(200, "order.show")
}

// A shop sees which of its tickets still hold; asked again for the same order, it is answered as
// the first time.
func TestAShopSeesWhichTicketsWereRefunded(t *testing.T) {
	s := newStand(t)
	body := `{"event":"` + s.event + `","buyer":{"email":"mia@example.org"},"lines":[{"type":"` + s.full + `","count":2}]}`
	first := s.order("one", body)
	o := readPlaced(t, first, http.StatusCreated)
	if _, err := s.Store.RefundTickets(t.Context(), s.owner, o.ID, []int{2}); err != nil {
		t.Fatal(err)
	}
	var now struct {
		State    string
		Refunded struct{ Amount int }
		Tickets  []struct{ State string }
	}
	if err := json.Unmarshal(s.ask("GET", "/api/v1/orders/"+o.ID, "").Body.Bytes(), &now); err != nil || now.State != "paid" || now.Refunded.Amount != 1800 || now.Tickets[0].State != "valid" || now.Tickets[1].State != "refunded" {
		t.Error(err, now)
	}
	if again := s.order("one", body); again.Body.String() != first.Body.String() || again.Header().Get("Idempotency-Replayed") != "true" {
		t.Errorf("%s\n%s", again.Body, first.Body)
	}
}
