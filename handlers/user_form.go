package handlers

import (
	"errors"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/models"
	"coulisse/views/component"
	"coulisse/views/page"
)

// userNew shows the empty form, for the organisation where one is.
func (s *Server) userNew(c echo.Context) error {
	form := forms.NewUser()
	form.Organisation = viewerOf(c).Organisation.ID
	return s.userForm(c, http.StatusOK, nil, form, nil)
}

// userNewStep shows the form one rung up or down, or with a role's levels; it saves nothing.
func (s *Server) userNewStep(c echo.Context) error {
	form, _, err := s.readUser(c, nil)
	if err != nil {
		return err
	}
	return s.userForm(c, http.StatusOK, nil, form, nil)
}

// userCreate adds a person: sends the invitation, or prepares it for somebody who may.
func (s *Server) userCreate(c echo.Context) error {
	form, stepped, err := s.readUser(c, nil)
	if err != nil {
		return err
	}
	if stepped {
		return s.userForm(c, http.StatusOK, nil, form, nil)
	}
	if errs := s.checkUser(c, form, true); len(errs) > 0 {
		return s.userForm(c, http.StatusUnprocessableEntity, nil, form, errs)
	}
	actor := viewerOf(c).Actor
	send := actor.Can(access.Users, access.Approve)
	_, err = s.store.Invite(detached(c), actor, form.Details(), send)
	if errs, status := atForm(c, err); len(errs) > 0 {
		return s.userForm(c, status, nil, form, errs)
	}
	if err != nil {
		return err
	}
	key := "user.flash.prepared"
	if send {
		key = "user.flash.invited"
	}
	s.sayOf(c, form.Email, key, "name", form.Name, "email", form.Email)
	return s.to(c, "user.list")
}

// userEdit shows the form of a person who is there already.
func (s *Server) userEdit(c echo.Context) error {
	p, err := s.editable(c)
	if err != nil {
		return err
	}
	return s.userForm(c, http.StatusOK, p, forms.UserFrom(p), nil)
}

// userEditStep is userNewStep for a person who is there already.
func (s *Server) userEditStep(c echo.Context) error {
	p, err := s.editable(c)
	if err != nil {
		return err
	}
	form, _, err := s.readUser(c, p)
	if err != nil {
		return err
	}
	return s.userForm(c, http.StatusOK, p, form, nil)
}

// userUpdate saves the form of a person (MP9). A stale save is refused with the form as it
// was entered, beside what others have saved meanwhile.
func (s *Server) userUpdate(c echo.Context) error {
	p, err := s.editable(c)
	if err != nil {
		return err
	}
	form, stepped, err := s.readUser(c, p)
	if err != nil {
		return err
	}
	if stepped {
		return s.userForm(c, http.StatusOK, p, form, nil)
	}
	if errs := s.checkUser(c, form, false); len(errs) > 0 {
		return s.userForm(c, http.StatusUnprocessableEntity, p, form, errs)
	}
	changed, err := s.store.UpdateMembership(detached(c), viewerOf(c).Actor, p.ID, form.Version, form.Details())
	var refused *models.Error
	switch errs, ok := forms.FromFault(err); {
	case ok:
		return s.userForm(c, http.StatusUnprocessableEntity, p, form, errs)
	case models.CodeOf(err) == models.Conflict && errors.As(err, &refused):
		form.Version = p.Version // the next save is made in the knowledge of what stands now
		errs.Add("", refused.Key, refused.Args...)
		return s.userForm(c, http.StatusConflict, p, form, errs)
	case err != nil:
		return err
	}
	key := "user.flash.unchanged"
	if changed {
		key = "user.flash.saved"
	}
	s.say(c, key, "name", p.Name)
	return s.to(c, "user.show", p.ID)
}

// editable reads the person of the address, refusing whom the actor may not change.
func (s *Server) editable(c echo.Context) (*models.Person, error) {
	actor := viewerOf(c).Actor
	p, err := s.store.Person(c.Request().Context(), actor, c.Param("id"))
	if err != nil {
		return nil, err
	}
	if refusal := actor.MayManage(p.Target(), access.Edit); refusal != access.Allowed {
		return nil, models.Fail(models.Forbidden, "refusal."+string(refusal))
	}
	return p, nil
}

// readUser reads the submitted form over a person as stored (nil for a new one), and carries
// out a step or a preset, if one was pressed.
func (s *Server) readUser(c echo.Context, p *models.Person) (form forms.User, stepped bool, err error) {
	body, err := s.values(c)
	if err != nil {
		return form, false, err
	}
	from := forms.NewUser()
	if p != nil {
		from = forms.UserFrom(p)
	}
	form = forms.ReadUser(body, from)
	roles, err := s.store.RoleChoices(c.Request().Context(), viewerOf(c).Actor)
	if err != nil {
		return form, false, err
	}
	return form, form.Take(roles, viewerOf(c).Actor.HighestRung), nil
}

// checkUser is the form's own check, and that it is for the organisation where one is: the request
// has gone there if it is one of theirs (CC2).
func (s *Server) checkUser(c echo.Context, form forms.User, fresh bool) forms.Errors {
	errs := form.Validate(fresh)
	v := viewerOf(c)
	switch {
	case form.Organisation == "" && fresh && v.Places > 1:
		errs.Add("organisation", "form.required")
	case form.Organisation != "" && form.Organisation != v.Organisation.ID:
		errs.Add("organisation", "user.unknown_organisation")
	}
	return errs
}

// organisations are those that one may add people to; the one where one is always stands there.
func (s *Server) organisations(c echo.Context) (list []component.Option) {
	v := viewerOf(c)
	for _, p := range frameOf(c).Places {
		if p.Adds || p.ID == v.Organisation.ID {
			list = append(list, component.Option{Value: p.ID, Label: p.Name})
		}
	}
	if list == nil {
		list = []component.Option{{Value: v.Organisation.ID, Label: v.Organisation.Name}}
	}
	return list
}

func (s *Server) userForm(c echo.Context, status int, p *models.Person, form forms.User, errs forms.Errors) error {
	v, ctx := viewerOf(c), c.Request().Context()
	roles, err := s.store.RoleChoices(ctx, v.Actor)
	if err != nil {
		return err
	}
	events, err := s.store.EventChoices(ctx, v.Actor)
	if err != nil {
		return err
	}
	shown := page.UserFormPage{Entry: form, Saved: forms.NewUser(), Errors: errs, Roles: roles, Sends: v.Actor.Can(access.Users, access.Approve),
		Organisations: s.organisations(c)}
	if !slices.ContainsFunc(shown.Organisations, func(o component.Option) bool { return o.Value == form.Organisation }) {
		shown.Entry.Organisation = v.Organisation.ID // which is chosen, so that it cannot be forgotten
	}
	for _, e := range events {
		shown.Events = append(shown.Events, page.EventChoice{ID: e.ID, Name: e.Name, Begins: e.BeginsAt, Ends: e.EndsAt})
	}
	if p != nil {
		shown.ID, shown.Person, shown.Status, shown.Locked, shown.HasAccount = p.ID, p.Name, string(p.Status), !p.LockedUntil.IsZero(), p.HasAccount()
		shown.Saved, shown.HiddenEvents = forms.UserFrom(p), p.HiddenEvents
		shown.Rights = v.Actor.MayManage(p.Target(), access.Approve)
	}
	return s.render(c, status, page.UserForm(shown))
}
