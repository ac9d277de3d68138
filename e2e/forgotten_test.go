package e2e

import (
	"strings"
	"testing"
	"time"
)

func TestAForgottenPasswordIsChosenAnewByMail(t *testing.T) { twice(t, (*journey).forgotten) }

const newPassword = "eleven barges on the canal"

// forgotten: the owner has forgotten the password, at a browser where nobody is signed in.
func (j *journey) forgotten() {
	p := j.ana
	p.Opens("/login")
	p.Presses("Forgotten password?")
	p.IsOn("password.forgot.form")
	p.Types("email", "signe@nordlys.example")
	p.Presses("Send the link")
	p.Sees("Look into your mail")
	link := j.post.Wait(j.t, 1)[0].Link()
	if !strings.HasPrefix(link, j.app.URL+"/password/reset/") {
		j.t.Fatal("the mail's link is", link)
	}

	p.Opens(link)
	p.Types("password", "short")
	p.Types("password_again", "short")
	if status := p.Presses("Save the new password"); status != 422 {
		j.t.Errorf("a short password is answered with %d", status)
	}
	for _, at := range []string{"#password-error", "[data-errors]"} {
		if says := p.Text(at); !strings.Contains(says, "at least 12 characters") {
			j.t.Errorf("of a short password %s says %q", at, says)
		}
	}
	if account := p.Attribute("#account", "value"); account != "signe@nordlys.example" {
		j.t.Errorf("the page that came back is for %q", account)
	}
	j.looks(p, "reset-faults")
	p.Types("password", newPassword)
	p.Types("password_again", newPassword)
	p.Presses("Save the new password")
	p.IsOn("login.form")
	p.Sees("Your new password holds")
	if told := j.post.Wait(j.t, 2)[1]; told.To != "signe@nordlys.example" || told.Subject != "Your password was changed" {
		j.t.Errorf("afterwards %s reads %q", told.To, told.Subject)
	}

	j.owner.PressesAt(At(`.side a[href="/users"]`))
	j.owner.IsOn("login.form") // signed out everywhere
	j.owner.Sees("Your session has ended")
	if status := j.triesToSignIn(p, "signe@nordlys.example", ownersPassword); status != 422 {
		j.t.Errorf("the old password is answered with %d", status)
	}
	p.Sees("do not belong together")
	j.signsIn(p, "signe@nordlys.example", newPassword, "home")
	if status := p.Opens(link); status != 410 {
		j.t.Errorf("the spent link is answered with %d", status)
	}
	p.Sees("This link no longer works")
	p.Presses("Ask for a new mail")
	p.IsOn("password.forgot.form")
}

// ST6: the first mail never came, ten minutes ago.
func TestForgottenPasswordBringsAnotherInvitationBeforeTheFirstPassword(t *testing.T) {
	t.Parallel()
	j := begun(t)
	j.invites(j.owner, nil, nil, "Send invitation")
	lost := j.post.Wait(t, 1)[0].Link()
	j.app.Change("UPDATE invitations SET created_at = ?", time.Now().UTC().Add(-10*time.Minute))
	p := j.ana
	p.Opens("/password/forgot")
	p.Types("email", "Ana@Nordlys.Example")
	p.Presses("Send the link")
	p.Sees("Look into your mail")
	mail := j.post.Wait(t, 2)[1]
	if mail.To != "ana@nordlys.example" || mail.Link() == lost {
		t.Fatalf("to %s went %s", mail.To, mail.Link())
	}
	if status := p.Opens(lost); status != 404 {
		t.Errorf("the link that was replaced is answered with %d", status)
	}
	p.Sees("use the latest mail")
	j.accepts(mail.Link())
	j.signsIn(p, "ana@nordlys.example", anasPassword, "home")
}
