package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"coulisse/i18n"
)

// axeRun runs the rules of WCAG 2.0 to 2.2, levels A and AA, and the best practices.
const axeRun = `axe.run(document,{runOnly:{type:"tag",values:["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]},resultTypes:["violations"],elementRef:false}).then(r=>JSON.stringify(r.violations.map(v=>v.id+" ("+v.impact+"): "+v.nodes.slice(0,4).map(n=>n.target.join(" ")+": "+(n.any.concat(n.all,n.none)[0]??{}).message).join("; "))))`

// overflowing names the elements that make the page scroll sideways.
const overflowing = `document.documentElement.scrollWidth<=innerWidth?[]:[...document.body.querySelectorAll("*")].filter(e=>e.getBoundingClientRect().right>innerWidth+1).slice(0,5).map(e=>e.localName+(e.id?"#"+e.id:"")+[...e.classList].map(c=>"."+c).join("")).concat("scroll width "+document.documentElement.scrollWidth)`

// covered tells what lies over the focused element, "" when nothing does, "end" when the
// focus has left the page (WCAG 2.4.11).
const covered = `(()=>{const e=document.activeElement;if(!e||e===document.body)return "end";
const b=(e.labels?.[0]&&getComputedStyle(e).opacity==="0"?e.labels[0]:e).getBoundingClientRect();
const h=document.elementFromPoint(b.x+b.width/2,Math.max(0,Math.min(b.y+b.height/2,innerHeight-1)));
return h&&(e.contains(h)||h.contains(e)||[...(e.labels??[])].some(l=>l.contains(h)))?"":e.localName+" "+(e.id||e.name||e.textContent.trim())+" under "+(h?.outerHTML.slice(0,80)??"nothing")})()`

// Violations runs axe-core on the page as it stands. The script comes through the browser's
// protocol, which the page's content security policy does not bind.
func (p *Person) Violations() []string {
	p.t.Helper()
	if !eval[bool](p, `scrollTo(0,0);typeof axe!=="undefined"`) {
		eval[bool](p, axe+";true")
	}
	var violations []string
	if err := json.Unmarshal([]byte(eval[string](p, axeRun)), &violations); err != nil {
		p.t.Fatal(err)
	}
	return violations
}

// Overflow names what makes the page scroll sideways.
func (p *Person) Overflow() []string {
	p.t.Helper()
	return eval[[]string](p, overflowing)
}

// CoveredFocus walks through the page by Tab, up to a hundred stops, and names every stop
// that something else lies over; stops is how many there were.
func (p *Person) CoveredFocus() (found []string, stops int) {
	p.t.Helper()
	eval[bool](p, "document.activeElement?.blur();scrollTo(0,0);true")
	for ; stops < 100; stops++ {
		p.Keys("\t")
		switch over := eval[string](p, covered); over {
		case "":
		case "end":
			return found, stops
		default:
			found = append(found, over)
		}
	}
	return found, stops
}

// looks are the windows and colours in which a page is held against axe. Colours are alike in every
// language, and words need room most where there is least: pages of the second and third language,
// whose names begin with them, are looked at in light, and by axe in the narrow window.
func looks(name string, width int64) (themes []string, axe bool) {
	for _, tag := range i18n.Tags()[1:] {
		if strings.HasPrefix(name, tag+"-") {
			return []string{"light"}, width < 1280
		}
	}
	return []string{"light", "dark"}, true
}

// Passes puts the page through every check, in light and dark, at 1280 and at 320 pixels,
// and takes a picture of each when pictures are wanted. Every fault fails the test, none
// ends it. The window is back at 1280 × 800 afterwards.
func (p *Person) Passes(t testing.TB, name string) {
	t.Helper()
	for _, width := range []int64{1280, 320} {
		p.Window(width, 800)
		themes, axe := looks(name, width)
		for _, theme := range themes {
			p.Media("prefers-color-scheme", theme)
			state := fmt.Sprintf("%s-%d-%s", name, width, theme)
			if axe {
				for _, v := range p.Violations() {
					t.Errorf("%s: axe: %s", state, v)
				}
			}
			for _, o := range p.Overflow() {
				t.Errorf("%s: wider than the window: %s", state, o)
			}
			p.Picture(state)
		}
	}
	p.Window(1280, 800)
	p.Media()
	for _, f := range p.Faults() {
		t.Errorf("%s: %s", name, f)
	}
}
