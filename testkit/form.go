package testkit

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// Submit fills a form and sends it as a browser would: hidden fields, what is checked and
// selected, and the button pressed. The selector finds the form, or anything in it; when it
// finds a button, that one is pressed. Values are names and values in turn:
//
//   - of a text field, what is typed;
//   - of radio buttons and selections, the choice, which must exist and not be disabled;
//   - of check-boxes, what is to be checked, replacing what was; "" leaves none checked;
//   - of a button (step, preset), which one is pressed;
//   - of a file, its content.
//
// With no button named it is the form's first, as when the person hits Enter.
func (p *Page) Submit(selector string, values ...string) *Page {
	p.client.t.Helper()
	found := p.Find(selector).First()
	form := found.Closest("form")
	if id, ok := found.Attr("form"); ok {
		form = p.Find(`form[id="` + id + `"]`)
	}
	if form.Length() == 0 {
		p.client.t.Fatalf("%s has no form at %s\n%s", p.URL, selector, p.excerpt())
	}
	f := p.form(form)
	if found.Is("button, input[type=submit]") {
		f.press(found)
	}
	for i := 0; i+1 < len(values); i += 2 {
		f.fill(values[i], values[i+1])
	}
	return f.send()
}

// Fields returns what a form would send if its first button were pressed now.
func (p *Page) Fields(selector string) url.Values {
	p.client.t.Helper()
	form := p.Find(selector).First().Closest("form")
	if form.Length() == 0 {
		p.client.t.Fatalf("%s has no form at %s\n%s", p.URL, selector, p.excerpt())
	}
	return p.form(form).values()
}

// FieldsOf is Fields of a form that was found already.
func (p *Page) FieldsOf(form *goquery.Selection) url.Values {
	p.client.t.Helper()
	return p.form(form).values()
}

// form is a form being filled in.
type form struct {
	page     *Page
	node     *goquery.Selection
	controls []*goquery.Selection
	button   *goquery.Selection
	touched  map[string]bool // check-boxes whose old state was dropped
}

func (p *Page) form(node *goquery.Selection) *form {
	f := &form{page: p, node: node, touched: map[string]bool{}}
	id, named := node.Attr("id")
	p.Find("input, select, textarea, button").Each(func(_ int, c *goquery.Selection) {
		owner, elsewhere := c.Attr("form")
		mine := !elsewhere && c.Closest("form").IsSelection(node)
		if mine || elsewhere && named && owner == id {
			f.controls = append(f.controls, c)
		}
	})
	for _, c := range f.controls {
		if isButton(c) && !disabled(c) {
			f.button = c
			break
		}
	}
	return f
}

func kind(c *goquery.Selection) string {
	if name := goquery.NodeName(c); name != "input" {
		return name
	}
	return strings.ToLower(c.AttrOr("type", "text"))
}

func isButton(c *goquery.Selection) bool {
	return kind(c) == "submit" || kind(c) == "button" && goquery.NodeName(c) == "button" && c.AttrOr("type", "submit") == "submit"
}

func disabled(c *goquery.Selection) bool {
	return c.Is("[disabled]") || c.Closest("fieldset[disabled]").Length() > 0
}

func (f *form) press(button *goquery.Selection) {
	f.page.client.t.Helper()
	if disabled(button) {
		f.page.client.t.Fatalf("%s: the button %q is disabled", f.page.URL, button.AttrOr("value", button.Text()))
	}
	f.button = button
}

func (f *form) fill(name, value string) {
	f.page.client.t.Helper()
	var disabledOne bool
	for _, c := range f.controls {
		if c.AttrOr("name", "") != name {
			continue
		}
		if disabled(c) {
			disabledOne = disabledOne || c.AttrOr("value", "") == value
			continue
		}
		if f.set(c, name, value) {
			return
		}
	}
	if value == "" && f.touched[name] {
		return
	}
	f.page.client.t.Fatalf("%s: the form has no field %s that takes %q (disabled: %v)\n%s", f.page.URL, name, value, disabledOne, f.page.excerpt())
}

// set tells whether the control was the one meant.
func (f *form) set(c *goquery.Selection, name, value string) bool {
	switch k := kind(c); k {
	case "hidden", "reset", "image":
		return false
	case "submit", "button":
		if !isButton(c) || c.AttrOr("value", "") != value {
			return false
		}
		f.button = c
	case "radio", "checkbox":
		if k == "radio" || !f.touched[name] {
			f.uncheck(name)
		}
		if c.AttrOr("value", "on") != value {
			return false
		}
		c.SetAttr("checked", "")
	case "select":
		option := c.Find("option").FilterFunction(func(_ int, o *goquery.Selection) bool {
			return optionValue(o) == value && !o.Is("[disabled]")
		}).First()
		if option.Length() == 0 {
			return false
		}
		if !c.Is("[multiple]") {
			c.Find("option").RemoveAttr("selected")
		}
		option.SetAttr("selected", "")
	case "textarea":
		c.SetText(value)
	default:
		c.SetAttr("value", value)
	}
	return true
}

func (f *form) uncheck(name string) {
	f.touched[name] = true
	for _, c := range f.controls {
		if k := kind(c); c.AttrOr("name", "") == name && (k == "radio" || k == "checkbox") {
			c.RemoveAttr("checked")
		}
	}
}

func optionValue(o *goquery.Selection) string { return o.AttrOr("value", strings.TrimSpace(o.Text())) }

// values are the form's successful controls, in the order of the page.
func (f *form) values() url.Values {
	v := url.Values{}
	for _, c := range f.controls {
		name := c.AttrOr("name", "")
		if name == "" || disabled(c) {
			continue
		}
		switch kind(c) {
		case "submit", "button":
			if f.button != nil && c.IsSelection(f.button) {
				v.Add(name, c.AttrOr("value", ""))
			}
		case "radio", "checkbox":
			if c.Is("[checked]") {
				v.Add(name, c.AttrOr("value", "on"))
			}
		case "select":
			for _, chosen := range selected(c) {
				v.Add(name, chosen)
			}
		case "textarea":
			v.Add(name, strings.ReplaceAll(c.Text(), "\n", "\r\n"))
		case "reset", "image":
		default:
			v.Add(name, c.AttrOr("value", ""))
		}
	}
	return v
}

// selected are the chosen options; a list that takes one and has none chosen sends its first.
func selected(c *goquery.Selection) []string {
	chosen := c.Find("option[selected]")
	if !c.Is("[multiple]") {
		chosen = chosen.Last()
		if chosen.Length() == 0 {
			chosen = c.Find("option:not([disabled])").First()
		}
	}
	return chosen.Map(func(_ int, o *goquery.Selection) string { return optionValue(o) })
}

func (f *form) send() *Page {
	t := f.page.client.t
	t.Helper()
	action, method := f.node.AttrOr("action", ""), f.node.AttrOr("method", "get")
	if f.button != nil {
		action = f.button.AttrOr("formaction", action)
		method = f.button.AttrOr("formmethod", method)
	}
	enctype := f.node.AttrOr("enctype", "application/x-www-form-urlencoded")
	if !slices.Contains([]string{"application/x-www-form-urlencoded", "multipart/form-data"}, enctype) {
		t.Fatalf("%s: form of type %s", f.page.URL, enctype)
	}
	u, err := f.page.URL.Parse(action)
	if err != nil {
		t.Fatalf("%s: form action %q: %v", f.page.URL, action, err)
	}
	if enctype == "multipart/form-data" {
		contentType, body := Multipart(f.values(), f.files()...)
		return f.page.client.navigate(http.MethodPost, u, strings.NewReader(body), f.page, "Content-Type", contentType)
	}
	if strings.EqualFold(method, http.MethodPost) {
		return f.page.client.navigate(http.MethodPost, u, io.Reader(strings.NewReader(f.values().Encode())), f.page)
	}
	u.RawQuery = f.values().Encode()
	return f.page.client.navigate(http.MethodGet, u, nil, f.page)
}

// files are the names of the fields that take files.
func (f *form) files() (names []string) {
	for _, c := range f.controls {
		if kind(c) == "file" {
			names = append(names, c.AttrOr("name", ""))
		}
	}
	return names
}
