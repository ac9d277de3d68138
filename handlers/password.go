package handlers

import (
	"context"
	"net/http"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/models"
	"coulisse/views/page"
)

// forgotPause is the least time that an answer to a forgotten password takes: longer than
// writing a mail into the outbox, so that the clock does not tell who is known.
const forgotPause = 100 * time.Millisecond

// passwordForgotForm asks for the address of who forgot their password, and with sent=1
// says to everybody alike that a mail may be on its way.
func (s *Server) passwordForgotForm(c echo.Context) error {
	if c.QueryParam("sent") != "" {
		return s.render(c, http.StatusOK, page.PasswordForgotSent())
	}
	return s.render(c, http.StatusOK, page.PasswordForgot(page.ForgotPage{}))
}

// passwordForgot queues a mail with a link (ST10), or the invitation again (ST6), if there
// is anybody to send it to.
func (s *Server) passwordForgot(c echo.Context) error {
	began := time.Now()
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form := forms.ReadForgot(body)
	errs := form.Validate()
	if len(errs) == 0 {
		err = s.mailWhoForgot(c, form.Email)
		waitUntil(c.Request().Context(), began.Add(forgotPause))
		if err == nil {
			return c.Redirect(http.StatusSeeOther, s.url("password.forgot.form")+"?sent=1")
		}
	}
	return s.again(c, errs, err, func(errs forms.Errors) templ.Component {
		return page.PasswordForgot(page.ForgotPage{Form: form, Errors: errs})
	})
}

// mailWhoForgot queues the mail when it is this request's turn: a crowd of them writes one after
// the other, so that everybody else's changes come in between.
func (s *Server) mailWhoForgot(c echo.Context, email string) error {
	ctx := c.Request().Context()
	from, err := s.store.AskedFrom(ctx, email, s.browser(c), c.RealIP())
	if err != nil {
		return err
	}
	leave, err := s.forgotten.Enter(ctx, from, from != c.RealIP())
	if err != nil {
		return err
	}
	defer leave()
	return s.store.ForgotPassword(detached(c), email, from, s.config.Limits.MailPerPerson)
}

// waitUntil waits, unless the person goes.
func waitUntil(ctx context.Context, t time.Time) {
	timer := time.NewTimer(time.Until(t))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// passwordResetForm is what the link in the mail opens; looking spends nothing.
func (s *Server) passwordResetForm(c echo.Context) error {
	u, err := s.store.Reset(c.Request().Context(), c.Param("token"))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.PasswordReset(page.ResetPage{Token: c.Param("token"), Email: u.Email}))
}

// passwordReset sets the password and signs nobody in: who comes by a mail still has to
// sign in, with everything that signing in asks for.
func (s *Server) passwordReset(c echo.Context) error {
	u, err := s.store.Reset(c.Request().Context(), c.Param("token"))
	if err != nil {
		return err
	}
	body, err := s.values(c)
	if err != nil {
		return err
	}
	words, err := s.store.ContextWords(c.Request().Context(), *u)
	if err != nil {
		return err
	}
	form := forms.ReadNewPassword(body)
	errs := form.Validate(words...)
	if len(errs) == 0 {
		if err = s.reset(c, u, form.Password); err == nil {
			return s.toLogin(c, "reset")
		}
	}
	return s.again(c, errs, err, func(errs forms.Errors) templ.Component {
		return page.PasswordReset(page.ResetPage{Token: c.Param("token"), Email: u.Email, Errors: errs})
	})
}

// reset sets the password, and has the browser known in which the link was opened: however many
// strangers try passwords at that moment, the person comes in there.
func (s *Server) reset(c echo.Context, u *models.User, password string) error {
	hash, err := s.hasher.Hash(c.Request().Context(), password)
	if err != nil {
		return err
	}
	return s.knowBrowser(c, func(store *models.Store) (string, error) {
		return u.ID, store.ResetPassword(detached(c), c.Param("token"), hash)
	})
}
