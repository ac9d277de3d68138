package handlers_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/config"
	"coulisse/i18n"
	"coulisse/testkit"
	"coulisse/views"
	"coulisse/views/page"
)

const crowd = 10_000

// stage is a console with ten thousand people, and the cookie of its owner.
func stage(b *testing.B) (*testkit.App, access.Actor, string) {
	b.Helper()
	a := testkit.NewApp(b, sending, func(c *config.Config) { c.Limits.SignInAccount, c.Limits.SignInAddress = 1000, 10000 })
	owner := a.Found()
	a.Crowd(owner, crowd)
	c := a.Client()
	c.Get("/login?next=/events").Submit("main form", "email", "signe@nordlys.example", "password", testkit.Password).Want(200, "event.list")
	return a, owner, c.Cookies()[0].Name + "=" + c.Cookies()[0].Value
}

// ask sends one request straight to a handler, as a browser with the cookie would.
func ask(h http.Handler, method, path, cookie string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Cookie", cookie)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// bare serves a page of the same size from memory, with nothing around it.
func bare(size int) http.Handler {
	body := bytes.Repeat([]byte("x"), size)
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(body)
	})
}

// rendered renders the same list of 50 people from a struct in memory: no session, no
// rights, no database.
func rendered() http.Handler {
	p := page.UserListPage{Total: 1000, Capped: true, Next: "cursor"}
	for i := range 50 {
		p.Rows = append(p.Rows, page.UserRow{ID: fmt.Sprintf("01990000-0000-7000-8000-%012d", i), Name: fmt.Sprintf("Person %06d of the crowd", i), Title: "Box office",
			Email: fmt.Sprintf("person.%06d@nordlys.example", i), Status: "active", HasAccount: true, Role: access.Role{Key: access.Custom}, LastSeen: testkit.Now,
			Target: access.Target{Membership: fmt.Sprint(i), Grant: testkit.Levels(access.Levels{access.Events: access.Edit})}})
	}
	f := &views.Frame{Page: "user.list", Locale: i18n.Must("en"), Zone: time.UTC, Now: testkit.Now, SignedIn: true, Organisation: "Nordlys",
		Actor: access.Actor{Membership: "me", Owner: true, Grant: testkit.Levels(access.Everything())},
		URL:   func(route string, args ...any) string { return "/" + route + "/" + fmt.Sprint(args...) }, Asset: func(name string) string { return "/static/" + name }}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body bytes.Buffer
		if err := page.UserList(p).Render(views.With(r.Context(), f), &body); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		_, _ = w.Write(body.Bytes())
	})
}

// BenchmarkUserList asks for the page of 50 out of 10,000, session and rights included, and
// in the same loop, turn about, for the same list rendered from memory and for as many
// bytes from memory. The figure to reach: "of-rendered" at least 0.6.
func BenchmarkUserList(b *testing.B) {
	a, _, cookie := stage(b)
	for name, path := range map[string]string{"first": "/users", "by last seen": "/users?sort=-last_seen", "who can": "/users?section=users&level=edit", "search": "/users?q=crowd+0042"} {
		b.Run(name, func(b *testing.B) {
			size := ask(a.Server, http.MethodGet, path, cookie, nil).Body.Len()
			list, memory, plain := time.Duration(0), time.Duration(0), time.Duration(0)
			fromMemory, fromBytes := rendered(), bare(size)
			measure := func(h http.Handler, sum *time.Duration) {
				began := time.Now()
				if w := ask(h, http.MethodGet, path, cookie, nil); w.Code != http.StatusOK {
					b.Fatal(w.Code)
				}
				*sum += time.Since(began)
			}
			for b.Loop() {
				measure(a.Server, &list)
				measure(fromMemory, &memory)
				measure(fromBytes, &plain)
			}
			n := float64(b.N)
			b.ReportMetric(float64(list.Microseconds())/n, "list-µs")
			b.ReportMetric(float64(memory.Microseconds())/n, "rendered-µs")
			b.ReportMetric(float64(plain.Microseconds())/n, "bare-µs")
			b.ReportMetric(float64(memory)/float64(list), "of-rendered")
			b.ReportMetric(float64(size), "bytes/page")
		})
	}
}

// BenchmarkUserListAlone is the first page by itself, for its allocations.
func BenchmarkUserListAlone(b *testing.B) {
	a, _, cookie := stage(b)
	b.ReportAllocs()
	for b.Loop() {
		ask(a.Server, http.MethodGet, "/users", cookie, nil)
	}
}

// BenchmarkRenderedAlone is the same list from memory by itself, for its allocations.
func BenchmarkRenderedAlone(b *testing.B) {
	h := rendered()
	b.ReportAllocs()
	for b.Loop() {
		ask(h, http.MethodGet, "/users", "", nil)
	}
}

// BenchmarkSignIn is a whole sign-in, the password's hash included.
func BenchmarkSignIn(b *testing.B) {
	a, _, _ := stage(b)
	form := url.Values{"email": {"signe@nordlys.example"}, "password": {testkit.Password}}
	b.ReportAllocs()
	for b.Loop() {
		if w := ask(a.Server, http.MethodPost, "/login", "", form); w.Code != http.StatusSeeOther {
			b.Fatal(w.Code)
		}
	}
}

// BenchmarkUserSave saves a changed level of one person: rights, search words and history in
// one transaction, durable when it answers.
func BenchmarkUserSave(b *testing.B) {
	a, owner, cookie := stage(b)
	id := a.Member(owner, "ana@example.org", "Ana Holm", testkit.Levels(access.Levels{access.Events: access.View})).Membership
	p, err := a.Store.Person(b.Context(), owner, id)
	if err != nil {
		b.Fatal(err)
	}
	version := p.Version
	b.ReportAllocs()
	for b.Loop() {
		form := url.Values{"version": {fmt.Sprint(version)}, "scope": {"all"}, "level.events": {[]string{"edit", "view"}[version%2]}}
		if w := ask(a.Server, http.MethodPost, "/users/"+id, cookie, form); w.Code != http.StatusSeeOther {
			b.Fatal(w.Code)
		}
		version++
	}
}
