package handlers_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"coulisse/config"
	"coulisse/handlers"
	"coulisse/testkit"
)

// behind is a console whose trusted proxies are these.
func behind(proxies ...string) func(*config.Config) {
	return func(c *config.Config) {
		for _, p := range proxies {
			c.TrustedProxies = append(c.TrustedProxies, netip.MustParsePrefix(p))
		}
	}
}

// signInFrom signs the owner in from a peer, with headers, and returns the address that the
// console took them to come from.
func signInFrom(t *testing.T, a *testkit.App, h http.Handler, peer string, forwarded ...string) string {
	t.Helper()
	form := url.Values{"email": {"signe@nordlys.example"}, "password": {testkit.Password}}
	r := httptest.NewRequest(http.MethodPost, "/login", strings.NewReader(form.Encode()))
	r.RemoteAddr = peer
	r.Header.Set("Content-Type", formType)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for _, line := range forwarded {
		r.Header.Add("X-Forwarded-For", line)
	}
	a.Exec("DELETE FROM sessions")
	res := httptest.NewRecorder()
	h.ServeHTTP(res, r)
	if res.Code != http.StatusSeeOther {
		t.Fatalf("from %s %q: %d", peer, forwarded, res.Code)
	}
	return a.Ask("SELECT address FROM sessions")
}

// Proxies write the client's address with its port, in brackets, with a zone, or behind other
// proxies; and whoever sends a request may have written something before them.
func TestTheClientIsTheLastAddressThatIsNoProxyOfOurs(t *testing.T) {
	a := testkit.NewApp(t, behind("192.0.2.0/24", "2001:db8:ffff::/48"))
	a.Found()
	for _, c := range []struct {
		peer, want string
		forwarded  []string
	}{
		{"192.0.2.1:1000", "203.0.113.7", []string{"203.0.113.7"}},
		{"192.0.2.1:1000", "203.0.113.7", []string{"203.0.113.7:49152"}},
		{"192.0.2.1:1000", "203.0.113.7", []string{` "203.0.113.7:49152" `}},
		{"192.0.2.1:1000", "203.0.113.7", []string{"::ffff:203.0.113.7"}},
		{"192.0.2.1:1000", "2001:db8::5", []string{"2001:db8::5"}},
		{"192.0.2.1:1000", "2001:db8::5", []string{"[2001:db8::5]"}},
		{"192.0.2.1:1000", "2001:db8::5", []string{"[2001:db8::5]:443"}},
		{"192.0.2.1:1000", "fe80::5", []string{"fe80::5%eth0"}},
		{"192.0.2.1:1000", "fe80::5", []string{"[fe80::5%eth0]:443"}},
		{"[2001:db8:ffff::1]:1000", "203.0.113.7", []string{"203.0.113.7, 192.0.2.9:80, [2001:db8:ffff::2]:80"}},
		{"192.0.2.1:1000", "203.0.113.7", []string{"6.6.6.6, 203.0.113.7"}},
		{"192.0.2.1:1000", "203.0.113.7", []string{"6.6.6.6", "203.0.113.7, 192.0.2.8"}},
		{"192.0.2.1:1000", "203.0.113.7", []string{"203.0.113.7", "192.0.2.8"}},
		{"192.0.2.1:1000", "192.0.2.3", []string{"192.0.2.3, 192.0.2.4"}}, // the proxies' own
		{"192.0.2.1:1000", "192.0.2.1", nil},
		{"192.0.2.1:1000", "192.0.2.1", []string{""}},
		{"192.0.2.1:1000", "192.0.2.8", []string{"6.6.6.6, unknown, 192.0.2.8"}},
		{"192.0.2.1:1000", "192.0.2.1", []string{"203.0.113.7, a<b"}},
		{"198.51.100.1:1000", "198.51.100.1", []string{"203.0.113.7"}}, // anybody
		{"[fe80::9%eth1]:1000", "fe80::9", nil},
	} {
		if got := signInFrom(t, a, a.Server, c.peer, c.forwarded...); got != c.want {
			t.Errorf("from %s, X-Forwarded-For %q: %s, want %s", c.peer, c.forwarded, got, c.want)
		}
	}
}

// A proxy that trusted_proxies does not name: everybody behind it counts as one network, which
// nobody would guess from the answers.
func TestAHeaderOfAProxyThatIsNotTrustedIsLoggedOnce(t *testing.T) {
	a := testkit.NewApp(t, behind("192.0.2.1/32"))
	a.Found()
	var written bytes.Buffer
	s := handlers.New(handlers.Options{Config: a.Config, Store: a.Store, Log: slog.New(slog.NewTextHandler(&written, nil))})
	for range 3 {
		signInFrom(t, a, s, "192.0.2.1:1000", "203.0.113.7")
	}
	if strings.Contains(written.String(), "trusted_proxies") {
		t.Error("a trusted proxy is complained about:", written.String())
	}
	for range 3 {
		signInFrom(t, a, s, "198.51.100.1:1000", "203.0.113.7")
	}
	lines := strings.Split(written.String(), "\n")
	said := 0
	for _, line := range lines {
		if strings.Contains(line, "trusted_proxies") && strings.Contains(line, "198.51.100.1") && strings.Contains(line, "level=WARN") {
			said++
		}
	}
	if said != 1 {
		t.Errorf("said %d times:\n%s", said, written.String())
	}
	for i := range 200 {
		r := httptest.NewRequest(http.MethodGet, "/healthz", nil)
		r.RemoteAddr, r.Header = "198.51.100."+strconv.Itoa(i)+":1000", http.Header{"X-Forwarded-For": {"203.0.113.7"}}
		s.ServeHTTP(httptest.NewRecorder(), r)
	}
	if n := strings.Count(written.String(), "trusted_proxies"); n > 16 {
		t.Errorf("%d lines: whoever calls from many addresses fills the log", n)
	}
}
