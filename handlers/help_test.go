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

// counter is a console with an owner, an event on sale, somebody who works on it, and the desk.
type counter struct {
	*testkit.App
	owner, mia  access.Actor
	staff       access.Staff
	event, full string
}

func newCounter(t *testing.T) *counter {
	t.Helper()
	k := &counter{App: testkit.NewApp(t)}
	k.owner = k.Found()
	k.event, k.full = k.OnSale(k.owner, "Cyrano", 30*24*time.Hour)
	k.mia = k.Member(k.owner, "mia@nordlys.example", "Mia Holm", access.Grant{Levels: access.Levels{access.Events: access.Edit}, Scope: access.Scope{Events: []string{k.event}}})
	k.staff = k.Staff("sofie@desk.example", "Sofie Vang", false)
	return k
}

func TestWhatIsWrittenToSupportIsKeptWhenItIsRefused(t *testing.T) {
	k := newCounter(t)
	c := k.As(k.mia)
	p := c.Get("/help/new?topic=test_ticket&event="+k.event).Want(200, "help.new")
	if p.Find(`[name="topic"][value="test_ticket"]`).AttrOr("checked", "no") == "no" || p.Find("#event option[selected]").AttrOr("value", "") != k.event {
		t.Error("the address did not choose topic and event")
	}
	p = p.Submit("main form", "text", "A long story").Want(422, "help.create")
	if p.Text("#subject-error") == "" || p.Text("#text") != "A long story" {
		t.Errorf("refused: %q, %q", p.Text("#subject-error"), p.Text("#text"))
	}
	p = p.Submit("main form", "subject", "Proof").Want(200, "help.show")
	for range 19 {
		p = p.Submit(`form[action^="/help/"]:has(textarea)`, "text", "And?").Want(200, "help.show")
	}
	p = p.Submit(`form[action^="/help/"]:has(textarea)`, "text", "Too much").Want(429, "help.reply")
	if p.Text("#text") != "Too much" || !strings.Contains(p.Text("#text-error"), "20 times") || p.Header.Get("Retry-After") == "" {
		t.Errorf("refused: %q %q %q", p.Text("#text"), p.Text("#text-error"), p.Header.Get("Retry-After"))
	}
	if p := c.Get("/help/new").Submit("main form", "topic", "question", "subject", "Another", "text", "Kept").Want(429, "help.create"); p.Text("#text") != "Kept" {
		t.Errorf("the text of a new request is lost: %q", p.Text("#text"))
	}
}

func TestWhoSeesNoEventsIsOfferedNoTestTicket(t *testing.T) {
	k := newCounter(t)
	c := k.As(k.Member(k.owner, "max@nordlys.example", "Max", testkit.Levels(nil)))
	p := c.Get("/help/new").Want(200, "help.new")
	if p.Find(`[value="test_ticket"], #event`).Length() != 0 {
		t.Error("a test ticket is offered")
	}
	c.Post("/help", url.Values{"topic": {"test_ticket"}, "event": {k.event}, "subject": {"x"}, "text": {"x"}}).Want(422, "help.create")
}

// A link in a message that support clicks on is a way into the desk.
func TestNothingInAConversationIsALinkOrMarkup(t *testing.T) {
	k := newCounter(t)
	const text = "<a href=\"https://evil.example\">here</a>\nhttps://evil.example/login\nwww.evil.example"
	p := k.As(k.mia).Post("/help", url.Values{"topic": {"problem"}, "subject": {text[:40]}, "text": {text}}).Want(200, "help.show")
	if p.Find(".letter").Text() != text {
		t.Errorf("it reads %q", p.Find(".letter").Text())
	}
	for name, shown := range map[string]*testkit.Page{"member": p, "desk": k.AsStaff(k.staff).Get("/support/requests/" + p.URL.Path[len("/help/"):])} {
		if shown.Find(`a[href*="evil"], .letter a`).Length() != 0 || !strings.Contains(shown.Find(".letter").Text(), "\nhttps://evil.example/login\n") {
			t.Errorf("%s: a message became a link, or lost its lines", name)
		}
	}
}

// The desk sees the event of a test ticket and its prices; of orders and buyers nothing.
func TestTheDeskAnswersWithoutSeeingOrdersOrBuyers(t *testing.T) {
	k := newCounter(t)
	order := k.Order(k.owner, k.event, k.full, 2, models.Contact{Name: "Berta Kobermand", Email: "berta@buyer.example"})
	r, err := k.Store.OpenRequest(t.Context(), k.mia, models.NewRequest{Topic: models.TopicTestTicket, Event: k.event, Subject: "Proof", Text: "Please"})
	if err != nil {
		t.Fatal(err)
	}
	c := k.AsStaff(k.staff)
	p := c.Get("/support/requests").Click("a.name").Want(200, "desk.request")
	if p.Find(`nav.side a[aria-current]`).AttrOr("href", "") != "/support/requests" {
		t.Error("the navigation does not say where one is")
	}
	if p.Text("#proof") == "" || !strings.Contains(p.Text("#proof"), "€18.00") {
		t.Errorf("the event: %q", p.Text("#proof"))
	}
	p = p.Submit(`form[action$="/assign"]:has(select)`, "to", k.staff.User).Want(200, "desk.request")
	p = p.Submit(`form[action$="/test-ticket"]`).Want(200, "desk.request")
	p = p.Submit(`form[action$="/reply"]`, "text", "Here it is.").Want(200, "desk.request")
	for _, body := range []string{p.Body, c.Get("/support/requests?state=answered").Body, c.Get("/support/requests/" + r.ID + "/ticket").Body} {
		for _, secret := range []string{"Kobermand", "berta@", order.Reference, k.Tickets(order)[0].Code} {
			if strings.Contains(body, secret) {
				t.Errorf("the desk reads %s", secret)
			}
		}
	}
	sheet := k.As(k.mia).Get("/help/"+r.ID+"/ticket").Want(200, "help.ticket")
	if sheet.Find(`.proof[data-mark="Test – not valid"] svg.qr`).Length() != 1 || !strings.Contains(sheet.Text(".proof .code"), "TESTU") {
		t.Error("the test ticket has no mark, or no code")
	}
	c.Post("/support/requests/"+r.ID+"/test-ticket", url.Values{"type": {k.full}}).Want(409, "error")
	sheet.Submit(`form[action$="/refuse"]`).Want(422, "help.ticket.refuse").Submit(`form[action$="/refuse"]`, "text", "Larger").Want(200, "help.show")
	k.As(k.mia).Post("/help/"+r.ID+"/ticket/approve", nil).Want(409, "error")
}

// Who looks as a member asks nothing in their name, and reads none of their conversations.
func TestWhoLooksAsAMemberComesToNoHelp(t *testing.T) {
	k := newCounter(t)
	k.Consents(k.owner.Organisation, true)
	c := k.LookingAs(k.staff, k.mia)
	p := c.Get("/").Want(200, "home")
	if p.Find(`a[href="/help"]`).Length() != 0 {
		t.Error("help is offered")
	}
	c.Get("/help").Want(403, "error")
}
