package static

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"strings"
	"testing"
)

func get(a *Assets, path, encoding string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept-Encoding", encoding)
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	return w
}

func TestFilesAreServedForEverUnderTheirFingerprint(t *testing.T) {
	a := New()
	address := a.URL("css/app.css")
	if !strings.HasPrefix(address, "/static/css/app.") || !strings.HasSuffix(address, ".css") || address == "/static/css/app.css" {
		t.Fatalf("address %q", address)
	}
	plain, small := get(a, address, ""), get(a, address, "br, gzip")
	if plain.Code != 200 || !strings.Contains(plain.Header().Get("Cache-Control"), "immutable") || plain.Header().Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("status %d, headers %v", plain.Code, plain.Header())
	}
	r, err := gzip.NewReader(small.Body)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(r)
	if err != nil || !bytes.Equal(content, plain.Body.Bytes()) {
		t.Errorf("the compressed file differs: %v", err)
	}
	if refused := get(a, address, "gzip;q=0"); refused.Header().Get("Content-Encoding") != "" {
		t.Error("gzip was sent to a reader who refuses it")
	}
}

func TestUnknownAddressesAreNotFound(t *testing.T) {
	a := New()
	for _, path := range []string{"/static/", "/static/css/app.css", "/static/css/app.0000000000.css", "/static/../static.go", "/static/static.go"} {
		if got := get(a, path, "").Code; got != http.StatusNotFound {
			t.Errorf("%s answers %d", path, got)
		}
	}
}

// The limits of the design: what a phone on a bad line has to fetch once. A page has the script of
// all pages, and at most one of its own.
func TestStylesheetAndScriptStaySmall(t *testing.T) {
	a := New()
	size := func(name string) int { return len(a.files[a.addresses[name]].small) }
	if css := size("css/app.css"); css == 0 || css > 12<<10 {
		t.Errorf("the style sheet has %d bytes compressed", css)
	}
	for name := range a.addresses {
		if path.Ext(name) != ".js" || name == "js/app.js" {
			continue
		}
		if all := size("js/app.js") + size(name); size(name) == 0 || all > 5<<10 {
			t.Errorf("app.js and %s have %d bytes compressed, at most %d", name, all, 5<<10)
		} else {
			t.Logf("%s: %d bytes compressed with app.js", name, all)
		}
	}
}

// The fault: AbortSignal.timeout is missing before Safari 16, and every scan was "kept, not checked".
// The scripts need Safari 13.4, Chrome 80 and Firefox 74; what is older gets the pages without script.
func TestScriptsUseNothingThatOlderPhonesLack(t *testing.T) {
	newer := regexp.MustCompile(`AbortSignal\.|\.at\(|\.replaceChildren|\.replaceAll|\.requestSubmit|\.randomUUID|structuredClone|\.findLast|\.hasOwn|\.groupBy|\.toSorted|\.toReversed|\?\?=|\|\|=|&&=|\bstatic \{|[^\w#]this\.#|\.showPopover|\.any\(|^await |WeakRef`)
	for name := range New().addresses {
		if path.Ext(name) != ".js" {
			continue
		}
		whole, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(whole)) {
			if found := newer.FindString(line); found != "" {
				t.Errorf("%s: %s in %s", name, found, line)
			}
		}
	}
}

// What is taken out of a script is taken line by line.
func TestNoTextOfAScriptGoesOverALine(t *testing.T) {
	a := New()
	for name, address := range a.addresses {
		if path.Ext(name) != ".js" {
			continue
		}
		whole, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(whole)) {
			if strings.Count(line, "`")%2 != 0 {
				t.Errorf("%s: %s", name, line)
			}
		}
		for line := range strings.Lines(string(a.files[address].plain)) {
			if strings.TrimLeft(line, " \t\n") != line || strings.HasPrefix(line, "//") {
				t.Errorf("%s: %q is left", name, line)
			}
		}
	}
}
