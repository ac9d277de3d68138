package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/page"
)

// profileSessions lists the browsers in which one is signed in.
func (s *Server) profileSessions(c echo.Context) error {
	v := viewerOf(c)
	rows, err := s.store.Sessions(c.Request().Context(), v, s.limits)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.ProfileSessions(page.SessionsPage{Rows: rows, Current: v.Session.ID}))
}

// profileSessionsEnd ends one of one's own sessions (session=ID), or all the others
// (others=on).
func (s *Server) profileSessionsEnd(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form := forms.ReadEndSessions(body)
	if errs := form.Validate(); len(errs) > 0 {
		return models.Fault(errs[0].Field, errs[0].Key, errs[0].Args...)
	}
	v := viewerOf(c)
	if form.Session == v.Session.ID {
		return s.logout(c)
	}
	ended, err := s.store.EndOwnSession(detached(c), v, form.Session)
	if err != nil {
		return err
	}
	said := views.Flash{Kind: "status", Text: frameOf(c).Locale.N("profile.sessions.ended", int(ended))}
	s.flash(c, said)
	return s.to(c, "profile.sessions")
}

// profileSecurity tells how one signs in.
func (s *Server) profileSecurity(c echo.Context) error {
	ctx, v := c.Request().Context(), viewerOf(c)
	u, err := s.store.OwnUser(ctx, v)
	if err != nil {
		return err
	}
	sessions, err := s.store.Sessions(ctx, v, s.limits)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.ProfileSecurity(page.SecurityPage{PasswordAt: u.PasswordAt, Sessions: len(sessions)}))
}
