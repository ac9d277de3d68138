package handlers_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/handlers"
	"coulisse/testkit"
)

// A token is made, shown once, used, and revoked; afterwards it opens nothing.
func TestATokenIsShownOnceWorksAndIsRevoked(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	event, _ := a.OnSale(owner, "Cyrano", time.Hour)
	c := a.As(owner)
	made := c.Get("/account").Want(200).Click(`a[href="/account/tokens"]`).Want(200, "account.tokens").Click(`a[href="/account/tokens/new"]`).Want(200, "account.token.new").
		Submit("main form", "name", "Web shop", "scope", "chosen", "event", event, "valid_until", "2026-12-31").Want(200, "account.token.create")
	token := made.Find("#token").AttrOr("value", "")
	if !strings.HasPrefix(token, "coulisse_") || len(token) != 52 || made.Header.Get("Cache-Control") != "no-store" || !made.Has("#token[readonly]") {
		t.Fatal(token, made.Header)
	}
	list := c.Get("/account/tokens").Want(200)
	row := list.Text(`tr[data-status="active"]`)
	for _, want := range []string{"Web shop", "Cyrano", "Signe Holm", "Not yet", "31 December 2026"} {
		if !strings.Contains(row, want) {
			t.Errorf("the list does not say %q: %s", want, row)
		}
	}
	s := &stand{App: a, t: t, token: token, described: readDescription(t, a.Server)}
	if res := s.ask("GET", "/api/v1/events", ""); res.Code != 200 {
		t.Error(res.Code, res.Body)
	}
	for _, path := range []string{"/account/tokens", "/history", "/history.csv", "/account/tokens/new", "/"} {
		if p := c.Get(path).Want(200); strings.Contains(p.Body, token[9:]) {
			t.Errorf("%s shows the token", path)
		}
	}
	asks := c.Get("/account/tokens").Click(`tr a[href$="/revoke"]`).Want(200, "account.token.revoke.form")
	done := asks.Submit("main form").Want(200, "account.tokens")
	if !strings.Contains(done.Flash(), "Web shop") || done.Has(`a[href$="/revoke"]`) || !done.Has(`tr[data-status="revoked"]`) {
		t.Error(done.Flash(), done.Text("main"))
	}
	asks.Reload().Want(409, "error")
	if res := s.ask("GET", "/api/v1/events", ""); res.Code != 401 {
		t.Error("revoked, and yet it opens", res.Body)
	}
	if p := c.Get("/history?action=token.revoked").Want(200); !strings.Contains(p.Text("main"), "revoked the API token Web shop") {
		t.Error(p.Text("main"))
	}
}

// A log that is kept, or sent elsewhere, opens no door.
func TestNoTokenReachesTheLog(t *testing.T) {
	s := newStand(t)
	var log bytes.Buffer
	s.Server = handlers.New(handlers.Options{Config: s.Config, Store: s.Store, Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	s.order("a", s.wants("1"))
	s.order("b", `{"shop_reference":"`+s.token+`"`)
	s.Exec("ALTER TABLE api_orders RENAME TO gone")
	s.order("c", s.wants("1"))
	if strings.Count(log.String(), "request=") < 4 || strings.Contains(log.String(), s.token[9:]) {
		t.Error(log.String())
	}
}

// An account keeper with chosen events made themselves a token for all of them.
func TestAKeeperWithChosenEventsMakesTokensForThoseAlone(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	mine, hidden := a.Event(owner, "Cyrano", time.Hour), a.Event(owner, "Grottesal", time.Hour)
	kim := a.Member(owner, "kim@nordlys.example", "Kim", access.Grant{Levels: sells, Scope: access.Scope{Events: []string{mine}}})
	c := a.As(kim)
	form := c.Get("/account/tokens/new").Want(200)
	if !form.Has(`[name="scope"][value="all"][disabled]`) || strings.Contains(form.Body, "Grottesal") {
		t.Error(form.Text("main"))
	}
	for name, sent := range map[string]map[string][]string{
		"all": {"name": {"x"}, "scope": {"all"}}, "a hidden one": {"name": {"x"}, "scope": {"chosen"}, "event": {mine, hidden}},
	} {
		if p := c.Post("/account/tokens", sent).Want(422, "account.token.create"); p.Fault("event") == "" || strings.Contains(p.Body, "coulisse_") {
			t.Errorf("%s: %s", name, p.Text("main"))
		}
	}
	c.Post("/account/tokens", map[string][]string{"name": {"x"}, "scope": {"chosen"}, "event": {mine}}).Want(200, "account.token.create")
}

// HEAD is GET without the body, for programs too.
func TestAHeadOfTheAPIAsksForATokenToo(t *testing.T) {
	s := newStand(t)
	for token, want := range map[string]int{s.token: 200, "": 401} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodHead, s.URL+"/api/v1/events", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+token)
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if res.Body.Close(); res.StatusCode != want {
			t.Errorf("%d, want %d", res.StatusCode, want)
		}
	}
	res := httptest.NewRecorder()
	s.Server.ServeHTTP(res, httptest.NewRequest(http.MethodOptions, "/api/v1/orders", nil))
	if res.Code != 204 || res.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Error(res.Code, res.Header())
	}
}
