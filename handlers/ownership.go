package handlers

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/views/page"
)

// ownershipShow shows who owns the organisation, and what of a change of owner concerns the viewer.
func (s *Server) ownershipShow(c echo.Context) error {
	p, err := s.ownershipPage(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Ownership(p))
}

func (s *Server) ownershipPage(c echo.Context) (p page.OwnershipPage, err error) {
	p.Ownership, err = s.store.Ownership(c.Request().Context(), viewerOf(c).Actor)
	return p, err
}

// ownershipAgain shows the page once more with what was wrong with one of its forms.
func (s *Server) ownershipAgain(c echo.Context, email string, errs forms.Errors, err error) error {
	p, broken := s.ownershipPage(c)
	if broken != nil {
		return broken
	}
	return s.again(c, errs, err, func(errs forms.Errors) templ.Component {
		p.Email, p.Errors = email, errs
		return page.Ownership(p)
	})
}

// ownershipOffer offers the ownership to a member (EC9), for the owner's password.
func (s *Server) ownershipOffer(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form := forms.ReadHandover(body)
	if errs := form.Validate(); len(errs) > 0 {
		return s.ownershipAgain(c, form.Email, errs, nil)
	}
	if err := s.store.MayOffer(c.Request().Context(), viewerOf(c).Actor); err != nil {
		return err
	}
	if _, err := s.reenter(c, "password", form.Password); err != nil {
		return s.ownershipAgain(c, form.Email, nil, err)
	}
	x, err := s.store.OfferOwnership(detached(c), viewerOf(c).Actor, form.Email)
	if err != nil {
		return s.ownershipAgain(c, form.Email, nil, err)
	}
	return s.ownershipSaid(c, "ownership.flash.offered", x.ToName)
}

// ownershipSaid goes back to the page of the ownership with a sentence.
func (s *Server) ownershipSaid(c echo.Context, key, name string) error {
	s.say(c, key, "name", name)
	return s.to(c, "ownership.show")
}

// ownershipWithdraw takes an offer back.
func (s *Server) ownershipWithdraw(c echo.Context) error {
	x, err := s.store.WithdrawOwnership(detached(c), viewerOf(c).Actor)
	if err != nil {
		return err
	}
	return s.ownershipSaid(c, "ownership.flash.withdrawn", x.ToName)
}

// ownershipAccept makes the successor the owner, at once.
func (s *Server) ownershipAccept(c echo.Context) error {
	x, err := s.store.AcceptOwnership(detached(c), viewerOf(c).Actor)
	if err != nil {
		return err
	}
	return s.ownershipSaid(c, "ownership.flash.accepted", x.FromName)
}

// ownershipDecline turns an offer down.
func (s *Server) ownershipDecline(c echo.Context) error {
	x, err := s.store.DeclineOwnership(detached(c), viewerOf(c).Actor)
	if err != nil {
		return err
	}
	return s.ownershipSaid(c, "ownership.flash.declined", x.FromName)
}

// ownershipTakeBack gives the ownership back to the former owner, for their password. Whom it does
// not concern is not asked for one.
func (s *Server) ownershipTakeBack(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	actor := viewerOf(c).Actor
	if err := s.store.MayTakeBack(c.Request().Context(), actor); err != nil {
		return err
	}
	form := forms.ReadOwnPassword(body)
	if errs := form.Validate(); len(errs) > 0 {
		return s.ownershipAgain(c, "", errs, nil)
	}
	if _, err := s.reenter(c, "password", form.Password); err != nil {
		return s.ownershipAgain(c, "", nil, err)
	}
	x, err := s.store.TakeOwnershipBack(detached(c), actor)
	if err != nil {
		return err
	}
	return s.ownershipSaid(c, "ownership.flash.taken_back", x.ToName)
}

// ownershipObject ends the letter by which somebody else was to become the owner.
func (s *Server) ownershipObject(c echo.Context) error {
	l, err := s.store.ObjectToLetter(detached(c), viewerOf(c).Actor)
	if err != nil {
		return err
	}
	return s.ownershipSaid(c, "ownership.flash.objected", l.SuccessorName)
}
