package e2e

import (
	"slices"
	"strings"

	"coulisse/access"
)

// hires has the owner invite Ana with the levels of a built-in role, for all events or for the
// one at the address /events/<id>, and Ana accept and sign in; route is where she lands.
func (j *journey) hires(role, event, route string) {
	j.t.Helper()
	r, ok := access.RoleByKey(role)
	if !ok {
		j.t.Fatal("no role", role)
	}
	j.employs(r.Levels, event, route)
}

// employs is hires with levels that are set by hand, section by section (CC3).
func (j *journey) employs(levels access.Levels, event, route string) {
	j.t.Helper()
	before := len(j.post.Messages())
	p := j.owner
	p.Opens("/users/new")
	p.Types("email", "ana@nordlys.example")
	p.Types("name", "Ana Holm")
	p.Chooses("role", choice(levels))
	for section, level := range levels {
		p.Chooses("level."+string(section), level.String())
	}
	if event != "" {
		p.Chooses("scope", "chosen")
		p.Checks("event", strings.TrimPrefix(event, "/events/"))
	}
	p.Presses("Send invitation")
	p.IsOn("user.list")
	j.accepts(j.post.Wait(j.t, before+1)[before].Link())
	j.signsIn(j.ana, "ana@nordlys.example", anasPassword, route)
}

// navigates fails the test unless Ana's navigation leads to the sections of her role and nowhere
// else, and all of it opens.
func (j *journey) navigates(role string) {
	j.t.Helper()
	r, _ := access.RoleByKey(role)
	j.opensOnly(r.Levels)
}

// opensOnly is navigates for levels that were set by hand.
func (j *journey) opensOnly(levels access.Levels) {
	j.t.Helper()
	want := []string{j.app.URL + "/", j.app.URL + "/help"}
	for _, area := range access.Areas() {
		if levels.At(area.Section) > access.None {
			want = append(want, j.app.URL+"/"+strings.ReplaceAll(string(area.Section), "_", "-"))
		}
	}
	got := j.ana.Links(".side .links a")
	slices.Sort(want)
	if sorted := slices.Sorted(slices.Values(got)); !slices.Equal(sorted, want) {
		j.t.Errorf("the navigation leads to %v, want %v", sorted, want)
	}
	for _, address := range got {
		if status := j.ana.Opens(strings.TrimPrefix(address, j.app.URL)); status != 200 {
			j.t.Errorf("%s is answered with %d", address, status)
		}
	}
	for _, area := range access.Areas() {
		if address := "/" + strings.ReplaceAll(string(area.Section), "_", "-"); levels.At(area.Section) == access.None {
			if status := j.ana.Opens(address); status != 403 {
				j.t.Errorf("%s is answered with %d", address, status)
			}
		}
	}
}

// addsEvent has somebody add an event that begins in so many days, with one ticket type, and
// publish it; it returns its address.
func (j *journey) addsEvent(p *Person, name string, days int, price, seats string) string {
	j.t.Helper()
	p.Opens("/events/new")
	p.Types("name", name)
	p.Types("begins", day(days)+"T20:00")
	p.Types("ends", day(days)+"T22:30")
	p.Presses("Create draft")
	p.IsOn("event.show")
	address := p.Path()
	j.addsType(p, address, "Full price", price, seats)
	p.Presses("Publish")
	p.Sees("Published")
	return address
}

// addsType adds a ticket type with a quota of its own, or one that draws from the first when
// seats is "".
func (j *journey) addsType(p *Person, event, name, price, seats string) {
	j.t.Helper()
	p.Opens(event + "/types/new")
	p.Types("name", name)
	p.Types("price", price)
	if seats != "" {
		p.Types("quota", seats)
	} else {
		p.Chooses("parent", p.Attribute(`#parent option:nth-child(2)`, "value"))
	}
	p.Presses("Add ticket type")
	p.IsOn("event.show")
	p.Sees("The ticket type “" + name + "” is added")
}

// sells has somebody sell tickets of the first type at an event's door, to an address if there
// is one.
func (j *journey) sells(p *Person, event, count, email, name string) {
	j.t.Helper()
	door := strings.Replace(event, "/events/", "/door-sales/", 1)
	p.Opens(door)
	if p.Has(".empty") {
		p.Opens(door + "/tills/new")
		p.Types("name", "Foyer")
		p.Types("cash", "50")
		p.Presses("Open a till")
	}
	p.IsOn("door.show")
	p.Types(p.Attribute(".counts input", "name"), count)
	if email != "" {
		p.TapsAt(At("details.more > summary"), `document.querySelector("details.more").open`)
		p.Types("email", email)
		p.Types("name", name)
	}
	p.PressesAt(At("form.sale .big"))
	p.IsOn("door.order")
}
