package handlers_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"coulisse/config"
	"coulisse/handlers"
	"coulisse/testkit"
)

// strangers are what a browser says about a request that another site caused, and what one
// says that hides where it comes from: Sec-Fetch-Site and Origin.
var strangers = [][2]string{
	{"cross-site", "https://evil.example"}, {"cross-site", ""}, {"cross-site", "null"}, {"same-site", "http://other.localhost"},
	{"", "https://evil.example"}, {"", "null"}, {"", ""}, {"", "http://127.0.0.1:1"},
}

// Another site posts a form from the browser of somebody who is signed in (CSRF): every form
// of the table refuses it, whatever it holds.
func TestEveryFormRefusesWhatAnotherSiteCaused(t *testing.T) {
	d := newDesk(t)
	forms := d.formCells()
	for _, c := range forms {
		for _, from := range strangers {
			res := d.from(c, from[0], from[1])
			if res.Code != http.StatusForbidden {
				t.Errorf("%s from %q: %d, want 403", c, from, res.Code)
			}
			if changed := d.changed(); changed != nil {
				t.Errorf("%s from %q changed %v", c, from, changed)
			}
			if cookies := res.Result().Cookies(); len(cookies) > 0 {
				t.Errorf("%s from %q set %v", c, from, cookies)
			}
			inWords(t, c.String(), res)
		}
	}
	posts := 0
	for _, r := range d.Server.Routes() {
		if r.Method == http.MethodPost && !strings.HasPrefix(r.Name, "setup.") && r.Access != handlers.Token {
			posts++
		}
	}
	if len(forms) != posts {
		t.Errorf("%d forms tried of %d in the table", len(forms), posts)
	}
}

// from sends a cell's form as the browser would from a page elsewhere.
func (d *desk) from(c cell, site, origin string) *httptest.ResponseRecorder {
	path := c.route.Path
	if c.row != nil {
		path = pathOf(c.route, c.row)
	}
	kind, body := encoded(c.route.Name, c.filled())
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	for name, value := range map[string]string{"Sec-Fetch-Site": site, "Origin": origin} {
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	if c.who.token != "" {
		r.AddCookie(d.SessionCookie(c.who.token))
	}
	res := httptest.NewRecorder()
	d.Server.ServeHTTP(res, r)
	return res
}

// policy is what every answer carries, pages, refusals, files and redirects alike.
var policy = map[string]string{
	"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
		"form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
	"X-Content-Type-Options":     "nosniff",
	"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
}

func TestEveryAnswerCarriesThePolicyAndIsNotStored(t *testing.T) {
	t.Parallel()
	w := newWorld(t, asItIs)
	answers := map[int]int{}
	for _, r := range w.Server.Routes() {
		for _, c := range w.cells(r, everybody) {
			if c.who.name != "owner" && c.who.name != "signed out" && c.who.name != "nothing all" || c.body == "filled" || r.Name == "logout" && !c.who.shut {
				continue
			}
			res := w.try(w.App, c)
			answers[res.Code]++
			for name, want := range policy {
				if got := res.Header().Get(name); got != want {
					t.Errorf("%s: %d: %s is %q", c, res.Code, name, got)
				}
			}
			passedOn := "same-origin"
			if strings.Contains(r.Path, "/:token") {
				passedOn = "no-referrer"
			}
			if got := res.Header().Get("Referrer-Policy"); got != passedOn {
				t.Errorf("%s: %d: Referrer-Policy is %q", c, res.Code, got)
			}
			stored := "no-store"
			if r.Name == "static" {
				stored = "public, max-age=31536000, immutable"
			}
			if got := res.Header().Values("Cache-Control"); !slices.Equal(got, []string{stored}) {
				t.Errorf("%s: %d: Cache-Control is %q", c, res.Code, got)
			}
			if kind := res.Header().Get("Content-Type"); kind == "" && res.Body.Len() > 0 || res.Header().Get("Server") != "" || res.Header().Get("X-Powered-By") != "" {
				t.Errorf("%s: %v", c, res.Header())
			}
		}
	}
	for _, status := range []int{200, 303, 403, 404, 409, 410, 422} {
		if answers[status] == 0 {
			t.Errorf("no answer with %d among %v", status, answers)
		}
	}
}

func TestUnderHTTPSEveryAnswerAsksForHTTPS(t *testing.T) {
	a := testkit.NewApp(t, func(c *config.Config) { c.BaseURL = "https://console.example.org" })
	a.Found()
	for _, r := range a.Server.Routes() {
		res := httptest.NewRecorder()
		a.Server.ServeHTTP(res, httptest.NewRequest(r.Method, strings.ReplaceAll(r.Path, ":", ""), nil))
		if got := res.Header().Get("Strict-Transport-Security"); !strings.HasPrefix(got, "max-age=") {
			t.Errorf("%s: %d without HSTS", r.Name, res.Code)
		}
	}
}

// What the table does not name is refused with what it does name, and changes nothing; HEAD
// is GET without the page.
func TestEveryAddressAnswersItsOwnMethodsAlone(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c := d.As(d.owner.actor)
	named := map[string][]string{}
	for _, r := range d.Server.Routes() {
		path := d.paths(r)[0]
		if named[path] = append(named[path], r.Method); r.Method == http.MethodGet {
			named[path] = append(named[path], http.MethodHead)
		}
	}
	for path, methods := range named {
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "BREW", "OPTIONS"} {
			_, _, elsewhere := d.routeOf(strings.Replace(method, "HEAD", "GET", 1), path) // as /events/:id at /events/new
			if own := slices.Contains(methods, method); own && method == "POST" || !own && elsewhere {
				continue
			}
			res := d.ask(c, method, path)
			body, err := io.ReadAll(res.Body)
			res.Body.Close()
			switch allow := res.Header.Get("Allow"); {
			case err != nil:
				t.Fatal(err)
			case method == "OPTIONS":
				if res.StatusCode != 204 || allow == "" {
					t.Errorf("OPTIONS %s: %d %q", path, res.StatusCode, allow)
				}
			case !slices.Contains(methods, method):
				if res.StatusCode != 405 || !lists(allow, methods) {
					t.Errorf("%s %s: %d, Allow: %q; want 405 and %v", method, path, res.StatusCode, allow, methods)
				}
			case method == "HEAD":
				if got := d.ask(c, "GET", path); got.StatusCode != res.StatusCode || len(body) > 0 || got.Header.Get("Content-Type") != res.Header.Get("Content-Type") {
					t.Errorf("HEAD %s: %d with %d bytes; GET %d", path, res.StatusCode, len(body), got.StatusCode)
				}
			}
			if changed := d.changed(); changed != nil {
				t.Errorf("%s %s changed %v", method, path, changed)
			}
		}
	}
}

// ask sends a request over the network, where HEAD has no body.
func (d *desk) ask(c *testkit.Client, method, path string) *http.Response {
	d.t.Helper()
	r, err := http.NewRequestWithContext(d.t.Context(), method, d.URL+path, nil)
	if err != nil {
		d.t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := c.HTTP.Do(r)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = res.Body.Close() })
	return res
}

// lists tells whether an Allow header names all of these methods.
func lists(allow string, methods []string) bool {
	return !slices.ContainsFunc(methods, func(m string) bool { return !slices.Contains(strings.Split(allow, ", "), m) })
}
