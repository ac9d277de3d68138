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

// invitationShow is what the link in an invitation opens; looking spends nothing. One that
// was answered or ran out says so, and what to do.
func (s *Server) invitationShow(c echo.Context) error {
	o, err := s.store.Offer(c.Request().Context(), c.Param("token"))
	if o == nil {
		return err
	}
	return s.renderInvitation(c, o, err)
}

// renderInvitation shows an invitation as it stands to the person who opened it; why is nil,
// or says why it cannot be accepted.
func (s *Server) renderInvitation(c echo.Context, o *models.Offer, why error) error {
	status := http.StatusOK
	if code := models.CodeOf(why); code != "" {
		status = statusOf[code]
	}
	return s.render(c, status, page.Invitation(s.invitationPage(c, o, why)))
}

func (s *Server) invitationPage(c echo.Context, o *models.Offer, why error) page.InvitationPage {
	frameOf(c).Path = s.url("invitation.show", c.Param("token")) // an answer to a POST has no address to come back to
	return page.InvitationPage{
		Token: c.Param("token"), State: s.invitationState(o, viewerOf(c), why),
		Organisation: o.Organisation.Name, Zone: o.Organisation.Zone(), Inviter: o.Inviter.Name,
		Invited: o.Person.Email, Expires: o.Person.Invitation.ExpiresAt,
		Role: o.Person.StartingRole(), Grant: o.Person.Grant, Events: o.Events,
		Form: forms.Newcomer{Name: o.Person.Name},
	}
}

func (s *Server) invitationState(o *models.Offer, v *models.Viewer, why error) string {
	switch {
	case models.CodeOf(why) == models.Gone && o.Person.State == models.StateDeclined:
		return page.InvitationDeclined
	case models.CodeOf(why) == models.Gone && o.Person.State == models.StateMember:
		return page.InvitationAnswered
	case models.CodeOf(why) == models.Gone && o.AskedLately(s.store.Now()):
		return page.InvitationAsked
	case models.CodeOf(why) == models.Gone:
		return page.InvitationExpired
	case v == nil && o.Account == nil:
		return page.InvitationNew
	case v == nil:
		return page.InvitationSignIn
	case o.Account != nil && o.Account.ID == v.User.ID:
		return page.InvitationSignedIn
	}
	return page.InvitationOther
}

// invitationAccept makes a member of the invited person: of who is signed in under the
// invited address, or of somebody new. Nothing in the form says which address that is.
func (s *Server) invitationAccept(c echo.Context) error {
	o, err := s.store.Offer(c.Request().Context(), c.Param("token"))
	switch {
	case o == nil:
		return err
	case err != nil:
		return s.renderInvitation(c, o, err)
	case viewerOf(c) != nil:
		return s.acceptSignedIn(c, viewerOf(c), o)
	case o.Account != nil:
		return s.renderInvitation(c, o, models.Fail(models.Conflict, "invitation.sign_in_first"))
	}
	return s.acceptNew(c, o)
}

// acceptSignedIn adds the organisation to an existing person, who goes there at once under
// a new session, or when access does not hold today stays where they are.
func (s *Server) acceptSignedIn(c echo.Context, v *models.Viewer, o *models.Offer) error {
	flash := &views.Flash{Kind: "status", Text: frameOf(c).Locale.T("invitation.accepted", "organisation", o.Organisation.Name)}
	goesOn := true
	err := s.startSession(c, flash, func(store *models.Store) (to models.Session, err error) {
		if o, err = store.Accept(detached(c), c.Param("token"), v.User.ID, models.Newcomer{}); err != nil {
			return to, err
		}
		to = models.Session{UserID: v.User.ID, OrganisationID: o.Organisation.ID}
		if !o.HoldsAt(s.store.Now()) {
			to.OrganisationID = v.Organisation.ID
		}
		if goesOn = to.OrganisationID != ""; !goesOn {
			return models.Session{}, nil
		}
		return to, nil
	})
	switch {
	case err != nil:
		return s.notAccepted(c, err)
	case !goesOn:
		return s.toLogin(c, s.welcome(o))
	}
	return s.to(c, "home")
}

// welcome is what the sign-in page says to who has accepted: that access holds, begins later,
// or was over before.
func (s *Server) welcome(o *models.Offer) string {
	switch now := s.store.Now(); {
	case o.HoldsAt(now):
		return "ready"
	case o.BeginsAfter(now):
		return "later"
	}
	return "past"
}

// acceptNew creates the account of an invited person, who then signs in (MP7).
func (s *Server) acceptNew(c echo.Context, o *models.Offer) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form := forms.ReadNewcomer(body)
	errs := form.Validate(o.Organisation.Name, o.Person.Email)
	if len(errs) == 0 {
		if err = s.join(c, form); err == nil {
			return s.toLogin(c, s.welcome(o))
		}
	}
	switch models.CodeOf(err) {
	case models.Gone, models.NotFound, models.Conflict, models.Forbidden:
		return s.notAccepted(c, err)
	}
	return s.again(c, errs, err, func(errs forms.Errors) templ.Component {
		p := s.invitationPage(c, o, nil)
		p.Form, p.Errors = form, errs
		return page.Invitation(p)
	})
}

func (s *Server) join(c echo.Context, form forms.Newcomer) error {
	hash, err := s.hasher.Hash(c.Request().Context(), form.Password)
	if err != nil {
		return err
	}
	return s.knowBrowser(c, func(store *models.Store) (user string, err error) {
		n := models.Newcomer{Name: form.Name, PasswordHash: hash, Locale: frameOf(c).Locale.Tag()}
		o, err := store.Accept(detached(c), c.Param("token"), "", n)
		if err == nil {
			user = *o.Person.UserID
		}
		return user, err
	})
}

// notAccepted shows the invitation as it stands now, after somebody was faster or when
// another person is signed in.
func (s *Server) notAccepted(c echo.Context, why error) error {
	if models.CodeOf(why) == "" {
		return why
	}
	o, err := s.store.Offer(c.Request().Context(), c.Param("token"))
	switch {
	case o == nil:
		return err
	case err != nil:
		why = err
	}
	return s.renderInvitation(c, o, why)
}

// invitationDecline turns an invitation down, for whoever holds the link.
func (s *Server) invitationDecline(c echo.Context) error {
	if _, err := s.store.Decline(detached(c), c.Param("token")); err != nil {
		return s.notAccepted(c, err)
	}
	return s.to(c, "invitation.show", c.Param("token"))
}

// invitationAsk tells those who may invite that the person would like a new link.
func (s *Server) invitationAsk(c echo.Context) error {
	if _, err := s.store.AskAgain(detached(c), c.Param("token")); err != nil {
		return s.notAccepted(c, err)
	}
	return s.to(c, "invitation.show", c.Param("token"))
}
