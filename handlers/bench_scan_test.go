package handlers_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

// audience is how many tickets are sold for the evening that is measured.
const audience = 20_000

// BenchmarkScan scans and checks in one ticket after the other, as a phone at the door does:
// session and rights, the ticket, the check-in and its line in the log, durable when it
// answers. "p50-µs" and "p99-µs" are of single scans.
func BenchmarkScan(b *testing.B) {
	a := testkit.NewApp(b, sending)
	owner := a.Found()
	event, full := a.OnSale(owner, "Cyrano", 2*time.Hour)
	a.Audience(a.Order(owner, event, full, 1, models.Contact{}), audience)
	steward := a.Member(owner, "sam@nordlys.example", "Sam Steward", access.Grant{Levels: access.Levels{access.AccessControl: access.Edit}, Scope: access.Scope{Events: []string{event}}})
	token := a.SessionCookie(a.StartSession(steward))
	var took []time.Duration
	b.ReportAllocs()
	for b.Loop() {
		if len(took) == audience {
			b.Fatal("everybody is in")
		}
		form := url.Values{"code": {testkit.AudienceCode(len(took))}, "device": {"Left door"}, "scan": {fmt.Sprint(len(took))}, "at": {testkit.Now.Format(time.RFC3339)}}
		r := httptest.NewRequest(http.MethodPost, "/access-control/"+event+"/scans", strings.NewReader(form.Encode()))
		r.AddCookie(token)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.Header.Set("Accept", "application/json")
		w, began := httptest.NewRecorder(), time.Now()
		a.Server.ServeHTTP(w, r)
		took = append(took, time.Since(began))
		if !strings.Contains(w.Body.String(), `"outcome":"in"`) {
			b.Fatal(w.Code, w.Body)
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}

// BenchmarkScanCount asks for the live counts of an evening with twenty thousand tickets, as
// every phone at its doors does every few seconds.
func BenchmarkScanCount(b *testing.B) {
	a := testkit.NewApp(b, sending)
	owner := a.Found()
	event, full := a.OnSale(owner, "Cyrano", 2*time.Hour)
	a.Audience(a.Order(owner, event, full, 1, models.Contact{}), audience)
	cookie := a.SessionCookie(a.StartSession(owner)).String()
	b.ReportAllocs()
	for b.Loop() {
		if w := ask(a.Server, http.MethodGet, "/access-control/"+event+"/count", cookie, nil); w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}
