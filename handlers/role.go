package handlers

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/models"
	"coulisse/views/page"
)

// roleList shows the built-in roles and the organisation's own.
func (s *Server) roleList(c echo.Context) error {
	ctx, actor := c.Request().Context(), viewerOf(c).Actor
	roles, err := s.store.RoleChoices(ctx, actor)
	if err != nil {
		return err
	}
	holders, err := s.store.RoleHolders(ctx, actor)
	if err != nil {
		return err
	}
	var p page.RoleListPage
	for _, r := range roles {
		p.Rows = append(p.Rows, page.RoleRow{Role: r, Holders: holders[r.Key]})
	}
	return s.render(c, http.StatusOK, page.RoleList(p))
}

// roleNew shows the empty form.
func (s *Server) roleNew(c echo.Context) error {
	return s.render(c, http.StatusOK, page.RoleForm(page.RoleFormPage{Entry: forms.NewRole(), Saved: forms.NewRole()}))
}

// roleNewStep shows the form one rung up or down; it saves nothing.
func (s *Server) roleNewStep(c echo.Context) error {
	form, _, err := s.readRole(c, forms.NewRole())
	if err != nil {
		return err
	}
	return s.roleForm(c, http.StatusOK, nil, form, nil)
}

// readRole reads the submitted form and carries out a step, if one was pressed.
func (s *Server) readRole(c echo.Context, from forms.Role) (form forms.Role, stepped bool, err error) {
	body, err := s.values(c)
	if err != nil {
		return form, false, err
	}
	form = forms.ReadRole(body, from)
	return form, form.Take(viewerOf(c).Actor.HighestRung), nil
}

func (s *Server) roleForm(c echo.Context, status int, r *models.Role, form forms.Role, errs forms.Errors) error {
	p := page.RoleFormPage{Entry: form, Saved: forms.NewRole(), Stale: status == http.StatusConflict, Errors: errs}
	if r != nil {
		saved, err := forms.RoleFrom(r)
		if err != nil {
			return err
		}
		p.ID, p.Name, p.Saved = r.ID, r.Name, saved
	}
	return s.render(c, status, page.RoleForm(p))
}

// roleCreate adds a role.
func (s *Server) roleCreate(c echo.Context) error {
	form, stepped, err := s.readRole(c, forms.NewRole())
	switch {
	case err != nil:
		return err
	case stepped:
		return s.roleForm(c, http.StatusOK, nil, form, nil)
	}
	if errs := form.Validate(); len(errs) > 0 {
		return s.roleForm(c, http.StatusUnprocessableEntity, nil, form, errs)
	}
	_, err = s.store.CreateRole(detached(c), viewerOf(c).Actor, form.Details())
	if errs, ok := forms.FromFault(err); ok {
		return s.roleForm(c, http.StatusUnprocessableEntity, nil, form, errs)
	}
	if err != nil {
		return err
	}
	s.say(c, "role.flash.created", "name", form.Name)
	return s.to(c, "role.list")
}

// editableRole reads the role of the address, refusing one that holds more than the actor.
func (s *Server) editableRole(c echo.Context) (*models.Role, forms.Role, error) {
	actor := viewerOf(c).Actor
	r, err := s.store.Role(c.Request().Context(), actor, c.Param("id"))
	if err != nil {
		return nil, forms.Role{}, err
	}
	levels, err := r.Rights()
	if err != nil {
		return nil, forms.Role{}, err
	}
	for _, area := range access.Areas() {
		if levels.At(area.Section) > actor.HighestRung(area) {
			return nil, forms.Role{}, models.Fail(models.Forbidden, "role.holds_more")
		}
	}
	form, err := forms.RoleFrom(r)
	return r, form, err
}

// roleEdit shows the form of a role.
func (s *Server) roleEdit(c echo.Context) error {
	r, form, err := s.editableRole(c)
	if err != nil {
		return err
	}
	return s.roleForm(c, http.StatusOK, r, form, nil)
}

// roleEditStep is roleNewStep for a role that is there already.
func (s *Server) roleEditStep(c echo.Context) error {
	r, from, err := s.editableRole(c)
	if err != nil {
		return err
	}
	form, _, err := s.readRole(c, from)
	if err != nil {
		return err
	}
	return s.roleForm(c, http.StatusOK, r, form, nil)
}

// roleUpdate saves a role. Nobody's rights change by it: when its levels did and somebody
// holds it, the next page offers to update them, one by one.
func (s *Server) roleUpdate(c echo.Context) error {
	r, from, err := s.editableRole(c)
	if err != nil {
		return err
	}
	form, stepped, err := s.readRole(c, from)
	switch {
	case err != nil:
		return err
	case stepped:
		return s.roleForm(c, http.StatusOK, r, form, nil)
	}
	if errs := form.Validate(); len(errs) > 0 {
		return s.roleForm(c, http.StatusUnprocessableEntity, r, form, errs)
	}
	held, err := s.store.UpdateRole(detached(c), viewerOf(c).Actor, r.ID, form.Version, form.Details())
	var refused *models.Error
	switch errs, ok := forms.FromFault(err); {
	case ok:
		return s.roleForm(c, http.StatusUnprocessableEntity, r, form, errs)
	case errors.As(err, &refused) && refused.Key == "role.stale":
		form.Version = r.Version
		return s.roleForm(c, http.StatusConflict, r, form, forms.Errors{{Key: refused.Key, Args: refused.Args}})
	case err != nil:
		return err
	}
	if held {
		s.say(c, "role.flash.saved_held", "name", form.Name)
		return s.to(c, "role.members", r.ID)
	}
	s.say(c, "role.flash.saved", "name", form.Name)
	return s.to(c, "role.list")
}

// roleRemoveForm asks before a role is removed, or says who holds it.
func (s *Server) roleRemoveForm(c echo.Context) error {
	r, _, err := s.editableRole(c)
	if err != nil {
		return err
	}
	holders, err := s.store.RoleHolders(c.Request().Context(), viewerOf(c).Actor)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.RoleRemove(page.RoleRemovePage{ID: r.ID, Name: r.Name, Holders: holders[r.ID]}))
}

// roleRemove removes a role that nobody holds.
func (s *Server) roleRemove(c echo.Context) error {
	r, err := s.store.RemoveRole(detached(c), viewerOf(c).Actor, c.Param("id"))
	if err != nil {
		return err
	}
	s.say(c, "role.flash.removed", "name", r.Name)
	return s.to(c, "role.list")
}
