package handlers

import (
	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views"
)

// preferences keeps one's language and appearance, and goes back to where one was. It says
// so in the language that was chosen.
func (s *Server) preferences(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form := forms.ReadPreferences(body)
	if errs := form.Validate(); len(errs) > 0 {
		return models.Fault(errs[0].Field, errs[0].Key, errs[0].Args...)
	}
	if err := s.store.SetPreferences(detached(c), viewerOf(c).User.ID, form.Locale, form.Theme); err != nil {
		return err
	}
	l := frameOf(c).Locale
	if form.Locale != nil {
		if chosen, ok := i18n.Lookup(*form.Locale); ok {
			l = chosen
		}
	}
	s.flash(c, views.Flash{Kind: "status", Text: l.T("profile.preferences.saved")})
	return s.toNext(c, form.Next, "profile.show")
}
