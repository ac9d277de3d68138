package handlers_test

import (
	"strings"
	"testing"
	"time"

	"coulisse/models"
)

// Every refusal says what is wrong and where, and nothing is half-written.
func TestWhatAShopSendsWrongIsRefusedAtItsPlaceAndChangesNothing(t *testing.T) {
	s := newStand(t)
	s.ask("GET", "/api/v1/events", "") // notes that the token is used
	s.order("sold", s.wants("8"))
	draft := s.App.Event(s.owner, "Tartuffe", time.Hour)
	closed, closedType := s.OnSale(s.owner, "Hamlet", time.Hour)
	if _, err := s.Store.CloseEvent(t.Context(), s.owner, closed); err != nil {
		t.Fatal(err)
	}
	later := s.Store.Now().Add(time.Hour)
	window, err := s.Store.AddTicketType(t.Context(), s.owner, s.event, models.TicketTypeDetails{Name: "Later", Quota: 5, SalesFrom: &later})
	if err != nil {
		t.Fatal(err)
	}
	of := func(event, ticketType, count string) string {
		return `{"event":"` + event + `","lines":[{"type":"` + ticketType + `","count":` + count + `}]}`
	}
	plus := func(more string) string { return strings.TrimSuffix(s.wants("1"), "}") + "," + more + "}" }
	ledger := s.Watch(t)
	for name, c := range map[string]struct {
		body       string
		want       int
		code, said string
	}{
		"nothing": {"", 400, "not_json", ""}, "no JSON": {`{"event":`, 400, "not_json", ""}, "a comma too many": {`{"event":"x",}`, 400, "not_json", ""}, "single quotes": {`{'event':1}`, 400, "not_json", ""},
		"two values": {s.wants("1") + s.wants("1"), 400, "not_json", ""}, "something after it": {s.wants("1") + " x", 400, "not_json", ""}, "a byte order mark": {"\ufeff" + s.wants("1"), 400, "not_json", ""},
		"broken UTF-8": {plus(`"shop_reference":"` + "\xff" + `"`), 400, "not_utf8", ""}, "half a pair": {plus(`"shop_reference":"\ud800"`), 422, "invalid", "/shop_reference not_text"},
		"NUL": {plus(`"shop_reference":"a\u0000"`), 422, "invalid", "/shop_reference not_text"}, "a line break": {plus(`"buyer":{"name":"Mia\nBcc: eve@evil.example"}`), 422, "invalid", "/buyer/name not_text"},
		"a list": {`[]`, 400, "no_object", ""}, "null": {`null`, 400, "no_object", ""}, "a name twice": {plus(`"event":"x"`), 400, "twice", "/event twice"},
		"a name twice below": {plus(`"buyer":{"name":"a","name":"b"}`), 400, "twice", "/buyer/name twice"}, "too deep": {plus(`"x":` + strings.Repeat("[", 9) + strings.Repeat("]", 9)), 400, "too_deep", ""},
		"bottomless": {strings.Repeat(`{"a":`, 100_000), 400, "not_json", ""}, "an unknown field": {plus(`"discount":100`), 422, "invalid", "/discount unknown_field"},
		"an unknown field below": {plus(`"buyer":{"name":"Mia","a/b~":1}`), 422, "invalid", "/buyer/a~1b~0 unknown_field"}, "another case": {plus(`"Shop_Reference":"x"`), 422, "invalid", "/Shop_Reference unknown_field"},
		"a number as text": {of(s.event, s.full, `"1"`), 422, "invalid", "/lines/0/count number"}, "half a ticket": {of(s.event, s.full, `1.5`), 422, "invalid", "/lines/0/count number"},
		"one in another way": {of(s.event, s.full, `1e0`), 422, "invalid", "/lines/0/count number"}, "endless": {of(s.event, s.full, `99999999999999999999`), 422, "invalid", "/lines/0/count number"},
		"none": {of(s.event, s.full, `0`), 422, "invalid", "/lines/0/count too_many"}, "less than none": {of(s.event, s.full, `-1`), 422, "invalid", "/lines/0/count too_many"},
		"no count": {`{"event":"` + s.event + `","lines":[{"type":"` + s.full + `"}]}`, 422, "invalid", "/lines/0/count too_many"}, "101": {of(s.event, s.full, `101`), 422, "invalid", "/lines/0/count too_many"},
		"no event": {`{"lines":[{"type":"` + s.full + `","count":1}]}`, 422, "invalid", "/event required"}, "an event that is a number": {`{"event":7,"lines":[]}`, 422, "invalid", "/event no_text"},
		"no lines": {`{"event":"` + s.event + `"}`, 422, "invalid", "/lines nothing"}, "lines that are none": {`{"event":"` + s.event + `","lines":{"type":"x"}}`, 422, "invalid", "/lines no_list"},
		"a line that is none": {`{"event":"` + s.event + `","lines":[null]}`, 422, "invalid", "/lines/0 no_object"}, "too many lines": {`{"event":"x","lines":[` + strings.Repeat("{},", 100) + `{}]}`, 422, "invalid", "/lines too_many"},
		"a type twice": {`{"event":"` + s.event + `","lines":[{"type":"` + s.full + `","count":1},{"type":"` + s.full + `","count":1}]}`, 422, "invalid", "/lines/1/type twice"},
		"no address":   {plus(`"buyer":{"email":"Mia <mia@example.org>"}`), 422, "invalid", "/buyer/email email"}, "no such language": {plus(`"buyer":{"language":"tlh"}`), 422, "invalid", "/buyer/language not_a_choice"},
		"a buyer that is a text": {plus(`"buyer":"Mia"`), 422, "invalid", "/buyer no_object"}, "no such payment": {plus(`"payment":"free"`), 422, "invalid", "/payment not_a_choice"},
		"a long reference": {plus(`"shop_reference":"` + strings.Repeat("x", 101) + `"`), 422, "invalid", "/shop_reference too_long"},
		"too large":        {plus(`"shop_reference":"` + strings.Repeat("x", 1<<20) + `"`), 413, "too_large", ""}, "a type of another event": {of(s.event, closedType, "1"), 422, "invalid", "/lines/0/type unknown_type"},
		"no such event": {of("0190a0a0-0000-7000-8000-000000000000", s.full, "1"), 404, "not_found", ""}, "a draft": {of(draft, s.full, "1"), 404, "not_found", ""},
		"more than is left": {s.wants("3"), 409, "sold_out", "/lines/0/count sold_out"}, "not on sale yet": {of(s.event, window, "1"), 409, "not_on_sale", "/lines/0/count not_on_sale"},
		"another price than it is": {of(s.event, s.full, `1,"price":1700`), 409, "price_changed", "/lines/0/price price_changed"}, "a price in words": {of(s.event, s.full, `1,"price":"18.00"`), 422, "invalid", "/lines/0/price number"},
		"a closed event":             {of(closed, closedType, "1"), 409, "event_closed", "/event event_closed"},
		"what is left and then more": {`{"event":"` + s.event + `","buyer":{"name":"Mia"},"lines":[{"type":"` + s.full + `","count":2},{"type":"` + s.child + `","count":1}]}`, 409, "sold_out", "/lines/1/count sold_out"},
	} {
		headers := []string{"Content-Type", "application/json"}
		res := s.order("key of "+name, c.body, headers...)
		p := tells(t, res)
		if res.Code != c.want || p.Code != c.code || p.first() != c.said {
			t.Errorf("%s: %d %s %q, want %d %s %q", name, res.Code, p.Code, p.first(), c.want, c.code, c.said)
		}
		if c.code == "sold_out" && (p.Errors[0].Left == nil || name == "more than is left" && *p.Errors[0].Left != 2) {
			t.Errorf("%s does not say how many are left: %s", name, res.Body)
		}
		if changed := ledger.Changes(); changed != nil {
			t.Errorf("%s changed %v", name, changed)
		}
	}
	for name, headers := range map[string][]string{"no key": {"Idempotency-Key", ""}, "a long key": {"Idempotency-Key", strings.Repeat("x", 256)}, "a key that is no ASCII": {"Idempotency-Key", "é"}} {
		if res := s.order("x", s.wants("1"), headers...); res.Code != 400 || !strings.HasSuffix(tells(t, res).Code, "_key") || ledger.Changes() != nil {
			t.Errorf("%s: %d %s", name, res.Code, res.Body)
		}
	}
	for _, kind := range []string{"application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x", "-"} {
		if res := s.order("x", s.wants("1"), "Content-Type", kind); res.Code != 415 || tells(t, res).Code != "media_type" || ledger.Changes() != nil {
			t.Errorf("%s: %d %s", kind, res.Code, res.Body)
		}
	}
	if res := s.order("sold", s.wants("1")); res.Code != 422 || tells(t, res).Code != "key_reused" || ledger.Changes() != nil {
		t.Errorf("another order under the same key: %d %s", res.Code, res.Body)
	}
	if o := readPlaced(t, s.order("sold", s.wants("8")), 201); len(o.Tickets) != 8 || ledger.Changes() != nil {
		t.Error("sent again it changed something, or was not answered again:", o)
	}
	if res := s.order("key of more than is left", s.wants("2")); res.Code != 201 {
		t.Errorf("a refused order has used its key up: %d %s", res.Code, res.Body)
	}
}

// Whatever goes wrong below /api/ is told as problem details, in the program's language.
func TestEveryErrorOfTheAPIIsProblemDetails(t *testing.T) {
	s := newStand(t)
	for _, c := range []struct {
		method, path string
		want         int
	}{
		{"GET", "/api/", 404}, {"GET", "/api/v1", 404}, {"POST", "/api/v2/orders", 404}, {"GET", "/api/v1/events/", 404}, {"GET", "/api/v1/nothing/x", 404}, {"GET", "/api/../api/x", 404},
		{"PUT", "/api/v1/orders", 405}, {"GET", "/api/v1/orders", 405}, {"DELETE", "/api/v1/events", 405}, {"POST", "/api/v1/openapi.json", 405},
		{"GET", "/api/v1/events?after=forged", 422}, {"GET", "/api/v1/events?after=a&after=b", 422}, {"GET", "/api/v1/events?after=%ff", 422},
	} {
		for _, tag := range []string{"en", "fr", "da, en;q=0.5"} {
			res := s.ask(c.method, c.path, "", "Accept-Language", tag, "Accept", "text/html")
			p := tells(t, res)
			if res.Code != c.want || res.Header().Get("Content-Language") != tag[:2] {
				t.Errorf("%s %s: %d %v %s", c.method, c.path, res.Code, res.Header(), res.Body)
			}
			if c.want == 405 && res.Header().Get("Allow") == "" {
				t.Errorf("%s %s: no Allow", c.method, c.path)
			}
			if c.want == 422 && !strings.HasPrefix(p.first(), "after ") {
				t.Errorf("%s: %s", c.path, res.Body)
			}
		}
	}
	s.Exec("ALTER TABLE api_orders RENAME TO gone")
	if res := s.order("x", s.wants("1")); res.Code != 500 || tells(t, res).Code != "internal" || strings.Contains(res.Body.String(), "gone") || !strings.Contains(res.Body.String(), res.Header().Get("X-Request-Id")) {
		t.Errorf("a fault of ours: %d %s", res.Code, res.Body)
	}
	s.Store.Now = func() time.Time { panic("the clock is broken") }
	for _, path := range []string{"/api/v1/events", "/api/nothing"} {
		if res := s.ask("GET", path, ""); res.Code != 500 || tells(t, res).Code != "internal" || strings.Contains(res.Body.String(), "broken") {
			t.Errorf("a panic of ours: %d %s", res.Code, res.Body)
		}
	}
}
