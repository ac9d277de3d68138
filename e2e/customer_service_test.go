package e2e

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"coulisse/access"
)

// Whoever answers the buyers: finds one by whatever they say, corrects where their tickets go,
// gives money back, and forgets them when they ask for it (CC8).
func TestCustomerServiceHelpsABuyer(t *testing.T) { twice(t, (*journey).serves) }

func (j *journey) serves() {
	event := j.addsEvent(j.owner, "Cyrano de Bergerac", 20, "18", "30")
	j.sells(j.owner, event, "1", "otto@example.org", "Otto Berg")
	code := j.sendsTickets(event, "Mia Søndergård", "mia@exmaple.org")[0] // misspelt on the phone
	reference := strings.TrimPrefix(j.owner.Text("h1"), "Order ")
	buyer := j.app.NewPerson(j.options...)
	levels := access.Levels{access.Customers: access.Approve}
	j.employs(levels, "", "home")
	j.opensOnly(levels)
	j.finds(reference, code, "mia@exmaple.org", "sonder mia")
	j.corrects(buyer)
	j.finds("20 12 34 56", "+4520123456", "mia@example.org")
	j.refunds(buyer)
	j.forgets()
}

// finds looks for a buyer by each of what they may say, and for nobody else.
func (j *journey) finds(said ...string) {
	j.t.Helper()
	p := j.ana
	for _, words := range said {
		p.Opens("/customers")
		p.Types("q", words)
		p.Presses("Filter")
		if total := p.Attribute("[data-total]", "data-total"); total != "1" {
			j.t.Errorf("%q finds %s orders", words, total)
		}
		p.Sees("Mia Søndergård")
		p.SeesNot("Otto Berg")
	}
}

// corrects brings the tickets to the address that was meant, which opens them.
func (j *journey) corrects(buyer *Person) {
	j.t.Helper()
	p := j.ana
	p.Presses("Mia Søndergård")
	p.IsOn("customer.show")
	j.looks(p, "customer-service")
	p.Presses("Correct contact details")
	p.Types("email", "mia@example")
	if status := p.PressesAt(At("main form .cta")); status != 422 {
		j.t.Errorf("an address that is none is answered with %d", status)
	}
	p.Types("email", "mia@example.org")
	p.Types("phone", "+45 20 12 34 56")
	p.PressesAt(At("main form .cta"))
	p.Sees("The contact details were corrected")
	mails := len(j.post.Messages())
	p.Presses("Send tickets again")
	p.IsOn("customer.show")
	p.Sees("are on their way once more")
	sent := j.post.Wait(j.t, mails+1)[mails]
	if sent.To != "mia@example.org" {
		j.t.Errorf("the tickets went to %s", sent.To)
	}
	buyer.Opens(sent.Link())
	buyer.IsOn("ticket.show")
	buyer.Sees("Mia Søndergård")
}

// refunds gives the money for the order back, which the buyer is told and the link says.
func (j *journey) refunds(buyer *Person) {
	j.t.Helper()
	p, mails := j.ana, len(j.post.Messages())
	p.PressesAt(At("tbody tr a.name"))
	p.IsOn("order.show")
	p.Presses("Refund order")
	p.IsOn("order.refund.form")
	p.Sees("€36.00 counts as given back")
	p.Sees("told by mail to mia@example.org")
	p.Presses("Refund the order")
	p.IsOn("order.show")
	p.Sees("was refunded")
	if p.Has(`form[action$="/resend"]`) || p.Has(`a[href$="/cancel"]`) {
		j.t.Error("a refunded order can be sent again or cancelled")
	}
	if told := j.post.Wait(j.t, mails+1)[mails]; told.To != "mia@example.org" || !strings.Contains(told.Text, "€36.00") {
		j.t.Errorf("%s was told\n%s", told.To, told.Text)
	}
	if status := buyer.Opens(buyer.Path()); status != 410 {
		j.t.Errorf("the link to the tickets is answered with %d", status)
	}
}

// forgets erases the buyer, whom nothing finds any more; the amounts stay.
func (j *journey) forgets() {
	j.t.Helper()
	p := j.ana
	p.PressesAt(At(`.turned a[href^="/customers/"]`))
	p.IsOn("customer.show")
	page := p.Path()
	p.Presses("Erase personal data")
	p.Types("confirm", "otto@example.org")
	if status := p.Presses("Erase for good"); status != 422 {
		j.t.Errorf("the wrong address is answered with %d", status)
	}
	p.Types("confirm", "mia@example.org")
	p.Presses("Erase for good")
	p.IsOn("customer.show")
	if p.Path() != page {
		j.t.Errorf("on %s, not %s", p.Path(), page)
	}
	p.Sees("was erased")
	p.Sees("€36.00")
	for _, words := range []string{"mia@example.org", "mia@exmaple.org", "Søndergård", "20123456"} {
		p.Opens("/customers?" + url.Values{"q": {words}}.Encode())
		if total := p.Attribute("[data-total]", "data-total"); total != "0" {
			j.t.Errorf("%q still finds %s orders", words, total)
		}
	}
	p.Opens(page)
	if left := regexp.MustCompile(`(?i)mia|søndergård|2012`).FindString(p.Text("main")); left != "" {
		j.t.Errorf("the page still says %q", left)
	}
}
