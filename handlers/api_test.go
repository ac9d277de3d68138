package handlers_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/config"
	"coulisse/models"
)

type placed struct {
	ID, Reference, State, Payment string
	ShopReference                 string `json:"shop_reference"`
	Total                         struct {
		Amount   int
		Currency string
	}
	PlacedAt   string `json:"placed_at"`
	Tickets    []struct{ Number int }
	TicketsURL *string `json:"tickets_url"`
}

func readPlaced(t testing.TB, res *httptest.ResponseRecorder, status int) (o placed) {
	t.Helper()
	if err := json.Unmarshal(res.Body.Bytes(), &o); err != nil || res.Code != status {
		t.Fatalf("%d %s: %v", res.Code, res.Body, err)
	}
	return o
}

// The story of a shop: it looks what there is, sells, looks after what it sold; customer
// service finds the order by the shop's own number, and refunds it.
func TestAShopSellsAndSeesWhatBecameOfIt(t *testing.T) {
	s := newStand(t)
	var list struct{ Events []struct{ ID, Begins string } }
	if err := json.Unmarshal(s.ask("GET", "/api/v1/events", "").Body.Bytes(), &list); err != nil || len(list.Events) != 1 || list.Events[0].Begins != "2026-07-16T10:30:00+02:00" {
		t.Fatal(err, list)
	}
	var offer struct {
		TicketTypes []struct {
			ID     string
			Left   int
			Parent *string
		} `json:"ticket_types"`
	}
	if err := json.Unmarshal(s.ask("GET", "/api/v1/events/"+s.event, "").Body.Bytes(), &offer); err != nil || len(offer.TicketTypes) != 2 || offer.TicketTypes[1].Left != 10 || *offer.TicketTypes[1].Parent != s.full {
		t.Fatal(err, offer)
	}
	body := `{"event":"` + s.event + `","shop_reference":"WEB-1","payment":"card","buyer":{"name":"Mia Holm","email":"mia@example.org","phone":"5550100","language":"da"},"lines":[{"type":"` + s.full + `","count":2,"price":1800},{"type":"` + s.child + `","count":1}]}`
	res := s.order("one", body)
	o := readPlaced(t, res, http.StatusCreated)
	if res.Header().Get("Location") != s.URL+"/api/v1/orders/"+o.ID || o.Total.Amount != 4500 || o.Total.Currency != "EUR" || len(o.Tickets) != 3 || o.ShopReference != "WEB-1" || o.Payment != "card" || o.PlacedAt != "2026-06-16T10:30:00+02:00" {
		t.Errorf("%v %s", res.Header(), res.Body)
	}
	if p := s.Client().Get(strings.TrimPrefix(*o.TicketsURL, s.URL)).Want(200, "ticket.show"); !strings.Contains(p.Body, "Mia Holm") || p.Find("html").AttrOr("lang", "") != "da" {
		t.Error(p.Text("main"))
	}
	if m := s.LastMail("mia@example.org"); m.Kind != models.MailTickets {
		t.Error(m)
	}
	found := s.As(s.owner).Get("/customers?q=WEB-1").Want(200)
	if !strings.Contains(found.Body, o.ID) {
		t.Error(found.Text("main"))
	}
	if _, err := s.Store.RefundOrder(t.Context(), s.owner, o.ID); err != nil {
		t.Fatal(err)
	}
	if now := readPlaced(t, s.ask("GET", "/api/v1/orders/"+o.ID, ""), 200); now.State != models.OrderRefunded || now.TicketsURL != nil {
		t.Error(now)
	}
	again := s.order("one", body)
	if again.Code != 201 || again.Body.String() != res.Body.String() || again.Header().Get("Idempotency-Replayed") != "true" {
		t.Errorf("%v %s", again.Header(), again.Body)
	}
}

// Whoever finds the API, without a token or with one that does not count, learns nothing and
// changes nothing; a session is no token, and a token no session.
func TestNothingButATokenOpensTheAPIAndATokenNothingElse(t *testing.T) {
	s := newStand(t)
	session := s.StartSession(s.owner)
	made, _, err := s.Store.CreateAPIToken(t.Context(), s.owner, models.NewAPIToken{Name: "x", Scope: access.Scope{All: true}})
	if err != nil {
		t.Fatal(err)
	}
	ledger := s.Watch(t)
	for name, c := range map[string][2]string{
		"nothing": {"", "token_missing"}, "no scheme": {s.token, "token_missing"}, "another scheme": {"Basic " + s.token, "token_missing"}, "no token": {"Bearer ", "token_invalid"},
		"a session": {"Bearer " + session, "token_invalid"}, "a hash": {"Bearer " + models.HashToken(s.token), "token_invalid"}, "a letter more": {"Bearer " + s.token + "A", "token_invalid"},
		"a letter less": {"Bearer " + s.token[:len(s.token)-1], "token_invalid"}, "its id": {"Bearer " + made.ID, "token_invalid"}, "upper case": {"Bearer " + strings.ToUpper(s.token), "token_invalid"},
		"two": {"Bearer " + s.token + " " + s.token, "token_invalid"}, "SQL": {"Bearer ' OR 1=1--", "token_invalid"},
	} {
		for _, body := range []string{s.wants("1"), "x"} {
			res := s.order("x", body, "Authorization", c[0], "Cookie", s.SessionCookie(session).String())
			if p := tells(t, res); res.Code != 401 || p.Code != c[1] || !strings.HasPrefix(res.Header().Get("WWW-Authenticate"), "Bearer") || ledger.Changes() != nil {
				t.Errorf("%s: %d %s", name, res.Code, res.Body)
			}
		}
	}
	for _, path := range []string{"/", "/users", "/account/tokens", "/history.csv"} {
		if res := s.ask("GET", path, "", "Authorization", "Bearer "+s.token); res.Code != 303 {
			t.Errorf("a token opens %s: %d", path, res.Code)
		}
	}
	s.Clock.Advance(10 * time.Minute) // on a page the session would be noted as used, and speak its person's language
	french := "fr"
	if err := s.Store.SetPreferences(t.Context(), s.owner.User, &french, nil); err != nil {
		t.Fatal(err)
	}
	ledger.Changes()
	for _, path := range []string{"/api/v1/events", "/api/v1/openapi.json", "/api/nothing"} {
		res := s.ask("GET", path, "", "Authorization", "", "Cookie", s.SessionCookie(session).String()+"; locale=fr", "Accept-Language", "da")
		if changed := ledger.Changes(); changed != nil || res.Code != 200 && res.Header().Get("Content-Language") != "da" {
			t.Errorf("%s looks at the session: %v %v", path, changed, res.Header())
		}
	}
	if res := s.ask("GET", "/api/v1/events", "", "Cookie", "locale=fr", "Accept-Language", "da", "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"); res.Code != 200 || len(res.Result().Cookies()) > 0 || res.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Error(res.Code, res.Header())
	}
}

// A token that is revoked or past its last day, that of a person who was switched off, and one
// for other events: from the very next request on.
func TestATokenCountsAsItStandsAtTheMomentOfEachRequest(t *testing.T) {
	s := newStand(t)
	keeper := s.Member(s.owner, "kim@nordlys.example", "Kim", access.Grant{Levels: sells, Scope: access.Scope{Events: []string{s.event}}})
	other, otherType := s.OnSale(s.owner, "Grottesal", time.Hour)
	made, token, err := s.Store.CreateAPIToken(t.Context(), keeper, models.NewAPIToken{Name: "Shop", Scope: access.Scope{Events: []string{s.event}}, ValidUntil: "2026-06-16"})
	if err != nil {
		t.Fatal(err)
	}
	s.token = token
	mine := readPlaced(t, s.order("a", s.wants("1")), 201)
	for _, path := range []string{"/api/v1/events/" + other, "/api/v1/events/none", "/api/v1/orders/none", "/api/v1/orders/" + s.Order(s.owner, s.event, s.full, 1, models.Contact{}).ID} {
		if res := s.ask("GET", path, ""); res.Code != 404 || strings.Contains(res.Body.String(), "Grottesal") {
			t.Errorf("%s: %d %s", path, res.Code, res.Body)
		}
	}
	if res := s.order("b", strings.NewReplacer(s.event, other, s.full, otherType).Replace(s.wants("1"))); res.Code != 404 || strings.Contains(res.Body.String(), "Grottesal") {
		t.Error(res.Code, res.Body)
	}
	if list := s.ask("GET", "/api/v1/events", ""); list.Code != 200 || strings.Contains(list.Body.String(), "Grottesal") {
		t.Error(list.Body)
	}
	if _, _, err := s.Store.SetActive(t.Context(), s.owner, keeper.Membership, false); err != nil {
		t.Fatal(err)
	}
	if res := s.order("c", s.wants("1")); res.Code != 403 || tells(t, res).Code != "maker_may_not_sell" {
		t.Error("the token outlives the access of who made it:", res.Code, res.Body)
	}
	if _, _, err := s.Store.SetActive(t.Context(), s.owner, keeper.Membership, true); err != nil {
		t.Fatal(err)
	}
	if res := s.order("c", s.wants("1")); res.Code != 201 {
		t.Error("with their access back it does not wake:", res.Body)
	}
	s.Clock.Advance(14 * time.Hour) // past midnight in Copenhagen, still the 16th in UTC
	if res := s.order("d", s.wants("1")); res.Code != 401 {
		t.Error("after its last day:", res.Code)
	}
	s.Clock.Advance(-14 * time.Hour)
	if _, err := s.Store.RevokeAPIToken(t.Context(), s.owner, made.ID); err != nil {
		t.Fatal(err)
	}
	for _, res := range []*httptest.ResponseRecorder{s.order("a", s.wants("1")), s.ask("GET", "/api/v1/events", ""), s.ask("GET", "/api/v1/orders/"+mine.ID, "")} {
		if res.Code != 401 || tells(t, res).Code != "token_invalid" {
			t.Errorf("revoked: %d %s", res.Code, res.Body)
		}
	}
	s.token = s.tokenFor(s.owner, access.Scope{All: true})
	if res := s.ask("GET", "/api/v1/orders/"+mine.ID, ""); res.Code != 404 {
		t.Error("another token of the same organisation sees it:", res.Code)
	}
	if res := s.order("a", s.wants("1")); res.Code != 201 || readPlaced(t, res, 201).ID == mine.ID {
		t.Error("the keys of two tokens are mixed up:", res.Body)
	}
}

// A page is fifty events; the cursor leads through all of them, each once.
func TestTheListOfEventsIsReadPageByPage(t *testing.T) {
	s := newStand(t)
	for i := range 60 {
		s.OnSale(s.owner, fmt.Sprint("Evening ", i), time.Duration(i+1)*time.Hour)
	}
	seen, path := map[string]bool{}, "/api/v1/events"
	for range 5 {
		var page struct {
			Events []struct{ ID string }
			Next   *string
		}
		res := s.ask("GET", path, "")
		if err := json.Unmarshal(res.Body.Bytes(), &page); err != nil || res.Code != 200 {
			t.Fatal(err, res.Code, res.Body)
		}
		for _, e := range page.Events {
			if seen[e.ID] {
				t.Error("twice:", e.ID)
			}
			seen[e.ID] = true
		}
		if page.Next == nil {
			break
		}
		path = strings.TrimPrefix(*page.Next, s.URL)
	}
	if len(seen) != 61 {
		t.Errorf("%d events", len(seen))
	}
}

// A body without a length is bounded where it is read.
func TestABodyWithoutALengthIsBoundedToo(t *testing.T) {
	s := newStand(t, func(c *config.Config) { c.Limits.Body = 2000 })
	r, err := http.NewRequestWithContext(context.Background(), "POST", s.URL+"/api/v1/orders", struct{ *strings.Reader }{strings.NewReader(`{"event":"` + strings.Repeat("x", 5000))})
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+s.token)
	r.Header.Set("Idempotency-Key", "x")
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != 413 || res.Header.Get("Content-Type") != "application/problem+json" {
		t.Error(res.StatusCode, res.Header)
	}
}
