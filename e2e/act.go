package e2e

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Opens types an address (a path, or a whole one) and returns the status of the answer.
func (p *Person) Opens(address string) int {
	p.t.Helper()
	base, err := url.Parse(p.base + "/")
	if err != nil {
		p.t.Fatal(err)
	}
	u, err := base.Parse(address)
	if err != nil {
		p.t.Fatal(err)
	}
	return p.load(chromedp.Navigate(u.String()))
}

// Presses clicks the button or link with this spoken name, which loads a page, and returns
// the status of the answer.
func (p *Person) Presses(name string) int {
	p.t.Helper()
	return p.PressesAt(named(name))
}

// PressesAt is Presses for the first element of a selector or expression.
func (p *Person) PressesAt(at Place) int {
	p.t.Helper()
	return p.load(chromedp.Click(at.path()))
}

// Taps clicks the button or link with this spoken name, whether it loads a page or not, and
// waits until a script expression holds: for what enhanced pages do in place.
func (p *Person) Taps(name, until string) {
	p.t.Helper()
	p.TapsAt(named(name), until)
}

// TapsAt is Taps for the first element of a selector or expression.
func (p *Person) TapsAt(at Place, until string) {
	p.t.Helper()
	p.do(chromedp.Click(at.path()))
	p.Until(until)
}

// Until waits for a script expression to hold, over loads of pages.
func (p *Person) Until(expression string) {
	p.t.Helper()
	p.step(func(ctx context.Context) error {
		for {
			holds, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("document.readyState===\"complete\"&&!!("+expression+")"))
			if err == nil && holds {
				return nil
			}
			select {
			case <-ctx.Done():
				return fmt.Errorf("waiting for %s: %w", expression, ctx.Err())
			case <-time.After(20 * time.Millisecond):
			}
		}
	})
}

// Types fills the text field of this name, replacing what it held.
func (p *Person) Types(field, value string) {
	p.t.Helper()
	at := one(fmt.Sprintf(`[...document.querySelectorAll("input,textarea")].find(e=>e.name===%s&&e.type!=="hidden")`, quote(field)))
	if kind := eval[string](p, at.script()+".type"); kind == "date" || kind == "time" || kind == "datetime-local" {
		eval[bool](p, fmt.Sprintf(`(e=>{e.focus();e.value=%s;for(const n of ["input","change"])e.dispatchEvent(new Event(n,{bubbles:true}));return true})(%s)`, quote(value), at.script()))
		return
	}
	p.do(chromedp.Focus(at.path()))
	eval[bool](p, at.script()+".select()===undefined")
	if value == "" {
		p.do(chromedp.KeyEvent("\b"))
		return
	}
	call(p, input.InsertText, input.InsertTextParams{Text: value}) // at once: key by key costs a third of a journey
}

// Chooses picks a radio button, or an option of a list, by its value.
func (p *Person) Chooses(field, value string) {
	p.t.Helper()
	if eval[bool](p, fmt.Sprintf(`[...document.querySelectorAll("select")].some(e=>e.name===%s)`, quote(field))) {
		eval[bool](p, fmt.Sprintf(`(e=>{if(![...e.options].some(o=>o.value===%s&&!o.disabled))throw "no option";e.value=%[1]s;e.dispatchEvent(new Event("change",{bubbles:true}));return true})([...document.querySelectorAll("select")].find(e=>e.name===%s))`, quote(value), quote(field)))
		return
	}
	p.tick(field, value, true)
}

// Checks ticks a check-box, by its value when several share a name.
func (p *Person) Checks(field, value string) {
	p.t.Helper()
	p.tick(field, value, true)
}

// Unchecks takes a tick away.
func (p *Person) Unchecks(field, value string) {
	p.t.Helper()
	p.tick(field, value, false)
}

// tick clicks a box or radio button where a hand would: on it, or on its label where the
// page draws another shape in its place.
func (p *Person) tick(field, value string, want bool) {
	p.t.Helper()
	box := one(fmt.Sprintf(`[...document.querySelectorAll("input[type=radio],input[type=checkbox]")].find(e=>e.name===%s&&e.value===%s)`, quote(field), quote(value)))
	if eval[bool](p, box.script()+".disabled") {
		p.t.Fatalf("%s=%s is disabled\n%s", field, value, p.where())
	}
	if eval[bool](p, box.script()+".checked") == want {
		return
	}
	p.do(chromedp.Click(one(fmt.Sprintf(`(e=>{const r=e.getBoundingClientRect();return r.width>4&&r.height>4&&getComputedStyle(e).opacity>0?e:e.labels[0]??e})(%s)`, box.script())).path()))
	p.Until(fmt.Sprintf("%s.checked===%v", box.script(), want))
}

// Keys presses keys one after the other, such as "\t" or chromedp's kb.Enter.
func (p *Person) Keys(keys string) {
	p.t.Helper()
	p.do(chromedp.KeyEvent(keys))
}

// load runs what loads a page and waits for it.
func (p *Person) load(action chromedp.Action[chromedp.Void]) int {
	p.t.Helper()
	var answer *network.Response
	p.step(func(ctx context.Context) (err error) {
		answer, err = chromedp.RunResponse(ctx, action)
		return err
	})
	if answer == nil {
		return 0
	}
	return int(answer.Status)
}
