package e2e

import (
	"strings"
	"testing"
)

// SE9: access for a fixed time.
func TestAccessBeginsAndEndsOnItsDays(t *testing.T) { twice(t, (*journey).scheduled) }

func (j *journey) scheduled() {
	p := j.owner
	j.invites(p, map[string]string{"events": "view"}, map[string]string{"title": "Box office", "valid_from": day(5), "valid_until": day(3)}, "Send invitation")
	p.IsOn("user.create")
	if fault := p.Text("#valid_until-error"); !strings.Contains(fault, "cannot come before the first") {
		j.t.Errorf("a last day before the first is answered with %q", fault)
	}
	for field, entered := range map[string]string{"email": "ana@nordlys.example", "name": "Ana Holm", "title": "Box office", "valid_from": day(5), "valid_until": day(3)} {
		if back := p.Attribute(`[name="`+field+`"]`, "value"); back != entered {
			j.t.Errorf("%s came back as %q", field, back)
		}
	}
	if !p.Has(`[name="level.events"][value="view"]:checked`) {
		j.t.Error("the level did not come back")
	}
	p.Types("valid_until", day(9))
	p.Presses("Send invitation")
	p.IsOn("user.list")

	j.accepts(j.post.Wait(j.t, 1)[0].Link())
	j.ana.Sees("Your access begins later")
	j.stands(p, "scheduled")
	if status := j.triesToSignIn(j.ana, "ana@nordlys.example", anasPassword); status != 422 {
		j.t.Errorf("before the first day, signing in is answered with %d", status)
	}
	j.ana.Sees("begins on")
	j.looks(j.ana, "login-not-yet")

	j.dates("", day(9))
	j.stands(p, "active")
	j.signsIn(j.ana, "ana@nordlys.example", anasPassword, "home")

	j.dates(day(-9), day(-2))
	j.stands(p, "ended")
	j.ana.Opens("/events")
	j.ana.IsOn("login.form")
	if status := j.triesToSignIn(j.ana, "ana@nordlys.example", anasPassword); status != 422 {
		j.t.Errorf("after the last day, signing in is answered with %d", status)
	}
	j.ana.Sees("ended on")
}

// dates has the owner change the days of Ana's access.
func (j *journey) dates(from, until string) {
	j.t.Helper()
	p := j.owner
	p.Opens("/users?q=ana")
	p.PressesAt(At(row("ana@nordlys.example") + ` a[href$="/edit"]`))
	p.Types("valid_from", from)
	p.Types("valid_until", until)
	p.Presses("Save changes")
	p.IsOn("user.show")
}
