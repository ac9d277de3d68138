package handlers_test

import (
	"strings"

	"coulisse/access"
	"coulisse/models"
)

// shop is a program that calls the API: with a token, or with something that is none.
type shop struct {
	name   string
	id     string // of the token
	token  string
	works  bool
	actor  access.Actor // the organisation and the scope that the token stands for
	cookie string       // of a session that comes along
}

// addShops makes tokens of every scope and state, of both organisations, sells with each that
// sells, and adds those who come without one.
func (w *world) addShops(mine []string) {
	hidden := w.eventNamed("Grottesal published")
	for _, k := range []struct {
		by    access.Actor
		name  string
		scope access.Scope
	}{
		{w.owner, "Shop of all", access.Scope{All: true}}, {w.owner, "Shop of some", access.Scope{Events: mine}}, {w.owner, "Grottesal shop", access.Scope{Events: []string{hidden}}},
		{w.owner, "Shop of both", access.Scope{Events: []string{mine[0], hidden}}}, {w.owner, "Shop that was", access.Scope{All: true}}, {w.owner, "Shop that ended", access.Scope{All: true}},
		{w.other, "Quaidix shop", access.Scope{All: true}},
	} {
		made, token, err := w.Store.CreateAPIToken(w.t.Context(), k.by, models.NewAPIToken{Name: w.dress(k.name), Scope: k.scope})
		w.must(err)
		state := models.TokenActive
		w.sellBy(token, k.by, k.scope)
		switch k.name {
		case "Shop that was":
			state = models.TokenRevoked
			_, err = w.Store.RevokeAPIToken(w.t.Context(), k.by, made.ID)
			w.must(err)
		case "Shop that ended":
			w.Exec("UPDATE api_tokens SET valid_until = '2026-06-15' WHERE id = ?", made.ID)
			state = models.TokenEnded
		}
		w.rows["account"] = append(w.rows["account"], row{name: k.name, id: made.ID, organisation: k.by.Organisation, state: state, scope: &k.scope})
		w.shops = append(w.shops, shop{name: k.name, id: made.ID, token: token, works: state == models.TokenActive,
			actor: access.Actor{Organisation: k.by.Organisation, Grant: access.Grant{Scope: k.scope}}})
	}
	w.shops = append(w.shops, shop{name: "nobody"}, shop{name: "a session", cookie: w.who[1].token}, shop{name: "a made-up token", token: "coulisse_" + strings.Repeat("A", 43)},
		shop{name: "a session's token", token: w.who[1].token}, shop{name: "a hash", token: models.HashToken(w.shops[0].token)})
}

func (w *world) eventNamed(name string) string {
	w.t.Helper()
	for _, e := range w.rows["events"] {
		if e.name == name {
			return e.id
		}
	}
	w.t.Fatalf("no event %s", name)
	return ""
}

// sellBy has a shop place an order for each event that it may sell.
func (w *world) sellBy(token string, by access.Actor, scope access.Scope) {
	b, err := w.Store.Bearer(w.t.Context(), token)
	w.must(err)
	w.must(w.Store.BearerSeen(w.t.Context(), b))
	for _, e := range w.rows["events"] {
		if e.organisation != by.Organisation || e.state != models.EventPublished || !scope.Contains(e.id) {
			continue
		}
		known := w.dress("Web guest of " + strings.Fields(e.name)[0])
		o, err := w.Store.PlaceByToken(w.t.Context(), b, models.Asked{Key: e.id, Purchase: models.Purchase{Event: e.id, Payment: models.PaidOnline,
			Lines: []models.Line{{Type: w.typeOf(e.id), Count: 1}}, Buyer: models.Contact{Name: known}}})
		w.must(err)
		w.customer(e.name, known, "unreachable", &o.Order)
		w.rows["orders"][len(w.rows["orders"])-1].token = b.Token.ID
	}
}

// typeOf is the ticket type of an event of which tickets are sold; "" for one without any.
func (w *world) typeOf(event string) string {
	for _, tt := range w.rows["type"] {
		if tt.id == event && strings.HasPrefix(tt.name, "first ") {
			return tt.under
		}
	}
	return ""
}

// wantToken: a token is revoked once.
func wantToken(c cell) int {
	switch {
	case c.row.state == models.TokenRevoked:
		return 409
	case c.route.Method == "GET":
		return 200
	}
	return wantForm(c)
}
