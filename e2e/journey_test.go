package e2e

import (
	"net/url"
	"strings"
	"testing"
)

// The whole of it, as three people live it: the owner of a box office, somebody who is
// invited, and whoever reads the history afterwards.
func TestABoxOfficeManagesItsPeople(t *testing.T) { twice(t, (*journey).whole) }

// whole is the main job from its beginning to its end.
func (j *journey) whole() {
	j.addAna()
	j.anaAccepts()
	j.anaOpensOnlyWhatSheMay()
	j.statusClick()
	j.rightsHoldFromTheNextRequest()
	j.removal()
	j.historyTellsItAll()
}

// addAna steps with + and −, and looks at the level and its sentence after each step.
func (j *journey) addAna() {
	p := j.owner
	p.Opens("/users")
	p.Presses("Add a new user")
	p.IsOn("user.new")
	p.Types("email", "Ana@Nordlys.example")
	p.Types("name", "Ana Holm")
	for _, step := range []struct{ section, sign, level, sentence string }{
		{"events", "+", "view", "Sees events"}, {"events", "+", "edit", "Creates drafts"}, {"events", "+", "approve", "Publishes"}, {"events", "-", "edit", "Creates drafts"},
		{"users", "+", "view", "Sees all users"},
	} {
		j.steps(step.section, step.sign, step.level)
		if says := p.Text(`[data-section="` + step.section + `"] .says .at-` + step.level); !strings.Contains(says, step.sentence) {
			j.t.Errorf("after %s %s the sentence is %q", step.section, step.sign, says)
		}
	}
	if name := p.Attribute(`[name="name"]`, "value"); !j.scripts && name != "Ana Holm" {
		j.t.Errorf("stepping lost the name: %q", name)
	}
	p.Presses("Send invitation")
	p.IsOn("user.list")
	p.Sees("on its way to Ana Holm")
	if status := p.Attribute(`tr[data-user="Ana@Nordlys.example"]`, "data-status"); status != "invited" {
		j.t.Errorf("Ana is %q", status)
	}
}

// steps presses − or + of a section until the ladder stands at a level.
func (j *journey) steps(section, sign, level string) {
	j.t.Helper()
	button := At(`[data-section="` + section + `"] .step[data-by="` + sign + `"]`)
	stands := `document.querySelector('[data-section="` + section + `"] input:checked').value==="` + level + `"`
	if j.scripts {
		j.owner.TapsAt(button, stands)
		return
	}
	j.owner.PressesAt(button)
	j.owner.Until(stands)
}

func (j *journey) anaAccepts() {
	mail := j.post.Wait(j.t, 1)[0]
	if !strings.EqualFold(mail.To, "ana@nordlys.example") || !strings.HasPrefix(mail.Link(), j.app.URL+"/invitations/") || !strings.Contains(mail.HTML, mail.Link()) {
		j.t.Fatalf("the invitation goes to %s with the link %s", mail.To, mail.Link())
	}
	p := j.ana
	j.accepts(mail.Link())
	j.signsIn(p, "ana@nordlys.example", anasPassword, "home")
	if status := p.Opens(mail.Link()); status != 410 {
		j.t.Errorf("the link was spent and answers %d", status)
	}
}

// anaOpensOnlyWhatSheMay follows every link of her navigation, and then addresses that it
// does not show.
func (j *journey) anaOpensOnlyWhatSheMay() {
	p := j.ana
	p.Opens("/")
	links := p.Links("nav.side a, .side a")
	if len(links) < 4 {
		j.t.Fatalf("the navigation has only %v", links)
	}
	for _, link := range links {
		if status := p.Opens(link); status != 200 {
			j.t.Errorf("the navigation leads to %s, which answers %d", link, status)
		}
	}
	for _, path := range []string{"/users/new", "/history", "/account", "/roles/new", "/mailbox"} {
		if status := p.Opens(path); status != 403 {
			j.t.Errorf("%s answers %d to somebody without the right", path, status)
		}
	}
}

const anasRow = `tr[data-user="Ana@Nordlys.example"]`

func (j *journey) statusClick() {
	p := j.owner
	p.Opens("/users")
	p.PressesAt(At(anasRow + ` form[action$="/status"] button`))
	p.Sees("is switched off")
	if status := p.Attribute(anasRow, "data-status"); status != "inactive" {
		j.t.Errorf("after the click Ana is %q", status)
	}
	j.ana.Opens("/events")
	j.ana.IsOn("login.form")
	j.ana.Types("email", "ana@nordlys.example")
	j.ana.Types("password", anasPassword)
	if status := j.ana.Presses("Sign in"); status != 422 {
		j.t.Errorf("somebody switched off signs in and gets %d", status)
	}
	p.PressesAt(At(anasRow + ` form[action$="/status"] button`))
	p.Sees("is active again")
	j.signsIn(j.ana, "ana@nordlys.example", anasPassword, "home")
}

func (j *journey) rightsHoldFromTheNextRequest() {
	if status := j.ana.Opens("/events/new"); status != 200 {
		j.t.Errorf("an editor of events gets %d", status)
	}
	p := j.owner
	p.Opens("/users")
	p.PressesAt(At(anasRow + ` a[href$="/edit"]`))
	p.IsOn("user.edit")
	j.steps("events", "-", "view")
	p.Presses("Save changes")
	p.IsOn("user.show")
	if status := j.ana.Opens("/events/new"); status != 403 {
		j.t.Errorf("after the right is gone, the page answers %d", status)
	}
	if status := j.ana.Opens("/events"); status != 200 {
		j.t.Errorf("what is left answers %d", status)
	}
}

func (j *journey) removal() {
	p := j.owner
	p.Opens("/users")
	p.PressesAt(At(anasRow + ` a[href$="/remove"]`))
	p.IsOn("user.remove.form")
	p.Sees("Remove Ana Holm?")
	p.PressesAt(At(`main form[action$="/remove"] button`))
	p.IsOn("user.list")
	if p.Has(anasRow) {
		j.t.Error("Ana is still in the list")
	}
	j.ana.Opens("/events")
	j.ana.IsOn("login.form")
}

func (j *journey) historyTellsItAll() {
	p := j.owner
	p.Opens("/history")
	told := p.Text(".log")
	at := len(told)
	for _, words := range []string{"invited Ana Holm", "accepted the invitation", "switched Ana Holm off", "switched Ana Holm on", "changed Ana Holm", "removed Ana Holm"} {
		i := strings.Index(told, words)
		switch {
		case i < 0:
			j.t.Errorf("the history does not tell: %s", words)
		case i > at:
			j.t.Errorf("the history tells out of order: %s", words)
		}
		at = i
	}
	p.Opens("/history?" + url.Values{"action": {"membership.removed"}}.Encode())
	if total := p.Attribute("[data-total]", "data-total"); total != "1" {
		j.t.Errorf("%s removals", total)
	}
	j.app.Stop()
	if out, err := j.app.Run("history", "verify"); err != nil || !strings.Contains(out, "whole") {
		j.t.Errorf("history verify: %s %v", out, err)
	}
}
