package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

// invites adds somebody without rights by the form, and returns the list that follows.
func invites(c *testkit.Client, email, name string) *testkit.Page {
	return c.Post("/users", url.Values{"email": {email}, "name": {name}, "role": {access.NoRights}, "scope": {"all"}})
}

// The attack: victim@kaße.example has an account; somebody who owns kasse.example is invited under
// the same name, gets the same account, and resets lead to the other domain.
func TestTwoDomainsThatFoldAlikeAreTwoPeople(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	victim := a.Member(owner, "victim@kaße.example", "Vera Victim", testkit.Levels(nil))
	c := a.As(owner)
	invites(c, "victim@kasse.example", "Karl Kasse").Want(200, "user.list")
	link := a.LastMail("victim@kasse.example").Token
	p := a.Client().Get("/invitations/" + link).Want(200)
	if !p.Has(`[name="password"]`) {
		t.Fatal("the account of another domain is asked to sign in:", p.Text("main"))
	}
	if n := a.Ask("SELECT count(*) FROM users WHERE id = ? AND email = 'victim@kaße.example'", victim.User); n != "1" {
		t.Error("the account of the victim has changed")
	}
	before := len(a.Mails())
	a.Client().Get("/password/forgot").Submit("main form", "email", "victim@kasse.example").Want(200)
	for _, m := range a.Mails()[before:] {
		if strings.HasSuffix(m.To, "kaße.example") {
			t.Error("a stranger's request mails", m.To)
		}
	}
}

func TestTheTwoSpellingsOfADomainAreOnePerson(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	a.Member(owner, "info@bücher.example", "Ida Info", testkit.Levels(nil))
	p := invites(a.As(owner), "Info@xn--bcher-kva.example", "Another").Want(422, "user.create")
	if p.Fault("email") == "" {
		t.Error(p.Text("main"))
	}
	a.SignIn("info@xn--bcher-kva.example").Get("/profile").Want(200, "profile.show")
}

func TestAnAddressOfOtherLettersBeforeTheAtIsTakenAndItIsSaidThatMailsMayNotArrive(t *testing.T) {
	a := testkit.NewApp(t)
	c := a.As(a.Found())
	if p := invites(c, "ærø@bücher.example", "Ærø").Want(200, "user.list"); !strings.Contains(p.Text(`[role="status"]`), "may not arrive") {
		t.Error(p.Text(`[role="status"]`))
	}
	if p := invites(c, "aero@bücher.example", "Aero").Want(200, "user.list"); strings.Contains(p.Text(`[role="status"]`), "may not arrive") {
		t.Error(p.Text(`[role="status"]`))
	}
	if p := invites(c, "ana@bü cher.example", "Ana").Want(422, "user.create"); p.Fault("email") == "" {
		t.Error(p.Text("main"))
	}
}

// The fault: an address with a zero-width space or a byte order mark in it was another person's, in
// forms, files and the API alike, and a name of nothing else was a name.
func TestWhatNobodySeesMakesNoOtherPersonAndNoName(t *testing.T) {
	s := newStand(t)
	owner := s.owner
	s.Member(owner, "ana@nordlys.example", "Ana Holm", testkit.Levels(nil))
	c := s.As(owner)
	if p := invites(c, "ana\u200b@nordlys.example\ufeff", "Ana").Want(422, "user.create"); p.Fault("email") == "" {
		t.Error("a form:", p.Text("main"))
	}
	if p := invites(c, "bo@nordlys.example", "\u200b\u3164\u2060").Want(422, "user.create"); p.Fault("name") == "" {
		t.Error("a name:", p.Text("main"))
	}
	body := `{"event":"` + s.event + `","shop_reference":"W","buyer":{"name":"\u200bMia","email":"mia@example.org\ufeff","phone":"\u202a+45 50 51 52 53\u202c"},"lines":[{"type":"` + s.full + `","count":1}]}`
	readPlaced(t, s.order("one", body), http.StatusCreated)
	file := "order;type;name;email;phone\nF1;Full price;M\u200bia;\ufeffmia@example.org;'+45 50 51 52 53\n"
	c.Get("/imports/new").Submit("main form", "event", s.event, "file", file).Want(200, "import.show")
	works(t, s.App)
	c.Get("/imports").Click(`main table a`).Submit(`form[action$="/confirm"]`).Want(200)
	works(t, s.App)
	found, err := s.Store.Orders(t.Context(), owner, models.OrderFilter{Search: "mia@example.org"})
	if err != nil || len(found.Rows) != 2 || found.Rows[0].Name != "Mia" || found.Rows[1].Name != "Mia" {
		t.Errorf("%+v %v", found, err)
	}
	for _, typed := range []string{"50515253", "+45 50 51 52 53", "'+4550515253"} {
		if found, err := s.Store.Orders(t.Context(), owner, models.OrderFilter{Search: typed}); err != nil || len(found.Rows) != 2 {
			t.Errorf("%q finds %+v %v", typed, found, err)
		}
	}
}
