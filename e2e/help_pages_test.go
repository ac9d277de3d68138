package e2e

import (
	"testing"
	"time"

	"coulisse/access"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/testkit"
)

// helpPages are the routes whose pages the test below visits.
const helpPages = "help.list help.new help.show help.ticket desk.requests desk.request desk.request.ticket"

// asked is a console on which people have asked the support desk: a question that waits, one that
// was solved, and a test ticket that waits for an answer.
type asked struct {
	*testkit.App
	owner                    access.Actor
	staff                    access.Staff
	question, solved, ticket string
}

func newAsked(t *testing.T) *asked {
	t.Helper()
	a := &asked{App: testkit.NewApp(t)}
	a.owner = a.Found()
	a.staff = a.Staff("sofie@desk.example", "Sofie Vang", false)
	event, full := a.OnSale(a.owner, "Aarhus Vinterjazz", 40*24*time.Hour)
	freja := a.Member(a.owner, "freja.thorup-lindqvist@vinterjazz.example", "Freja Thorup-Lindqvist", access.Grant{Levels: access.Levels{access.Events: access.Edit}, Scope: access.Scope{All: true}})
	a.question = a.asks(t, freja, models.NewRequest{Topic: models.TopicQuestion, Subject: "Fees of tickets for pupils", Text: "Dear support,\n\nare the fees of a ticket at 9.90 worked out from the price with or without the reduction? Our accountant would like to know.\n\nFreja"})
	a.solved = a.asks(t, a.owner, models.NewRequest{Topic: models.TopicOrganisation, Subject: "A second account for the summer festival, with people of its own", Text: "Could you open one?"})
	a.ticket = a.asks(t, a.owner, models.NewRequest{Topic: models.TopicTestTicket, Event: event, Subject: "Proof for the printers", Text: "May we see the ticket before it is sold?"})
	_, err := a.Store.AnswerRequest(t.Context(), a.staff, a.solved, "Of course. It is called Nordlys Sommer; you are its owner.\nhttps://example.org is not linked.")
	if err == nil {
		_, err = a.Store.CloseRequest(t.Context(), a.owner, a.solved)
	}
	if err == nil {
		_, err = a.Store.IssueTestTicket(t.Context(), a.staff, a.ticket, full)
	}
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func (a *asked) asks(t *testing.T, by access.Actor, n models.NewRequest) string {
	t.Helper()
	a.Clock.Advance(7 * time.Minute)
	r, err := a.Store.OpenRequest(t.Context(), by, n)
	if err != nil {
		t.Fatal(err)
	}
	return r.ID
}

// comes signs somebody in, in a language.
func (a *asked) comes(t *testing.T, email, user, tag string) *Person {
	t.Helper()
	if err := a.Store.SetPreferences(t.Context(), user, &tag, nil); err != nil {
		t.Fatal(err)
	}
	p := NewPerson(t, a.URL)
	p.Opens("/login")
	p.Types("email", email)
	p.Types("password", testkit.Password)
	p.PressesAt(At("main form .cta"))
	return p
}

// Every page of help and of the desk's requests, as in TestThePagesInsidePassInEveryLanguage.
func TestThePagesOfHelpPassInEveryLanguage(t *testing.T) {
	for _, tag := range i18n.Tags() {
		t.Run(tag, func(t *testing.T) {
			t.Parallel()
			a := newAsked(t)
			p := a.comes(t, "signe@nordlys.example", a.owner.User, tag)
			for name, path := range map[string]string{"help.list": "/help", "help.new": "/help/new", "help.new-ticket": "/help/new?topic=test_ticket", "help.show": "/help/" + a.question,
				"help.show-solved": "/help/" + a.solved, "help.show-proof": "/help/" + a.ticket, "help.ticket": "/help/" + a.ticket + "/ticket"} {
				if status := p.Opens(path); status != 200 {
					t.Errorf("%s answers %d", name, status)
				}
				p.Passes(t, tag+"-"+name)
			}
			for name, path := range map[string]string{"help-faults": "/help/new", "help-reply-faults": "/help/" + a.question} {
				p.Opens(path)
				if status := p.PressesAt(At("main form .cta")); status != 422 {
					t.Errorf("%s answers %d", name, status)
				}
				p.Passes(t, tag+"-"+name)
			}
			p.Opens("/help/" + a.ticket + "/ticket")
			p.PressesAt(At(`form[action$="/refuse"] .btn`))
			p.Passes(t, tag+"-help-refuse-faults")
			a.desk(t, tag)
		})
	}
}

// desk visits what the support desk sees of it.
func (a *asked) desk(t *testing.T, tag string) {
	t.Helper()
	p := a.comes(t, a.staff.Email, a.staff.User, tag)
	for name, path := range map[string]string{"desk.requests": "/support/requests", "desk.requests-all": "/support/requests?state=all", "desk.requests-none": "/support/requests?topic=problem",
		"desk.requests-faults": "/support/requests?state=shoe&topic=shoe", "desk.request": "/support/requests/" + a.question, "desk.request-proof": "/support/requests/" + a.ticket,
		"desk.request.ticket": "/support/requests/" + a.ticket + "/ticket"} {
		p.Opens(path)
		p.Passes(t, tag+"-"+name)
	}
	p.Opens("/support/requests/" + a.question)
	if status := p.PressesAt(At(`form[action$="/reply"] .cta`)); status != 422 {
		t.Errorf("an empty answer: %d", status)
	}
	p.Passes(t, tag+"-desk-reply-faults")
}
