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

// openingShow is what the link in the mail opens by which somebody becomes the owner of a new
// organisation; looking spends nothing.
func (s *Server) openingShow(c echo.Context) error {
	o, err := s.store.OpeningOffer(c.Request().Context(), c.Param("token"))
	if o == nil {
		return err
	}
	return s.renderOpening(c, o, err)
}

// renderOpening shows an opening as it stands; why is nil, or says why it cannot be accepted.
func (s *Server) renderOpening(c echo.Context, o *models.OpeningOffer, why error) error {
	status := http.StatusOK
	if code := models.CodeOf(why); code != "" {
		status = statusOf[code]
	}
	return s.render(c, status, page.Opening(s.openingPage(c, o)))
}

func (s *Server) openingPage(c echo.Context, o *models.OpeningOffer) page.OpeningPage {
	frameOf(c).Path = s.url("opening.show", c.Param("token")) // an answer to a POST has no address to come back to
	return page.OpeningPage{Token: c.Param("token"), State: s.openingState(o, viewerOf(c)), Organisation: o.Organisation, Zone: o.Zone(),
		TimeZone: o.TimeZone, Locale: o.Locale, By: o.OpenedByName, Email: o.Email, Expires: o.ExpiresAt, Form: forms.Newcomer{Name: o.OwnerName}}
}

func (s *Server) openingState(o *models.OpeningOffer, v *models.Viewer) string {
	switch standing := o.Standing(s.store.Now()); {
	case standing != models.OpeningOpen:
		return standing
	case v == nil && o.Account == nil:
		return page.InvitationNew
	case v == nil:
		return page.InvitationSignIn
	case v.Staff == nil && o.Account != nil && o.Account.ID == v.User.ID:
		return page.InvitationSignedIn
	}
	return page.InvitationOther
}

// openingAccept founds the organisation: with who is signed in under the address as its owner, or
// with somebody new. Nothing in the form says which address that is.
func (s *Server) openingAccept(c echo.Context) error {
	o, err := s.store.OpeningOffer(c.Request().Context(), c.Param("token"))
	switch v := viewerOf(c); {
	case o == nil:
		return err
	case err != nil:
		return s.renderOpening(c, o, err)
	case v != nil:
		return s.openingSignedIn(c, v, o)
	case o.Account != nil:
		return s.renderOpening(c, o, models.Fail(models.Conflict, "invitation.sign_in_first"))
	}
	return s.openingNew(c, o)
}

// openingSignedIn takes an existing person to their new organisation at once, under a new session.
func (s *Server) openingSignedIn(c echo.Context, v *models.Viewer, o *models.OpeningOffer) error {
	flash := &views.Flash{Kind: "status", Text: frameOf(c).Locale.T("opening.opened", "organisation", o.Organisation)}
	err := s.startSession(c, flash, func(store *models.Store) (models.Session, error) {
		id, _, err := store.AcceptOpening(detached(c), c.Param("token"), v.User.ID, models.Newcomer{})
		return models.Session{UserID: v.User.ID, OrganisationID: id}, err
	})
	if err != nil {
		return s.notOpened(c, err)
	}
	return s.to(c, "home")
}

// openingNew creates the account of the owner, who then signs in.
func (s *Server) openingNew(c echo.Context, o *models.OpeningOffer) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form := forms.ReadNewcomer(body)
	errs := form.Validate(o.Organisation, o.Email)
	if len(errs) == 0 {
		if err = s.openFor(c, form); err == nil {
			return s.toLogin(c, "ready")
		}
	}
	switch models.CodeOf(err) {
	case models.Gone, models.NotFound, models.Conflict, models.Forbidden:
		return s.notOpened(c, err)
	}
	return s.again(c, errs, err, func(errs forms.Errors) templ.Component {
		p := s.openingPage(c, o)
		p.Form, p.Errors = form, errs
		return page.Opening(p)
	})
}

func (s *Server) openFor(c echo.Context, form forms.Newcomer) error {
	hash, err := s.hasher.Hash(c.Request().Context(), form.Password)
	if err != nil {
		return err
	}
	return s.knowBrowser(c, func(store *models.Store) (owner string, err error) {
		n := models.Newcomer{Name: form.Name, PasswordHash: hash, Locale: frameOf(c).Locale.Tag()}
		_, owner, err = store.AcceptOpening(detached(c), c.Param("token"), "", n)
		return owner, err
	})
}

// notOpened shows the opening as it stands now, after somebody was faster or when another person
// is signed in.
func (s *Server) notOpened(c echo.Context, why error) error {
	if models.CodeOf(why) == "" {
		return why
	}
	o, err := s.store.OpeningOffer(c.Request().Context(), c.Param("token"))
	switch {
	case o == nil:
		return err
	case err != nil:
		why = err
	}
	return s.renderOpening(c, o, why)
}

// openingDecline turns an opening down, for whoever holds the link.
func (s *Server) openingDecline(c echo.Context) error {
	if err := s.store.DeclineOpening(detached(c), c.Param("token")); err != nil {
		return s.notOpened(c, err)
	}
	return s.to(c, "opening.show", c.Param("token"))
}
