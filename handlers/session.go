package handlers

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"coulisse/models"
	"coulisse/models/text"
	"coulisse/views"
)

// session loads who calls into the request, and notes once a minute that they were here.
func (s *Server) session(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if isAsset(c) {
			return next(c)
		}
		session, err := s.sessions.Get(c.Request(), s.sessions.cookie)
		if err != nil {
			return err
		}
		v, ok := session.Values[valueViewer].(*models.Viewer)
		if !ok {
			return next(c)
		}
		if s.store.Now().Sub(v.Session.SeenAt) > time.Minute {
			if err := s.store.SessionSeen(detached(c), v); err != nil {
				return err
			}
		}
		c.Set(valueViewer, v)
		s.fillFrame(frameOf(c), v)
		if err := s.fillPlaces(c, v); err != nil {
			return err
		}
		return next(c)
	}
}

// viewerOf is who calls; nil when nobody is signed in.
func viewerOf(c echo.Context) *models.Viewer {
	v, _ := c.Get(valueViewer).(*models.Viewer)
	return v
}

// refusedBecause says why the browser's session no longer counts: models.SessionOver,
// models.AccessOff, or "".
func (s *Server) refusedBecause(c echo.Context) (why string, err error) {
	session, err := s.sessions.Get(c.Request(), s.sessions.cookie)
	if err != nil {
		return "", err
	}
	why, _ = session.Values[valueWhy].(string)
	return why, nil
}

// startSession signs the browser in under a new token, whatever it had before (ASVS 7.2.4), after work
// that says as whom and where: both, or neither. It goes by the password in the session's Proof, or else
// by the session that the browser has, which ends when work says nobody.
func (s *Server) startSession(c echo.Context, flash *views.Flash,
	work func(*models.Store) (models.Session, error)) error {
	session, err := s.sessions.Get(c.Request(), s.sessions.cookie)
	if err != nil {
		return err
	}
	var browser string
	session.Values[valueStart] = sessionStart(func(store *models.Store) (token string, err error) {
		start, err := work(store)
		if err != nil || start.UserID == "" {
			return "", err
		}
		agent := strings.ToValidUTF8(c.Request().UserAgent(), "")
		start.Flash, start.Address, start.Agent = encodeFlash(flash), c.RealIP(), agent[:min(len(agent), 300)]
		if token, err = store.StartSession(detached(c), start, session.ID); err != nil {
			return "", err
		}
		browser, err = store.KnowBrowser(detached(c), s.browser(c), start.UserID, models.HashToken(token))
		return token, err
	})
	if err := session.Save(c.Request(), c.Response()); err != nil {
		return err
	}
	s.setBrowser(c, browser)
	return nil
}

// endSession signs the browser out.
func (s *Server) endSession(c echo.Context) error {
	session, err := s.sessions.Get(c.Request(), s.sessions.cookie)
	if err != nil {
		return err
	}
	session.Options.MaxAge = -1
	return session.Save(c.Request(), c.Response())
}

// flash keeps a sentence for the next page of a signed-in person, and before it that they are in
// another organisation now, if the request has taken them there. It is about what is done: where it
// cannot be kept, that is logged, and nobody is told that anything failed.
func (s *Server) flash(c echo.Context, f views.Flash) {
	text := encodeFlash(s.saysMoved(c, &f))
	c.Set(valueSaid, text)
	s.afterwards(c, "the sentence for the next page", s.store.SetFlash(detached(c), viewerOf(c).Session.ID, text))
}

// valueSaid is what a request has kept for the next page.
const valueSaid = "said"

// say is a flash in the reader's language.
func (s *Server) say(c echo.Context, key string, args ...any) {
	s.flash(c, views.Flash{Kind: "status", Text: frameOf(c).Locale.T(key, args...)})
}

// sayOf is say about an e-mail address that was entered: it adds that mails may not arrive there,
// where many mail servers refuse such an address.
func (s *Server) sayOf(c echo.Context, email, key string, args ...any) {
	l := frameOf(c).Locale
	words := l.T(key, args...)
	if !text.LocalASCII(email) {
		words += " " + l.T("form.may_not_arrive", "email", email)
	}
	s.flash(c, views.Flash{Kind: "status", Text: words})
}

func encodeFlash(f *views.Flash) string {
	if f == nil {
		return ""
	}
	text, err := json.Marshal(f)
	if err != nil {
		return ""
	}
	return string(text)
}
