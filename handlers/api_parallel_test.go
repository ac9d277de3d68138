package handlers_test

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// atOnce sends orders over the network, all at the same moment, and counts the answers by status
// and by body.
func (s *stand) atOnce(count int, key, body func(int) string) (statuses map[int]int, bodies map[string]int) {
	s.t.Helper()
	statuses, bodies = map[int]int{}, map[string]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	ready := make(chan struct{})
	for i := range count {
		wg.Go(func() {
			r, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.URL+"/api/v1/orders", strings.NewReader(body(i)))
			if err != nil {
				s.t.Error(err)
				return
			}
			r.Header.Set("Authorization", "Bearer "+s.token)
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Idempotency-Key", key(i))
			<-ready
			res, err := http.DefaultClient.Do(r)
			if err != nil {
				s.t.Error(err)
				return
			}
			defer res.Body.Close()
			text, err := io.ReadAll(res.Body)
			if err != nil {
				s.t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			statuses[res.StatusCode]++
			bodies[string(text)]++
		})
	}
	close(ready)
	wg.Wait()
	return statuses, bodies
}

// sums are what the database holds, by a query each.
func (s *stand) sums(t *testing.T, wanted map[string]string) {
	t.Helper()
	for query, want := range wanted {
		if got := s.Ask(query); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
}

// Two ticket types share the last ten seats of a quota (CC7), and sixty-four buyers want them.
func TestTheLastSeatsAreSoldOnceThoughManyShopsAskAtOnce(t *testing.T) {
	s := newStand(t)
	statuses, _ := s.atOnce(64, strconv.Itoa, func(i int) string {
		if i%2 == 0 {
			return strings.ReplaceAll(s.wants("1"), s.full, s.child)
		}
		return s.wants("1")
	})
	if len(statuses) != 2 || statuses[201] != 10 || statuses[409] != 54 {
		t.Errorf("answers %v", statuses)
	}
	s.sums(t, map[string]string{
		"SELECT count(*) FROM orders": "10", "SELECT count(*) FROM tickets WHERE valid": "10", "SELECT count(*) FROM api_orders": "10", "SELECT sum(taken) FROM ticket_types": "10",
		"SELECT count(*) FROM history WHERE action = 'order.placed'": "10", "SELECT count(*) FROM pragma_foreign_key_check": "0",
		"SELECT (SELECT sum(total) FROM orders) = (SELECT sum(price) FROM tickets)": "1", "SELECT count(DISTINCT reference) FROM orders": "10",
	})
}

// A shop that hears no answer sends its order again, and again, before the first one is through.
func TestAnOrderThatIsSentTwentyTimesAtOnceIsPlacedOnce(t *testing.T) {
	s := newStand(t)
	statuses, bodies := s.atOnce(20, func(int) string { return "the same" }, func(int) string { return s.wants("3") })
	if len(statuses) != 1 || statuses[201] != 20 || len(bodies) != 1 {
		t.Errorf("answers %v, %d bodies", statuses, len(bodies))
	}
	s.sums(t, map[string]string{"SELECT count(*) FROM orders": "1", "SELECT count(*) FROM tickets": "3", "SELECT count(*) FROM api_orders": "1", "SELECT sum(taken) FROM ticket_types": "3",
		"SELECT count(*) FROM history WHERE action = 'order.placed'": "1"})
}
