package e2e

import (
	"fmt"
	"strings"
	"testing"
)

// A contact is added without web access, edited in its row, given access by the envelope, and
// taken out again (EC2 to EC8).
func TestAContactIsTendedInTheDirectory(t *testing.T) { twice(t, (*journey).directory) }

// contact is a row of the directory that holds these words.
const contact = `tr[data-contact]:has([href*="edit"]):not(:has(.tag))`

func (j *journey) directory() {
	p := j.owner
	p.Opens("/contacts")
	p.PressesAt(At(`.head [href="/contacts/new"]`))
	p.IsOn("contact.new")
	p.Types("name", "Ana Holm")
	p.Types("email", "ana@nordlys.example")
	p.Unchecks("access", "on")
	p.Checks("contact_role", "invoice")
	p.Presses("Save")
	p.IsOn("contact.list")
	p.Sees("Ana Holm is in the directory, without web access")
	if got := p.Attribute(contact, "data-status"); got != "no_access" {
		j.t.Errorf("Ana stands as %q", got)
	}
	j.editsInPlace(p)
	j.givesAccess(p)
	j.tendsAccess(p)
}

// opens turns Ana's row into a form; with script the page stays.
func (j *journey) opens(p *Person) {
	j.t.Helper()
	if j.scripts {
		eval[bool](p, "window.stays=true")
		p.TapsAt(At(contact+" [data-opens]"), `document.activeElement.form?.id==="contact-form"&&window.stays`)
		return
	}
	p.PressesAt(At(contact + " [data-opens]"))
}

func (j *journey) editsInPlace(p *Person) {
	j.opens(p)
	p.Types("phone", "+45 99 99 99 99")
	if j.scripts {
		p.Keys("\u001b")
		p.Until(`!document.querySelector("tr.open")&&document.activeElement.matches("[data-opens]")`)
	} else {
		p.PressesAt(At("[data-cancel]"))
	}
	p.SeesNot("+45 99 99 99 99")
	j.opens(p)
	p.Types("name", "Ana M. Holm")
	p.Types("phone", "+45 86 12 40 11")
	p.Types("title", "Bookkeeper")
	p.Checks("contact_role", "technical")
	p.PressesAt(At(".open .cta"))
	p.IsOn("contact.list")
	for _, words := range []string{"The changes to Ana M. Holm are saved", "+45 86 12 40 11", "Bookkeeper", "Invoices and Technical matters"} {
		p.Sees(words)
	}
}

func (j *journey) givesAccess(p *Person) {
	p.Presses("Give Ana M. Holm web access")
	p.IsOn("contact.access.form")
	p.Chooses("role", "buyer")
	j.looks(p, "contact-access")
	p.PressesAt(At("main form .cta"))
	p.IsOn("contact.list")
	if got := p.Attribute(contact, "data-status"); got != "invited" {
		j.t.Errorf("Ana stands as %q", got)
	}
	j.accepts(j.post.Wait(j.t, 1)[0].Link())
	j.signsIn(j.ana, "ana@nordlys.example", anasPassword, "home")
	j.ana.Opens("/contacts")
	j.ana.Sees("Edit my details")
}

func (j *journey) tendsAccess(p *Person) {
	p.Opens("/contacts")
	j.opens(p)
	if p.Has(`tr.open [name="name"]`) {
		j.t.Error("the name of who has an account can be edited")
	}
	p.Sees("The name belongs to the person’s own access")
	p.PressesAt(At(".open .cta"))
	sent := len(j.post.Wait(j.t, 2)) // the owner is told that Ana accepted
	p.Presses("Mail Ana M. Holm a password link")
	if mail := j.post.Wait(j.t, sent+1)[sent]; !strings.Contains(mail.Link(), "/password/reset/") {
		j.t.Errorf("%s", mail.Link())
	}
	p.Presses("Remove Ana M. Holm")
	p.IsOn("contact.remove.form")
	p.Presses("Remove Ana M. Holm")
	p.IsOn("contact.list")
	p.Sees("Ana M. Holm is no longer in the directory")
	if p.Has(contact) {
		j.t.Error("Ana is still there")
	}
	j.ana.Opens("/contacts")
	j.ana.IsOn("login.form")
}

// Who may not change their own details asks the owner, who finds it at home and in the mail (EC11).
func TestAChangeIsAskedForAndDone(t *testing.T) { twice(t, (*journey).asked) }

func (j *journey) asked() {
	j.invites(j.owner, map[string]string{"contacts": "view"}, nil, "Send invitation")
	j.accepts(j.post.Wait(j.t, 1)[0].Link())
	j.app.Change("UPDATE organisations SET members_edit = FALSE")
	p := j.ana
	j.signsIn(p, "ana@nordlys.example", anasPassword, "home")
	p.Opens("/contacts")
	p.Sees("signe@nordlys.example")
	j.looks(p, "contacts-looked-on")
	p.Presses("Ask for a change")
	p.IsOn("profile.change.form")
	j.looks(p, "ask-for-a-change")
	p.Checks("detail", "name")
	p.Types("text", "My name is Ana Holt now.")
	sent := len(j.post.Wait(j.t, 2))
	p.Presses("Send request")
	p.IsOn("profile.show")
	if mail := j.post.Wait(j.t, sent+1)[sent]; !strings.Contains(mail.Link(), "/tasks?organisation=") {
		j.t.Errorf("%s", mail.Link())
	}
	o := j.owner
	o.Opens("/")
	o.Presses("1 request for a change of details waits for you")
	o.IsOn("task.list")
	o.Sees("My name is Ana Holt now.")
	o.Types("answer", "With pleasure.")
	o.Presses("Mark as done")
	o.Sees("Done lately")
	if mail := j.post.Wait(j.t, sent+2)[sent+1]; !strings.Contains(fmt.Sprint(mail), "With pleasure.") {
		j.t.Error("Ana is not told the answer")
	}
}
