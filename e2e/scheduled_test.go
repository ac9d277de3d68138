package e2e

import "testing"

// SE9: access for a fixed time.
func TestAccessBeginsAndEndsOnItsDays(t *testing.T) { twice(t, (*journey).scheduled) }

func (j *journey) scheduled() {
	p := j.owner
	j.invites(p, map[string]string{"events": "view"}, map[string]string{"valid_from": day(5), "valid_until": day(3)}, "Send invitation")
	p.IsOn("user.create")
	if fault := p.Text("#valid_until-error"); fault == "" || p.Attribute(`[name="valid_until"]`, "value") != day(3) || p.Attribute(`[name="name"]`, "value") != "Ana Holm" {
		j.t.Errorf("a last day before the first is answered with %q", fault)
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
