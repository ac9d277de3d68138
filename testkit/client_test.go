package testkit

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const formPage = `<!doctype html><title>Form</title><body data-page="form"><main>
<p role="status">Saved.  Well
done.</p><p id="level.events-error">Too high</p>
<button form="f" name="step" value="events:+" formaction="/echo?from=step">+</button>
<form id="f" method="post" action="/echo">
<input type="hidden" name="version" value="7"><input name="name" value="Ana &amp; Bo"><input name="off" value="x" disabled>
<input type="radio" name="level" value="none"><input type="radio" name="level" value="view" checked><input type="radio" name="level" value="edit" disabled>
<input type="checkbox" name="event" value="1" checked><input type="checkbox" name="event" value="2"><input type="checkbox" name="mail" checked>
<select name="zone"><option value="UTC">UTC</option><option selected>Europe/Paris</option></select><select name="first"><option value="a">A</option></select>
<textarea name="note">
one
two</textarea><button type="button" name="never" value="1">x</button><button disabled name="save" value="no">Save</button>
<fieldset disabled><input name="inner" value="1"></fieldset><input type="submit" name="save" value="Save"></form>
<form action="/echo" id="search"><input name="q"><button>Go</button></form>
<input name="stray" value="1"><a href="/echo?x=1" class="more">More</a></main>`

func echo(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	fmt.Fprintf(w, `<title>Echo</title><body data-page="echo"><p id="method">%s %s</p><p id="form">%s</p><p id="site">%s</p><p id="origin">%s</p><p id="type">%s</p><p id="cookie">%s</p>`,
		r.Method, html.EscapeString(r.URL.String()), html.EscapeString(r.PostForm.Encode()), r.Header.Get("Sec-Fetch-Site"),
		strings.ReplaceAll(r.Header.Get("Origin"), "http://"+r.Host, "own"), r.Header.Get("Content-Type"), r.Header.Get("Cookie"))
}

func server(t *testing.T, policy string) *Client {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Referrer-Policy", policy)
		fmt.Fprint(w, formPage)
	})
	mux.HandleFunc("/echo", echo)
	mux.HandleFunc("POST /redirect", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "who", Value: "ana", Path: "/", HttpOnly: true})
		http.Redirect(w, r, "/echo?after", http.StatusSeeOther)
	})
	mux.Handle("GET /loop", http.RedirectHandler("/loop", http.StatusSeeOther))
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return NewClient(t, s.URL)
}

func TestSubmitSendsWhatABrowserSends(t *testing.T) {
	for _, c := range []struct {
		name, selector string
		values         []string
		want           string
	}{
		{"untouched, the first button as by Enter", "#f", nil,
			"event=1&first=a&level=view&mail=on&name=Ana+%26+Bo&note=one%0D%0Atwo&step=events%3A%2B&version=7&zone=Europe%2FParis"},
		{"a button by name and value", "#f", []string{"save", "Save"},
			"event=1&first=a&level=view&mail=on&name=Ana+%26+Bo&note=one%0D%0Atwo&save=Save&version=7&zone=Europe%2FParis"},
		{"a button by selector", "input[name=save]", []string{"event", "", "mail", "", "zone", "UTC", "level", "none", "note", "", "name", "<b>"},
			"first=a&level=none&name=%3Cb%3E&note=&save=Save&version=7&zone=UTC"},
		{"check-boxes replaced", "input[name=save]", []string{"event", "2"},
			"event=2&first=a&level=view&mail=on&name=Ana+%26+Bo&note=one%0D%0Atwo&save=Save&version=7&zone=Europe%2FParis"},
		{"check-boxes, several", "input[name=save]", []string{"event", "1", "event", "2"},
			"event=1&event=2&first=a&level=view&mail=on&name=Ana+%26+Bo&note=one%0D%0Atwo&save=Save&version=7&zone=Europe%2FParis"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := server(t, "").Get("/").Want(200, "form").Submit(c.selector, c.values...).Want(200, "echo")
			if diff := cmp.Diff(c.want, p.Text("#form")); diff != "" {
				t.Error(diff)
			}
			if got := p.Text("#site") + " " + p.Text("#origin") + " " + p.Text("#type"); got != "same-origin own application/x-www-form-urlencoded" {
				t.Errorf("headers %q", got)
			}
		})
	}
}

func TestButtonMayNameAnotherAddress(t *testing.T) {
	if got := server(t, "").Get("/").Submit(`[value="events:+"]`).Text("#method"); got != "POST /echo?from=step" {
		t.Errorf("%q", got)
	}
}

func TestSearchFormBecomesAQuery(t *testing.T) {
	p := server(t, "").Get("/").Submit("#search", "q", "søren +1")
	if got := p.Text("#method"); got != "GET /echo?q=s%C3%B8ren+%2B1" {
		t.Errorf("%q", got)
	}
}

func TestClickIsARequestOfTheSameSite(t *testing.T) {
	p := server(t, "").Get("/").Click("a.more")
	if got := p.Text("#method") + p.Text("#site") + p.Text("#origin"); got != "GET /echo?x=1same-origin" {
		t.Errorf("%q", got)
	}
}

func TestTypedAddressComesFromNowhere(t *testing.T) {
	if got := server(t, "").Get("/echo").Text("#site"); got != "none" {
		t.Errorf("%q", got)
	}
}

// Chromium sends "Origin: null" with a form of a page whose policy is no-referrer; e2e shows it.
func TestPageThatHidesReferrersHidesItsOrigin(t *testing.T) {
	if got := server(t, "no-referrer").Get("/").Submit("#f").Text("#origin"); got != "null" {
		t.Errorf("%q", got)
	}
}

func TestRedirectIsFollowedWithItsCookieAndWithoutOrigin(t *testing.T) {
	c := server(t, "")
	p := c.Post("/redirect", url.Values{"a": {"1"}})
	if diff := cmp.Diff([]string{"/echo?after"}, p.Redirects); diff != "" {
		t.Error(diff)
	}
	if got := p.Text("#method") + p.Text("#origin") + p.Text("#cookie"); got != "GET /echo?afterwho=ana" {
		t.Errorf("%q", got)
	}
	if len(c.Cookies()) != 1 {
		t.Errorf("cookies %v", c.Cookies())
	}
}

func TestPostMayCarryHostileHeaders(t *testing.T) {
	p := server(t, "").Post("/echo", url.Values{"a": {"1", "2"}}, "Sec-Fetch-Site", "cross-site", "Origin", "")
	if got := p.Text("#form") + p.Text("#site") + p.Text("#origin"); got != "a=1&a=2cross-site" {
		t.Errorf("%q", got)
	}
}

func TestPageTellsItsWords(t *testing.T) {
	p := server(t, "").Get("/")
	if p.Flash() != "Saved. Well done." || p.Fault("level.events") != "Too high" || p.Fault("name") != "" || !p.Has("#search") || p.Has("#nothing") {
		t.Errorf("flash %q, fault %q", p.Flash(), p.Fault("level.events"))
	}
}

// refusal runs f on a page whose test is recorded, and returns how it failed.
func refusal(t *testing.T, f func(*Page)) string {
	p := server(t, "").Get("/")
	r := &recorder{TB: t}
	p.client.t = r
	done := make(chan struct{})
	go func() {
		defer close(done)
		f(p)
	}()
	<-done
	return r.message
}

func TestWhatAPersonCannotDoFailsTheTest(t *testing.T) {
	for name, f := range map[string]func(*Page){
		"no such field":      func(p *Page) { p.Submit("#f", "nothing", "1") },
		"hidden field":       func(p *Page) { p.Submit("#f", "version", "8") },
		"disabled field":     func(p *Page) { p.Submit("#f", "off", "1") },
		"disabled choice":    func(p *Page) { p.Submit("#f", "level", "edit") },
		"disabled by group":  func(p *Page) { p.Submit("#f", "inner", "2") },
		"disabled button":    func(p *Page) { p.Submit("button[name=save]") },
		"no such choice":     func(p *Page) { p.Submit("#f", "level", "approve") },
		"no such option":     func(p *Page) { p.Submit("#f", "zone", "Mars") },
		"field outside":      func(p *Page) { p.Submit("#f", "stray", "2") },
		"no such form":       func(p *Page) { p.Submit("#nothing") },
		"no such link":       func(p *Page) { p.Click("a.nothing") },
		"another status":     func(p *Page) { p.Want(404) },
		"another page":       func(p *Page) { p.Want(200, "list") },
		"redirects for ever": func(p *Page) { p.client.Get("/loop") },
	} {
		t.Run(name, func(t *testing.T) {
			if refusal(t, f) == "" {
				t.Error("was let through")
			}
		})
	}
}

// recorder stands in for a test that is expected to fail.
type recorder struct {
	testing.TB
	message string
}

func (r *recorder) Helper() {}

func (r *recorder) Fatalf(format string, args ...any) {
	r.message = fmt.Sprintf(format, args...)
	runtime.Goexit()
}
