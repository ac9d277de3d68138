package handlers_test

import (
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

// vera is what somebody gave with an order that a member with chosen events cannot see.
var vera = models.Contact{Name: "Vera Secretissima", Email: "vera@example.org", Phone: "55501009", Locale: "fr"}

// The attack: a member of one event names somebody's address with an order of their own, to be
// shown what that person left with the orders of another event.
func ordersApart(t *testing.T) (a *testkit.App, owner access.Actor, mine string, hidden *models.Order, c *testkit.Client) {
	t.Helper()
	a = testkit.NewApp(t)
	owner = a.Found()
	mine, _ = a.OnSale(owner, "One", 30*24*time.Hour)
	two, tt := a.OnSale(owner, "Two", 30*24*time.Hour)
	hidden = a.Order(owner, two, tt, 2, vera)
	levels := access.Levels{access.Customers: access.Approve, access.AccessControl: access.Approve, access.History: access.View, access.DoorSales: access.Edit}
	a.Member(owner, "ana@nordlys.example", "Ana Lund", access.Grant{Levels: levels, Scope: access.Scope{Events: []string{mine}}})
	return a, owner, mine, hidden, a.SignIn("ana@nordlys.example")
}

// imports uploads and confirms a list of orders of an event.
func imports(t *testing.T, a *testkit.App, c *testkit.Client, event, list string) {
	t.Helper()
	p := c.Get("/imports/new").Submit("main form", "event", event, "file", list).Want(200, "import.show")
	works(t, a)
	p.Reload().Submit(`form[action$="/confirm"]`, "mail", "on").Want(200, "import.show")
	works(t, a)
}

func TestAnImportUnderSomebodysAddressOpensNothingOfTheirOtherOrders(t *testing.T) {
	a, _, mine, hidden, c := ordersApart(t)
	imports(t, a, c, mine, "order,type,name,email\nW1,Full price,Ana,vera@example.org\n")
	p := c.Get("/customers").Want(200, "customer.list")
	pages := []*testkit.Page{p, p.Click("tr[data-id] a.name").Want(200, "order.show"), p.Click(`tr[data-id] a[href^="/customers/"]`).Want(200, "customer.show"),
		p.Click(`tr[data-id] a[href^="/customers/"]`).Click(`a[href$="/edit"]`).Want(200, "customer.edit"), c.Get("/customers?q=vera"), c.Get("/history")}
	for _, p := range pages {
		for _, secret := range []string{"Secretissima", vera.Phone, hidden.Reference, "Two"} {
			if strings.Contains(p.Text("main"), secret) || p.Find(`input[value*="`+secret+`"]`).Length() > 0 {
				t.Errorf("%s shows %s", p.URL, secret)
			}
		}
	}
	for _, typed := range []string{"secretissima", vera.Phone} {
		if n := c.Get("/customers?q=" + typed).Find("tr[data-id]").Length(); n != 0 {
			t.Errorf("%d orders are found by %s, which was given with an order that is out of sight", n, typed)
		}
		if found := c.Get("/access-control/" + mine + "/search?q=" + typed); strings.Contains(found.Text("main"), "Full price") {
			t.Errorf("the gate finds a ticket by %s", typed)
		}
	}
}

func TestACorrectedAddressDrawsNoTicketsOfOrdersOutOfSight(t *testing.T) {
	a, owner, mine, hidden, c := ordersApart(t)
	imports(t, a, c, mine, "order,type,name,email\nW1,Full price,Ana,vera@example.org\n")
	c.Get("/customers").Click(`tr[data-id] a[href^="/customers/"]`).Click(`a[href$="/edit"]`).
		Submit("form.form", "email", "ana@evil.example", "name", "Mallory").Want(200, "customer.show")
	a.As(owner).Get("/orders/"+hidden.ID).Submit(`form[action$="/resend"]`).Want(200, "order.show")
	if _, err := a.Store.RefundOrder(t.Context(), owner, hidden.ID); err != nil {
		t.Fatal(err)
	}
	kinds := map[models.MailKind]int{}
	for _, m := range a.Mails() {
		if m.Data.Order != nil && m.Data.Order.ID == hidden.ID && m.Kind != models.MailOrder {
			kinds[m.Kind]++
			if m.To != vera.Email || m.Data.Person != vera.Name || m.Locale != "fr" {
				t.Errorf("%s of the order out of sight goes to %s (%s, %s)", m.Kind, m.To, m.Data.Person, m.Locale)
			}
		}
	}
	if kinds[models.MailTickets] != 2 || kinds[models.MailOrderRefunded] != 1 {
		t.Error("mailed were", kinds)
	}
	if p := a.As(owner).Get("/orders/" + hidden.ID); !strings.Contains(p.Text("main"), vera.Name) || !strings.Contains(p.Text("main"), vera.Phone) || strings.Contains(p.Text("main"), "Mallory") {
		t.Error(p.Text("main"))
	}
}

// Whether somebody is a customer of other events must not be told either: not by a refusal, not
// by an address that changes, not by a word about erasing.
func TestACustomerWithOrdersOutOfSightLooksLikeOneWithout(t *testing.T) {
	a, _, mine, _, c := ordersApart(t)
	imports(t, a, c, mine, "order,type,name,email\nW1,Full price,Ana,vera@example.org\nW2,Full price,Ana,nobody@example.org\n")
	said := map[string]string{}
	for _, address := range []string{"vera@example.org", "nobody@example.org"} {
		p := c.Get("/customers?q="+address).Click(`tr[data-id] a[href^="/customers/"]`).Want(200, "customer.show")
		erase := c.Get(p.URL.Path + "/erase")
		edited := p.Click(`a[href$="/edit"]`)
		saved := edited.Submit("form.form", "email", "other-"+address)
		back := saved.Click(`a[href$="/edit"]`).Submit("form.form", "email", address)
		text := strings.Join([]string{p.Text("main .head"), p.Text("main .facts"), erase.Text("main"), edited.Find(`[name="version"]`).AttrOr("value", ""), saved.Route(), back.Route(), back.Fault("email")}, "|")
		said[address] = strings.ReplaceAll(text, address, "ADDRESS")
		if erase.Status != 403 || saved.URL.Path != p.URL.Path {
			t.Errorf("%s: erasing answers %d; saved at %s, which was %s", address, erase.Status, saved.URL, p.URL)
		}
	}
	if said["vera@example.org"] != said["nobody@example.org"] {
		t.Errorf("told apart:\n%s\n%s", said["vera@example.org"], said["nobody@example.org"])
	}
}
