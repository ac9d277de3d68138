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
func (s *Server) refusedBecause(c echo.Context) string {
	session, err := s.sessions.Get(c.Request(), s.sessions.cookie)
	if err != nil {
		return ""
	}
	why, _ := session.Values[valueWhy].(string)
	return why
}

// startSession signs the browser in under a new token, whatever it had before (ASVS 7.2.4):
// as start.UserID in start.OrganisationID, by the password in start.Proof or else from the
// session that the browser has.
func (s *Server) startSession(c echo.Context, start models.Session, flash *views.Flash) error {
	session, err := s.sessions.Get(c.Request(), s.sessions.cookie)
	if err != nil {
		return err
	}
	agent := strings.ToValidUTF8(c.Request().UserAgent(), "")
	start.Flash, start.Address, start.Agent = encodeFlash(flash), c.RealIP(), agent[:min(len(agent), 300)]
	session.Values[valueStart] = start
	return session.Save(c.Request(), c.Response())
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
// another organisation now, if the request has taken them there.
func (s *Server) flash(c echo.Context, f views.Flash) error {
	text := encodeFlash(s.saysMoved(c, &f))
	c.Set(valueSaid, text)
	return s.store.SetFlash(detached(c), viewerOf(c).Session.ID, text)
}

// valueSaid is what a request has kept for the next page.
const valueSaid = "said"

// say is a flash in the reader's language.
func (s *Server) say(c echo.Context, key string, args ...any) error {
	return s.flash(c, views.Flash{Kind: "status", Text: frameOf(c).Locale.T(key, args...)})
}

// sayOf is say about an e-mail address that was entered: it adds that mails may not arrive there,
// where many mail servers refuse such an address.
func (s *Server) sayOf(c echo.Context, email, key string, args ...any) error {
	l := frameOf(c).Locale
	words := l.T(key, args...)
	if !text.LocalASCII(email) {
		words += " " + l.T("form.may_not_arrive", "email", email)
	}
	return s.flash(c, views.Flash{Kind: "status", Text: words})
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
