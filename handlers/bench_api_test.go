package handlers_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

// BenchmarkAPIOrder takes one order of two tickets after the other, as a shop on the day when
// the sale begins: token and scope, seats, buyer, mail, history and idempotency key, durable when
// it answers. "p50-µs" and "p99-µs" are of single orders.
func BenchmarkAPIOrder(b *testing.B) {
	a := testkit.NewApp(b, sending)
	owner := a.Found()
	event := a.Event(owner, "Cyrano", 30*24*time.Hour)
	full, err := a.Store.AddTicketType(b.Context(), owner, event, models.TicketTypeDetails{Name: "Full price", Price: 1800, Quota: 1_000_000})
	if err == nil {
		_, err = a.Store.PublishEvent(b.Context(), owner, event)
	}
	if err != nil {
		b.Fatal(err)
	}
	a.Audience(a.Order(owner, event, full, 1, models.Contact{}), audience)
	_, token, err := a.Store.CreateAPIToken(b.Context(), owner, models.NewAPIToken{Name: "Web shop", Scope: access.Scope{All: true}})
	if err != nil {
		b.Fatal(err)
	}
	var took []time.Duration
	b.ReportAllocs()
	for b.Loop() {
		n := strconv.Itoa(len(took))
		body := `{"event":"` + event + `","shop_reference":"WEB-` + n + `","buyer":{"name":"Mia Holm","email":"mia.` + n + `@example.org","language":"da"},"lines":[{"type":"` + full + `","count":2}]}`
		r := httptest.NewRequest(http.MethodPost, "/api/v1/orders", strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", n)
		w, began := httptest.NewRecorder(), time.Now()
		a.Server.ServeHTTP(w, r)
		took = append(took, time.Since(began))
		if w.Code != http.StatusCreated {
			b.Fatal(w.Code, w.Body)
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}
