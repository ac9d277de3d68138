package e2e

import "testing"

// Four eyes: who edits users prepares an invitation, and who approves sends it.
func TestAPreparedInvitationWaitsForWhoeverMaySendIt(t *testing.T) { twice(t, (*journey).prepared) }

func (j *journey) prepared() {
	j.invites(j.owner, map[string]string{"users": "edit", "events": "view"}, nil, "Send invitation")
	j.accepts(j.post.Wait(j.t, 1)[0].Link())
	j.signsIn(j.ana, "ana@nordlys.example", anasPassword, "home")
	sent := len(j.post.Wait(j.t, 2)) // the owner is told that Ana accepted

	p := j.ana
	p.Opens("/users/new")
	p.Types("email", "bo@nordlys.example")
	p.Types("name", "Bo Dahl")
	p.Chooses("role", "custom")
	p.Chooses("level.events", "view")
	p.Presses("Prepare invitation")
	p.IsOn("user.list")
	p.Sees("A colleague who may send invitations sends it")
	if status := p.Attribute(row("bo@nordlys.example"), "data-status"); status != "prepared" || p.Has(row("bo@nordlys.example")+` form[action$="/invitation"]`) {
		j.t.Errorf("Bo is %q, and Ana may send it: %v", status, p.Has(row("bo@nordlys.example")+` form[action$="/invitation"]`))
	}
	p.PressesAt(At(row("bo@nordlys.example") + ` a[href^="/users/"]`))
	p.IsOn("user.show")
	p.Sees("waits for someone who may send it")
	if p.Has(`form[action$="/invitation"]`) {
		j.t.Error("Ana may send it from Bo's page")
	}
	if mails := j.post.Messages(); len(mails) != sent {
		j.t.Errorf("a mail went to %s", mails[len(mails)-1].To)
	}

	p = j.owner
	p.Opens("/")
	p.Presses("1 prepared invitation waits to be sent")
	p.IsOn("user.list")
	p.PressesAt(At(row("bo@nordlys.example") + ` a[href^="/users/"]`))
	p.IsOn("user.show")
	p.Presses("Send invitation")
	p.Sees("on its way to Bo Dahl")
	p.Opens("/")
	p.Sees("Nothing is waiting for you")
	mail := j.post.Wait(j.t, sent+1)[sent]
	if mail.To != "bo@nordlys.example" {
		j.t.Fatalf("the invitation went to %s", mail.To)
	}
	j.ana = j.app.NewPerson(j.options...) // Bo's browser
	j.accepts(mail.Link())
	j.signsIn(j.ana, "bo@nordlys.example", anasPassword, "home")
	j.ana.PressesAt(At(`main a[href="/events"]`))
	j.ana.IsOn("event.list")
	if status := j.ana.Opens("/users"); status != 403 {
		j.t.Errorf("the users are answered with %d", status)
	}
}
