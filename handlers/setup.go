package handlers

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/models"
	"coulisse/views/page"
)

// setupForm is what the set-up link of an empty installation opens.
func (s *Server) setupForm(c echo.Context) error {
	if err := s.store.SetupOpen(c.Request().Context(), c.Param("token")); err != nil {
		return err
	}
	l := frameOf(c).Locale
	form := forms.Setup{Locale: l.Tag(), TimeZone: forms.HomeZone(l.Tag())}
	return s.render(c, http.StatusOK, page.Setup(page.SetupPage{Token: c.Param("token"), Form: form}))
}

// setupCreate makes the organisation and its owner, who then signs in.
func (s *Server) setupCreate(c echo.Context) error {
	token := c.Param("token")
	if err := s.store.SetupOpen(c.Request().Context(), token); err != nil {
		return err
	}
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form := forms.ReadSetup(body)
	errs := form.Validate()
	if len(errs) == 0 {
		err = s.setUp(c, token, form)
		if err == nil {
			return s.toLogin(c, "ready")
		}
	}
	return s.again(c, errs, err, func(errs forms.Errors) templ.Component {
		return page.Setup(page.SetupPage{Token: token, Form: form, Errors: errs})
	})
}

func (s *Server) setUp(c echo.Context, token string, form forms.Setup) error {
	hash, err := s.hasher.Hash(c.Request().Context(), form.Password)
	if err != nil {
		return err
	}
	return s.knowBrowser(c, func(store *models.Store) (user string, err error) {
		owner, err := store.SetUp(detached(c), token, models.Founding{Organisation: form.Organisation,
			TimeZone: form.TimeZone, Locale: form.Locale, Name: form.Name, Email: form.Email, PasswordHash: hash})
		if err == nil {
			user = owner.ID
		}
		return user, err
	})
}
