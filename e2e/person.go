package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	cdpruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Person is somebody with a browser of their own: their own cookies, hence their own
// sign-in. What the pages they open do wrong (break the content security policy, throw,
// call foreign hosts, miss a file) fails the test at its end.
type Person struct {
	t      testing.TB
	tab    context.Context
	base   string
	script bool

	mu     sync.Mutex
	faults []string
	status int64 // of the last document
}

// Option changes a person's browser before its first page.
type Option func(*Person)

// WithoutScript turns the pages' scripts off.
func WithoutScript(p *Person) {
	p.script = false
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
}

// NewPerson opens a browser window of 1280 × 800 on a server. Motion is reduced, because
// transitions between pages hold up every click.
func NewPerson(t testing.TB, base string, options ...Option) *Person {
	t.Helper()
	ctx, stop := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(stop)
	p := &Person{t: t, tab: ctx, base: strings.TrimSuffix(base, "/"), script: true}
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Listen(ctx, p.watch); err != nil {
		t.Fatal(err)
	}
	call(p, network.Enable, network.EnableParams{})
	call(p, audits.Enable, cdp.Empty{})
	call(p, page.Enable, page.EnableParams{})
	p.do(chromedp.EmulateViewport(1280, 800))
	p.Media()
	for _, o := range options {
		o(p)
	}
	t.Cleanup(func() {
		for _, f := range p.Faults() {
			t.Error(f)
		}
	})
	return p
}

// watch notes what pages do wrong; the browser calls it for every event.
func (p *Person) watch(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *audits.EventIssueAdded:
		if d := e.Issue.Details; d != nil && d.ContentSecurityPolicyIssueDetails != nil {
			c := d.ContentSecurityPolicyIssueDetails
			p.fault("content security policy: %s %s %s", c.ViolatedDirective, c.ContentSecurityPolicyViolationType, c.BlockedURL)
		}
	case *cdpruntime.EventExceptionThrown:
		thrown := e.ExceptionDetails.Text
		if o := e.ExceptionDetails.Exception; o != nil {
			thrown += " " + o.Description
		}
		p.fault("script threw: %s", thrown)
	case *network.EventRequestWillBeSent:
		// Chromium draws its own controls with data: pictures; a page's own are refused by the policy.
		if !strings.HasPrefix(e.Request.URL, p.base+"/") && !strings.HasPrefix(e.Request.URL, "data:") {
			p.fault("page called %s", e.Request.URL)
		}
	case *network.EventResponseReceived:
		if e.Type == network.ResourceTypeDocument {
			p.status = e.Response.Status
		} else if e.Response.Status >= 400 {
			p.fault("%s answered %d", e.Response.URL, e.Response.Status)
		}
	}
}

func (p *Person) fault(format string, args ...any) {
	p.faults = append(p.faults, fmt.Sprintf(format, args...))
}

// Faults returns what pages did wrong so far, and forgets it.
func (p *Person) Faults() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	faults := p.faults
	p.faults = nil
	return faults
}

// Media sets what the person's system prefers, name and value in turn; reduced motion is
// always among it, unless set otherwise.
func (p *Person) Media(features ...string) {
	p.t.Helper()
	params := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}}}
	for i := 0; i+1 < len(features); i += 2 {
		params.Features = append(params.Features, &emulation.MediaFeature{Name: features[i], Value: features[i+1]})
	}
	call(p, emulation.SetEmulatedMedia, params)
}

// Window resizes the window, in CSS pixels.
func (p *Person) Window(width, height int64) {
	p.t.Helper()
	p.do(chromedp.EmulateViewport(width, height))
}

// step runs one action within the patience of a step.
func (p *Person) step(run func(context.Context) error) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.tab, patience)
	defer cancel()
	if err := run(ctx); err != nil {
		if errors.Is(err, context.DeadlineExceeded) {
			err = fmt.Errorf("not within %v: %w", patience, err)
		}
		p.t.Fatalf("%v\n%s", err, p.where())
	}
}

func (p *Person) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	p.step(func(ctx context.Context) error { return chromedp.Do(ctx, steps...) })
}

// eval evaluates an expression in the page, also where scripts are off.
func eval[T any](p *Person, js string) T {
	p.t.Helper()
	var v T
	p.step(func(ctx context.Context) (err error) {
		v, err = chromedp.Run(ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
		return err
	})
	return v
}

// where tells the address and the words of the page, for the output of a failed test.
func (p *Person) where() string {
	ctx, cancel := context.WithTimeout(p.tab, time.Second)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href+"\n"+(document.body?.innerText??"").slice(0,1500)`))
	if err != nil {
		return "page unknown: " + err.Error()
	}
	return "on " + text
}

// call sends a command of the browser's protocol whose answer says nothing.
func call[P any](p *Person, command cdp.Command[P, cdp.Empty], params P) {
	p.t.Helper()
	p.step(func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, command, params)
		return err
	})
}

// quote writes a string as a script does.
func quote(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}
