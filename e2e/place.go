package e2e

import (
	"fmt"

	"github.com/chromedp/chromedp"
)

// Place is where on a page to look or click: a script expression that gives an element.
type Place string

// At is the first visible element of a CSS selector.
func At(selector string) Place {
	return one(fmt.Sprintf(`[...document.querySelectorAll(%s)].find(%s)`, quote(selector), visible))
}

// Within is the button or link with this spoken name inside the first element of a selector,
// such as a row of a list.
func Within(selector, name string) Place {
	return find(fmt.Sprintf("document.querySelector(%s)", quote(selector)), name)
}

func named(name string) Place { return find("document", name) }

const visible = `e=>e.checkVisibility({visibilityProperty:true})&&e.getClientRects().length>0`

// spoken is what a screen reader says of an element: its label, else its words.
const spoken = `(e=>(e.ariaLabelledByElements?.map(x=>x.textContent).join(" ")||e.ariaLabel||e.textContent||e.value||e.title||"").replace(/\s+/g," ").trim())`

func find(root, name string) Place {
	return one(fmt.Sprintf(`[...%s.querySelectorAll("button,a[href],summary,input[type=submit]")].find(e=>(%s)(e)&&%s(e)===%s)`, root, visible, spoken, quote(name)))
}

func one(expression string) Place { return Place(expression) }

// script is the expression, which says itself what it did not find.
func (a Place) script() string {
	return fmt.Sprintf(`(e=>{if(!e)throw new Error("not on this page: "+%s);return e})(%s)`, quote(string(a)), string(a))
}

func (a Place) path() chromedp.JSPath { return chromedp.JSPath(a) }
