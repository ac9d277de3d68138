// Package page holds one component a screen. Each takes one page struct of plain data that a
// handler has filled, and reads who looks, language and addresses from the frame.
package page

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"coulisse/i18n"
	"coulisse/views"
)

// ErrorPage is an error as a person sees it.
type ErrorPage struct {
	Status    int
	Kind      string // of the catalogue: error.<kind>.title and error.<kind>.text
	Key       string // of a sentence about this very case, or of a title and text of its own; "" for none
	Args      []any  // placeholders of Key, or of the kind's text
	Reference string // shown for an internal error alone

	NextHref, NextLabel string // what to do now; "" for the home page or the sign-in page
}

// Error is the page for every error. Nothing in it tells which address was asked for: it
// reads alike for a page that never was and for a row that is somebody else's.
func Error(p ErrorPage) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return errorPage(p).Render(views.With(ctx, neutral(*views.From(ctx))), w)
	})
}

// neutral is the frame without its traces of the address.
func neutral(f views.Frame) *views.Frame {
	f.Page, f.Path = "error", f.URL("home")
	f.Nav = slices.Clone(f.Nav)
	for i, g := range f.Nav {
		g.Items = slices.Clone(g.Items)
		for j := range g.Items {
			g.Items[j].Current = false
		}
		f.Nav[i] = g
	}
	return &f
}

// console tells whether the page is shown in the shell of the console, as to everybody who is
// signed in; not where the address holds a token, since a browser would hide there where the
// forms of that shell come from.
func (p ErrorPage) console(f *views.Frame) bool { return f.SignedIn && !f.Secret }

// next is what to do now; nothing for a buyer, who has no access to sign in to.
func (p ErrorPage) next(f *views.Frame) (href, label string) {
	switch {
	case p.NextHref != "":
		return p.NextHref, p.NextLabel
	case f.SignedIn:
		return f.Home(), f.Locale.T("error.next.home")
	case strings.HasPrefix(p.Key, "ticket."):
		return "", ""
	}
	return f.URL("login.form"), f.Locale.T("error.next.sign_in")
}

// words are the title and the text.
func (p ErrorPage) words(l *i18n.Locale) (title, text string) {
	kind := "error." + p.Kind
	if p.Key != "" && l.Has(p.Key+".title") {
		kind = p.Key
	}
	title, text = l.T(kind+".title"), l.T(kind+".text", append([]any{"reference", p.Reference}, p.Args...)...)
	if p.Key != "" && kind != p.Key {
		text = l.T(p.Key, p.Args...)
	}
	return title, text
}
