package e2e

import (
	"testing"
	"time"

	"coulisse/access"
	"coulisse/config"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/testkit"
)

// Every page through which people come in, in each language, also with its faults: no
// violation of accessibility, of the content security policy, no sideways scroll.
func TestThePagesOfTheEntrancePassInEveryLanguage(t *testing.T) {
	for _, tag := range i18n.Tags() {
		t.Run(tag, func(t *testing.T) {
			a := testkit.NewApp(t, func(c *config.Config) { c.Mail.Transport = "mailbox" })
			setup, err := a.Store.NewSetupLink(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			p := NewPerson(t, a.URL)
			see := func(name, path string) {
				t.Helper()
				p.Opens(path)
				p.Passes(t, tag+"-"+name)
			}
			see("setup", "/setup/"+setup+"?lang="+tag)
			p.PressesAt(At("main form .cta"))
			p.Passes(t, tag+"-setup-faults")

			owner := a.Found()
			_, token := a.Invite(owner, "ana@nordlys.example", "Ana Holm", testkit.Levels(access.Levels{access.Events: access.Edit, access.Users: access.View}))
			see("setup-done", "/setup/"+setup)
			see("login", "/login?notice=over")
			p.Types("email", "signe@nordlys.example")
			p.PressesAt(At("main form .cta"))
			p.Passes(t, tag+"-login-faults")
			see("forgot", "/password/forgot")
			p.Types("email", "signe@nordlys.example")
			p.PressesAt(At("main form .cta"))
			p.Passes(t, tag+"-forgot-sent")
			see("reset", "/password/reset/"+a.LastMail("signe@nordlys.example").Token)
			see("reset-unknown", "/password/reset/unknown")
			see("invitation", "/invitations/"+token)
			p.Types("password", "short")
			p.PressesAt(At("main form .cta"))
			p.Passes(t, tag+"-invitation-faults")

			p.Opens("/login")
			p.Types("email", "signe@nordlys.example")
			p.Types("password", testkit.Password)
			p.PressesAt(At("main form .cta"))
			p.IsOn("home")
			chosen := tag
			if err := a.Store.SetPreferences(t.Context(), owner.User, &chosen, nil); err != nil {
				t.Fatal(err)
			}
			see("invitation-other", "/invitations/"+token)
			see("home", "/")
			see("profile", "/profile")
			see("sessions", "/profile/sessions")
			see("security", "/profile/security")
			see("not-found", "/nothing")
			see("mailbox-empty", "/mailbox")
			if err := a.Store.KeepInMailbox(t.Context(), models.MailboxMail{ID: "m", Recipient: "ana@nordlys.example", Subject: "Nordlys Kultur",
				Text: "Ana,\n\n" + a.URL + "/invitations/" + token + "\n"}); err != nil {
				t.Fatal(err)
			}
			see("mailbox", "/mailbox")
			see("mailbox-mail", "/mailbox/m")
			seeWithoutRights(t, a, owner, tag)
			a.Clock.Advance(8 * 24 * time.Hour)
			p = NewPerson(t, a.URL)
			see("invitation-expired", "/invitations/"+token+"?lang="+tag)
		})
	}
}

// seeWithoutRights looks at the pages of somebody who has none and may not edit their details.
func seeWithoutRights(t *testing.T, a *testkit.App, owner access.Actor, tag string) {
	t.Helper()
	a.Member(owner, "tim@nordlys.example", "Tim Berg", testkit.Levels(nil))
	p := NewPerson(t, a.URL)
	p.Opens("/login?lang=" + tag)
	p.Types("email", "tim@nordlys.example")
	p.Types("password", testkit.Password)
	p.PressesAt(At("main form .cta"))
	p.IsOn("home")
	p.Passes(t, tag+"-home-no-rights")
	p.Opens("/users")
	p.Passes(t, tag+"-forbidden")
}
