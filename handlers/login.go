package handlers

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/page"
)

// notices are what the sign-in page may say about how one came to it.
var notices = map[string]bool{"signed-out": true, models.SessionOver: true, models.AccessOff: true, "ended": true, "invited": true, "later": true, "past": true, "ready": true, "reset": true}

// loginForm is the sign-in page; someone who is signed in goes on at once. On an empty
// installation it says where the set-up link is.
func (s *Server) loginForm(c echo.Context) error {
	next := forms.Local(c.QueryParam("next"))
	notice := c.QueryParam("notice")
	if v := viewerOf(c); v != nil && Person.Allows(v) {
		return s.toNext(c, next, firstPage(v))
	}
	if !notices[notice] {
		notice = ""
	}
	founded, err := s.store.Founded(c.Request().Context())
	if err != nil {
		return err
	}
	if !founded {
		notice = "empty"
	}
	return s.render(c, http.StatusOK, page.Login(page.LoginPage{Form: forms.SignIn{Next: next}, Notice: notice}))
}

// login signs a person in. What it says about a refusal does not tell an unknown address
// from a wrong password; only who knows the password hears of more.
func (s *Server) login(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form := forms.ReadSignIn(body)
	errs := form.Validate()
	if len(errs) == 0 {
		err = s.signIn(c, form)
		s.metrics.signIn(err)
		if err == nil {
			return s.signedIn(c, form.Next)
		}
	}
	return s.again(c, errs, refusedSignIn(err), func(errs forms.Errors) templ.Component {
		return page.Login(page.LoginPage{Form: form, Errors: errs})
	})
}

// signedIn goes on after a sign-in: to where somebody wanted, or to the first page for them.
func (s *Server) signedIn(c echo.Context, next string) error {
	session, err := s.sessions.Get(c.Request(), s.sessions.cookie)
	if err != nil || next != "" {
		return s.toNext(c, next, "home")
	}
	v, err := s.store.Viewer(c.Request().Context(), session.ID, s.limits)
	if err != nil {
		return s.to(c, "home") // which says what is wrong
	}
	return s.to(c, firstPage(v))
}

// firstPage is where somebody begins: those who work at a door and nowhere else begin there, and
// support at its desk.
func firstPage(v *models.Viewer) string {
	switch {
	case v.Staff != nil && v.Viewing == nil:
		return "desk.home"
	case v.Actor.Grant.Levels.OnlyAtDoor():
		return "scan.list"
	}
	return "home"
}

// signIn verifies the password and starts the session.
func (s *Server) signIn(c echo.Context, form forms.SignIn) error {
	u, rehash, err := s.verify(c, form.Email, form.Password)
	if err != nil {
		return err
	}
	rehashed := ""
	if rehash {
		if rehashed, err = s.hasher.Hash(c.Request().Context(), form.Password); err != nil {
			rehashed = "" // next time
		}
	}
	organisation, err := s.store.SignedIn(detached(c), u, rehashed)
	if err != nil {
		return err
	}
	return s.startSession(c, models.Session{UserID: u.ID, OrganisationID: organisation, Proof: u.PasswordHash}, nil)
}

// verify is the one way in which a password is tried, so that every try counts: wrong ones
// lock the account and the network address for a while. Invalid without a field when the
// password is wrong or the address unknown; RateLimited; Busy. After it SignedIn or a change
// of the password must follow, or giveBack.
func (s *Server) verify(c echo.Context, email, password string) (u *models.User, rehash bool, err error) {
	ctx, limits := detached(c), s.lockout()
	u, err = s.store.BeginSignIn(ctx, email, c.RealIP(), limits)
	if err != nil {
		return nil, false, err
	}
	hash := "" // an unknown address costs as much
	if u != nil {
		hash = u.PasswordHash
		c.Set(accountKey, u.ID)
	}
	ok, rehash, err := s.hasher.Verify(c.Request().Context(), hash, password)
	if err != nil {
		return nil, false, s.giveBack(c, email, err)
	}
	if !ok {
		if err := s.store.SignInFailed(ctx, u, email, c.RealIP(), limits); err != nil {
			return nil, false, err
		}
		return nil, false, models.Fault("", "login.refused")
	}
	return u, rehash, nil
}

// giveBack takes back a counted try whose password was not looked at, and returns why.
func (s *Server) giveBack(c echo.Context, email string, why error) error {
	if err := s.store.SignInAbandoned(detached(c), email); err != nil {
		return err
	}
	return why
}

func (s *Server) lockout() models.Lockout {
	l := s.config.Limits
	return models.Lockout{Account: l.SignInAccount, Address: l.SignInAddress, For: l.Lock}
}

// refusedSignIn turns a refusal after the right password into a fault of the form.
func refusedSignIn(err error) error {
	var refusal *models.Error
	if !errors.As(err, &refusal) || refusal.Code != models.Forbidden {
		return err
	}
	switch refusal.Key {
	case models.SessionOver: // the password was changed at this very moment
		return models.Fault("", "login.refused")
	case models.AccessOff:
		return models.Fault("", "login.notice.off")
	}
	return models.Fault("", refusal.Key, refusal.Args...)
}

// logout ends the session and has the browser forget what it kept of it. Cookies are not
// on the list: a browser would drop those of the whole domain, other sites' included. Nor is
// its storage: scans wait there for the network, as codes that tell nothing of anybody.
func (s *Server) logout(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	if err := s.endSession(c); err != nil {
		return err
	}
	c.Response().Header().Set("Clear-Site-Data", `"cache"`)
	if next := forms.Local(body.Get("next")); next != "" {
		return c.Redirect(http.StatusSeeOther, next)
	}
	return s.toLogin(c, "signed-out")
}

// toLogin redirects to the sign-in page, which says why.
func (s *Server) toLogin(c echo.Context, notice string) error {
	return c.Redirect(http.StatusSeeOther, views.WithQuery(s.url("login.form"), url.Values{"notice": {notice}}))
}

// toNext redirects to a local address, or to a route when there is none.
func (s *Server) toNext(c echo.Context, next, route string) error {
	if next == "" {
		return s.to(c, route)
	}
	return c.Redirect(http.StatusSeeOther, next)
}
