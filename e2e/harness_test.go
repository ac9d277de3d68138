package e2e

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// policy is the console's, without which these tests would prove little.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

const goodPage = `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Form</title><link rel="icon" href="/icon"><script type="module" src="/app.js"></script>
<body data-page="form"><main><h1>Form</h1><p class="en">Set in words</p>
<form method="post" action="/save"><p><label>Name <input name="name" value="old"></label>
<p><label>Until <input type="date" name="until"></label>
<p><label>Zone <select name="zone"><option>UTC</option><option>Europe/Paris</option></select></label>
<fieldset><legend>Level</legend><label><input type="radio" name="level.events" value="view" checked> view</label> <label><input type="radio" name="level.events" value="edit"> edit</label></fieldset>
<p><label><input type="checkbox" name="mail" value="on" checked> mail</label> <label><input type="checkbox" name="event" value="2"> second</label>
<p><button aria-label="Save  all of it">x</button></form><p><a href="/other">Another page</a> <button id="count" type="button">0</button></main>`

func stage(t *testing.T) string {
	mux := http.NewServeMux()
	page := func(path, body string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Security-Policy", policy)
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Referrer-Policy", "no-referrer")
			fmt.Fprint(w, body)
		})
	}
	page("GET /{$}", goodPage)
	page("GET /other", `<!doctype html><title>Other</title><link rel="icon" href="/icon"><body data-page="other">Other <a href="/">Back</a>`)
	page("GET /bad", `<!doctype html><html lang="en"><title>Bad</title><link rel="icon" href="/icon"><body><p style="color:red">x<img src="https://example.com/x.png"><script>1</script><img src="/missing.png" alt=""><script type="module" src="/throw.js"></script>`)
	page("GET /wide", `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Wide</title><link rel="icon" href="/icon"><body><main><h1>Wide</h1><img id="wide" src="/icon" width="900" height="10"><button></button></main>`)
	page("GET /covered", `<!doctype html><html lang="en"><title>Covered</title><link rel="icon" href="/icon"><link rel="stylesheet" href="/cover.css"><body><div></div><p><button>under</button><p class="free"><button>free</button>`)
	mux.HandleFunc("GET /who", func(w http.ResponseWriter, r *http.Request) {
		if name := r.URL.Query().Get("name"); name != "" {
			http.SetCookie(w, &http.Cookie{Name: "who", Value: name, Path: "/", HttpOnly: true})
			http.Redirect(w, r, "/who", http.StatusSeeOther)
			return
		}
		c, err := r.Cookie("who")
		fmt.Fprintf(w, `<!doctype html><link rel="icon" href="/icon">%v %v`, c, err)
	})
	mux.HandleFunc("POST /save", func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		w.WriteHeader(http.StatusUnprocessableEntity)
		fmt.Fprintf(w, `<!doctype html><link rel="icon" href="/icon"><p id="form">%s<p id="origin">%s %s`, r.PostForm.Encode(), r.Header.Get("Sec-Fetch-Site"), r.Header.Get("Origin"))
	})
	file := func(path, kind, body string) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", kind)
			fmt.Fprint(w, body)
		})
	}
	file("/icon", "image/svg+xml", `<svg xmlns="http://www.w3.org/2000/svg"/>`)
	file("/throw.js", "text/javascript", `throw new Error("broken")`)
	file("/app.js", "text/javascript", `document.querySelector("#count").onclick=e=>setTimeout(()=>e.target.textContent++,30)`)
	file("/cover.css", "text/css", `div{position:fixed;inset:0 0 auto 0;height:100px;z-index:1}.free{margin-top:200px}`)
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL
}

func TestPersonFillsAFormWithScriptAndWithout(t *testing.T) {
	base := stage(t)
	for name, options := range map[string][]Option{"script": nil, "no script": {WithoutScript}} {
		t.Run(name, func(t *testing.T) {
			p := NewPerson(t, base, options...)
			if status := p.Opens("/"); status != 200 {
				t.Errorf("status %d", status)
			}
			p.IsOn("form")
			p.Sees("set in WORDS")
			p.SeesNot("Origin")
			p.Types("name", "Søren Ærø")
			p.Types("until", "2027-01-31")
			p.Chooses("zone", "Europe/Paris")
			p.Chooses("level.events", "edit")
			p.Unchecks("mail", "on")
			p.Checks("event", "2")
			if status := p.Presses("Save all of it"); status != http.StatusUnprocessableEntity {
				t.Errorf("status %d", status)
			}
			if got := p.Text("#form"); got != "event=2&level.events=edit&name=S%C3%B8ren+%C3%86r%C3%B8&until=2027-01-31&zone=Europe%2FParis" {
				t.Errorf("sent %q", got)
			}
			// A page under no-referrer hides its origin, so only Sec-Fetch-Site tells ours from theirs.
			if got := p.Text("#origin"); got != "same-origin null" {
				t.Errorf("headers %q", got)
			}
		})
	}
}

func TestPersonFollowsLinksAndTapsWhatStaysOnThePage(t *testing.T) {
	p := NewPerson(t, stage(t))
	p.Opens("/")
	p.TapsAt(At("#count"), `document.querySelector("#count").textContent==="1"`)
	p.Presses("Another page")
	p.IsOn("other")
	p.Taps("Back", `document.body.dataset.page==="form"`)
	if links := p.Links("main a"); len(links) != 1 || !strings.HasSuffix(links[0], "/other") {
		t.Errorf("links %v", links)
	}
}

func TestWithoutScriptPagesRunNone(t *testing.T) {
	p := NewPerson(t, stage(t), WithoutScript)
	p.Opens("/")
	if eval[bool](p, `!!document.querySelector("#count").onclick`) {
		t.Error("the page's script ran")
	}
}

func TestTwoPersonsShareNoCookies(t *testing.T) {
	base := stage(t)
	ana, bo := NewPerson(t, base), NewPerson(t, base)
	ana.Opens("/who?name=ana")
	bo.Opens("/who?name=bo")
	ana.Opens("/who")
	ana.Sees("who=ana")
	bo.Sees("who=bo")
}

func TestFaultsOfPagesAreNoticed(t *testing.T) {
	p := NewPerson(t, stage(t))
	p.Opens("/bad")
	p.Until("true")
	got := strings.Join(p.Faults(), "\n")
	for _, want := range []string{"style-src", "script-src", "https://example.com/x.png", "missing.png answered 404", "script threw: Uncaught Error: broken"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s went unnoticed:\n%s", want, got)
		}
	}
}

func TestAGoodPagePasses(t *testing.T) {
	directory := t.TempDir()
	t.Setenv("E2E_SCREENSHOTS", directory)
	p := NewPerson(t, stage(t))
	p.Opens("/")
	p.Passes(t, "good")
	if pictures, _ := filepath.Glob(filepath.Join(directory, "good-*.png")); len(pictures) != 4 {
		t.Errorf("pictures %v", pictures)
	}
	if found, stops := p.CoveredFocus(); len(found) > 0 || stops < 8 {
		t.Errorf("%d stops, covered %v", stops, found)
	}
}

func TestABadPageDoesNotPass(t *testing.T) {
	p := NewPerson(t, stage(t))
	p.Opens("/wide")
	p.Window(320, 800)
	if v := strings.Join(p.Violations(), "\n"); !strings.Contains(v, "button-name") || !strings.Contains(v, "image-alt") {
		t.Errorf("axe found %q", v)
	}
	if o := p.Overflow(); !slices.Contains(o, "img#wide") {
		t.Errorf("overflow %v", o)
	}
	p.Opens("/covered")
	if found, stops := p.CoveredFocus(); stops != 2 || len(found) != 1 || !strings.Contains(found[0], "button under") {
		t.Errorf("%d stops, covered %v", stops, found)
	}
}

func TestMissingToolsAreNamedWithTheirRemedy(t *testing.T) {
	if _, err := findChromium("", []string{"/nowhere/chromium", "no-such-chromium"}); !errors.Is(err, errNoChromium) {
		t.Errorf("chromium: %v", err)
	}
	if _, err := findChromium("/nowhere/mine", chromiumPaths); !errors.Is(err, errNoChromium) {
		t.Errorf("chromium of E2E_CHROMIUM: %v", err)
	}
	if _, err := readAxe(filepath.Join(t.TempDir(), "axe.min.js")); !errors.Is(err, errNoAxe) {
		t.Errorf("axe: %v", err)
	}
	for _, err := range []error{errNoChromium, errNoAxe} {
		if !strings.Contains(err.Error(), "make deps") {
			t.Error(err)
		}
	}
	if here("browser.go") == "" {
		t.Error("no place")
	}
	if _, err := os.Stat(here("browser.go")); err != nil {
		t.Error(err)
	}
}
