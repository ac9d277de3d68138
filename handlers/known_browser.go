package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"coulisse/models"
)

// browser is the token by which a browser is known again after its session has ended; "" for none.
func (s *Server) browser(c echo.Context) string {
	cookie, err := c.Cookie(s.config.Cookie("browser"))
	if err != nil || len(cookie.Value) > 100 {
		return ""
	}
	return cookie.Value
}

// knowBrowser has the browser known as one of a person who has just proved who they are: by the
// password, or by the token of a link that was mailed to them. It opens nothing; wrong passwords
// that are tried elsewhere do not keep them from signing in there. session is the hash of the token
// of the session that begins, "" for none.
func (s *Server) knowBrowser(c echo.Context, user, session string) error {
	token, err := s.store.KnowBrowser(detached(c), s.browser(c), user, session)
	if err != nil {
		return err
	}
	c.SetCookie(&http.Cookie{Name: s.config.Cookie("browser"), Value: token, Path: "/",
		MaxAge: int(models.BrowserLife.Seconds()), HttpOnly: true, Secure: s.config.Secure(), SameSite: http.SameSiteLaxMode})
	return nil
}
