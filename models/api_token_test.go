package models

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"coulisse/access"
)

// keeper is somebody who keeps the account, with chosen events until a day.
func keeper(t *testing.T, s *Store, owner access.Actor, until string, events ...string) access.Actor {
	t.Helper()
	return member(t, s, owner, "kim", access.Grant{Levels: access.Levels{access.Account: access.Edit, access.Customers: access.Edit}, Scope: access.Scope{Events: events}, Validity: access.Validity{Until: until}})
}

// A scoped administrator made themselves a token for everything (rule of delegation 1).
func TestATokenReachesNoFurtherThanWhoMakesIt(t *testing.T) {
	s, owner := founded(t)
	mine, _, _ := onSale(t, s, owner, 10)
	hidden, _, _ := onSale(t, s, owner, 10)
	kim := keeper(t, s, owner, "2030-06-30", mine)
	whole := access.Scope{All: true}
	for name, c := range map[string]struct {
		by    access.Actor
		n     NewAPIToken
		field string
	}{
		"all events": {kim, NewAPIToken{Scope: whole, ValidUntil: "2030-06-30"}, "event"}, "a hidden event": {kim, NewAPIToken{Scope: access.Scope{Events: []string{mine, hidden}}, ValidUntil: "2030-06-30"}, "event"},
		"no end": {kim, NewAPIToken{Scope: access.Scope{Events: []string{mine}}}, "valid_until"}, "a later end": {kim, NewAPIToken{Scope: access.Scope{Events: []string{mine}}, ValidUntil: "2030-07-01"}, "valid_until"},
		"no event": {owner, NewAPIToken{}, "event"}, "no such event": {owner, NewAPIToken{Scope: access.Scope{Events: []string{"none"}}}, "event"}, "a day that is over": {owner, NewAPIToken{Scope: whole, ValidUntil: "2020-01-01"}, "valid_until"},
	} {
		c.n.Name = name
		_, token, err := s.CreateAPIToken(t.Context(), c.by, c.n)
		if err == nil || CodeOf(err) != Invalid || !strings.Contains(err.Error(), c.field+":") || token != "" {
			t.Errorf("%s: %q %v", name, token, err)
		}
	}
	stale := kim
	stale.Grant.Scope = whole // as the request read it, before somebody took it away
	if _, _, err := s.CreateAPIToken(t.Context(), stale, NewAPIToken{Name: "x", Scope: whole, ValidUntil: "2030-06-30"}); CodeOf(err) != Invalid {
		t.Error("rights of a moment ago were believed:", err)
	}
	looker := member(t, s, owner, "lou", everywhere(access.Levels{access.Account: access.View}))
	if _, _, err := s.CreateAPIToken(t.Context(), looker, NewAPIToken{Name: "x", Scope: whole}); CodeOf(err) != Forbidden {
		t.Error("somebody who only looks made a token:", err)
	}
	if list, err := s.APITokens(t.Context(), owner); err != nil || len(list) != 0 {
		t.Error(list, err)
	}
}

func TestWhoSeesSomeEventsSeesAndRevokesTheTokensOfThoseAlone(t *testing.T) {
	s, owner := founded(t)
	mine, _, _ := onSale(t, s, owner, 10)
	hidden, _, _ := onSale(t, s, owner, 10)
	kim := keeper(t, s, owner, "", mine)
	ids := map[string]string{}
	for name, scope := range map[string]access.Scope{"all": {All: true}, "hidden": {Events: []string{hidden}}, "both": {Events: []string{mine, hidden}}, "mine": {Events: []string{mine}}} {
		k, _, err := s.CreateAPIToken(t.Context(), owner, NewAPIToken{Name: name, Scope: scope})
		if err != nil {
			t.Fatal(err)
		}
		ids[name] = k.ID
	}
	list, err := s.APITokens(t.Context(), kim)
	if err != nil || len(list) != 1 || list[0].Name != "mine" || len(list[0].Names) != 1 {
		t.Error(list, err)
	}
	for name, id := range ids {
		_, err := s.APIToken(t.Context(), kim, id)
		_, revoked := s.RevokeAPIToken(t.Context(), kim, id)
		if want := name == "mine"; (err == nil) != want || (revoked == nil) != want || !want && (CodeOf(err) != NotFound || CodeOf(revoked) != NotFound) {
			t.Errorf("%s: %v, %v", name, err, revoked)
		}
	}
	if _, err := s.RevokeAPIToken(t.Context(), owner, ids["mine"]); CodeOf(err) != Conflict {
		t.Error("revoked twice:", err)
	}
	h, err := s.History(t.Context(), kim, HistoryFilter{})
	if CodeOf(err) != NotFound {
		t.Error(h, err)
	}
	reader := member(t, s, owner, "rita", access.Grant{Levels: access.Levels{access.History: access.View}, Scope: access.Scope{Events: []string{mine}}})
	if h, err = s.History(t.Context(), reader, HistoryFilter{Action: "token.created"}); err != nil {
		t.Fatal(err)
	}
	for _, e := range h.Rows {
		if e.TargetName == "hidden" {
			t.Error("the history tells of a token for a hidden event")
		}
	}
	if h.Names[hidden] != "" {
		t.Error("the history names a hidden event")
	}
}

// A copy of the database, or the history, opens no door.
func TestATokenStandsNowhereInClear(t *testing.T) {
	s, owner := founded(t)
	event, full, _ := onSale(t, s, owner, 10)
	_, token, err := s.CreateAPIToken(t.Context(), owner, NewAPIToken{Name: "Web shop", Scope: access.Scope{All: true}})
	if err != nil || !strings.HasPrefix(token, "coulisse_") || len(token) != 52 {
		t.Fatal(token, err)
	}
	b, err := s.Bearer(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	body := []byte(`{"buyer":{"name":"Mia Holm"}}`)
	if _, err := s.PlaceByToken(t.Context(), b, Asked{Key: "a", Body: body, Purchase: Purchase{Event: event, Payment: PaidOnline, Lines: []Line{{full, 1}}}}); err != nil {
		t.Fatal(err)
	}
	var tables []string
	s.r.Raw("SELECT name FROM sqlite_master WHERE type = 'table'").Scan(&tables)
	for _, table := range tables {
		var rows []map[string]any
		if err := s.r.Raw("SELECT * FROM " + table).Scan(&rows).Error; err != nil {
			t.Fatal(err)
		}
		if text := fmt.Sprint(rows); strings.Contains(text, token[9:]) || strings.Contains(text, HashToken(string(body))) {
			t.Errorf("%s holds it: %s", table, text)
		}
	}
	var e struct{ ActorID, ActorName string }
	s.r.Raw("SELECT actor_id, actor_name FROM history WHERE action = 'order.placed'").Scan(&e)
	if e.ActorID != b.Token.ID || e.ActorName != "Web shop (API)" {
		t.Error("the history does not say which token sold:", e)
	}
}

// A token is revoked between the moment when a request is let in and the sale.
func TestASaleReadsItsTokenOnceMore(t *testing.T) {
	for name, change := range map[string]string{"revoked": "UPDATE api_tokens SET revoked_at = created_at", "ended": "UPDATE api_tokens SET valid_until = '2020-01-01'", "gone": "DELETE FROM api_tokens", "narrowed": "DELETE FROM api_token_events"} {
		t.Run(name, func(t *testing.T) {
			s, owner := founded(t)
			event, full, _ := onSale(t, s, owner, 10)
			_, token, err := s.CreateAPIToken(t.Context(), owner, NewAPIToken{Name: "x", Scope: access.Scope{Events: []string{event}}})
			if err != nil {
				t.Fatal(err)
			}
			b, err := s.Bearer(t.Context(), token)
			if err != nil {
				t.Fatal(err)
			}
			s.w.Exec(change)
			want := Unauthorized
			if name == "narrowed" {
				want = NotFound
			}
			if _, err := s.PlaceByToken(t.Context(), b, Asked{Key: "a", Purchase: Purchase{Event: event, Payment: PaidOnline, Lines: []Line{{full, 1}}}}); CodeOf(err) != want {
				t.Error(err)
			}
		})
	}
}

// Noting that a token is used costs a write once a minute, however much it is used.
func TestThatATokenIsUsedIsNotedOnceAMinute(t *testing.T) {
	s, owner := founded(t)
	_, token, err := s.CreateAPIToken(t.Context(), owner, NewAPIToken{Name: "x", Scope: access.Scope{All: true}})
	if err != nil {
		t.Fatal(err)
	}
	began, writes := s.Now(), map[string]bool{}
	for i := range 10 {
		at := began.Add(time.Duration(i) * 20 * time.Second)
		s.Now = func() time.Time { return at }
		b, err := s.Bearer(t.Context(), token)
		if err == nil {
			err = s.BearerSeen(t.Context(), b)
		}
		if err != nil {
			t.Fatal(err)
		}
		var noted string
		s.r.Raw("SELECT last_used_at FROM api_tokens").Scan(&noted)
		writes[noted] = true
	}
	if len(writes) != 4 {
		t.Errorf("%d writes in three minutes", len(writes))
	}
}

// A hundred tokens at most, also when many are made at once.
func TestTokensHaveALimit(t *testing.T) {
	s, owner := founded(t)
	var wg sync.WaitGroup
	for range tokenLimit + 10 {
		wg.Go(func() {
			_, _, err := s.CreateAPIToken(t.Context(), owner, NewAPIToken{Name: "x", Scope: access.Scope{All: true}})
			if err != nil && CodeOf(err) != Invalid {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if list, err := s.APITokens(t.Context(), owner); err != nil || len(list) != tokenLimit {
		t.Error(len(list), err)
	}
}

// A token may have been revoked after the backup was made.
func TestARestoredDatabaseHasNoTokenThatCounts(t *testing.T) {
	s, owner := founded(t)
	_, token, err := s.CreateAPIToken(t.Context(), owner, NewAPIToken{Name: "x", Scope: access.Scope{All: true}})
	if err != nil {
		t.Fatal(err)
	}
	s, done := restored(t, s)
	if _, err := s.Bearer(t.Context(), token); CodeOf(err) != Unauthorized || done.Tokens != 1 {
		t.Error(done.Tokens, err)
	}
}
