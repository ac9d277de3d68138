package models_test

import (
	"path/filepath"
	"testing"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

// Orders that shared a buyer have a contact each from then on, and are found by their own words.
func TestOrdersOfOneBuyerAreGivenAContactEach(t *testing.T) {
	file := filepath.Join(t.TempDir(), "coulisse.db")
	testkit.OldDatabase(t, file, 17)
	const at = "'2026-06-16 08:30:00+00:00'"
	for _, statement := range []string{
		"INSERT INTO organisations (id, name, time_zone, locale, created_at, updated_at) " +
			"VALUES ('o', 'Nordlys', 'Europe/Copenhagen', 'da', " + at + ", " + at + ")",
		"INSERT INTO events (id, organisation_id, name, sort_name, found_by, begins_at, ends_at, state, created_by, " +
			"created_at, updated_at) VALUES ('e', 'o', 'Cyrano', 'cyrano', 'cyrano', " + at +
			", '2026-06-16 10:30:00+00:00', 'published', 'u', " + at + ", " + at + ")",
		"INSERT INTO buyers (id, organisation_id, name, email, email_key, phone, locale, version, created_at, updated_at) " +
			"VALUES ('b', 'o', 'Vera Holm', 'Vera@example.org', 'vera@example.org', '5550100', 'fr', 3, " + at + ", " + at + ")",
		"INSERT INTO buyers (id, organisation_id, erased_at, version, created_at, updated_at) " +
			"VALUES ('gone', 'o', " + at + ", 2, " + at + ", " + at + ")",
		"INSERT INTO buyer_tokens (organisation_id, token, buyer_id) " +
			"VALUES ('o', 'vera', 'b'), ('o', 'holm', 'b'), ('o', 'anders', 'b')",
		"INSERT INTO ticket_types (id, organisation_id, event_id, name, name_key, price, quota, taken, position, " +
			"created_at, updated_at) VALUES ('y', 'o', 'e', 'Full', 'full', 1800, 9, 1, 1, " + at + ", " + at + ")",
	} {
		testkit.Change(t, file, statement)
	}
	for id, values := range map[string]string{
		"1": "'b', '', 'paid', NULL", "2": "'b', 'Anders', 'refunded', " + at,
		"3": "'gone', '', 'paid', NULL", "4": "'gone', '', 'paid', NULL", "5": "NULL, '', 'paid', NULL",
	} {
		testkit.Change(t, file, "INSERT INTO orders (id, organisation_id, event_id, reference, channel, payment, tickets, "+
			"total, currency, placed_at, placed_on, updated_at, buyer_id, name, state, ended_at) VALUES ('"+
			id+"', 'o', 'e', 'r"+id+"', 'api', 'card', 1, 1800, 'EUR', "+at+", '2026-06-16', "+at+", "+values+")")
		testkit.Change(t, file, "INSERT INTO tickets (id, organisation_id, event_id, order_id, type_id, number, code, "+
			"price, valid, sold_on) VALUES ('k"+id+"', 'o', 'e', '"+id+"', 'y', 1, 'c"+id+"', 1800, "+
			map[bool]string{true: "FALSE", false: "TRUE"}[id == "2"]+", '2026-06-16')")
	}
	s, err := models.Open(t.Context(), models.Options{Path: file, Keys: testkit.Keys()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	a := access.Actor{Organisation: "o", User: "u", Owner: true, Grant: testkit.Levels(access.Everything())}
	for typed, want := range map[string]int{"vera": 2, "holm": 1, "anders": 1, "5550100": 2, "": 5} {
		if list, err := s.Orders(t.Context(), a, models.OrderFilter{Search: typed}); err != nil || list.Total != want {
			t.Errorf("%q finds %+v %v, want %d", typed, list, err, want)
		}
	}
	for id, want := range map[string]models.Contact{
		"1": {Name: "Vera Holm", Email: "Vera@example.org", Phone: "5550100", Locale: "fr"},
		"2": {Name: "Anders", Email: "Vera@example.org", Phone: "5550100", Locale: "fr"}, "3": {},
	} {
		o, err := s.SoldOrder(t.Context(), a, id)
		if err != nil || o.Contact != want || (o.ErasedAt != nil) != (id == "3") ||
			(o.Sheet[0].RefundedAt != nil) != (id == "2") {
			t.Errorf("order %s: %+v %v", id, o, err)
		}
		if c, err := s.Customer(t.Context(), a, id); err != nil || len(c.Orders) != 2 {
			t.Errorf("the customer of order %s: %+v %v", id, c, err)
		}
	}
	if _, err := s.Customer(t.Context(), a, "5"); models.CodeOf(err) != models.NotFound {
		t.Error("who left nothing is a customer:", err)
	}
	for query, want := range map[string]string{
		"SELECT count(*) FROM pragma_foreign_key_check":                    "0",
		"SELECT group_concat(integrity_check) FROM pragma_integrity_check": "ok",
	} {
		if got := testkit.Ask(t, file, query); got != want {
			t.Errorf("%s: %s", query, got)
		}
	}
}
