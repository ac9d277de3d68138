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
	if status := j.ana.Opens(first); status != 410 || j.ana.Has(`form[action$="/accept"]`) {
		j.t.Errorf("the declined invitation is answered with %d", status)
	}
	j.looks(j.ana, "invitation-declined")
	told := j.post.Wait(j.t, 2)[1]
	if told.To != "signe@nordlys.example" || !strings.Contains(told.Subject, "Ana Holm") || !strings.Contains(told.Text, "declined") {
		j.t.Errorf("the inviter is told: %s: %s", told.To, told.Subject)
	}
	j.stands(j.owner, "declined")

	j.owner.Opens(told.Link())
	j.owner.IsOn("user.show")
	j.owner.Sees("This person turned the invitation down")
	j.looks(j.owner, "user-declined")
	j.owner.Presses("Send invitation again")
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

// MP8: somebody else than the owner invites; both hear what comes of it.
func TestWhoeverInvitedAndTheOwnerBothHearOfADecline(t *testing.T) {
	t.Parallel()
	j := begun(t, WithoutScript)
	j.invites(j.owner, map[string]string{"users": "approve"}, nil, "Send invitation")
	j.accepts(j.post.Wait(t, 1)[0].Link())
	j.signsIn(j.ana, "ana@nordlys.example", anasPassword, "home")
	j.post.Wait(t, 2) // the owner is told that Ana accepted

	j.ana.Opens("/users/new")
	j.ana.Types("email", "bo@nordlys.example")
	j.ana.Types("name", "Bo Dahl")
	j.ana.Chooses("role", "none")
	j.ana.Presses("Send invitation")
	invitation := j.post.Wait(t, 3)[2]
	bo := j.app.NewPerson(WithoutScript)
	bo.Opens(invitation.Link())
	bo.Sees("Ana Holm invites you")
	bo.Presses("Decline")
	bo.Sees("You declined the invitation")
	heard := map[string]string{}
	for _, mail := range j.post.Wait(t, 5)[3:] {
		heard[mail.To] = mail.Subject
	}
	for _, who := range []string{"signe@nordlys.example", "ana@nordlys.example"} {
		if heard[who] != "Bo Dahl has declined the invitation to Nordlys Kultur" {
			t.Errorf("%s reads %q", who, heard[who])
		}
	}
}
