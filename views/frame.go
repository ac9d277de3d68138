// Package views holds what every page shares: the frame, a typed value in the request's
// context that tells who looks at the page, in which language and time zone, and where
// addresses lead. It knows nothing of the database. Shells stand in views/layout, the
// parts pages are made of in views/component, and one component a screen in views/page.
package views

import (
	"context"
	"net/url"
	"time"

	"coulisse/access"
	"coulisse/i18n"
)

// Frame is what every page needs to know about the request that it answers.
type Frame struct {
	Page           string // the route's name, for <body data-page>
	Locale         *i18n.Locale
	Zone           *time.Location // the organisation's; UTC when there is none
	Now            time.Time
	Theme          string       // "", light or dark
	Path           string       // path and query of this request, for links that come back
	Secret         bool         // the address of the page holds a link's token
	Proof          string       // on such a page, what its forms carry to show that they are the reader's own
	Actor          access.Actor // zero when nobody is signed in
	SignedIn       bool
	Staff          *access.Staff // somebody of the support desk; nil for everybody else
	Viewing        *Viewing      // as whom they look just now; nil when they do not
	Organisation   string        // its name; "" when there is none
	OrganisationID string
	Places         []Place // all organisations of somebody who has several, the current one included
	MayEditSelf    bool
	Currency       string     // of the organisation's money
	OwnAcquiring   bool       // settlements mean nothing in the organisation (ST4)
	Nav            []NavGroup // only what this actor may open
	Event          Event      // the one that the page is about; zero on any other page
	Coming         []Event    // the next events that this actor may open
	Flash          *Flash     // nil when there is none
	Mailbox        bool       // mails are kept in the mailbox instead of being sent

	URL   func(route string, args ...any) string // the address of a route
	Asset func(name string) string               // the fingerprinted address of a static file
}

// Viewing is a look of support at the console as a member sees it.
type Viewing struct {
	Name  string // of the member
	Until time.Time
}

// Event is an event as the top bar offers it.
type Event struct {
	ID, Name string
	Begins   time.Time
}

// Home is the address of the reader's first page: support has a desk of its own.
func (f *Frame) Home() string {
	if f.Staff != nil && f.Actor.Membership == "" {
		return f.URL("desk.home")
	}
	return f.URL("home")
}

// Place is an organisation that the reader may go to, with its next events unless they are there.
type Place struct {
	ID, Name string
	Adds     bool // they may add people there
	Coming   []Event
}

// NavGroup is one heading of the navigation; its words stand under nav.<Key>.
type NavGroup struct {
	Key   string
	Items []NavItem
}

// NavItem is one link of the navigation. Label is a catalogue key; Count is shown when
// something waits behind the link.
type NavItem struct {
	Route, Label, Icon, Href string
	Current                  bool
	Count                    int
}

// Flash tells once what the last action did. UndoAction, when set, is the address of a
// POST form with UndoFields that takes it back.
type Flash struct {
	Kind       string // status or alert
	Text       string
	UndoAction string
	UndoLabel  string
	UndoFields map[string]string
}

// In gives a time in the zone in which the page's readers live.
func (f *Frame) In(t time.Time) time.Time { return t.In(f.Zone) }

// WithQuery puts parameters behind an address, leaving out the empty ones.
func WithQuery(address string, params url.Values) string {
	kept := url.Values{}
	for name, values := range params {
		for _, v := range values {
			if v != "" {
				kept.Add(name, v)
			}
		}
	}
	if len(kept) == 0 {
		return address
	}
	return address + "?" + kept.Encode()
}

type frameKey struct{}

// With puts the frame into a request's context.
func With(ctx context.Context, f *Frame) context.Context {
	return context.WithValue(ctx, frameKey{}, f)
}

// From takes the frame out of the context. It never returns nil: a page that is rendered
// outside a request gets English, UTC and addresses that lead nowhere.
func From(ctx context.Context) *Frame {
	if f, ok := ctx.Value(frameKey{}).(*Frame); ok {
		return f
	}
	return &Frame{
		Locale: i18n.Must("en"),
		Zone:   time.UTC,
		URL:    func(string, ...any) string { return "" },
		Asset:  func(name string) string { return "/static/" + name },
	}
}
