package handlers

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/page"
)

// profileShow is one's own details, password, language and appearance (EC10).
func (s *Server) profileShow(c echo.Context) error {
	p, err := s.profilePage(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Profile(p))
}

func (s *Server) profilePage(c echo.Context) (p page.ProfilePage, err error) {
	ctx, v := c.Request().Context(), viewerOf(c)
	if v.Staff != nil {
		return page.ProfilePage{Form: forms.Profile{Name: v.User.Name}, You: page.You{Name: v.User.Name, Email: v.User.Email}, Email: v.User.Email, Theme: v.User.Theme}, nil
	}
	own, err := s.store.OwnMembership(ctx, v.Actor)
	if err != nil {
		return p, err
	}
	p = page.ProfilePage{Form: forms.ProfileFrom(own), Email: v.User.Email, Theme: v.User.Theme}
	if !frameOf(c).MayEditSelf {
		p.You, err = s.you(c)
	}
	return p, err
}

// profileUpdate saves one's own details; effective at once.
func (s *Server) profileUpdate(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form := forms.ReadProfile(body)
	errs := form.Validate()
	changed := false
	if len(errs) == 0 {
		changed, err = s.store.UpdateProfile(detached(c), viewerOf(c).Actor, form.Details())
	}
	if len(errs) == 0 && err == nil {
		return s.saved(c, changed)
	}
	p, broken := s.profilePage(c)
	if broken != nil {
		return broken
	}
	return s.again(c, errs, err, func(errs forms.Errors) templ.Component {
		p.Form, p.Errors = form, errs
		return page.Profile(p)
	})
}

func (s *Server) saved(c echo.Context, changed bool) error {
	key := "profile.saved"
	if !changed {
		key = "profile.unchanged"
	}
	s.say(c, key)
	return s.to(c, "profile.show")
}

// profilePassword changes one's own password. The current one is asked for, so that an
// unlocked screen is not enough; wrong tries count in this session. All other sessions end, and
// this one goes on under a new token (ASVS 7.2.4, 7.4.3).
func (s *Server) profilePassword(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	v := viewerOf(c)
	words, err := s.store.ContextWords(c.Request().Context(), v.User)
	if err != nil {
		return err
	}
	form := forms.ReadChangePassword(body)
	errs := form.Validate(words...)
	if len(errs) == 0 {
		if err = s.changePassword(c, v, form); err == nil {
			return s.to(c, "profile.show")
		}
	}
	p, broken := s.profilePage(c)
	if broken != nil {
		return broken
	}
	return s.again(c, errs, err, func(errs forms.Errors) templ.Component {
		p.PasswordErrors = errs
		return page.Profile(p)
	})
}

func (s *Server) changePassword(c echo.Context, v *models.Viewer, form forms.ChangePassword) error {
	tried, err := s.reenter(c, "current", form.Current)
	if err != nil {
		return err
	}
	hash, err := s.hasher.Hash(c.Request().Context(), form.Password)
	if err != nil {
		return err
	}
	said := &views.Flash{Kind: "status", Text: frameOf(c).Locale.T("profile.password.changed")}
	return s.startSession(c, said, func(store *models.Store) (models.Session, error) {
		err := store.ChangePassword(detached(c), v, tried.User.PasswordHash, hash)
		return models.Session{UserID: v.User.ID, OrganisationID: v.Organisation.ID}, err
	})
}

// atField puts an error of the store at a field of the form.
func atField(field string, err error) error {
	if e, ok := err.(*models.Error); ok {
		at := *e
		at.Field = field
		return &at
	}
	return err
}
