package handlers

import (
	"cmp"
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
var notices = map[string]bool{"signed-out": true, models.SessionOver: true, models.AccessOff: true, "ended": true, "kept": true, "unsent": true, "invited": true, "later": true, "past": true, "ready": true, "reset": true}

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
		var u *models.User
		u, err = s.signIn(c, form)
		s.metrics.signIn(err)
		if err == nil {
			return s.signedIn(c, u, form.Next)
		}
	}
	return s.again(c, errs, refusedSignIn(err), func(errs forms.Errors) templ.Component {
		return page.Login(page.LoginPage{Form: form, Errors: errs})
	})
}

// signedIn goes on after a sign-in: to the form that they could not send before, to where somebody
// wanted, or to the first page for them.
func (s *Server) signedIn(c echo.Context, u *models.User, next string) error {
	kept, err := s.keptPage(c, u.ID)
	s.afterwards(c, "the form that they could not send", err)
	if next = cmp.Or(kept, next); next != "" {
		return c.Redirect(http.StatusSeeOther, next)
	}
	session, err := s.sessions.Get(c.Request(), s.sessions.cookie)
	if err != nil {
		return err
	}
	v, err := s.store.Viewer(c.Request().Context(), session.ID, s.limits)
	if err != nil { // the next page says what is wrong
		s.afterwards(c, "who has signed in", err)
		return s.to(c, "home")
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

// signIn looks at the password, and goes on with who knew it.
func (s *Server) signIn(c echo.Context, form forms.SignIn) (*models.User, error) {
	tried, err := s.verify(c, models.Try{Email: form.Email}, form.Password)
	if err != nil {
		return nil, err
	}
	return tried.User, s.goIn(c, tried)
}

// goIn follows the password, as a step of its own: it starts the session of who has proved enough.
func (s *Server) goIn(c echo.Context, tried *models.Tried) error {
	return s.startSession(c, nil, func(store *models.Store) (models.Session, error) {
		organisation, err := store.SignedIn(detached(c), tried.User, tried.Rehashed)
		return models.Session{UserID: tried.User.ID, OrganisationID: organisation, Proof: tried.User.PasswordHash}, err
	})
}

// verify is the one way in which a password is tried here: see models.TryPassword. Where the
// request comes from it adds itself.
func (s *Server) verify(c echo.Context, t models.Try, password string) (*models.Tried, error) {
	t.Address, t.Browser = c.RealIP(), s.browser(c)
	l := s.config.Limits
	tried, err := s.store.TryPassword(c.Request().Context(), s.hasher, t, password,
		models.Lockout{Account: l.SignInAccount, Address: l.SignInAddress, For: l.Lock})
	if tried != nil && tried.User != nil {
		c.Set(accountKey, tried.User.ID) // the log names whose password it was, or was not
	}
	return tried, err
}

// reenter asks for the viewer's own password, at a field of the form, so that an unlocked screen
// is not enough. Wrong tries count in this session alone (ASVS 6.3.1): what strangers try at the
// sign-in page keeps nobody from what they do here.
func (s *Server) reenter(c echo.Context, field, password string) (*models.Tried, error) {
	v := viewerOf(c)
	tried, err := s.verify(c, models.Try{Email: v.User.Email, Session: v.Session.ID}, password)
	if models.CodeOf(err) == models.Invalid {
		err = models.Fault(field, "profile.password.current_wrong")
	}
	return tried, atField(field, err)
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
