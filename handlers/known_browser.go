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

// knowBrowser has the browser known as one of a person who proves who they are by work: by the token of
// a link that was mailed to them. Both, or neither. It opens nothing; wrong passwords that are tried
// elsewhere do not keep them from signing in there.
func (s *Server) knowBrowser(c echo.Context, work func(*models.Store) (user string, err error)) error {
	var token string
	err := s.store.Together(detached(c), func(store *models.Store) error {
		user, err := work(store)
		if err == nil {
			token, err = store.KnowBrowser(detached(c), s.browser(c), user, "")
		}
		return err
	})
	if err == nil {
		s.setBrowser(c, token)
	}
	return err
}

// setBrowser gives the browser the token by which it is known, unless there is none.
func (s *Server) setBrowser(c echo.Context, token string) {
	if token == "" {
		return
	}
	c.SetCookie(&http.Cookie{Name: s.config.Cookie("browser"), Value: token, Path: "/",
		MaxAge: int(models.BrowserLife.Seconds()), HttpOnly: true, Secure: s.config.Secure(), SameSite: http.SameSiteLaxMode})
}
