package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/chromedp"
)

// IsOn fails the test unless the page is that of this route.
func (p *Person) IsOn(route string) {
	p.t.Helper()
	if got := p.Route(); got != route {
		p.t.Fatalf("on page %q, want %q\n%s", got, route, p.where())
	}
}

// Route is the name of the page's route.
func (p *Person) Route() string {
	p.t.Helper()
	return eval[string](p, `document.body.dataset.page??""`)
}

// Path is the page's address on the server.
func (p *Person) Path() string {
	p.t.Helper()
	return eval[string](p, `location.pathname+location.search`)
}

// Sees fails the test unless the words are on the page and not hidden.
func (p *Person) Sees(words string) {
	p.t.Helper()
	if !p.reads(words) {
		p.t.Fatalf("does not see %q\n%s", words, p.where())
	}
}

// SeesNot fails the test when the words are on the page.
func (p *Person) SeesNot(words string) {
	p.t.Helper()
	if p.reads(words) {
		p.t.Fatalf("sees %q\n%s", words, p.where())
	}
}

// reads compares without regard to case, which a style sheet may change.
func (p *Person) reads(words string) bool {
	p.t.Helper()
	return strings.Contains(strings.ToLower(eval[string](p, `document.body.innerText.replace(/\s+/g," ")`)), strings.ToLower(words))
}

// Text is the text of the first element of a selector, with single spaces, and "" without one.
func (p *Person) Text(selector string) string {
	p.t.Helper()
	return eval[string](p, fmt.Sprintf(`(document.querySelector(%s)?.innerText??"").replace(/\s+/g," ").trim()`, quote(selector)))
}

// Has tells whether a selector finds an element, seen or not.
func (p *Person) Has(selector string) bool {
	p.t.Helper()
	return eval[bool](p, fmt.Sprintf(`!!document.querySelector(%s)`, quote(selector)))
}

// Attribute is an attribute of the first element of a selector, and "" without one.
func (p *Person) Attribute(selector, name string) string {
	p.t.Helper()
	return eval[string](p, fmt.Sprintf(`document.querySelector(%s)?.getAttribute(%s)??""`, quote(selector), quote(name)))
}

// Links are the addresses that the links of a selector lead to, each once.
func (p *Person) Links(selector string) []string {
	p.t.Helper()
	return eval[[]string](p, fmt.Sprintf(`[...new Set([...document.querySelectorAll(%s)].filter(e=>e.href).map(e=>e.href))]`, quote(selector)))
}

// Picture takes a picture of the whole page when E2E_SCREENSHOTS names a directory. The
// window is made as tall as the page for it, so that sticky bars lie where they belong.
func (p *Person) Picture(name string) {
	p.t.Helper()
	directory := os.Getenv("E2E_SCREENSHOTS")
	if directory == "" {
		return
	}
	size := eval[[]int64](p, `[innerWidth,innerHeight,document.documentElement.scrollHeight]`)
	p.Window(size[0], max(size[1], size[2]))
	var picture []byte
	p.step(func(ctx context.Context) (err error) {
		picture, err = chromedp.Run(ctx, chromedp.CaptureScreenshot())
		return err
	})
	p.Window(size[0], size[1])
	if err := os.MkdirAll(directory, 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(directory, name+".png"), picture, 0o644); err != nil {
		p.t.Fatal(err)
	}
}
