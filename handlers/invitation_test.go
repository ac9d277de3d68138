package handlers_test

import (
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

var editor = testkit.Levels(access.Levels{access.Events: access.Edit, access.Users: access.View})

// invited is an organisation with an invitation to Ana Holm.
func invited(t *testing.T) (a *testkit.App, owner access.Actor, membership, token string) {
	a = testkit.NewApp(t)
	owner = a.Found()
	membership, token = a.Invite(owner, "ana@nordlys.example", "Ana", editor)
	return a, owner, membership, token
}

func accept(c *testkit.Client, token, name, password string) *testkit.Page {
	return c.Post("/invitations/"+token+"/accept", url.Values{"name": {name}, "password": {password}, "password_again": {password}})
}

// MP5 to MP8.
func TestAnInvitedPersonChoosesNameAndPasswordAndSignsIn(t *testing.T) {
	a, owner, membership, token := invited(t)
	c := a.Client()
	p := c.Get("/invitations/"+token).Want(200, "invitation.show")
	for _, says := range []string{"Signe Holm invites you", "Nordlys Kultur", "23 June 2026 at 10:30", "Creates drafts of events and edits them"} {
		if !strings.Contains(p.Text("main"), says) {
			t.Errorf("does not say %q: %s", says, p.Text("main"))
		}
	}
	if strings.Contains(p.Text("main"), "Publishes") || p.Find("#name").AttrOr("value", "") != "Ana" {
		t.Error(p.Text("main"))
	}
	p = p.Submit("#name", "name", "Ana Maria Holm", "password", fresh, "password_again", fresh).Want(200, "login.form")
	if sessionCookie(c) != "" || !strings.Contains(p.Flash(), "ready") {
		t.Error("signed in by a mail, or told nothing:", p.Flash())
	}
	p = tryPassword(c, "ana@nordlys.example", fresh).Want(200, "home")
	if !p.Has(`[data-section="events"][data-level="edit"]`) || p.Has(`[data-section="account"]`) {
		t.Error(p.Text("main"))
	}
	if m := a.LastMail("signe@nordlys.example"); m.Kind != models.MailInvitationAccepted || m.Data.Person != "Ana Maria Holm" {
		t.Errorf("%+v", m)
	}
	if person, err := a.Store.Person(t.Context(), owner, membership); err != nil || person.Status != models.Active {
		t.Error(person, err)
	}
}

// Grafana and Fleet: the invited person sent another address along and kept the rights.
func TestAnInvitedPersonCannotPickAnotherAddress(t *testing.T) {
	a, owner, membership, token := invited(t)
	c := a.Client()
	c.Post("/invitations/"+token+"/accept?email=boss@nordlys.example", url.Values{
		"email": {"boss@nordlys.example"}, "name": {"Ana"}, "password": {fresh}, "password_again": {fresh},
		"level.users": {"approve"}, "owner": {"on"}, "organisation": {"x"},
	}).Want(200, "login.form")
	person, err := a.Store.Person(t.Context(), owner, membership)
	if err != nil || person.Email != "ana@nordlys.example" || person.Owner || person.Grant.Levels.At(access.Users) != access.View {
		t.Fatalf("%+v %v", person, err)
	}
	tryPassword(c, "boss@nordlys.example", fresh).Want(422)
	tryPassword(c, "ana@nordlys.example", fresh).Want(200, "home")
}

// Mattermost: one invitation, accepted many times at once.
func TestAnInvitationIsAcceptedOnceHoweverManyAskAtOnce(t *testing.T) {
	a, _, _, token := invited(t)
	var wg sync.WaitGroup
	var mu sync.Mutex
	var won int
	for range 100 {
		c := a.Client()
		wg.Go(func() {
			p := accept(c, token, "Ana", fresh)
			mu.Lock()
			defer mu.Unlock()
			switch p.Status {
			case 200:
				won++
			case 410, 503:
			default:
				t.Error(p.Status, p.Text("main"))
			}
		})
	}
	wg.Wait()
	if won != 1 {
		t.Fatalf("%d of 100 succeeded", won)
	}
	if p := accept(a.Client(), token, "Eve", fresh).Want(410); !strings.Contains(p.Text("h1"), "answered already") {
		t.Error(p.Text("main"))
	}
}

// Mail scanners open every link before the person does, and some even ask for its head.
func TestLookingAtAnInvitationSpendsNothing(t *testing.T) {
	a, _, _, token := invited(t)
	for range 3 {
		a.Client().Get("/invitations/"+token).Want(200, "invitation.show")
	}
	for _, path := range []string{"/accept", "/decline", "/ask"} {
		a.Client().Get("/invitations/" + token + path).Want(405)
	}
	accept(a.Client(), token, "Ana", fresh).Want(200, "login.form")
}

// Hi.Events: accepting an invitation set the password of the account that was there.
func TestAcceptingLeavesAnExistingPersonsNameAndPasswordAlone(t *testing.T) {
	a, owner, membership, first := invited(t)
	accept(a.Client(), first, "Ana Holm", testkit.Password).Want(200)
	if _, err := a.Store.Remove(t.Context(), owner, membership); err != nil {
		t.Fatal(err)
	}
	membership, token := a.Invite(owner, "ana@nordlys.example", "Somebody Else", editor)

	eve := a.Client()
	if p := eve.Get("/invitations/"+token).Want(200, "invitation.show"); p.Has(`input[name="password"]`) {
		t.Error("asks for a password")
	}
	accept(eve, token, "Eve", "an attacker chose this").Want(409, "invitation.accept")
	tryPassword(eve, "ana@nordlys.example", "an attacker chose this").Want(422)

	c := a.Client()
	p := c.Get("/invitations/"+token).Click(`a[href^="/login"]`).Want(200, "login.form")
	p = p.Submit("main form", "email", "ana@nordlys.example", "password", testkit.Password).Want(200, "invitation.show")
	c.Get("/profile").Want(200, "login.form") // nothing else is open to who belongs nowhere
	p = p.Submit(`form[action$="/accept"]`).Want(200, "home")
	if !strings.Contains(p.Flash(), "joined Nordlys Kultur") {
		t.Error(p.Flash())
	}
	person, err := a.Store.Person(t.Context(), owner, membership)
	if err != nil || person.Status != models.Active || person.Name != "Ana Holm" {
		t.Fatal(person, err)
	}
	tryPassword(a.Client(), "ana@nordlys.example", testkit.Password).Want(200, "home")
}

// The same person, who has forgotten the password since.
func TestWhoBelongsNowhereButIsInvitedGetsAResetMail(t *testing.T) {
	a, owner, membership, first := invited(t)
	accept(a.Client(), first, "Ana Holm", testkit.Password).Want(200)
	if _, err := a.Store.Remove(t.Context(), owner, membership); err != nil {
		t.Fatal(err)
	}
	before := len(a.Mails())
	forgot(a.Client(), "ana@nordlys.example").Want(200)
	if len(a.Mails()) != before {
		t.Error("a mail to somebody who belongs nowhere")
	}
	if p := tryPassword(a.Client(), "ana@nordlys.example", testkit.Password).Want(422); !strings.Contains(p.Text("[data-errors]"), "no organisation") {
		t.Error(p.Text("main"))
	}
	a.Invite(owner, "ana@nordlys.example", "Ana", editor)
	forgot(a.Client(), "ana@nordlys.example").Want(200)
	m := a.LastMail("ana@nordlys.example")
	if m.Kind != models.MailPasswordReset {
		t.Fatal(m.Kind)
	}
	reset(a.Client(), m.Token, fresh).Want(200, "login.form")
}

func TestSomebodyElseWhoIsSignedInIsToldBothNames(t *testing.T) {
	a, owner, membership, token := invited(t)
	c := a.SignIn("signe@nordlys.example")
	p := c.Get("/invitations/"+token).Want(200, "invitation.show")
	for _, says := range []string{"Signe Holm", "signe@nordlys.example", "ana@nordlys.example"} {
		if !strings.Contains(p.Text("main"), says) {
			t.Errorf("does not say %q", says)
		}
	}
	if p.Has(`form[action$="/accept"]`) {
		t.Error("offers to accept")
	}
	c.Post("/invitations/"+token+"/accept", url.Values{"name": {"Eve"}, "password": {fresh}, "password_again": {fresh}}).Want(403, "invitation.accept")
	if person, _ := a.Store.Person(t.Context(), owner, membership); person.State != models.StateInvited {
		t.Error(person.State)
	}
	p.Submit(`main form[action="/logout"]`).Want(200, "invitation.show").Submit("#name", "name", "Ana", "password", fresh, "password_again", fresh).Want(200, "login.form")
}

func TestADeclinedInvitationIsOverAndItsSendersAreTold(t *testing.T) {
	a, owner, membership, token := invited(t)
	p := a.Client().Get("/invitations/"+token).Submit(`form[action$="/decline"]`).Want(410, "invitation.show")
	if !strings.Contains(p.Text("h1"), "declined") {
		t.Error(p.Text("main"))
	}
	if m := a.LastMail("signe@nordlys.example"); m.Kind != models.MailInvitationDeclined {
		t.Error(m.Kind)
	}
	accept(a.Client(), token, "Ana", fresh).Want(410)
	a.Client().Post("/invitations/"+token+"/ask", nil).Want(410)
	if person, _ := a.Store.Person(t.Context(), owner, membership); person.Status != models.Declined {
		t.Error(person.Status)
	}
}

func TestAnInvitationThatRanOutOffersToAskForAnother(t *testing.T) {
	a, _, _, token := invited(t)
	before := len(a.Mails())
	early := a.Client().Post("/invitations/"+token+"/ask", nil).Want(200, "invitation.show")
	if len(a.Mails()) != before || !early.Has("#name") {
		t.Error("asked for another although it still works")
	}
	a.Clock.Advance(7 * 24 * time.Hour)
	accept(a.Client(), token, "Ana", fresh).Want(410)
	p := a.Client().Get("/invitations/" + token).Want(410)
	p = p.Submit(`form[action$="/ask"]`).Want(410, "invitation.show")
	if !strings.Contains(p.Text("h1"), "asked for") || p.Has("form[action$='/ask']") {
		t.Error(p.Text("main"))
	}
	for range 3 {
		a.Client().Post("/invitations/"+token+"/ask", nil).Want(410)
	}
	if m := a.LastMail("signe@nordlys.example"); m.Kind != models.MailInvitationAsked || len(a.Mails()) != before+1 {
		t.Error(m.Kind, len(a.Mails())-before)
	}
}

func TestALinkThatWasReplacedOrTakenBackIsUnknown(t *testing.T) {
	a, owner, membership, token := invited(t)
	if _, err := a.Store.SendInvitation(t.Context(), owner, membership); err != nil {
		t.Fatal(err)
	}
	a.Client().Get("/invitations/" + token).Want(404)
	accept(a.Client(), token, "Ana", fresh).Want(404)
	token = a.LastMail("ana@nordlys.example").Token
	if _, err := a.Store.RevokeInvitation(t.Context(), owner, membership); err != nil {
		t.Fatal(err)
	}
	accept(a.Client(), token, "Ana", fresh).Want(404)
	a.Client().Post("/invitations/"+token+"/decline", nil).Want(404)
}

func TestAFaultyAcceptanceKeepsWhatWasEntered(t *testing.T) {
	a, _, _, token := invited(t)
	p := accept(a.Client(), token, "Ana Maria", "nordlyskultur1").Want(422, "invitation.accept")
	if p.Find("#name").AttrOr("value", "") != "Ana Maria" || p.Fault("password") == "" || strings.Contains(p.Body, "nordlyskultur1") {
		t.Error(p.Text("main"))
	}
	p.Click(`footer a[lang="da"]`).Want(200, "invitation.show")
	if p := accept(a.Client(), token, "", fresh).Want(422); p.Fault("name") == "" {
		t.Error(p.Text("main"))
	}
}

func TestWhoAcceptsBeforeTheFirstDayIsToldToComeBack(t *testing.T) {
	a, owner, membership, first := invited(t)
	accept(a.Client(), first, "Ana Holm", testkit.Password).Want(200)
	if _, err := a.Store.Remove(t.Context(), owner, membership); err != nil {
		t.Fatal(err)
	}
	later := editor
	later.Validity = access.Validity{From: "2026-07-01"}
	_, token := a.Invite(owner, "ana@nordlys.example", "Ana", later)
	c := a.Client()
	p := c.Get("/invitations/"+token).Click(`a[href^="/login"]`).Submit("main form", "email", "ana@nordlys.example", "password", testkit.Password)
	p = p.Want(200, "invitation.show").Submit(`form[action$="/accept"]`).Want(200, "login.form")
	if !strings.Contains(p.Flash(), "begins later") || sessionCookie(c) != "" {
		t.Error(p.Flash())
	}
	if p := tryPassword(c, "ana@nordlys.example", testkit.Password).Want(422); !strings.Contains(p.Text("[data-errors]"), "begins on 1 July 2026") {
		t.Error(p.Text("[data-errors]"))
	}
}

func TestSomebodyWhoseAccessBeginsLaterIsToldSoOnAccepting(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	tomorrow := access.Grant{Levels: access.Levels{access.Events: access.View}, Scope: access.Scope{All: true}, Validity: access.Validity{From: "2026-06-17"}}
	_, token := a.Invite(owner, "ana@nordlys.example", "Ana Holm", tomorrow)
	p := a.Client().Get("/invitations/"+token).Submit(`form[action$="/accept"]`, "password", testkit.Password, "password_again", testkit.Password)
	if p.Want(200, "login.form"); !strings.Contains(p.Flash(), "begins later") {
		t.Error("the page says", p.Flash())
	}
}

// The invitation lay so long that the last day went by.
func TestSomebodyWhoseAccessIsOverIsNotToldThatItBeginsLater(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	short := editor
	short.Validity = access.Validity{Until: "2026-06-17"}
	_, token := a.Invite(owner, "ana@nordlys.example", "Ana Holm", short)
	a.Clock.Advance(3 * 24 * time.Hour)
	if p := accept(a.Client(), token, "Ana Holm", fresh).Want(200, "login.form"); !strings.Contains(p.Flash(), "over already") {
		t.Error("the page says", p.Flash())
	}
}
