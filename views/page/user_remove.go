package page

import (
	"time"

	"coulisse/access"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/component"
)

// UserRemovePage asks before a person is removed from the organisation (ST8, MP10).
type UserRemovePage struct {
	ID, Name, Email, Status string
	HasAccount              bool
	Role                    access.Role
	Tokens                  models.MadeTokens // of the API, which stop with their access
}

// UserLinkPage shows once a link that a mail could not bring.
type UserLinkPage struct {
	ID, Name, Email, Link string
	Expires               time.Time
}

// personCrumbs lead from the list over a person to a page about them.
func personCrumbs(f *views.Frame, id, name, here string) []component.Crumb {
	return []component.Crumb{
		{Label: f.Locale.T("user.list.title"), Href: f.URL("user.list")},
		{Label: name, Href: f.URL("user.show", id)},
		{Label: here},
	}
}
