package handlers

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/views/page"
)

// Each of what support does to a person asks first for the reason, on a page of its own.

func (s *Server) deskResetForm(c echo.Context) error    { return s.deskAsk(c, page.DeskReset) }
func (s *Server) deskSessionsForm(c echo.Context) error { return s.deskAsk(c, page.DeskSessions) }
func (s *Server) deskViewForm(c echo.Context) error     { return s.deskAsk(c, page.DeskView) }

func (s *Server) deskAsk(c echo.Context, what string) error {
	p, err := s.store.DeskPerson(c.Request().Context(), staffOf(c), c.Param("id"), s.limits)
	if err != nil {
		return err
	}
	pauses, err := s.store.DeskPauses(c.Request().Context(), p)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.DeskAsk(page.DeskAskPage{What: what, Person: *p, Pauses: pauses}))
}

// deskReason reads the reason from a form, and shows the form again when it is at fault or does
// was refused in a way that the person can mend.
func (s *Server) deskReason(c echo.Context, what string, do func(reason string) error) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	p, err := s.store.DeskPerson(c.Request().Context(), staffOf(c), c.Param("id"), s.limits)
	if err != nil {
		return err
	}
	form := forms.ReadReason(body)
	errs := form.Validate(what != page.DeskSessions)
	if len(errs) == 0 {
		if err = do(form.Text); err == nil {
			return nil
		}
	}
	pauses, broken := s.store.DeskPauses(c.Request().Context(), p)
	if broken != nil {
		return broken
	}
	return s.again(c, errs, err, func(errs forms.Errors) templ.Component {
		return page.DeskAsk(page.DeskAskPage{What: what, Person: *p, Pauses: pauses, Reason: form.Text, Errors: errs})
	})
}

// deskReset has a person mailed a link to choose a new password. Whatever else is posted, a
// password above all, is not read, and the answer holds no link.
func (s *Server) deskReset(c echo.Context) error {
	return s.deskReason(c, page.DeskReset, func(reason string) error {
		p, err := s.store.StartReset(detached(c), staffOf(c), c.Param("id"), reason)
		if err != nil {
			return err
		}
		return s.helped(c, "desk.flash.reset", "name", p.Name, "email", p.Email)
	})
}

// deskUnlock lets a person try to sign in again at once.
func (s *Server) deskUnlock(c echo.Context) error {
	p, err := s.store.Unlock(detached(c), staffOf(c), c.Param("id"))
	if err != nil {
		return err
	}
	return s.helped(c, "desk.flash.unlocked", "name", p.Name)
}

// deskSessions signs a person out everywhere.
func (s *Server) deskSessions(c echo.Context) error {
	return s.deskReason(c, page.DeskSessions, func(reason string) error {
		p, ended, err := s.store.EndAllSessions(detached(c), staffOf(c), c.Param("id"), reason)
		switch {
		case err != nil:
			return err
		case ended == 0:
			return s.helped(c, "desk.flash.no_sessions", "name", p.Name)
		}
		return s.helped(c, "desk.flash.sessions", "name", p.Name)
	})
}

// deskInvitation mails a pending invitation again, under a new link.
func (s *Server) deskInvitation(c echo.Context) error {
	p, err := s.store.RenewInvitation(detached(c), staffOf(c), c.Param("id"))
	if err != nil {
		return err
	}
	return s.helped(c, "user.flash.resent", "name", p.Name, "email", p.Email)
}

// helped goes back to the person's page and says what was done.
func (s *Server) helped(c echo.Context, key string, args ...any) error {
	s.say(c, key, args...)
	return s.to(c, "desk.person", c.Param("id"))
}
