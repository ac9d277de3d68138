package handlers_test

import (
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

var mia = models.Contact{Name: "Mia Søndergård", Email: "mia@exmaple.org", Phone: "+45 12 34 56 78"}

// desk of customer service: an event on sale with an order of two tickets, and somebody with a
// level for that event alone.
func customerDesk(t *testing.T, level access.Level) (a *testkit.App, owner access.Actor, o *models.Order, c *testkit.Client) {
	t.Helper()
	a = testkit.NewApp(t)
	owner = a.Found()
	event, tt := a.OnSale(owner, "Cyrano", 30*24*time.Hour)
	o = a.Order(owner, event, tt, 2, mia)
	a.Member(owner, "ana@nordlys.example", "Ana Lund", access.Grant{Levels: access.Levels{access.Customers: level}, Scope: access.Scope{Events: []string{event}}})
	return a, owner, o, a.SignIn("ana@nordlys.example")
}

// CC8: a buyer rings, is found, and gets the tickets at the right address.
func TestABuyerIsFoundCorrectedAndSentTheTicketsAgain(t *testing.T) {
	a, _, o, c := customerDesk(t, access.Edit)
	p := c.Get("/").Click(`nav a[href="/customers"]`).Want(200, "customer.list")
	if p.Find(`nav a[href="/customers"][aria-current]`).Length() == 0 {
		t.Error("the navigation does not say where one is")
	}
	p = c.Get("/customers?q=sondergard").Want(200, "customer.list")
	if p.Find("[data-total]").AttrOr("data-total", "") != "1" || !strings.Contains(p.Text("tr[data-id]"), "Cyrano") || !strings.Contains(p.Text("tr[data-id]"), "€36.00") {
		t.Error(p.Text("tr[data-id]"))
	}
	p = p.Click(`a[href="/customers/`+o.ID+`"]`).Want(200, "customer.show")
	if got := p.Text("main"); !strings.Contains(got, "+45 12 34 56 78") || !strings.Contains(got, "Full price") || !strings.Contains(got, "Link to the tickets") {
		t.Error(got)
	}
	if p.Has(`a[href$="/erase"], a[href$="/refund"]`) {
		t.Error("an editor is offered what they may not do")
	}
	p = p.Click(`a[href$="/edit"]`).Want(200, "customer.edit")
	if got := p.Submit("form.form", "email", "not an address").Want(422, "customer.update").Fault("email"); got == "" {
		t.Error("no fault at the address")
	}
	p = p.Submit("form.form", "email", "mia@example.org", "locale", "da").Want(200, "customer.show")
	if p.Flash() == "" || strings.Contains(p.Flash(), "Mia") {
		t.Errorf("the flash says %q", p.Flash())
	}
	p = p.Submit(`form[action$="/resend"]`).Want(200, "customer.show")
	if m := a.LastMail("mia@example.org"); m.Kind != models.MailTickets || m.Locale != "da" || m.State != "queued" || m.Token == "" {
		t.Error(m)
	}
	p = p.Click(`a[href="/orders/`+o.ID+`"]`).Want(200, "order.show")
	if p.Find(`nav a[href="/customers"][aria-current]`).Length() == 0 {
		t.Error("an order does not stand under customer service")
	}
	p.Submit(`form[action$="/resend"]`).Want(429)
	a.Clock.Advance(time.Minute)
	p.Submit(`form[action$="/resend"]`).Want(200, "order.show")
	a.Clock.Advance(time.Minute)
	waiting := 0
	for _, m := range a.Mails() {
		if m.Kind == models.MailTickets && m.State == "queued" {
			waiting++
		}
	}
	if waiting != 1 {
		t.Errorf("%d mails wait", waiting)
	}
}

// To refuse the address would tell that somebody has it who buys for other events.
func TestAnAddressThatSomebodyElseHasIsTakenAndMakesOneCustomer(t *testing.T) {
	a, owner, o, c := customerDesk(t, access.Edit)
	elsewhere, tt := a.OnSale(owner, "Hidden", 30*24*time.Hour)
	hidden := a.Order(owner, elsewhere, tt, 1, models.Contact{Name: "Bo Hidden", Email: "bo@example.org"})
	p := c.Get("/customers/"+o.ID+"/edit").Submit("form.form", "email", "BO@example.org").Want(200, "customer.show")
	if strings.Contains(p.Body, "Hidden") || p.Find("[data-order]").Length() != 1 {
		t.Error(p.Text("main"))
	}
	if p := a.As(owner).Get("/customers/"+hidden.ID).Want(200, "customer.show"); p.Find("[data-order]").Length() != 2 {
		t.Error(p.Text("main"))
	}
	p = c.Get("/customers/"+o.ID+"/edit").Submit("form.form", "email", "no address").Want(422, "customer.update")
	if got := p.Find("#email").AttrOr("value", ""); got != "no address" {
		t.Errorf("what was entered came back as %q", got)
	}
	p = c.Get("/customers/"+o.ID+"/edit").Submit("form.form", "name", "", "email", "", "phone", "").Want(422, "customer.update")
	if p.Fault("name") == "" {
		t.Error("nobody is left, and no word of it")
	}
}

func TestAStaleSaveOfContactDetailsShowsWhatItWouldChange(t *testing.T) {
	_, _, o, c := customerDesk(t, access.Edit)
	mine, theirs := c.Get("/customers/"+o.ID+"/edit"), c.Get("/customers/"+o.ID+"/edit")
	theirs.Submit("form.form", "phone", "11111111").Want(200, "customer.show")
	p := mine.Submit("form.form", "phone", "22222222").Want(409, "customer.update")
	if got := p.Text(".changes"); !strings.Contains(got, "11111111") || !strings.Contains(got, "22222222") {
		t.Error(got)
	}
	p.Submit("form.form").Want(200, "customer.show")
}

func TestAnOrderIsRefundedOnceAfterAsking(t *testing.T) {
	a, owner, o, c := customerDesk(t, access.Approve)
	p := c.Get("/orders/"+o.ID).Want(200, "order.show").Click(`a[href$="/refund"]`).Want(200, "order.refund.form")
	if got := p.Text("main"); !strings.Contains(got, "€36.00") || !strings.Contains(got, "Cyrano") || !strings.Contains(got, "mia@exmaple.org") {
		t.Error(got)
	}
	other := c.Get("/orders/"+o.ID+"/cancel").Want(200, "order.cancel.form")
	p = p.Submit(`form[action$="/refund"]`).Want(200, "order.show")
	if !strings.Contains(p.Text(".head"), "Refunded") || p.Has(`a[href$="/cancel"], form[action$="/resend"]`) || strings.Count(p.Text(".table"), "Refunded") != 2 {
		t.Error(p.Text("main"))
	}
	other.Submit(`form[action$="/cancel"]`).Want(409)
	if m := a.LastMail(mia.Email); m.Kind != models.MailOrderRefunded {
		t.Error(m)
	}
	h := a.As(owner).Get("/history?target="+o.ID).Want(200, "history.list")
	if got := h.Text(".log"); !strings.Contains(got, "refunded order") || strings.Contains(h.Body, "mia@") || strings.Contains(h.Body, "Mia") {
		t.Error(got)
	}
	if left, err := a.Store.TicketTypes(t.Context(), owner, o.EventID); err != nil || left[0].Taken != 0 {
		t.Error(left, err)
	}
}

func TestOfTwoWhoRefundAtOnceOneIsToldOff(t *testing.T) {
	_, _, o, c := customerDesk(t, access.Approve)
	var done, late atomic.Int32
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			switch c.Post("/orders/"+o.ID+"/refund", url.Values{}).Status {
			case 200:
				done.Add(1)
			case 409:
				late.Add(1)
			}
		})
	}
	wg.Wait()
	if done.Load() != 1 || late.Load() != 5 {
		t.Errorf("%d done, %d told off", done.Load(), late.Load())
	}
}

func TestABuyerIsErasedOnceTheyWereNamed(t *testing.T) {
	a, owner, o, _ := customerDesk(t, access.Approve)
	a.Member(owner, "bea@nordlys.example", "Bea Lund", testkit.Levels(access.Levels{access.Customers: access.Approve}))
	c := a.SignIn("bea@nordlys.example")
	p := c.Get("/customers/"+o.ID).Click(`a[href$="/erase"]`).Want(200, "customer.erase.form")
	if !strings.Contains(p.Text("main"), "The order, its tickets and the amount stay") {
		t.Error(p.Text("main"))
	}
	p = p.Submit(`form[action$="/erase"]`, "confirm", "somebody else").Want(422, "customer.erase")
	if p.Fault("confirm") == "" {
		t.Error("no fault")
	}
	p = p.Submit(`form[action$="/erase"]`, "confirm", " MIA@exmaple.org ").Want(200, "customer.show")
	if p.Text("h1") != "Erased" || p.Has(`a[href$="/edit"]`) || p.Has(`form[action$="/resend"]`) {
		t.Error(p.Text("main"))
	}
	list := c.Get("/customers").Want(200, "customer.list")
	if got := list.Text("tr[data-id]"); !strings.Contains(got, "Erased") || !strings.Contains(got, "€36.00") {
		t.Error(got)
	}
	for _, path := range []string{"/edit", "/erase"} {
		c.Get("/customers/" + o.ID + path).Want(409)
	}
	for _, path := range []string{"/history", "/history.csv", "/mailbox", "/events/" + o.EventID, "/customers?q=mia", "/customers/" + o.ID, "/orders/" + o.ID} {
		if body := strings.ToLower(a.As(owner).Get(path).Body); strings.Contains(body, "exmaple") || strings.Contains(body, "søndergård") {
			t.Errorf("%s still tells who it was", path)
		}
	}
}

func TestWhoSeesOnlySomeOrdersIsToldWhomToAskAndNothingElse(t *testing.T) {
	a, owner, o, c := customerDesk(t, access.Approve)
	elsewhere, tt := a.OnSale(owner, "Hidden Play", 30*24*time.Hour)
	a.Order(owner, elsewhere, tt, 1, mia)
	if p := c.Get("/customers/"+o.ID).Want(200, "customer.show"); p.Has(`a[href$="/erase"]`) || !strings.Contains(p.Text("main"), "rights cover all events") {
		t.Error(p.Text("main"))
	}
	for _, p := range []*testkit.Page{c.Get("/customers/" + o.ID + "/erase"), c.Post("/customers/"+o.ID+"/erase", url.Values{"confirm": {mia.Email}})} {
		if p.Want(403); !strings.Contains(p.Text("main"), "Signe Holm (signe@nordlys.example)") || strings.Contains(p.Body, "Hidden") {
			t.Error(p.Text("main"))
		}
	}
}

// ST3: an outside partner follows their own event.
func TestALookOnUserSeesBuyersOfTheirEventAndChangesNothing(t *testing.T) {
	a, owner, o, _ := customerDesk(t, access.View)
	role, ok := access.RoleByKey("look_on")
	if !ok || !role.Chosen || role.Levels.At(access.Customers) != access.View {
		t.Fatal(role, ok)
	}
	a.Member(owner, "lo@partner.example", "Lo", access.Grant{Levels: role.Levels, Scope: access.Scope{Events: []string{o.EventID}}})
	c := a.SignIn("lo@partner.example")
	p := c.Get("/orders/"+o.ID).Want(200, "order.show")
	if !strings.Contains(p.Text("main"), "+45 12 34 56 78") || p.Find("main form").Length() > 0 {
		t.Error(p.Text("main"))
	}
	c.Post("/orders/"+o.ID+"/resend", url.Values{}).Want(403)
}

func TestTheOrdersOfAnEventAreAClickAway(t *testing.T) {
	a, owner, o, _ := customerDesk(t, access.View)
	other, tt := a.OnSale(owner, "Other", 30*24*time.Hour)
	a.Order(owner, other, tt, 1, models.Contact{})
	p := a.As(owner).Get("/events/"+o.EventID).Click(`main a[href^="/customers?event="]`).Want(200, "customer.list")
	if p.Find("tr[data-id]").Length() != 1 || p.Find("#event option[selected]").AttrOr("value", "") != o.EventID {
		t.Error(p.Text("main"))
	}
}
