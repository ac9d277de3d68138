package e2e

import (
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/models/text"
	"coulisse/testkit"
)

// atDesk are the pages of the support desk, by the names of their routes, with what stands in
// for the parameters.
var atDesk = map[string]string{
	"desk.home": "/support?q=no", "desk.person": "/support/people/PERSON", "desk.person.reset.form": "/support/people/PERSON/reset",
	"desk.person.sessions.form": "/support/people/PERSON/sessions", "desk.person.view.form": "/support/people/PERSON/view",
	"desk.opening.new": "/support/organisations/new", "desk.organisation": "/support/organisations/ORGANISATION", "desk.openings": "/support/openings",
}

// Every page of the desk, with people in every state, and what the owner-to-be and the looked-at
// see: no violation of accessibility or of the content security policy, no sideways scroll.
func TestThePagesOfTheDeskPassInEveryLanguage(t *testing.T) {
	for _, tag := range i18n.Tags() {
		t.Run(tag, func(t *testing.T) {
			t.Parallel()
			a := testkit.NewApp(t)
			owner := a.Found()
			a.Consents(owner.Organisation, true)
			staff := a.Staff("sofie@desk.example", "Sofie Desk", true)
			w, opening := furnishDesk(t, a, owner, staff)
			locale := tag
			if err := a.Store.SetPreferences(t.Context(), staff.User, &locale, nil); err != nil {
				t.Fatal(err)
			}
			p := NewPerson(t, a.URL)
			p.Opens("/openings/" + opening + "?lang=" + tag)
			p.Passes(t, tag+"-opening")
			p.Opens("/login?next=/support")
			p.Types("email", staff.Email)
			p.Types("password", testkit.Password)
			p.PressesAt(At("main form .cta"))
			p.IsOn("desk.home")
			p.Passes(t, tag+"-desk")
			for name, path := range atDesk {
				if status := p.Opens(w.Replace(path)); status != 200 {
					t.Errorf("%s answers %d", name, status)
				}
				p.Passes(t, tag+"-"+name)
			}
			faultyDesk(t, p, tag, w)
		})
	}
}

// faultyDesk looks at what is refused, and at what finds nothing, and looks as a member last.
func faultyDesk(t *testing.T, p *Person, tag string, w *strings.Replacer) {
	t.Helper()
	for name, path := range map[string]string{"desk-nothing": "/support?q=zzzz", "desk-short": "/support?q=z", "desk-organisations": "/support?q=Kultur", "desk-invited": "/support/people/INVITED", "desk-off": "/support/people/OFF"} {
		p.Opens(w.Replace(path))
		p.Passes(t, tag+"-"+name)
	}
	p.Opens("/support/organisations/new")
	p.PressesAt(At("main form .cta"))
	p.Passes(t, tag+"-opening-faults")
	p.Opens(w.Replace("/support/people/PERSON/view"))
	if status := p.PressesAt(At("main form .cta")); status != 422 {
		t.Errorf("no reason answers %d", status)
	}
	p.Passes(t, tag+"-view-faults")
	p.Types("reason", "The list of events looks odd")
	p.PressesAt(At("main form .cta"))
	p.IsOn("home")
	p.Passes(t, tag+"-looking-home")
	p.Opens("/users")
	p.Passes(t, tag+"-looking-users")
	p.Opens("/profile")
	p.Passes(t, tag+"-looking-closed")
}

// furnishDesk gives support something to see: a locked person with sessions, a mail that failed,
// somebody in another organisation too, openings in every state.
func furnishDesk(t *testing.T, a *testkit.App, owner access.Actor, staff access.Staff) (w *strings.Replacer, opening string) {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	person := a.Member(owner, "noor.thorup-lindqvist@vinterjazz.example", "Noor Thorup-Lindqvist", testkit.Levels(access.Everything()))
	a.StartSession(person)
	off := a.Member(owner, "nils@nordlys.example", "Nils Skovgaard", testkit.Levels(nil))
	_, _, err := a.Store.SetActive(ctx, owner, off.Membership, false)
	must(err)
	invited, _ := a.Invite(owner, "jean-noel.bartholome@example.org", "Jean-Noël Bartholomé", testkit.Levels(nil))
	for m, err := a.Store.ClaimMail(ctx, time.Hour); m != nil || err != nil; m, err = a.Store.ClaimMail(ctx, time.Hour) {
		must(err)
		if m.MembershipID == invited {
			must(a.Store.MailGivenUp(ctx, m, "refused 550 5.1.1 no such mailbox here"))
		} else {
			must(a.Store.MailSent(ctx, m))
		}
	}
	other := a.Neighbour("Théâtre de la Grande Passerelle", "odile@passerelle.example", "Odile Nodier")
	elsewhere, _ := a.Invite(other, person.Email, "Noor Thorup-Lindqvist", testkit.Levels(nil))
	_, err = a.Store.StartReset(ctx, staff, person.Membership, "Phoned from the foyer: locked out on the evening of the premiere")
	must(err)
	a.Exec("INSERT INTO attempts (kind, key, failures, since, locked_until) VALUES ('account', ?, 10, ?, ?)", text.AddressKey(person.Email), a.Clock.Now(), a.Clock.Now().Add(15*time.Minute))
	for _, name := range []string{"Aurora Scenekunst", "Nattergalen", "Théâtre des Nouveautés de la Rive gauche", "Festival du Nord"} {
		id, err := a.Store.OpenOrganisation(ctx, staff, models.NewOpening{Organisation: name, TimeZone: "Europe/Paris", Locale: "en", OwnerName: "Nora Aurora Lindqvist", Email: "nora@" + strings.ToLower(name[:4]) + ".example"})
		must(err)
		switch name {
		case "Nattergalen":
			_, _, err = a.Store.AcceptOpening(ctx, a.LastMail("nora@natt.example").Token, "", models.Newcomer{Name: "Nora", PasswordHash: "x", Locale: "en"})
		case "Festival du Nord":
			_, err = a.Store.WithdrawOpening(ctx, staff, id)
		}
		must(err)
	}
	a.Exec("UPDATE openings SET expires_at = ? WHERE organisation LIKE 'Th%'", a.Clock.Now())
	return strings.NewReplacer("PERSON", person.Membership, "OFF", off.Membership, "INVITED", invited, "ELSEWHERE", elsewhere, "ORGANISATION", owner.Organisation), a.LastMail("nora@auro.example").Token
}
