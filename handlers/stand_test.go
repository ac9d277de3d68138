package handlers_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/config"
	"coulisse/handlers"
	"coulisse/models"
	"coulisse/testkit"
)

// stand is a shop with a token for all events, and what it sells: an event with a type of ten
// seats and a cheaper one that draws from them.
type stand struct {
	*testkit.App
	t         testing.TB
	owner     access.Actor
	token     string
	event     string
	full      string
	child     string
	described description
}

func newStand(t testing.TB, adjust ...func(*config.Config)) *stand {
	t.Helper()
	s := &stand{App: testkit.NewApp(t, adjust...), t: t}
	s.owner = s.Found()
	s.event = s.App.Event(s.owner, "Cyrano", 30*24*time.Hour)
	var err error
	for _, d := range []models.TicketTypeDetails{{Name: "Full price", Price: 1800, Quota: 10}, {Name: "Child", Price: 900}} {
		d.Parent, s.child = s.full, s.full
		if s.full, err = s.Store.AddTicketType(t.Context(), s.owner, s.event, d); err != nil {
			t.Fatal(err)
		}
	}
	s.full, s.child = s.child, s.full
	if _, err = s.Store.PublishEvent(t.Context(), s.owner, s.event); err != nil {
		t.Fatal(err)
	}
	s.token = s.tokenFor(s.owner, access.Scope{All: true})
	s.described = readDescription(t, s.Server)
	return s
}

// tokenFor makes a token.
func (s *stand) tokenFor(by access.Actor, scope access.Scope) string {
	s.t.Helper()
	_, token, err := s.Store.CreateAPIToken(s.t.Context(), by, models.NewAPIToken{Name: "Web shop", Scope: scope})
	if err != nil {
		s.t.Fatal(err)
	}
	return token
}

// ask sends a request that bears the stand's token, and holds the answer against the
// description. Headers come in pairs; an empty one takes that of the stand away.
func (s *stand) ask(method, path, body string, headers ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if s.token != "" {
		r.Header.Set("Authorization", "Bearer "+s.token)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		if r.Header.Del(headers[i]); headers[i+1] != "" {
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	res := httptest.NewRecorder()
	s.Server.ServeHTTP(res, r)
	if route, ok := s.routeOf(method, r.URL.Path); ok && strings.HasPrefix(route.Path, "/api/") {
		s.described.check(s.t, route, res)
	}
	return res
}

func (s *stand) routeOf(method, path string) (handlers.Route, bool) {
	r, _, ok := (&world{App: s.App}).routeOf(method, path)
	return r, ok
}

// order asks for an order under a key.
func (s *stand) order(key, body string, headers ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	return s.ask(http.MethodPost, "/api/v1/orders", body, append([]string{"Idempotency-Key", key}, headers...)...)
}

// wants is the body of an order for some full-price tickets.
func (s *stand) wants(count string) string {
	return `{"event":"` + s.event + `","lines":[{"type":"` + s.full + `","count":` + count + `}]}`
}

// told is a problem as a program reads it.
type told struct {
	Type, Title, Detail, Instance, Code string
	Status                              int
	Errors                              []struct {
		Pointer, Parameter, Code, Detail string
		Left                             *int
	}
}

// tells reads problem details.
func tells(t testing.TB, res *httptest.ResponseRecorder) (p told) {
	t.Helper()
	if err := json.Unmarshal(res.Body.Bytes(), &p); err != nil || res.Header().Get("Content-Type") != "application/problem+json" || p.Status != res.Code || p.Code == "" || p.Title == "" || p.Detail == "" ||
		!strings.HasSuffix(p.Type, "#"+p.Code) || p.Instance != "#"+res.Header().Get("X-Request-Id") || strings.Contains(res.Body.String(), "⟦") {
		t.Errorf("%d: no problem details: %v %v %s", res.Code, err, res.Header(), res.Body)
	}
	return p
}

// first is the place and the code of the first fault.
func (p told) first() string {
	if len(p.Errors) == 0 {
		return ""
	}
	return p.Errors[0].Pointer + p.Errors[0].Parameter + " " + p.Errors[0].Code
}
