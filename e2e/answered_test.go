package e2e

import (
	"strings"
	"testing"
)

func TestADeclinedInvitationIsToldAndCanBeSentAgain(t *testing.T) { twice(t, (*journey).declined) }

func (j *journey) declined() {
	j.invites(j.owner, nil, nil, "Send invitation")
	first := j.post.Wait(j.t, 1)[0].Link()
	j.ana.Opens(first)
	j.ana.Presses("Decline")
	j.ana.Sees("You declined the invitation")
	told := j.post.Wait(j.t, 2)[1]
	if told.To != "signe@nordlys.example" || !strings.Contains(told.Subject, "Ana Holm") || !strings.Contains(told.Text, "declined") {
		j.t.Errorf("the inviter is told: %s: %s", told.To, told.Subject)
	}
	j.stands(j.owner, "declined")

	j.owner.PressesAt(At(row("ana@nordlys.example") + ` form[action$="/invitation"] button`))
	j.owner.Sees("A new invitation is on its way to Ana Holm")
	j.stands(j.owner, "invited")
	second := j.post.Wait(j.t, 3)[2].Link()
	if status := j.ana.Opens(first); status != 404 || second == first {
		j.t.Errorf("the old link is answered with %d", status)
	}
	j.ana.Sees("use the latest mail")
	j.accepts(second)
	j.signsIn(j.ana, "ana@nordlys.example", anasPassword, "home")
	j.stands(j.owner, "active")
}
