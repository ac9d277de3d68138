package testkit

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// Page is an answer as a person has it before them. The embedded document finds elements by
// CSS selector. A body that is not HTML (CSV, a mail) is in Body as it came.
type Page struct {
	*goquery.Document
	URL       *url.URL // after redirects
	Status    int
	Header    http.Header
	Body      string
	Redirects []string // paths on the way here, the last one being this page's

	client *Client
}

// Want fails the test unless the page came with this status and, when named, is this page
// (the route name in <body data-page>). It returns the page, so that a story reads on.
func (p *Page) Want(status int, route ...string) *Page {
	p.client.t.Helper()
	if p.Status != status || len(route) > 0 && p.Route() != route[0] {
		p.client.t.Fatalf("%s: status %d, page %q; want %d %v\n%s", p.URL, p.Status, p.Route(), status, route, p.excerpt())
	}
	return p
}

// Route is the name of the route that rendered the page.
func (p *Page) Route() string { return p.Find("body").AttrOr("data-page", "") }

// Text is the text of the elements a selector finds, with single spaces.
func (p *Page) Text(selector string) string {
	return strings.Join(strings.Fields(p.Find(selector).Text()), " ")
}

// Has tells whether a selector finds anything.
func (p *Page) Has(selector string) bool { return p.Find(selector).Length() > 0 }

// Flash is what the page says about the last action, whichever way it went.
func (p *Page) Flash() string { return p.Text(`[role="status"], [role="alert"]`) }

// Fault is what the page says at a field that was refused, and "" at one that was not.
func (p *Page) Fault(field string) string { return p.Text(`[id="` + field + `-error"]`) }

// Click follows the first link that a selector finds.
func (p *Page) Click(selector string) *Page {
	p.client.t.Helper()
	link := p.Find(selector).Filter("a[href]").First()
	if link.Length() == 0 {
		p.client.t.Fatalf("%s has no link %s\n%s", p.URL, selector, p.excerpt())
	}
	u, err := p.URL.Parse(link.AttrOr("href", ""))
	if err != nil {
		p.client.t.Fatalf("%s: link %s: %v", p.URL, selector, err)
	}
	return p.client.navigate(http.MethodGet, u, nil, p)
}

// Reload opens the page's address again.
func (p *Page) Reload() *Page {
	p.client.t.Helper()
	return p.client.navigate(http.MethodGet, p.URL, nil, nil)
}

// excerpt is enough of the page to see in a test's output what it was.
func (p *Page) excerpt() string {
	text := p.Text("title") + "\n" + p.Text("main")
	if len(text) > 1500 {
		text = text[:1500] + " …"
	}
	return text
}
