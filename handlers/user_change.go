package handlers

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/page"
)

// userStatus switches a person off or on (ST7), and offers to undo it.
func (s *Server) userStatus(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	v := forms.Read(body)
	active, err := strconv.ParseBool(v.Line("active", 5))
	if err != nil || len(v.Faults()) > 0 {
		return models.Fault("active", "user.status_unclear")
	}
	var p *models.Person
	var changed bool
	var stopped models.MadeTokens
	err = s.store.Together(detached(c), func(store *models.Store) (err error) {
		if p, changed, err = store.SetActive(detached(c), viewerOf(c).Actor, c.Param("id"), active); err == nil && changed && !active {
			stopped, err = store.TokensOf(detached(c), viewerOf(c).Actor, p)
		}
		return err
	})
	if err != nil {
		return err
	}
	if changed {
		said := s.statusFlash(c, p, active)
		if stopped.Any() {
			said.Text += " " + frameOf(c).Locale.N("token.flash.stopped", len(stopped.Rows)+stopped.Hidden, "name", p.Name)
		}
		s.flash(c, said)
	}
	return s.back(c, body.Get("next"))
}

func (s *Server) statusFlash(c echo.Context, p *models.Person, active bool) views.Flash {
	l, key := frameOf(c).Locale, "user.flash.deactivated"
	if active {
		key = "user.flash.activated"
	}
	return views.Flash{Kind: "status", Text: l.T(key, "name", p.Name), UndoAction: s.url("user.status", p.ID), UndoLabel: l.T("common.undo"),
		UndoFields: map[string]string{"active": strconv.FormatBool(!active)}}
}

// back returns to the page of the console that a form named, or to the list.
func (s *Server) back(c echo.Context, next string) error {
	return s.toNext(c, forms.Local(next), "user.list")
}

// userRemoveForm asks before a person is removed (ST8).
func (s *Server) userRemoveForm(c echo.Context) error {
	actor := viewerOf(c).Actor
	p, err := s.store.Person(c.Request().Context(), actor, c.Param("id"))
	if err != nil {
		return err
	}
	if refusal := actor.MayManage(p.Target(), access.Approve); refusal != access.Allowed {
		return models.Fail(models.Forbidden, "refusal."+string(refusal))
	}
	roles, err := s.store.RoleChoices(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	tokens, err := s.store.TokensOf(c.Request().Context(), actor, p)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.UserRemove(page.UserRemovePage{ID: p.ID, Name: p.Name, Email: p.Email,
		Status: string(p.Status), HasAccount: p.HasAccount(), Role: roleOf(p.Role, roles), Tokens: tokens}))
}

// userRemove removes a person from the organisation; their account lives on (MP10). The tokens that
// they made are revoked with it when the form says so.
func (s *Server) userRemove(c echo.Context) error {
	var p *models.Person
	err := s.removing(c, func(store *models.Store) (err error) {
		p, err = store.Remove(detached(c), viewerOf(c).Actor, c.Param("id"))
		return err
	})
	if err != nil {
		return err
	}
	s.say(c, "user.flash.removed", "name", p.Name)
	return s.to(c, "user.list")
}

// removing takes somebody out, and first revokes what they have made if that was asked for: both or
// neither.
func (s *Server) removing(c echo.Context, remove func(*models.Store) error) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	if body.Get("tokens") != "revoke" {
		return remove(s.store)
	}
	return s.store.Together(detached(c), func(store *models.Store) error {
		if _, err := store.RevokeTokensOf(detached(c), viewerOf(c).Actor, c.Param("id")); err != nil {
			return err
		}
		return remove(store)
	})
}

// userInvitation sends a prepared invitation (send), takes a pending one back (revoke), or
// sends it again.
func (s *Server) userInvitation(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	id, do, key := c.Param("id"), s.store.SendInvitation, "user.flash.resent"
	switch {
	case body.Get("revoke") == "1":
		do, key = s.store.RevokeInvitation, "user.flash.revoked"
	case body.Get("send") == "1":
		key = "user.flash.invited"
	}
	p, err := do(detached(c), viewerOf(c).Actor, id)
	if err != nil {
		return err
	}
	s.say(c, key, "name", p.Name, "email", p.Email)
	return s.back(c, body.Get("next"))
}

// userLink makes a new link for somebody whose mail could not be sent, and shows it this once.
func (s *Server) userLink(c echo.Context) error {
	p, token, expires, err := s.store.InvitationLink(detached(c), viewerOf(c).Actor, c.Param("id"))
	if err != nil {
		return err
	}
	link := strings.TrimSuffix(s.config.BaseURL, "/") + s.url("invitation.show", token)
	return s.render(c, http.StatusOK, page.UserLink(page.UserLinkPage{ID: p.ID, Name: p.Name, Email: p.Email, Link: link, Expires: expires}))
}

// userPasswordReset mails a person a link to choose a new password (EC6).
func (s *Server) userPasswordReset(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	p, err := s.store.SendPasswordReset(detached(c), viewerOf(c).Actor, c.Param("id"))
	if err != nil {
		return err
	}
	s.say(c, "user.flash.reset", "name", p.Name, "email", p.Email)
	return s.back(c, body.Get("next"))
}
