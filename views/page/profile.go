package page

import (
	"time"

	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/component"
)

// ProfilePage is one's own details, password, language and appearance.
type ProfilePage struct {
	Form           forms.Profile
	Email          string
	Theme          string // as chosen; "" for the device's
	You            You    // with whom to ask, when details are kept by administrators
	Errors         forms.Errors
	PasswordErrors forms.Errors
}

func (p ProfilePage) allErrors() forms.Errors {
	return append(append(forms.Errors{}, p.Errors...), p.PasswordErrors...)
}

// SessionsPage lists where one is signed in.
type SessionsPage struct {
	Rows    []models.Session
	Current string // id
}

// SecurityPage tells how one signs in.
type SecurityPage struct {
	PasswordAt *time.Time
	Sessions   int
}

// profileTabs are the pages about oneself; current is a route's name.
func profileTabs(f *views.Frame, current string) []component.Tab {
	var tabs []component.Tab
	for _, t := range []struct{ route, key string }{
		{"profile.show", "details"}, {"profile.sessions", "sessions"}, {"profile.security", "security"},
	} {
		tabs = append(tabs, component.Tab{Label: f.Locale.T("profile.tabs." + t.key), Href: f.URL(t.route), Current: t.route == current})
	}
	return tabs
}

func themeOptions(l *i18n.Locale) []component.Option {
	return []component.Option{
		{Value: "", Label: l.T("shell.theme.device")},
		{Value: "light", Label: l.T("shell.theme.light")},
		{Value: "dark", Label: l.T("shell.theme.dark")},
	}
}
