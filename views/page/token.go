package page

import (
	"time"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/component"
)

// TokensPage are the tokens of the API that the reader may know of.
type TokensPage struct {
	Rows    []models.ListedToken
	BaseURL string
}

// TokenFormPage is the form that makes a token.
type TokenFormPage struct {
	Entry  forms.APIToken
	Errors forms.Errors
	Events []EventChoice // those the reader may see
}

// TokenCreatedPage shows a token, this once.
type TokenCreatedPage struct{ Name, Token, BaseURL string }

func tokenCrumbs(f *views.Frame, here string) []component.Crumb {
	crumbs := []component.Crumb{{Label: f.Locale.T("account.title"), Href: f.URL("account.show")}, {Label: f.Locale.T("token.title"), Href: f.URL("account.tokens")}, {Label: here}}
	if here == "" {
		crumbs = crumbs[:2]
		crumbs[1].Href = ""
	}
	return crumbs
}

func tokenColumns(l *i18n.Locale) []component.Column {
	return []component.Column{{Label: l.T("token.field.name")}, {Label: l.T("history.field.scope")}, {Label: l.T("token.made")}, {Label: l.T("token.used")},
		{Label: l.T("user.column.status")}, {Label: l.T("user.column.actions"), Hidden: true, Narrow: true}}
}

// tokenLook is a token's state as one of the shapes of statuses.
func tokenLook(k models.ListedToken) string {
	switch {
	case k.State == models.TokenActive:
		return "active"
	case k.State == models.TokenEnded:
		return "ended"
	}
	return "inactive"
}

// tokenEvents says which events a token reaches.
func tokenEvents(l *i18n.Locale, k models.ListedToken) string {
	if k.Scope.All {
		return l.T("history.all_events")
	}
	var names []string
	for _, id := range k.Scope.Events {
		names = append(names, k.Names[id])
	}
	if len(names) > manyEvents {
		return l.N("token.events", len(names))
	}
	return l.List(names)
}

// manyEvents is from how many on events are only counted.
const manyEvents = 5

// used is when a token was last used; zero for never.
func used(k models.ListedToken) time.Time {
	if k.LastUsedAt == nil {
		return time.Time{}
	}
	return *k.LastUsedAt
}

// tokenTry is a command that tries a token.
func tokenTry(base, token string) string {
	return "curl -H 'Authorization: Bearer " + token + "' " + base + "/api/v1/events"
}

// lastUse is when a token was last used, in words.
func lastUse(f *views.Frame, k models.ListedToken) string {
	if k.LastUsedAt == nil {
		return f.Locale.T("token.never")
	}
	return f.Locale.DateTime(f.In(*k.LastUsedAt))
}

// tokenUntil says up to which day a token may count, for whom that is not any day.
func tokenUntil(l *i18n.Locale, a access.Actor) string {
	if hint := untilHint(l, a); hint != "" {
		return hint
	}
	return l.T("token.until_text")
}
