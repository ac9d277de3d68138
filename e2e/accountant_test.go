package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
)

// Whoever keeps the books: what is kept of a price, and an event settled for good (CC9, ST4).
func TestAnAccountantSettlesAnEvent(t *testing.T) { twice(t, (*journey).accounts) }

func (j *journey) accounts() {
	event := j.addsEvent(j.owner, "Cyrano de Bergerac", 20, "18", "30")
	j.sells(j.owner, event, "3", "", "")
	j.hires("accountant", "", "home")
	j.navigates("accountant")
	p := j.ana
	j.calculates(p)

	finance := strings.Replace(event, "/events/", "/finance/", 1)
	p.Opens(finance)
	p.Sees("Close the sale for this event first")
	if p.Has(`form[action$="/prepare"]`) {
		j.t.Error("an event on sale can be prepared")
	}
	j.owner.Opens(event)
	j.owner.Presses("Close the sale")
	p.Opens("/finance?state=open")
	p.Presses("Cyrano de Bergerac")
	p.Presses("Prepare settlement")
	p.Sees("€48.60")
	p.Presses("Settle")
	p.IsOn("finance.settle.form")
	mails := len(j.post.Messages())
	p.PressesAt(At("form .cta"))
	p.IsOn("finance.event")
	p.Sees("is settled")
	if told := j.post.Wait(j.t, mails+1)[mails]; told.To != "signe@nordlys.example" || !strings.HasSuffix(told.Link(), finance) {
		j.t.Errorf("the settlement was told to %s with the link %s", told.To, told.Link())
	}
	p.Presses("Statement")
	p.IsOn("finance.statement")
	p.Sees("Nordlys Kultur")
	j.looks(p, "statement")
	j.printsOnWhite(p)
	j.owner.Opens(event)
	if j.owner.Has(`form[action$="/publish"]`) || j.owner.Has(`a[href$="/cancel"]`) {
		j.t.Error("a settled event can be put on sale again, or cancelled")
	}
}

// printsOnWhite fails the test when somebody who likes their pages dark prints them dark.
func (j *journey) printsOnWhite(p *Person) {
	j.t.Helper()
	eval[bool](p, `(document.documentElement.dataset.theme="dark")==="dark"`)
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	if scheme := eval[string](p, `getComputedStyle(document.documentElement).colorScheme`); scheme != "light" {
		j.t.Errorf("a statement is printed %s", scheme)
	}
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{})
	p.Media()
}

// calculates asks the calculator, which answers while one types where scripts run.
func (j *journey) calculates(p *Person) {
	j.t.Helper()
	p.Opens("/finance/calculator")
	p.Types("price", "18.01")
	p.Types("revenue", "16.30")
	if j.scripts {
		p.Until(`document.querySelector("#public")?.textContent.includes("it brings €16.57")`)
		return
	}
	p.Presses("Calculate")
	p.Sees("A ticket at €18.01 brings €16.57")
	p.Sees("ask €18.01; it brings €16.57")
}
