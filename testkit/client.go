package testkit

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// maxBody is more than any page should have; a test that meets it has found a fault.
const maxBody = 8 << 20

// Client is one person's browser without script: it keeps cookies, follows redirects and
// sends the headers by which a server tells its own pages' requests from a stranger's.
// Faults in the use of a page (no such link, no such field) end the test.
type Client struct {
	// HTTP carries the requests. Its Transport may be replaced, for a server with TLS.
	HTTP *http.Client

	t    testing.TB
	base *url.URL
}

// NewClient opens a browser on a server such as http://127.0.0.1:8080, with no cookies.
func NewClient(t testing.TB, base string) *Client {
	t.Helper()
	u, err := url.Parse(base)
	if err != nil || u.Host == "" {
		t.Fatalf("testkit: base address %q: %v", base, err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	keep := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{HTTP: &http.Client{Jar: jar, CheckRedirect: keep}, t: t, base: u}
}

// Get opens an address as if typed: a path, or a whole address on the same server.
func (c *Client) Get(path string) *Page {
	c.t.Helper()
	return c.navigate(http.MethodGet, c.address(path), nil, nil)
}

// Post sends a form that no page has shown, from a page of the same server: for fields
// that a browser would not send. Headers, name and value in turn, replace the browser's;
// an empty value takes one away.
func (c *Client) Post(path string, form url.Values, headers ...string) *Page {
	c.t.Helper()
	u := c.address(path)
	return c.navigate(http.MethodPost, u, strings.NewReader(form.Encode()), &Page{URL: u}, headers...)
}

// PostRaw is Post with a body of the test's own making and its content type.
func (c *Client) PostRaw(path, contentType string, body io.Reader, headers ...string) *Page {
	c.t.Helper()
	u := c.address(path)
	return c.navigate(http.MethodPost, u, body, &Page{URL: u}, append([]string{"Content-Type", contentType}, headers...)...)
}

// Cookies returns the cookies that a request to the server would carry.
func (c *Client) Cookies() []*http.Cookie { return c.HTTP.Jar.Cookies(c.base) }

// SetCookies plants cookies, such as those of another client.
func (c *Client) SetCookies(cookies []*http.Cookie) { c.HTTP.Jar.SetCookies(c.base, cookies) }

func (c *Client) address(path string) *url.URL {
	c.t.Helper()
	u, err := c.base.Parse(path)
	if err != nil {
		c.t.Fatalf("testkit: address %q: %v", path, err)
	}
	return u
}

// navigate sends a request from a page (nil when the address was typed), follows redirects
// and reads the page at their end.
func (c *Client) navigate(method string, u *url.URL, body io.Reader, from *Page, headers ...string) *Page {
	c.t.Helper()
	p := &Page{client: c}
	for range 10 {
		res := c.send(method, u, body, from, headers)
		next, err := res.Location()
		if err != nil || res.StatusCode < 300 || res.StatusCode > 399 {
			return c.read(p, res, u)
		}
		res.Body.Close()
		p.Redirects = append(p.Redirects, next.RequestURI())
		if res.StatusCode == http.StatusTemporaryRedirect || res.StatusCode == http.StatusPermanentRedirect {
			c.t.Fatalf("testkit: %s %s: the console never asks to send a form again (%d)", method, u, res.StatusCode)
		}
		method, u, body = http.MethodGet, next, nil
	}
	c.t.Fatalf("testkit: redirected for ever: %v", p.Redirects)
	return nil
}

func (c *Client) send(method string, u *url.URL, body io.Reader, from *Page, headers []string) *http.Response {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, u.String(), body)
	if err != nil {
		c.t.Fatal(err)
	}
	describe(req, from)
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
		if headers[i+1] == "" {
			req.Header.Del(headers[i])
		}
	}
	res, err := c.HTTP.Do(req)
	if err != nil {
		c.t.Fatalf("testkit: %s %s: %v", method, u, err)
	}
	return res
}

// describe sets what a browser says about a navigation. A page that forbids referrers also
// hides its origin from the forms it sends ("Origin: null"), so Sec-Fetch-Site must do.
func describe(req *http.Request, from *Page) {
	h := req.Header
	h.Set("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")
	h.Set("Sec-Fetch-Mode", "navigate")
	h.Set("Sec-Fetch-Dest", "document")
	h.Set("Sec-Fetch-User", "?1")
	h.Set("Sec-Fetch-Site", "none")
	if req.Method == http.MethodPost {
		h.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if from == nil {
		return
	}
	origin := from.URL.Scheme + "://" + from.URL.Host
	h.Set("Sec-Fetch-Site", "same-origin")
	if origin != req.URL.Scheme+"://"+req.URL.Host {
		h.Set("Sec-Fetch-Site", "cross-site")
	}
	hidden := from.Header.Get("Referrer-Policy") == "no-referrer"
	if !hidden {
		h.Set("Referer", from.URL.String())
	}
	if req.Method == http.MethodPost {
		h.Set("Origin", origin)
		if hidden {
			h.Set("Origin", "null")
		}
	}
}

func (c *Client) read(p *Page, res *http.Response, u *url.URL) *Page {
	c.t.Helper()
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxBody))
	if err != nil {
		c.t.Fatalf("testkit: body of %s: %v", u, err)
	}
	p.URL, p.Status, p.Header, p.Body = u, res.StatusCode, res.Header, string(body)
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(p.Body))
	if err != nil {
		c.t.Fatalf("testkit: HTML of %s: %v", u, err)
	}
	p.Document = doc
	p.Find(`[data-errors] a[href^="#"]`).Each(func(_ int, link *goquery.Selection) {
		if id := link.AttrOr("href", "")[1:]; !p.Has(`[id="` + id + `"]`) {
			c.t.Errorf("testkit: the error summary of %s leads to %q, which is not on the page", u.Path, id)
		}
	})
	return p
}
