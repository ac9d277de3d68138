package handlers

import (
	"bytes"
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"coulisse/models"
)

func rendered(ctx context.Context, page templ.Component) ([]byte, error) {
	var b bytes.Buffer
	err := page.Render(ctx, &b)
	return b.Bytes(), err
}

// refill fills the form of a page that leads to kept.Action with the values that were sent, as a
// browser does that comes back to a page. It says how many controls that somebody sees it filled.
func refill(page []byte, kept models.FormContent) (filled []byte, entered int, err error) {
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return nil, 0, err
	}
	f := refilling{values: kept.Values, next: map[string]int{}}
	for n := range doc.Descendants() {
		if n.DataAtom == atom.Form && leadsTo(n, kept.Action) {
			f.form = n
			break
		}
	}
	if f.form != nil {
		f.fill(doc)
	}
	var b bytes.Buffer
	err = html.Render(&b, doc)
	return b.Bytes(), f.entered, err
}

// leadsTo tells whether a form, or one of its buttons, is sent to a path.
func leadsTo(form *html.Node, path string) bool {
	if !strings.EqualFold(attribute(form, "method"), "post") {
		return false
	}
	is := func(address string) bool {
		u, err := url.Parse(address)
		return err == nil && u.Path == path
	}
	if is(attribute(form, "action")) {
		return true
	}
	for n := range form.Descendants() {
		if n.DataAtom == atom.Button && is(attribute(n, "formaction")) {
			return true
		}
	}
	return false
}

// refilling is a form being filled.
type refilling struct {
	form    *html.Node
	values  url.Values
	next    map[string]int // by name, which of its values comes next
	entered int
}

// fill fills all controls of the form, those elsewhere in the page included.
func (f *refilling) fill(doc *html.Node) {
	var controls []*html.Node
	for n := range doc.Descendants() {
		if n.DataAtom == atom.Input || n.DataAtom == atom.Select || n.DataAtom == atom.Textarea {
			controls = append(controls, n)
		}
	}
	for _, n := range controls {
		if name := attribute(n, "name"); name != "" && f.owns(n) && !has(n, "disabled") {
			f.control(n, name)
		}
	}
}

func (f *refilling) owns(n *html.Node) bool {
	if id := attribute(n, "form"); id != "" {
		return id == attribute(f.form, "id")
	}
	for p := n.Parent; p != nil; p = p.Parent {
		if p == f.form {
			return true
		}
	}
	return false
}

// control fills one control. What is hidden stays as the page has it, but for the version that was
// read: a change that somebody made meanwhile is to be noticed.
func (f *refilling) control(n *html.Node, name string) {
	kind := strings.ToLower(attribute(n, "type"))
	switch {
	case n.DataAtom == atom.Select:
		f.choose(n, name)
	case n.DataAtom == atom.Textarea:
		if value, ok := f.value(name); ok {
			for n.FirstChild != nil {
				n.RemoveChild(n.FirstChild)
			}
			n.AppendChild(&html.Node{Type: html.TextNode, Data: "\n" + value}) // a parser drops the first line break
		}
	case kind == "checkbox" || kind == "radio" && f.values.Has(name):
		mark(n, "checked", f.sent(name, attribute(n, "value"), "on"))
		if f.values.Has(name) {
			f.entered++
		}
	case kind == "hidden" && name == "version":
		if value := f.values.Get(name); value != "" {
			set(n, "value", value)
		}
	case slices.Contains([]string{"hidden", "submit", "button", "image", "reset", "file", "password", "radio"}, kind):
	default:
		if value, ok := f.value(name); ok {
			set(n, "value", value)
		}
	}
}

func (f *refilling) choose(list *html.Node, name string) {
	if !f.values.Has(name) {
		return
	}
	f.entered++
	for n := range list.Descendants() {
		if n.DataAtom == atom.Option {
			mark(n, "selected", f.sent(name, attribute(n, "value"), ""))
		}
	}
}

func (f *refilling) sent(name, value, otherwise string) bool {
	if value == "" {
		value = otherwise
	}
	return slices.Contains(f.values[name], value)
}

// value is the next of a name's values.
func (f *refilling) value(name string) (string, bool) {
	at := f.next[name]
	if at >= len(f.values[name]) {
		return "", false
	}
	f.next[name]++
	f.entered++
	return f.values[name][at], true
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

func set(n *html.Node, key, value string) {
	mark(n, key, false)
	n.Attr = append(n.Attr, html.Attribute{Key: key, Val: value})
}

// mark sets an attribute without a value, or takes it away.
func mark(n *html.Node, key string, on bool) {
	n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
	if on {
		n.Attr = append(n.Attr, html.Attribute{Key: key})
	}
}
