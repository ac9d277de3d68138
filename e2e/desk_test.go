package e2e

import (
	"strings"
	"testing"

	"coulisse/testkit"
)

const (
	sofiesPassword = "nine lamps along the quay"
	norasPassword  = "the swans of the upper lake"
)

// Somebody is locked out, and support helps without ever holding a password or a link.
func TestSupportHelpsSomebodyWhoIsLockedOut(t *testing.T) { twice(t, (*journey).helped) }

func (j *journey) helped() {
	j.invites(j.owner, nil, nil, "Send invitation")
	j.accepts(j.nthMailTo("ana@nordlys.example", 1).Link())
	for range 10 {
		j.triesToSignIn(j.ana, "ana@nordlys.example", "not the one")
	}
	if status := j.triesToSignIn(j.ana, "ana@nordlys.example", anasPassword); status != 429 {
		j.t.Errorf("after ten wrong passwords the right one is answered with %d", status)
	}

	sofie := j.staff()
	sofie.Types("q", "ana@nord")
	sofie.Presses("Search")
	sofie.Sees("Locked")
	sofie.Presses("Ana Holm")
	sofie.IsOn("desk.person")
	sofie.Sees("Signing in is paused until")
	sofie.Presses("Start a password reset")
	sofie.IsOn("desk.person.reset.form")
	sofie.Presses("Send the mail")
	if says := sofie.Text("#reason-error"); !strings.Contains(says, "Say why") {
		j.t.Errorf("without a reason the page says %q", says)
	}
	sofie.Types("reason", "Phoned at noon: locked out before the premiere")
	sofie.Presses("Send the mail")
	sofie.IsOn("desk.person")
	sofie.Sees("A mail with a link is on its way to Ana Holm")

	mail := j.nthMailTo("ana@nordlys.example", 2)
	for _, says := range []string{"Sofie Desk, of the support desk", "The reason that Sofie Desk gave: Phoned at noon: locked out before the premiere"} {
		if !strings.Contains(strings.Join(strings.Fields(mail.Text), " "), says) {
			j.t.Errorf("the mail to %s does not say %q:\n%s", mail.To, says, mail.Text)
		}
	}
	p := j.ana
	p.Opens(mail.Link())
	p.Types("password", newPassword)
	p.Types("password_again", newPassword)
	p.Presses("Save the new password")
	j.signsIn(p, "ana@nordlys.example", newPassword, "home")
	j.owner.Opens("/history?action=user.reset_by_support")
	j.owner.Sees("Sofie Desk, support")
	j.owner.Sees("Phoned at noon: locked out before the premiere")
}

// staff adds Sofie at the command line, who chooses a password by the mail and signs in to the desk.
func (j *journey) staff() *Person {
	j.t.Helper()
	if said, err := j.app.Run("staff", "add", "--name", "Sofie Desk", "--email", "sofie@desk.example"); err != nil {
		j.t.Fatal(err, said)
	}
	p := j.app.NewPerson(j.options...)
	p.Opens(j.nthMailTo("sofie@desk.example", 1).Link())
	p.Types("password", sofiesPassword)
	p.Types("password_again", sofiesPassword)
	p.Presses("Save the new password")
	j.signsIn(p, "sofie@desk.example", sofiesPassword, "desk.home")
	return p
}

// MP2, and a look at the console as a member sees it.
func TestSupportOpensAnOrganisationAndLooksWithConsent(t *testing.T) {
	twice(t, (*journey).opensAndLooks)
}

func (j *journey) opensAndLooks() {
	sofie := j.staff()
	sofie.Presses("Open an organisation")
	for field, value := range map[string]string{"organisation_name": "Aurora", "name": "Nora Lind", "email": "nora@aurora.example"} {
		sofie.Types(field, value)
	}
	sofie.Presses("Send the offer")
	sofie.IsOn("desk.openings")
	sofie.Sees("Waits for an answer")

	nora := j.ana
	nora.Opens(j.nthMailTo("nora@aurora.example", 1).Link())
	nora.IsOn("opening.show")
	nora.Types("password", norasPassword)
	nora.Types("password_again", norasPassword)
	nora.Presses("Accept and create my account")
	j.signsIn(nora, "nora@aurora.example", norasPassword, "home")
	nora.Sees("You are the owner of Aurora")
	nora.Opens("/account")
	nora.Presses("Let support look")
	nora.Sees("Support may look from now on")

	sofie.Opens("/support?q=nora")
	sofie.Presses("Nora Lind")
	sofie.Presses("Look at Aurora as this person")
	sofie.Types("reason", "The account page looks odd")
	sofie.Presses("Look as Nora Lind")
	sofie.IsOn("home")
	sofie.Sees("You look as Nora Lind of Aurora")
	sofie.PressesAt(At(`.side a[href="/account"]`))
	sofie.Sees("For reading alone")
	if sofie.Has("main .cta") || sofie.Has(`form[action="/account/support"]`) {
		j.t.Error("the account can be changed by who looks")
	}
	sofie.Presses("Stop")
	sofie.IsOn("desk.person")
	if status := sofie.Opens("/account"); status != 403 {
		j.t.Errorf("after the look the account answers %d", status)
	}
	nora.Opens("/history")
	nora.Sees("Sofie Desk, support, looking as Nora Lind")
}

// nthMailTo is the nth mail to an address.
func (j *journey) nthMailTo(address string, nth int) testkit.ReceivedMail {
	j.t.Helper()
	for n := 1; ; n++ {
		m := j.post.Wait(j.t, n)[n-1]
		if m.To == address {
			nth--
		}
		if nth == 0 {
			return m
		}
	}
}
