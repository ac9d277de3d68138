package handlers

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/component"
	"coulisse/views/page"
)

// roleMembers shows for each who holds a role what applying it anew would change.
func (s *Server) roleMembers(c echo.Context) error {
	return s.roleMembersPage(c, http.StatusOK, nil)
}

func (s *Server) roleMembersPage(c echo.Context, status int, errs forms.Errors) error {
	r, holders, err := s.store.Holders(c.Request().Context(), viewerOf(c).Actor, c.Param("id"))
	if err != nil {
		return err
	}
	p, f := page.RoleMembersPage{ID: r.ID, Name: r.Name, Errors: errs}, frameOf(c)
	for _, h := range holders {
		row := page.RoleHolder{ID: h.Person.ID, Name: h.Person.Name, Email: h.Person.Email, Version: h.Person.Version, Refusal: h.Refusal,
			ByHand: map[access.Section]page.Why{}, RoleChanged: h.RoleChanged}
		for section, given := range h.ByHand {
			row.ByHand[section] = page.Why{By: given.By, At: given.At}
		}
		for _, change := range page.HistoryWords(f, models.HistoryEntry{Action: "membership.role_applied", Changes: h.Changes}, nil).Changes {
			row.Changes = append(row.Changes, component.Change{Label: change.Label, Old: change.Old, New: change.New})
		}
		p.Holders = append(p.Holders, row)
	}
	return s.render(c, status, page.RoleMembers(p))
}

// roleMembersUpdate gives the ticked holders the role's levels, each on their own, and says
// who was skipped and why.
func (s *Server) roleMembersUpdate(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	chosen, errs := forms.ReadChosen(body, "member")
	if len(chosen) == 0 && len(errs) == 0 {
		errs.Add("member", "role.members.none")
	}
	if len(errs) > 0 {
		return s.roleMembersPage(c, http.StatusUnprocessableEntity, errs)
	}
	if _, err := s.store.Role(c.Request().Context(), viewerOf(c).Actor, c.Param("id")); err != nil {
		return err
	}
	l, updated, skipped := frameOf(c).Locale, 0, []string{}
	err = s.store.Each(detached(c), func(store *models.Store) error {
		for _, m := range chosen {
			p, changed, err := store.ApplyRole(detached(c), viewerOf(c).Actor, c.Param("id"), m.ID, m.Version)
			var refused *models.Error
			switch {
			case err == nil && changed:
				updated++
			case err == nil: // had the rights already
			case p != nil && errors.As(err, &refused):
				skipped = append(skipped, l.T("role.members.skipped", "name", p.Name, "why", l.T(refused.Key, refused.Args...)))
			case models.CodeOf(err) == models.NotFound:
				skipped = append(skipped, l.T("role.members.gone"))
			default:
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	f := views.Flash{Kind: "status", Text: l.N("role.flash.applied", updated)}
	if len(skipped) > 0 {
		f.Kind, f.Text = "alert", f.Text+" "+strings.Join(skipped, " ")
	}
	s.flash(c, f)
	return s.to(c, "role.list")
}
