package e2e

import (
	"strings"
	"testing"
)

// Whoever owns an event from first plan to last guest: prices on one quota, the sale, the door,
// and the next night like this one (CC5, CC7, MP4).
func TestAnEventManagerPutsAnEventOnAndSellsIt(t *testing.T) { twice(t, (*journey).manages) }

func (j *journey) manages() {
	j.hires("event_manager", "", "home")
	j.navigates("event_manager")
	p := j.ana
	event := j.addsEvent(p, "Cyrano de Bergerac", 20, "18", "3")
	j.addsType(p, event, "Child", "9.50", "")
	p.Sees("draws from “Full price”")

	mails := len(j.post.Messages())
	j.sells(p, event, "2", "mia@example.org", "Mia Lund")
	p.Sees("Sold: 2 tickets, €36.00.")
	ticket := j.post.Wait(j.t, mails+1)[mails]
	if ticket.To != "mia@example.org" || !strings.HasPrefix(ticket.Link(), j.app.URL+"/tickets/") {
		j.t.Fatalf("the tickets went to %s with the link %s", ticket.To, ticket.Link())
	}
	buyer := j.app.NewPerson(j.options...)
	buyer.Opens(ticket.Link())
	buyer.IsOn("ticket.show")
	buyer.Sees("Mia Lund")
	if !buyer.Has(".tickets li:nth-child(2) svg.qr") {
		j.t.Error("the second ticket shows no code")
	}

	p.Presses("Next sale")
	j.steppedTotal(p)
	p.PressesAt(At("form.sale .big"))
	p.IsOn("door.sell")
	p.Sees("1 left for “Full price”")

	p.Opens(event)
	p.Presses("Close the sale")
	p.Sees("The sale is closed")
	p.Presses("Copy")
	p.IsOn("event.copy.form")
	p.Types("name", "Cyrano de Bergerac, second night")
	p.Presses("Create the copy")
	p.IsOn("event.show")
	p.Sees("Draft")
	p.Sees("draws from “Full price”")
	p.Sees("0 of 3 taken")
}

// steppedTotal asks two tickets more than are left, by the button, and looks at the total.
func (j *journey) steppedTotal(p *Person) {
	j.t.Helper()
	plus := At(`.counts li:first-child button[value$="+"]`)
	for _, total := range []string{"€18.00", "€36.00"} {
		if j.scripts {
			p.TapsAt(plus, `document.querySelector("#total").value.includes("`+total+`")`)
		} else {
			p.PressesAt(plus)
			p.Sees(total)
		}
	}
}
