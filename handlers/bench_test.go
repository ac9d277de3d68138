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
	"coulisse/testkit"
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
	return a, owner, a.Config.Cookie("") + "=" + sessionCookie(c)
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

// rendered renders the same page from memory.
func rendered(b *testing.B, a *testkit.App, path, cookie string) http.Handler {
	b.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Cookie", cookie)
	h, err := a.Server.UserListFromMemory(r)
	if err != nil {
		b.Fatal(err)
	}
	if list, memory := ask(a.Server, http.MethodGet, path, cookie, nil).Body, ask(h, http.MethodGet, path, "", nil).Body; !bytes.Equal(list.Bytes(), memory.Bytes()) {
		b.Fatalf("the page from memory is another: %d bytes, not %d", memory.Len(), list.Len())
	}
	return h
}

// BenchmarkUserList asks for the page of 50 out of 10,000, session and rights included, and
// in the same loop, turn about, for the very same page rendered from memory and for as many
// bytes from memory. The figure to reach: "of-rendered" at least 0.6.
func BenchmarkUserList(b *testing.B) {
	a, _, cookie := stage(b)
	for name, path := range map[string]string{"first": "/users", "by last seen": "/users?sort=-last_seen", "who can": "/users?section=users&level=edit", "search": "/users?q=crowd+0042"} {
		b.Run(name, func(b *testing.B) {
			size := ask(a.Server, http.MethodGet, path, cookie, nil).Body.Len()
			list, memory, plain := time.Duration(0), time.Duration(0), time.Duration(0)
			fromMemory, fromBytes := rendered(b, a, path, cookie), bare(size)
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

// BenchmarkRenderedAlone is the same page from memory by itself, for its allocations.
func BenchmarkRenderedAlone(b *testing.B) {
	a, _, cookie := stage(b)
	h := rendered(b, a, "/users", cookie)
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
