package handlers_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/testkit"
)

// chronicle is a console with a history of so many entries, nearly all about one event. Ana sees
// another one alone.
type chronicle struct {
	*testkit.App
	owner, ana *testkit.Client
}

func newChronicle(b *testing.B, entries int) *chronicle {
	b.Helper()
	a := testkit.NewApp(b)
	owner := a.Found()
	loud, quiet := a.Event(owner, "Loud", 48*time.Hour), a.Event(owner, "Quiet", 48*time.Hour)
	ana := a.Member(owner, "ana@nordlys.example", "Ana Holm", access.Grant{
		Levels: access.Levels{access.History: access.View}, Scope: access.Scope{Events: []string{quiet}},
	})
	a.LongHistory(owner.Organisation, loud, entries)
	return &chronicle{a, a.As(owner), a.As(ana)}
}

// view asks for a page of the history, as many pages on, and returns what asks for it again.
func (c *chronicle) view(b *testing.B, client *testkit.Client, path string, on int) (ask func()) {
	b.Helper()
	for range on {
		path = client.Get(path).Find("nav.pager a[href*='after=']").AttrOr("href", path)
	}
	cookie := c.Config.Cookie("") + "=" + sessionCookie(client)
	return func() {
		r := httptest.NewRequest(http.MethodGet, path, http.NoBody)
		r.Header.Set("Cookie", cookie)
		w := &hasty{ResponseRecorder: httptest.NewRecorder()}
		defer func() {
			if why := recover(); why != nil && why != http.ErrAbortHandler || w.Code != http.StatusOK {
				b.Fatal(path, w.Code, why)
			}
		}()
		c.Server.ServeHTTP(w, r)
	}
}

// hasty hangs up when the first bytes come.
type hasty struct{ *httptest.ResponseRecorder }

func (h *hasty) Write([]byte) (int, error) { return 0, errors.New("enough") }

// BenchmarkHistory asks for views of a history of 2,000 entries and of 200,000, turn about: the owner, and
// Ana, who sees an event that few entries are about. The figure to reach: "times", how much longer the
// large one takes, about 1.
func BenchmarkHistory(b *testing.B) {
	small, large := newChronicle(b, 2_000), newChronicle(b, 200_000)
	for _, v := range []struct {
		name, path string
		on         int
	}{
		{"newest", "/history", 0},
		{"three pages on", "/history", 3},
		{"a person", "/history?actor=actor-3", 0},
		{"an action", "/history?action=user.signed_in", 0},
		{"an action, three pages on", "/history?action=user.signed_in", 3},
		{"a person and an action", "/history?actor=shop&action=user.signed_in", 0},
		{"about somebody", "/history?target=target-3", 0},
		{"a day", "/history?from=2026-06-16&to=2026-06-16", 0},
		{"a person's day", "/history?actor=shop&from=2026-06-15&to=2026-06-15", 0},
		{"the file begins", "/history.csv", 0},
		{"the file of a day begins", "/history.csv?from=2026-06-15&to=2026-06-15", 0},
	} {
		b.Run("everything/"+v.name, func(b *testing.B) {
			turnAbout(b, small.view(b, small.owner, v.path, v.on), large.view(b, large.owner, v.path, v.on))
		})
		b.Run("one event/"+v.name, func(b *testing.B) {
			turnAbout(b, small.view(b, small.ana, v.path, v.on), large.view(b, large.ana, v.path, v.on))
		})
	}
}

// turnAbout measures two pieces of work in the same loop, and their allocations after it.
func turnAbout(b *testing.B, small, large func()) {
	b.Helper()
	var took [2]time.Duration
	for b.Loop() {
		for i, work := range []func(){small, large} {
			began := time.Now()
			work()
			took[i] += time.Since(began)
		}
	}
	n := float64(b.N)
	b.ReportMetric(float64(took[0].Microseconds())/n, "small-µs")
	b.ReportMetric(float64(took[1].Microseconds())/n, "large-µs")
	b.ReportMetric(float64(took[1])/float64(took[0]), "times")
	b.ReportMetric(testing.AllocsPerRun(3, small), "small-allocs")
	b.ReportMetric(testing.AllocsPerRun(3, large), "large-allocs")
}
