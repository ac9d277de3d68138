package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/models"
	"coulisse/views/page"
)

// accessOffer is what an actor may choose from when they give web access.
func (s *Server) accessOffer(c echo.Context, form forms.WebAccess) (o page.AccessOffer, err error) {
	ctx, a := c.Request().Context(), viewerOf(c).Actor
	if !a.Can(access.Contacts, access.Approve) {
		return o, nil
	}
	o.Entry = form
	if o.Roles, err = s.offeredRoles(c); err != nil {
		return o, err
	}
	events, err := s.store.EventChoices(ctx, a)
	for _, e := range events {
		o.Events = append(o.Events, page.EventChoice{ID: e.ID, Name: e.Name, Begins: e.BeginsAt, Ends: e.EndsAt})
	}
	return o, err
}

// offeredRoles are the roles whose levels lie within the actor's, and the choice of no rights yet.
func (s *Server) offeredRoles(c echo.Context) (offered []access.Role, err error) {
	a := viewerOf(c).Actor
	roles, err := s.store.RoleChoices(c.Request().Context(), a)
	for _, r := range roles {
		if len(a.MayGrant(access.Grant{Levels: r.Levels, Scope: a.Grant.Scope, Validity: a.Grant.Validity})) == 0 {
			offered = append(offered, r)
		}
	}
	return append(offered, access.Role{Key: access.NoRights}), err
}

// lastDay is the last day that an actor may give; "" for any.
func lastDay(a access.Actor) string {
	if a.Owner {
		return ""
	}
	return a.Grant.Validity.Until
}

// contactAccessForm asks which access a person of the directory is to get (EC5).
func (s *Server) contactAccessForm(c echo.Context) error {
	person, err := s.withoutAccess(c)
	if err != nil {
		return err
	}
	form := forms.WebAccess{Scope: "chosen"}
	if viewerOf(c).Actor.Grant.Scope.All {
		form.Scope = "all"
	}
	return s.renderAccess(c, http.StatusOK, person, form, nil)
}

// withoutAccess reads the person of the address; Conflict for one who has web access.
func (s *Server) withoutAccess(c echo.Context) (*models.DirectoryPerson, error) {
	person, err := s.store.DirectoryPerson(c.Request().Context(), viewerOf(c).Actor, c.Param("id"))
	if err == nil && person.Access != nil {
		err = models.Fail(models.Conflict, "contact.has_access", "name", person.Name)
	}
	return person, err
}

func (s *Server) renderAccess(c echo.Context, status int, person *models.DirectoryPerson, form forms.WebAccess, errs forms.Errors) error {
	offer, err := s.accessOffer(c, form)
	if err != nil {
		return err
	}
	pauses, err := s.store.ResendPauses(c.Request().Context(), mailingTo(c, person.Email, false))
	if err != nil {
		return err
	}
	return s.render(c, status, page.ContactAccess(page.ContactAccessPage{ID: person.ID, Name: person.Name, Email: person.Email, Offer: offer, Pause: pauses[0], Errors: errs}))
}

// contactAccess sends the invitation.
func (s *Server) contactAccess(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	person, err := s.withoutAccess(c)
	if err != nil {
		return err
	}
	form := forms.ReadWebAccess(body)
	if errs := form.Validate(); len(errs) > 0 {
		return s.renderAccess(c, http.StatusUnprocessableEntity, person, form, errs)
	}
	err = s.giveAccess(c, person.ID, form)
	if errs, status := atForm(c, err); len(errs) > 0 {
		return s.renderAccess(c, status, person, form, errs)
	}
	if err != nil {
		return err
	}
	s.say(c, "user.flash.invited", "name", person.Name, "email", person.Email)
	return s.to(c, "contact.list")
}

func (s *Server) giveAccess(c echo.Context, id string, form forms.WebAccess) error {
	a := viewerOf(c).Actor
	roles, err := s.offeredRoles(c)
	if err != nil {
		return err
	}
	given, err := form.Access(roles, lastDay(a))
	if err != nil {
		return err
	}
	_, err = s.store.GiveAccess(detached(c), a, id, given)
	return err
}

// contactRemoveForm asks before a person leaves the directory (EC7).
func (s *Server) contactRemoveForm(c echo.Context) error {
	actor := viewerOf(c).Actor
	person, err := s.store.DirectoryPerson(c.Request().Context(), actor, c.Param("id"))
	if err != nil {
		return err
	}
	p := page.ContactRemovePage{ContactRow: contactRow(person)}
	if person.Access != nil {
		if refusal := actor.MayManage(person.Target(), access.Approve); refusal != access.Allowed {
			return models.Fail(models.Forbidden, "refusal."+string(refusal))
		}
		if p.Tokens, err = s.store.TokensOf(c.Request().Context(), actor, person.Access); err != nil {
			return err
		}
	}
	return s.render(c, http.StatusOK, page.ContactRemove(p))
}

// contactRemove takes a person out of the directory, and their web access with them.
func (s *Server) contactRemove(c echo.Context) error {
	var person *models.DirectoryPerson
	err := s.removing(c, func(store *models.Store) (err error) {
		person, err = store.RemoveContact(detached(c), viewerOf(c).Actor, c.Param("id"))
		return err
	})
	if err != nil {
		return err
	}
	s.say(c, "contact.flash.removed", "name", person.Name)
	return s.to(c, "contact.list")
}

// contactPasswordReset mails a person a link to choose a new password (EC6).
func (s *Server) contactPasswordReset(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	person, err := s.store.SendContactReset(detached(c), viewerOf(c).Actor, c.Param("id"))
	if err != nil {
		return err
	}
	s.say(c, "user.flash.reset", "name", person.Name, "email", person.Email)
	return s.toNext(c, forms.Local(body.Get("next")), "contact.list")
}
