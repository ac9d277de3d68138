package e2e

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// standIn is a reader of codes in the browser that sees one and the same code in every picture: the
// machines that run these tests have none.
const standIn = `window.BarcodeDetector=class{static async getSupportedFormats(){return ["qr_code"]}async detect(){return [{rawValue:sessionStorage.code}]}}`

// withoutReader is a browser that cannot read codes, as on an iPhone.
const withoutReader = `delete window.BarcodeDetector`

// older takes away what browsers before Safari 14 lack.
const older = `delete AbortSignal.timeout;delete AbortSignal.any;delete window.OscillatorNode;delete window.BarcodeDetector;delete window.structuredClone;
for(const type of [Array,String,Uint8Array])delete type.prototype.at;
for(const type of [Element,Document,DocumentFragment])delete type.prototype.replaceChildren`

// before has a script run in every page that is opened from now on, ahead of the page's own.
func (p *Person) before(script string) {
	p.t.Helper()
	p.step(func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
		return err
	})
}

// door opens the door anew.
func (e *evening) door() *Person {
	e.t.Helper()
	e.phone.Opens("/access-control/" + e.event)
	return e.phone
}

// sentTo counts what the page has sent to an address.
func sentTo(p *Person, ending string) int {
	return eval[int](p, `performance.getEntriesByType("resource").filter(e=>e.name.endsWith(`+quote(ending)+`)).length`)
}

const inWord = `document.querySelector("#result .word").textContent==="In"`

func TestTheCameraScansEachTicketOnce(t *testing.T) {
	t.Parallel()
	e := newEvening(t)
	eval[bool](e.phone, `(()=>{sessionStorage.code=`+quote(e.codes[0])+`;return true})()`)
	e.phone.before(standIn)
	p := e.door()
	p.Taps("Camera", inWord)
	if pressed := p.Attribute("[data-camera]", "aria-pressed"); pressed != "true" {
		t.Errorf("the button is pressed: %q", pressed)
	}
	p.Taps("Camera", `document.querySelector("video").hidden`)
	if n, frames := sentTo(p, "/scans"), sentTo(p, "/frames"); n != 1 || frames != 0 {
		t.Errorf("%d scans of one look, %d frames sent by a browser that reads codes itself", n, frames)
	}
}

// An iPhone, and Firefox: the browser has a camera and cannot read codes.
func TestTheCameraScansOnAPhoneThatCannotReadCodes(t *testing.T) {
	t.Parallel()
	e := newEvening(t)
	e.Exec("UPDATE tickets SET code = ? WHERE code = ?", filmed, e.codes[0])
	e.phone.before(withoutReader)
	p := e.door()
	p.Taps("Camera", inWord)
	e.look("gate-camera", "in")
	p.Until(`performance.getEntriesByType("resource").filter(e=>e.name.endsWith("/frames")).length>4`)
	const soonest = `Math.min(...performance.getEntriesByType("resource").filter(e=>e.name.endsWith("/frames")).map((e,i,all)=>i?e.startTime-all[i-1].responseEnd:1e9))`
	if gap := eval[float64](p, soonest); gap < 200 {
		t.Errorf("a frame left %.0f ms after the answer to the one before", gap)
	}
	p.Taps("Camera", `document.querySelector("video").hidden`)
	p.Until(`document.querySelector('[data-count="all"]').textContent==="1 of 4"`)
}

func TestAPhoneWithoutACameraSaysSo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ script, says string }{
		"not over https": {`Object.defineProperty(navigator,"mediaDevices",{value:undefined})`, "begins with https"},
		"no camera":      {`navigator.mediaDevices.getUserMedia=async()=>{throw new DOMException("","NotFoundError")}`, "No camera was found"},
		"not allowed":    {`navigator.mediaDevices.getUserMedia=async()=>{throw new DOMException("","NotAllowedError")}`, "Allow it in the browser"},
	} {
		t.Run(name, func(t *testing.T) {
			e := newEvening(t)
			e.phone.before(c.script)
			p := e.door()
			p.Taps("Camera", `!document.querySelector("[data-camera-word]").hidden`)
			p.Sees(c.says)
			e.scans(p, e.codes[0], "In") // by hand
		})
	}
}

// The fault: AbortSignal.timeout is missing before Safari 16, what the missing feature threw was
// taken for a missing network, and every scan was "kept, not checked", online.
func TestAnOlderBrowserChecksScans(t *testing.T) {
	t.Parallel()
	e := newEvening(t)
	e.phone.before(older)
	p := e.door()
	e.scans(p, e.codes[0], "In")
	e.scans(p, e.codes[0], "Already in")
	p.Until(`document.querySelector('[data-count="all"]').textContent==="1 of 4"`)
	if left := eval[string](p, `localStorage.scans`); left != "[]" {
		t.Errorf("left is %s", left)
	}
}

// fillStorage leaves no room for another character in the browser's storage.
const fillStorage = `(()=>{let n=0;for(let size=1<<20;size;size>>=4)try{for(;;)localStorage["fill"+n++]="x".repeat(size)}catch{}return true})()`

// Only a missing network is one: a fault of the console, and storage that is full, are not.
func TestAFaultIsNoMissingNetwork(t *testing.T) {
	t.Parallel()
	e := newEvening(t)
	p := e.phone
	eval[bool](p, `(()=>{window.real=fetch;window.fetch=async()=>new Response("<h1>Bad gateway</h1>",{status:502});return true})()`)
	e.scans(p, e.codes[0], "Not checked")
	p.Sees("answered with a fault (502)")
	e.look("gate-fault", "bad")
	if left := eval[string](p, `localStorage.scans`); strings.Contains(left, e.codes[0]) {
		t.Errorf("kept is %s", left)
	}
	eval[bool](p, `(()=>{window.fetch=window.real;return true})()`)
	eval[bool](p, fillStorage)
	e.scans(p, e.codes[0], "In")
}
