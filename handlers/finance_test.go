package handlers_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

// CC9 in the number formats of three languages, both ways, with its corners.
func TestTheCalculatorSpeaksEveryLanguage(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	c := a.SignIn("signe@nordlys.example")
	for _, k := range []struct{ tag, price, net, revenue, public string }{
		{"en", "18.00", "€18.00 brings €16.20", "16.20", "keep €16.20, ask €18.00"},
		{"en", "18.01", "€18.01 brings €16.57", "16.30", "at least €16.30, ask €18.01; it brings €16.57"},
		{"en", "2.50", "brings €2.25", "16.56", "ask €18.01"},
		{"en", "2.49", "No rate is known", "2.24", "No rate is known"},
		{"en", "38.01", "No rate is known", "34.97", "No rate is known"},
		{"fr", "18,00", "18,00 € vous rapporte 16,20 €", "16,55", "demandez 18,01 €, qui rapporte 16,57 €"},
		{"fr", "38", "rapporte 34,96 €", "34,96", "demandez 38,00 €"},
		{"da", "18,01", "18,01 € indbringer 16,57 €", "16,21", "Tag 18,01 €"},
		{"da", "1.800", "ingen sats", "1,00", "ingen sats"},
	} {
		locale := k.tag
		if err := a.Store.SetPreferences(t.Context(), owner.User, &locale, nil); err != nil {
			t.Fatal(err)
		}
		p := c.Get("/finance/calculator?"+url.Values{"price": {k.price}, "revenue": {k.revenue}}.Encode()).Want(200, "finance.calculator")
		if net, public := p.Text("#net"), p.Text("#public"); !strings.Contains(net, k.net) || !strings.Contains(public, k.public) {
			t.Errorf("%s %s: %q; %s: %q", k.tag, k.price, net, k.revenue, public)
		}
	}
	p := c.Get("/finance/calculator?price=alt&revenue=x").Want(422, "finance.calculator")
	if p.Fault("price") == "" || p.Fault("revenue") == "" || p.Find("#price").AttrOr("value", "") != "alt" {
		t.Error(p.Text("main"))
	}
}

func TestAnEventIsPreparedSettledAndPrinted(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	event, tt := a.OnSale(owner, "Cyrano", 2*time.Hour)
	a.Order(owner, event, tt, 3, models.Contact{Name: "Mia Holm", Email: "mia@example.org"})
	a.Member(owner, "ana@example.org", "Ana Holm", testkit.Levels(access.Levels{access.Finance: access.Edit}))
	ana, boss := a.SignIn("ana@example.org"), a.SignIn("signe@nordlys.example")
	p := ana.Get("/finance").Want(200, "finance.show").Click(`a[href="/finance/`+event+`"]`).Want(200, "finance.event")
	if p.Has(`form[action$="/prepare"]`) || !strings.Contains(p.Text("main"), "Close the sale for this event first") {
		t.Error("an event on sale can be prepared")
	}
	ana.Post("/finance/"+event+"/prepare", nil).Want(409)
	boss.Get("/events/" + event).Submit(`form[action$="/close"]`)
	p = ana.Get("/finance/"+event).Submit(`form[action$="/prepare"]`).Want(200, "finance.event")
	if p.Has(`a[href$="/settle"]`) || !strings.Contains(p.Text("main"), "€48.60") {
		t.Error(p.Text("main"))
	}
	ana.Get("/finance/" + event + "/settle").Want(403)
	p = boss.Get("/finance/"+event).Click(`a[href$="/settle"]`).Want(200, "finance.settle.form").Submit(`form[action$="/settle"]`).Want(200, "finance.event")
	if p.Has(`form[action$="/prepare"]`) || p.Has(`a[href$="/settle"]`) {
		t.Error("a settled event can be changed")
	}
	p = p.Click(`a[href$="/statement"]`).Want(200, "finance.statement")
	for _, says := range []string{"Nordlys Kultur", "Cyrano", "€54.00", "€5.40", "€48.60", "Settlement number1", "Ana Holm", "Signe Holm"} {
		if !strings.Contains(p.Text(".statement"), says) {
			t.Errorf("does not say %q: %s", says, p.Text(".statement"))
		}
	}
	if strings.Contains(p.Body, "Mia") {
		t.Error("the statement names a buyer")
	}
	if m := a.LastMail("signe@nordlys.example"); m.Kind != models.MailSettlement {
		t.Error(m.Kind)
	}
	boss.Post("/events/"+event+"/publish", nil).Want(409)
}

func TestTheFeesAreDataWithTheirFaultsNamed(t *testing.T) {
	a := testkit.NewApp(t)
	a.Found()
	c := a.SignIn("signe@nordlys.example")
	p := c.Get("/finance").Click(`a[href="/finance/fees"]`).Want(200, "finance.fees")
	if p.Find(`[name="kept.1"]`).AttrOr("value", "") != "92" || p.Find(`[name="up_to.1"]`).AttrOr("value", "") != "38.00" {
		t.Error(p.Text("main"))
	}
	stale := c.Get("/finance/fees")
	bad := p.Submit("form.form", "lowest", "x", "up_to.0", "18", "kept.0", "0", "up_to.1", "10", "kept.1", "101").Want(422, "finance.fees.update")
	for _, field := range []string{"lowest", "kept.0", "kept.1"} {
		if bad.Fault(field) == "" {
			t.Errorf("no fault at %s", field)
		}
	}
	bad = bad.Submit("form.form", "lowest", "2", "kept.0", "90", "kept.1", "92").Want(422, "finance.fees.update")
	if bad.Fault("up_to.1") == "" {
		t.Error("a bracket that ends before it begins")
	}
	bad.Submit("form.form", "up_to.1", "60.50", "kept.1", "92.5").Want(200, "finance.show")
	if p := c.Get("/finance"); !strings.Contains(p.Text("main"), "Above €18.00, up to €60.5092.5% kept") {
		t.Error(p.Text("main"))
	}
	p = stale.Submit("form.form", "kept.0", "80").Want(409, "finance.fees.update")
	if !strings.Contains(p.Text("main"), "up to €60.50") {
		t.Error("the page does not show what stands")
	}
}

// ST4: shown as not relevant, and what a person had chosen is kept.
func TestWithAnAcquiringAgreementOfOnesOwnSettlementsMeanNothing(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	event, _ := a.OnSale(owner, "Cyrano", 2*time.Hour)
	m, _ := a.Invite(owner, "ana@example.org", "Ana Holm", testkit.Levels(access.Levels{access.Finance: access.View}))
	c := a.SignIn("signe@nordlys.example")
	c.Get("/users/"+m+"/edit").Submit("form.form", "notify.settlements", "on").Want(200, "user.show")
	c.Get("/account/edit").Submit("form.form", "own_acquiring", "on").Want(200, "account.show")
	p := c.Get("/users/"+m+"/edit").Want(200, "user.edit")
	if _, off := p.Find("#notify\\.settlements").Attr("disabled"); !off || !strings.Contains(p.Text("main"), "Not relevant") {
		t.Error("the mail is offered")
	}
	p.Submit("form.form", "title", "Bookkeeper").Want(200, "user.show")
	if person, err := a.Store.Person(t.Context(), owner, m); err != nil || !person.NotifySettlements {
		t.Error("what was chosen is lost", err)
	}
	if p := c.Get("/finance/" + event); !strings.Contains(p.Text("main"), "nothing to settle") {
		t.Error(p.Text("main"))
	}
	c.Post("/events/"+event+"/close", nil)
	c.Post("/finance/"+event+"/prepare", nil).Want(409)
	c.Get("/finance/calculator?price=18").Want(200, "finance.calculator")
}

func TestWhatCannotBeSettledYetSaysSo(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	events := map[string]string{a.Event(owner, "Draft", time.Hour): "–"}
	published, _ := a.OnSale(owner, "Published", time.Hour)
	closed, _ := a.OnSale(owner, "Closed", time.Hour)
	if _, err := a.Store.CloseEvent(t.Context(), owner, closed); err != nil {
		t.Fatal(err)
	}
	events[published], events[closed] = "Not yet", "Not settled"
	c := a.SignIn("signe@nordlys.example")
	list := c.Get("/finance").Want(200, "finance.show")
	for id, want := range events {
		if got := list.Text(`[data-id="` + id + `"] td:nth-child(4) div`); got != want {
			t.Errorf("%s: %q, want %q", list.Text(`[data-id="`+id+`"] .name`), got, want)
		}
		if got := c.Get("/finance/"+id).Want(200, "finance.event").Text(".meta"); !strings.HasPrefix(got, want) {
			t.Errorf("the page says %q, want %q", got, want)
		}
	}
}
