package e2e

import (
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

// Somebody in two organisations goes from one to the other by the switcher, by an event and by a
// link, and adds people to either.
func TestAMemberOfTwoOrganisationsAlwaysKnowsWhereTheyAre(t *testing.T) {
	t.Parallel()
	for name, options := range map[string][]Option{"with script": nil, "without script": {WithoutScript}} {
		t.Run(name, func(t *testing.T) { t.Parallel(); twoOrganisations(t, options...) })
	}
}

func twoOrganisations(t *testing.T, options ...Option) {
	a := testkit.NewApp(t)
	owner, other := a.Found(), a.Neighbour("Théâtre du Quai", "odile@quai.example", "Odile Quai")
	all := testkit.Levels(access.Everything())
	duo := a.Member(owner, "duo@example.org", "Duo Holm", all)
	_, token := a.Invite(other, "duo@example.org", "Duo", all)
	_, err := a.Store.Accept(t.Context(), token, duo.User, models.Newcomer{})
	english := "en"
	if err == nil {
		err = a.Store.SetPreferences(t.Context(), duo.User, &english, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	jazz := a.Event(owner, "Vinterjazz", 48*time.Hour)
	tartuffe := a.Event(other, "Tartuffe", 72*time.Hour)

	p := NewPerson(t, a.URL, options...)
	p.Opens("/login")
	p.Types("email", "duo@example.org")
	p.Types("password", testkit.Password)
	p.Presses("Sign in")
	p.IsOn("home")
	first := p.organisation(t)
	second := map[string]string{"Nordlys Kultur": "Théâtre du Quai", "Théâtre du Quai": "Nordlys Kultur"}[first]
	p.TapsAt(At(".switch"), `document.getElementById("where").matches(":popover-open")`)
	if len(options) == 0 {
		p.Passes(t, "two-organisations-menu")
	}
	p.Presses(second)
	p.IsOn("home")
	p.isIn(t, second)
	p.Sees("You are in " + second)

	p.goesTo("Nordlys Kultur")
	p.Opens("/events/" + tartuffe) // a link in a mail
	p.IsOn("event.show")
	p.isIn(t, "Théâtre du Quai")
	p.Sees("You are now in Théâtre du Quai")
	p.Opens("/users")
	p.isIn(t, "Théâtre du Quai")
	p.Sees("Odile Quai")

	p.Opens("/users/new")
	p.isIn(t, "Théâtre du Quai")
	p.Types("email", "bo@example.org")
	p.Types("name", "Bo Dahl")
	p.Chooses("organisation", owner.Organisation)
	if len(options) == 0 {
		p.Passes(t, "two-organisations-form")
	}
	p.Presses("Show its roles and events")
	p.IsOn("user.new.step")
	p.isIn(t, "Nordlys Kultur")
	if !p.Has(`input[name="event"][value="`+jazz+`"]`) || p.Has(`input[name="event"][value="`+tartuffe+`"]`) {
		t.Error("the form does not offer the events of the organisation that was chosen")
	}
	p.Chooses("role", "none")
	p.Presses("Send invitation")
	p.IsOn("user.list")
	p.isIn(t, "Nordlys Kultur")
	if !p.Has(row("bo@example.org")) {
		t.Error("Bo was not added where it was asked for")
	}
}

// organisation is the one that the top bar names.
func (p *Person) organisation(t *testing.T) string {
	t.Helper()
	return strings.TrimSpace(p.Text(".switch .two span"))
}

func (p *Person) isIn(t *testing.T, organisation string) {
	t.Helper()
	if got := p.organisation(t); got != organisation {
		t.Errorf("the top bar says %q, want %q", got, organisation)
	}
}

// goesTo goes to another organisation by the switcher.
func (p *Person) goesTo(organisation string) {
	p.TapsAt(At(".switch"), `document.getElementById("where").matches(":popover-open")`)
	p.Presses(organisation)
	p.IsOn("home")
}
