package e2e

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"
)

// ST3: an outside partner follows the sales of their own event, and of no other.
func TestAPartnerLooksOnAtTheirOwnEvent(t *testing.T) { twice(t, (*journey).looksOn) }

func (j *journey) looksOn() {
	theirs, other := j.putsOn("Cyrano"), j.putsOn("Grottesal revue")
	j.wasSold(theirs, 7)
	j.wasSold(other, 40)

	p := j.owner
	p.Opens("/users/new")
	p.Types("email", "ana@nordlys.example")
	p.Types("name", "Ana Holm")
	if j.scripts {
		p.Chooses("role", "look_on")
		p.Until(`document.querySelector('[data-section="reports"] input:checked').value==="view"`)
	} else {
		p.PressesAt(At(`button[name="preset"][value="look_on"]`))
	}
	p.Chooses("scope", "chosen")
	p.Checks("event", theirs)
	p.Presses("Send invitation")
	p.IsOn("user.list")
	mail := j.post.Wait(j.t, 1)[0]
	if !strings.Contains(mail.Text, "Sees sales figures") || strings.Contains(mail.Text, "Grottesal") {
		j.t.Errorf("the invitation says:\n%s", mail.Text)
	}
	j.accepts(mail.Link())
	j.signsIn(j.ana, "ana@nordlys.example", anasPassword, "home")

	p = j.ana
	p.Presses("Reports")
	p.IsOn("report.list")
	if figures := p.Text(".figures"); !strings.Contains(figures, "7") || !strings.Contains(figures, "€126.00") || strings.Contains(figures, "47") {
		j.t.Errorf("the figures are %q", figures)
	}
	if total := p.Attribute("[data-total]", "data-total"); total != "1" || p.Has(`tr[data-id="`+other+`"]`) {
		j.t.Errorf("%s events are listed", total)
	}
	p.SeesNot("Grottesal")
	j.looks(p, "look-on")
	p.PressesAt(At(`tr[data-id="` + theirs + `"] a`))
	p.IsOn("report.show")
	p.Sees("93")
	p.SeesNot("Grottesal")
	j.nothingElse(p, theirs, other)
}

// putsOn has the owner put an event with a hundred seats at 18.00 on sale, and returns its id.
func (j *journey) putsOn(name string) (id string) {
	j.t.Helper()
	p := j.owner
	p.Opens("/events/new")
	for field, value := range map[string]string{"name": name, "venue": "Lille Sal", "begins": day(20) + "T20:00", "ends": day(20) + "T22:00"} {
		p.Types(field, value)
	}
	p.Presses("Create draft")
	p.IsOn("event.show")
	publish := p.Attribute(`form[action$="/publish"]`, "action")
	p.Presses("Add a ticket type")
	for field, value := range map[string]string{"name": "Full price", "price": "18", "quota": "100"} {
		p.Types(field, value)
	}
	p.PressesAt(At("main form .cta"))
	p.IsOn("event.show")
	p.Presses("Publish")
	return strings.Split(publish, "/")[2]
}

// wasSold writes an order into the database, as a shop's would stand there.
func (j *journey) wasSold(event string, tickets int) {
	j.t.Helper()
	today, now := day(0), time.Now().UTC()
	id := "019a0000-0000-7000-8000-" + event[len(event)-12:]
	j.app.Change(`INSERT INTO orders (id, organisation_id, event_id, reference, channel, state, payment, tickets, total, currency, placed_at, placed_on, updated_at)
		SELECT ?, organisation_id, id, ?, 'api', 'paid', 'card', ?, ?, 'EUR', ?, ?, ? FROM events WHERE id = ?`, id, fmt.Sprintf("%09d", 100000000+tickets), tickets, tickets*1800, now, today, now, event)
	for n := range tickets {
		j.app.Change(`INSERT INTO tickets (id, organisation_id, event_id, order_id, type_id, number, code, price, valid, sold_on)
			SELECT ?, organisation_id, event_id, ?, id, ?, ?, price, TRUE, ? FROM ticket_types WHERE event_id = ?`, fmt.Sprint(id, n), id, n+1, fmt.Sprint(id, n), today, event)
	}
	j.app.Change("UPDATE ticket_types SET taken = ? WHERE event_id = ?", tickets, event)
}

// nothingElse follows every link that the person sees, and tries what they do not see.
func (j *journey) nothingElse(p *Person, theirs, other string) {
	j.t.Helper()
	for _, from := range []string{"/", "/reports", "/reports/" + theirs} {
		p.Opens(from)
		for _, link := range p.Links("a") {
			if at, err := url.Parse(link); err != nil || at.Fragment != "" {
				continue
			}
			if status := p.Opens(link); status != 200 {
				j.t.Errorf("%s leads to %s, which answers %d", from, link, status)
			}
			p.SeesNot("Grottesal")
		}
	}
	for path, want := range map[string]int{"/reports/" + other: 404, "/reports/schedules": 403, "/reports.csv": 403, "/events": 403, "/users": 403, "/history": 403} {
		if status := p.Opens(path); status != want {
			j.t.Errorf("%s answers %d, want %d", path, status, want)
		}
	}
}
