package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views/page"
)

// ownershipLetter is where a member hands in a signed letter of an owner who is gone (EC9), and sees
// what has become of it.
func (s *Server) ownershipLetter(c echo.Context) error {
	return s.ownLetterForm(c, http.StatusOK, forms.Letter{}, nil)
}

func (s *Server) ownLetterForm(c echo.Context, status int, form forms.Letter, errs forms.Errors) error {
	ctx, actor := c.Request().Context(), viewerOf(c).Actor
	if actor.Owner {
		return models.Fail(models.Conflict, "letter.of_owner")
	}
	own, err := s.store.OwnLetters(ctx, actor)
	if err != nil {
		return err
	}
	owner, err := s.store.Owner(ctx, actor)
	if err != nil {
		return err
	}
	return s.render(c, status, page.LetterForm(page.LetterFormPage{Owner: owner.Name, Open: own.Open, Own: own.Own, Entry: form, Errors: errs,
		Action: s.url("ownership.letter.create"), Organisation: frameOf(c).Organisation, Most: i18n.Size(s.config.Limits.Letter)}))
}

// ownershipLetterCreate takes a member's letter. Whether there may be one is asked before any of it is
// read.
func (s *Server) ownershipLetterCreate(c echo.Context) error {
	if viewerOf(c).Actor.Owner {
		return models.Fail(models.Conflict, "letter.of_owner")
	}
	own, err := s.store.OwnLetters(c.Request().Context(), viewerOf(c).Actor)
	if err != nil {
		return err
	}
	form, errs, err := s.readLetter(c, own.Open)
	if err != nil {
		return err
	}
	if len(errs) == 0 {
		_, err = s.store.SubmitLetter(detached(c), viewerOf(c).Actor, form.Letter())
		errs, _ = forms.FromFault(err)
	}
	if len(errs) > 0 {
		return s.ownLetterForm(c, http.StatusUnprocessableEntity, form, errs)
	}
	if err != nil {
		return err
	}
	s.say(c, "letter.flash.submitted")
	return s.to(c, "ownership.letter")
}

// readLetter reads the form that hands a letter in, unless one is on its way.
func (s *Server) readLetter(c echo.Context, open bool) (form forms.Letter, errs forms.Errors, err error) {
	if open {
		return form, nil, models.Fail(models.Conflict, "letter.open_already")
	}
	body, files, err := s.upload(c)
	if err != nil {
		return form, nil, err
	}
	form = forms.ReadLetter(body, files)
	return form, form.Validate(), nil
}

// letterNew is where the support desk hands in a letter that came to it.
func (s *Server) letterNew(c echo.Context) error {
	return s.deskLetterForm(c, http.StatusOK, forms.Letter{}, nil)
}

func (s *Server) deskLetterForm(c echo.Context, status int, form forms.Letter, errs forms.Errors) error {
	o, err := s.store.LetterOrganisation(c.Request().Context(), staffOf(c), c.Param("id"))
	if err != nil {
		return err
	}
	p := page.LetterFormPage{Owner: o.Owner, Entry: form, Errors: errs, Action: s.url("letter.create", o.ID), Organisation: o.Name, Most: i18n.Size(s.config.Limits.Letter)}
	if p.Open = o.Open != nil; p.Open {
		p.OpenID = o.Open.ID
	}
	return s.render(c, status, page.LetterForm(p))
}

// letterCreate takes a letter from the support desk.
func (s *Server) letterCreate(c echo.Context) error {
	o, err := s.store.LetterOrganisation(c.Request().Context(), staffOf(c), c.Param("id"))
	if err != nil {
		return err
	}
	form, errs, err := s.readLetter(c, o.Open != nil)
	if err != nil {
		return err
	}
	var l *models.Letter
	if len(errs) == 0 {
		l, err = s.store.SubmitLetterFor(detached(c), staffOf(c), c.Param("id"), form.Letter())
		errs, _ = forms.FromFault(err)
	}
	if len(errs) > 0 {
		return s.deskLetterForm(c, http.StatusUnprocessableEntity, form, errs)
	}
	if err != nil {
		return err
	}
	s.say(c, "letter.flash.submitted")
	return s.to(c, "letter.show", l.ID)
}
