package handlers_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"coulisse/models"
	"coulisse/testkit"
)

const hall = 100_000 // tickets of one event

// soldOut is a console with an event of 100,000 tickets of five types, and its owner's cookie.
func soldOut(b *testing.B) (a *testkit.App, event, cookie string) {
	b.Helper()
	a = testkit.NewApp(b, sending)
	owner := a.Found()
	event = a.Event(owner, "Vinterjazz", 10*24*time.Hour)
	var types []string
	for _, name := range []string{"Stalls", "Circle", "Balcony", "Students", "Standing"} {
		id, err := a.Store.AddTicketType(b.Context(), owner, event, models.TicketTypeDetails{Name: name, Price: 1800, Quota: hall})
		if err != nil {
			b.Fatal(err)
		}
		types = append(types, id)
	}
	a.SellOut(owner, event, hall, types...)
	c := a.Client()
	c.Get("/login?next=/events").Submit("main form", "email", "signe@nordlys.example", "password", testkit.Password).Want(200, "event.list")
	return a, event, a.Config.Cookie("") + "=" + sessionCookie(c)
}

// BenchmarkReport asks for the pages of an event with 100,000 tickets and of all events, one
// after the other, session and rights included.
func BenchmarkReport(b *testing.B) {
	a, event, cookie := soldOut(b)
	day := a.Store.Now().AddDate(0, 0, -7).Format(time.DateOnly)
	for _, page := range []struct{ name, path string }{{"event", "/reports/" + event}, {"event, a week", "/reports/" + event + "?from=" + day}, {"all", "/reports"}, {"export", "/reports.csv"}} {
		b.Run(page.name, func(b *testing.B) {
			b.ReportAllocs()
			var took []time.Duration
			for b.Loop() {
				began := time.Now()
				if w := ask(a.Server, http.MethodGet, page.path, cookie, nil); w.Code != http.StatusOK {
					b.Fatal(w.Code)
				}
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}
