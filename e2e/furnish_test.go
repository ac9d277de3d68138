package e2e

import (
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

// furnish fills an organisation with people in many states, an event and a role, and returns
// what puts their ids into addresses.
func furnish(t *testing.T, a *testkit.App, owner access.Actor) *strings.Replacer {
	t.Helper()
	begins := a.Clock.Now().Add(48 * time.Hour)
	event, err := a.Store.CreateEvent(t.Context(), owner, models.EventDetails{Name: "Aarhus Vinterjazz", Venue: "Store Sal", BeginsAt: begins, EndsAt: begins.Add(30 * time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	types := sells(t, a, owner, event)
	closed := prepared(t, a, owner)
	order, buyer, gone := serves(t, a, owner, event, types)
	till, sale := atDoor(t, a, owner, event, types[0])
	role, err := a.Store.CreateRole(t.Context(), owner, models.RoleDetails{Name: "Guide", Purpose: "For those who show people around", Levels: access.Levels{access.Events: access.Edit}})
	if err != nil {
		t.Fatal(err)
	}
	scope := access.Scope{Events: []string{event}}
	person := a.Member(owner, "freja.thorup-lindqvist@vinterjazz.example", "Freja Thorup-Lindqvist", access.Grant{Levels: access.Levels{access.Events: access.Edit, access.Users: access.View}, Scope: scope})
	off := a.Member(owner, "emil@nordlys.example", "Emil Skovgaard", testkit.Levels(access.Levels{access.History: access.View}))
	if _, _, err := a.Store.SetActive(t.Context(), owner, off.Membership, false); err != nil {
		t.Fatal(err)
	}
	a.Invite(owner, "jb@example.org", "Jean-Baptiste Moreau", testkit.Levels(access.Levels{access.Events: access.View}))
	held := models.Details{Email: "maja@example.org", Name: "Maja Kofoed", Title: "Box office, weekends", Role: role, Grant: testkit.Levels(access.Levels{access.Events: access.View})}
	if _, err := a.Store.Invite(t.Context(), owner, held, false); err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer(append(uploaded(t, a, owner, event, types[2]),
		"EVENT", event, "LISTED", listed(t, a, owner), "TOKEN", tokens(t, a, owner, event, closed), "REFERENCE", entering(t, a, owner, event, types[0]), "PERSON", person.Membership, "ROLE", role, "TYPE", types[1], "CLOSED", closed, "TILL", till, "SALE", sale, "ORDER", order, "BUYER", buyer, "GONE", gone, "TICKETS", a.LastMail("mia@example.org").Token)...)
}

// sells gives an event two types on one quota and one beside them, publishes it and sells some.
func sells(t *testing.T, a *testkit.App, owner access.Actor, event string) (types []string) {
	t.Helper()
	until := a.Clock.Now().Add(24 * time.Hour)
	for _, d := range []models.TicketTypeDetails{{Name: "Full price", Price: 18500, Quota: 400}, {Name: "Under 25, students and pupils", Price: 9900, SalesUntil: &until}, {Name: "Balcony", Price: 12000, Quota: 60}} {
		if d.Quota == 0 {
			d.Parent = types[0]
		}
		id, err := a.Store.AddTicketType(t.Context(), owner, event, d)
		if err != nil {
			t.Fatal(err)
		}
		types = append(types, id)
	}
	if _, err := a.Store.PublishEvent(t.Context(), owner, event); err != nil {
		t.Fatal(err)
	}
	a.Order(owner, event, types[0], 3, models.Contact{Name: "Mia Thorup-Lindqvist", Email: "mia@example.org"})
	a.Order(owner, event, types[1], 5, models.Contact{})
	if err := a.Store.ScheduleReport(t.Context(), owner, event, models.ReportWeekly); err != nil {
		t.Fatal(err)
	}
	return types
}

// tokens are for shops of every kind: one that sells, one that has ended, one that was revoked.
func tokens(t *testing.T, a *testkit.App, owner access.Actor, events ...string) (first string) {
	t.Helper()
	until := a.Clock.Now().Format(time.DateOnly)
	for _, n := range []models.NewAPIToken{{Name: "Nordlys webshop", Scope: access.Scope{All: true}}, {Name: "Visit Aarhus, the tourist office at the harbour", Scope: access.Scope{Events: events}, ValidUntil: until},
		{Name: "Old webshop", Scope: access.Scope{Events: events[:1]}}} {
		k, token, err := a.Store.CreateAPIToken(t.Context(), owner, n)
		switch {
		case err != nil:
			t.Fatal(err)
		case first == "":
			first = k.ID
			b, err := a.Store.Bearer(t.Context(), token)
			if err == nil {
				err = a.Store.BearerSeen(t.Context(), b)
			}
			if err != nil {
				t.Fatal(err)
			}
		case n.ValidUntil == "":
			if _, err := a.Store.RevokeAPIToken(t.Context(), owner, k.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	a.Exec("UPDATE api_tokens SET valid_until = '2026-06-01' WHERE valid_until <> ''")
	return first
}

// prepared is a closed event that has sold, with its settlement prepared.
func prepared(t *testing.T, a *testkit.App, owner access.Actor) (event string) {
	t.Helper()
	event, full := a.OnSale(owner, "Les Précieuses ridicules", -48*time.Hour)
	child, err := a.Store.AddTicketType(t.Context(), owner, event, models.TicketTypeDetails{Name: "Under 25, students and pupils", Price: 990, Parent: full})
	if err != nil {
		t.Fatal(err)
	}
	a.Order(owner, event, full, 40, models.Contact{})
	a.Order(owner, event, child, 12, models.Contact{})
	if _, err := a.Store.CloseEvent(t.Context(), owner, event); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Store.PrepareSettlement(t.Context(), owner, event); err != nil {
		t.Fatal(err)
	}
	return event
}

// atDoor opens two tills at an event's door, sells on both, and closes one.
func atDoor(t *testing.T, a *testkit.App, owner access.Actor, event, ticketType string) (till, sale string) {
	t.Helper()
	for _, name := range []string{"Cloakroom", "Foyer"} {
		var err error
		if till, err = a.Store.OpenTill(t.Context(), owner, event, name, 50000); err != nil {
			t.Fatal(err)
		}
		for _, payment := range []string{models.PaidCard, models.PaidCash} {
			o, err := a.Store.SellAtDoor(t.Context(), owner, event, models.Sale{Till: till, Payment: payment, Lines: []models.Line{{Type: ticketType, Count: 2}}})
			if err != nil {
				t.Fatal(err)
			}
			sale = o.ID
		}
		if name == "Cloakroom" {
			if _, err := a.Store.VoidSale(t.Context(), owner, event, sale); err != nil {
				t.Fatal(err)
			}
			if _, err := a.Store.CloseTill(t.Context(), owner, event, till, 49500, "A five was given back twice."); err != nil {
				t.Fatal(err)
			}
		}
	}
	return till, sale
}

// entering sells three tickets, checks one in, and returns the order's reference.
func entering(t *testing.T, a *testkit.App, owner access.Actor, event, ticketType string) (reference string) {
	t.Helper()
	order := a.Order(owner, event, ticketType, 3, models.Contact{})
	if _, err := a.Store.CheckIn(t.Context(), owner, event, a.Tickets(order)[0].ID, "Left door"); err != nil {
		t.Fatal(err)
	}
	return order.Reference
}

// serves sells to people whom customer service has helped: one with two orders, the first paid
// and the second refunded, and one who was erased.
func serves(t *testing.T, a *testkit.App, owner access.Actor, event string, types []string) (order, buyer, gone string) {
	t.Helper()
	ctx := t.Context()
	long := models.Contact{Name: "Jean-Baptiste Emmanuel Thorup-Lindqvist", Email: "jean-baptiste.emmanuel.thorup-lindqvist@vinterjazz.example", Phone: "+45 12 34 56 78", Locale: "fr"}
	first := a.Order(owner, event, types[0], 2, long)
	second := a.Order(owner, event, types[2], 1, long)
	_, err := a.Store.RefundOrder(ctx, owner, second.ID)
	if err == nil {
		_, err = a.Store.ResendTickets(ctx, owner, first.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	erased := a.Order(owner, event, types[2], 1, models.Contact{Name: "Bo", Email: "bo@example.org"})
	if err := a.Store.EraseCustomer(ctx, owner, erased.ID, "bo@example.org"); err != nil {
		t.Fatal(err)
	}
	a.Order(owner, event, types[2], 1, models.Contact{})
	return first.ID, first.ID, erased.ID
}
