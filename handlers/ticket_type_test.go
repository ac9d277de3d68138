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

// CC7: from the second type on, one may draw from the quota of another.
func TestTicketTypesAreAddedPricedAndShareAQuota(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	id := a.Event(owner, "Cyrano", 30*24*time.Hour)
	c := a.SignIn("signe@nordlys.example")
	p := c.Get("/events/"+id).Click(`a[href$="/types/new"]`).Want(200, "event.type.new")
	if p.Has("#parent") {
		t.Error("the first type is offered a parent price")
	}
	p = p.Submit("form.form", "name", "Full price", "price", "1,250.50", "quota", "80").Want(200, "event.show")
	p = p.Click(`a[href$="/types/new"]`).Submit("form.form", "name", "Child", "price", "9", "parent", p.Find("tr[data-id]").AttrOr("data-id", "")).Want(200, "event.show")
	rows := p.Find("tr[data-id]")
	if rows.Length() != 2 || !strings.Contains(rows.Eq(0).Text(), "€1,250.50") || !strings.Contains(rows.Eq(1).Text(), "draws from “Full price”") {
		t.Fatal(rows.Text())
	}
	p = c.Get("/events/"+id+"/types/"+rows.Eq(1).AttrOr("data-id", "")+"/edit").Want(200, "event.type.edit")
	if p.Find("#price").AttrOr("value", "") != "9.00" {
		t.Error(p.Find("#price").AttrOr("value", ""))
	}
	p = p.Submit("form.form", "price", "12").Want(200, "event.show")
	if !strings.Contains(p.Find("tr[data-id]").Eq(1).Text(), "€12.00") {
		t.Error(p.Find("tr[data-id]").Text())
	}
	p = p.Click(`tr[data-id="`+rows.Eq(1).AttrOr("data-id", "")+`"] a[href$="/remove"]`).Want(200, "event.type.remove.form")
	if p = p.Submit(`form[action$="/remove"]`).Want(200, "event.show"); p.Find("tr[data-id]").Length() != 1 {
		t.Error("it is still there")
	}
}

func TestAFaultyTicketTypeComesBackAsItWasEntered(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	id := a.Event(owner, "Cyrano", 30*24*time.Hour)
	c := a.SignIn("signe@nordlys.example")
	p := c.Get("/events/"+id+"/types/new").Submit("form.form", "name", "", "price", "a lot", "quota", "-5", "sales_from", "2026-07-02T10:00", "sales_until", "2026-07-01T10:00").Want(422, "event.type.create")
	for _, field := range []string{"name", "price", "quota", "sales_until"} {
		if p.Fault(field) == "" {
			t.Errorf("no fault at %s", field)
		}
	}
	if p.Find("#price").AttrOr("value", "") != "a lot" {
		t.Error("what was entered is gone")
	}
	p.Submit("form.form", "name", "Full price", "price", "18", "quota", "10", "sales_until", "").Want(200, "event.show")
	c.Get("/events/"+id+"/types/new").Submit("form.form", "name", "FULL  price", "price", "1", "quota", "1").Want(422, "event.type.create")
}

func TestAStaleSaveOfATicketTypeShowsWhatItWouldChange(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	id, tt := a.OnSale(owner, "Cyrano", 30*24*time.Hour)
	c := a.SignIn("signe@nordlys.example")
	mine, theirs := c.Get("/events/"+id+"/types/"+tt+"/edit"), c.Get("/events/"+id+"/types/"+tt+"/edit")
	theirs.Submit("form.form", "price", "20").Want(200, "event.show")
	p := mine.Submit("form.form", "price", "22").Want(409, "event.type.update")
	if got := p.Text(".changes"); !strings.Contains(got, "20.00") || !strings.Contains(got, "22") {
		t.Errorf("the page does not show what differs: %q", got)
	}
	p.Submit("form.form").Want(200, "event.show")
}

// An editor works on drafts; what is on sale is changed by those who may publish.
func TestWhatIsOnSaleIsChangedByThoseWhoMayPublish(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	id, tt := a.OnSale(owner, "Cyrano", 30*24*time.Hour)
	a.Member(owner, "ana@example.org", "Ana Holm", testkit.Levels(access.Levels{access.Events: access.Edit}))
	ana := a.SignIn("ana@example.org")
	if p := ana.Get("/events/"+id).Want(200, "event.show"); p.Has(`a[href*="/types/"]`) || p.Has(`form[action$="/close"]`) {
		t.Error("an editor is offered to change what is on sale")
	}
	ana.Get("/events/" + id + "/types/new").Want(403)
	ana.Post("/events/"+id+"/types/"+tt, url.Values{"name": {"X"}, "price": {"1"}, "quota": {"100"}, "version": {"1"}}).Want(403)
	ana.Post("/events/"+id+"/close", nil).Want(403)
}

// A link to a type below another event than its own leads nowhere.
func TestATicketTypeIsFoundBelowItsOwnEventOnly(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	_, tt := a.OnSale(owner, "Cyrano", 30*24*time.Hour)
	other, _ := a.OnSale(owner, "Tartuffe", 31*24*time.Hour)
	c := a.SignIn("signe@nordlys.example")
	c.Get("/events/" + other + "/types/" + tt + "/edit").Want(404)
	c.Post("/events/"+other+"/types/"+tt+"/remove", nil).Want(404)
}

func TestASaleIsClosedAndOpenedAgain(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	id, _ := a.OnSale(owner, "Cyrano", 30*24*time.Hour)
	c := a.SignIn("signe@nordlys.example")
	p := c.Get("/events/"+id).Submit(`form[action$="/close"]`).Want(200, "event.show")
	if !strings.Contains(p.Text("main"), "The sale is closed") {
		t.Error(p.Text("main"))
	}
	c.Post("/events/"+id+"/close", nil).Want(409)
	p.Submit(`form[action$="/publish"]`).Want(200, "event.show")
}

func TestTheBuyersLinkShowsTheTicketsToBePrinted(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	id, tt := a.OnSale(owner, "Cyrano", 30*24*time.Hour)
	o := a.Order(owner, id, tt, 3, models.Contact{Name: "Mia Holm", Email: "mia@example.org", Locale: "da"})
	link := "/tickets/" + a.LastMail("mia@example.org").Token
	p := a.Client().Get(link).Want(200, "ticket.show")
	if p.Find(".tickets li").Length() != 3 || p.Find("svg.qr[role=img]").Length() != 3 || p.Find("html").AttrOr("lang", "") != "da" {
		t.Error(p.Text("main"))
	}
	for _, says := range []string{"Cyrano", "Mia Holm", o.Reference[:3] + " " + o.Reference[3:6], "18,00 €", "Full price"} {
		if !strings.Contains(p.Text("main"), says) {
			t.Errorf("does not say %q: %s", says, p.Text("main"))
		}
	}
	if p.Header.Get("Cache-Control") != "no-store" {
		t.Error(p.Header)
	}
	a.Client().Get("/tickets/" + strings.Repeat("A", 43)).Want(404)
}

// The fault: of a cancelled event the buyer's link went on showing tickets as good as ever, and
// people travelled to it.
func TestTheBuyersLinkSaysThatTheEventIsCancelled(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	id, tt := a.OnSale(owner, "Cyrano", 30*24*time.Hour)
	a.Order(owner, id, tt, 1, models.Contact{Name: "Mia Holm", Email: "mia@example.org"})
	link := "/tickets/" + a.LastMail("mia@example.org").Token
	if a.Client().Get(link).Want(200).Has(".note.bad") {
		t.Error("cancelled before its time")
	}
	if _, err := a.Store.CancelEvent(t.Context(), owner, id); err != nil {
		t.Fatal(err)
	}
	if says := a.Client().Get(link).Want(200).Text(".note.bad"); !strings.Contains(says, "is cancelled") {
		t.Error(says)
	}
}

// The fault: a buyer whose order was refunded was asked to sign in to the box office's console.
func TestABuyerWhoseLinkIsOverIsNotAskedToSignIn(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	id, tt := a.OnSale(owner, "Cyrano", 30*24*time.Hour)
	o := a.Order(owner, id, tt, 1, models.Contact{Name: "Mia Holm", Email: "mia@example.org"})
	link := "/tickets/" + a.LastMail("mia@example.org").Token
	if _, err := a.Store.RefundOrder(t.Context(), owner, o.ID); err != nil {
		t.Fatal(err)
	}
	if p := a.Client().Get(link).Want(410); p.Has("main .btn") || !strings.Contains(p.Text("main"), "given back") {
		t.Error(p.Text("main"))
	}
}

// A widening of rights needs the right to give them, in a copy too.
func TestACopyOfAnEventAsksWhoGetsIt(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	id, _ := a.OnSale(owner, "Cyrano", 30*24*time.Hour)
	chosen := access.Grant{Levels: access.Levels{access.Events: access.View}, Scope: access.Scope{Events: []string{id}}}
	ana := a.Member(owner, "ana@example.org", "Ana Holm", chosen)
	a.Member(owner, "bo@example.org", "Bo Lund", chosen)
	c := a.SignIn("signe@nordlys.example")
	p := c.Get("/events/"+id).Click(`a[href$="/copy"]`).Want(200, "event.copy.form")
	if !strings.Contains(p.Text("main"), "Bo Lund") || p.Find("#name").AttrOr("value", "") != "Cyrano" {
		t.Error(p.Text("main"))
	}
	p = p.Submit("form.form", "name", "Cyrano II", "begins", "2026-12-01T20:00", "ends", "2026-12-01T22:30", "person", ana.Membership).Want(200, "event.show")
	if p.Find("tr[data-id]").Length() != 1 || !strings.Contains(p.Text("main"), "Ana Holm") || strings.Contains(p.Text("main"), "Bo Lund") {
		t.Error(p.Text("main"))
	}
	a.SignIn("ana@example.org").Get(p.URL.Path).Want(200, "event.show")
	a.SignIn("bo@example.org").Get(p.URL.Path).Want(404)
	if c.Post("/events/"+id+"/copy", url.Values{"name": {"X"}, "begins": {"2026-12-01T20:00"}, "ends": {"2026-12-01T22:30"}, "person": {owner.Membership}}); c.Get("/events?q=X").Find("[data-total]").AttrOr("data-total", "") != "0" {
		t.Error("a copy that was refused is there")
	}
}
