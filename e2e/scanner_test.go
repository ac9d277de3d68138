package e2e

import (
	"strings"
	"testing"
)

// ST3: a ticket scanner works with a phone at the door of their own event. They land there after
// signing in, scan and sell, and see no other event and nobody's name.
func TestATicketScannerWorksAtTheirDoorWithAPhone(t *testing.T) { twice(t, (*journey).scansAndSells) }

func (j *journey) scansAndSells() {
	theirs := j.addsEvent(j.owner, "Cyrano de Bergerac", 0, "18", "30")
	other := j.addsEvent(j.owner, "Grottesal revue", 0, "20", "30")
	codes := j.sendsTickets(theirs, "Mia Søndergård", "mia@example.org")
	foreign := j.sendsTickets(other, "Otto Berg", "otto@example.org")[0]
	j.ana.Window(390, 780)
	j.hires("ticket_scanner", theirs, "scan.list")
	j.navigates("ticket_scanner")
	p := j.ana
	p.Opens("/access-control")
	p.SeesNot("Grottesal")
	p.PressesAt(At("tr[data-id] .btn"))
	for _, k := range []struct{ code, word, says string }{{codes[0], "In", "1 of the 2 tickets"}, {codes[0], "Already in", "Since"}, {codes[1], "In", "2 of the 2 tickets"}, {foreign, "Not valid", "another event"}} {
		p.Types("code", k.code)
		if j.scripts {
			p.Keys("\r")
		} else {
			p.PressesAt(At("form.scan .cta"))
		}
		p.Until(`document.querySelector("#result .word").textContent==="` + k.word + `"`)
		p.Sees(k.says)
		for _, secret := range []string{"Grottesal", "Søndergård", "Otto", "example.org"} {
			p.SeesNot(secret)
		}
	}
	if j.scripts {
		p.Until(`document.querySelector('[data-count="all"]').textContent==="2 of 2"`)
	}
	j.sells(p, theirs, "1", "", "")
	p.SeesNot("Søndergård")
	for path, want := range map[string]int{strings.Replace(other, "/events/", "/access-control/", 1): 404, strings.Replace(other, "/events/", "/door-sales/", 1): 404,
		strings.Replace(theirs, "/events/", "/access-control/", 1) + "/search": 403} {
		if status := p.Opens(path); status != want {
			j.t.Errorf("%s answers %d, want %d", path, status, want)
		}
	}
	if overflow := p.Overflow(); len(overflow) > 0 {
		j.t.Errorf("wider than the phone: %v", overflow)
	}
}

// sendsTickets has the owner sell two tickets to somebody, and returns the codes of the page that
// their mail leads to.
func (j *journey) sendsTickets(event, name, email string) (codes []string) {
	j.t.Helper()
	mails := len(j.post.Messages())
	j.sells(j.owner, event, "2", email, name)
	buyer := j.app.NewPerson(j.options...)
	buyer.Opens(j.post.Wait(j.t, mails+1)[mails].Link())
	buyer.IsOn("ticket.show")
	return eval[[]string](buyer, `[...document.querySelectorAll(".tickets .code")].map(e=>e.lastChild.textContent.replace(/\s/g,""))`)
}
