package handlers

import (
	"crypto/subtle"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"coulisse/models"
)

// secret tells whether the address of a route holds the token of a link.
func (r Route) secret() bool { return strings.Contains(r.Path, "/:token") }

// referrerPolicy keeps addresses on this console, and those that hold a token to themselves. A
// browser hides the origin of a form, too, when a page forbids referrers.
func (s *Server) referrerPolicy(c echo.Context) string {
	if r, ok := s.routeOf(c); ok && r.secret() {
		return "no-referrer"
	}
	return "same-origin"
}

// crossOrigin refuses unsafe requests that another site caused. The standard library lets
// one pass that carries neither Origin nor Sec-Fetch-Site; here it is refused too, because
// every browser that can sign in sends at least one of them. base_url is what people open,
// whatever Host a proxy passes on.
func (s *Server) crossOrigin(next echo.HandlerFunc) echo.HandlerFunc {
	protection := http.NewCrossOriginProtection()
	if err := protection.AddTrustedOrigin(s.config.BaseURL); err != nil {
		panic("base_url is no origin: " + err.Error())
	}
	return func(c echo.Context) error {
		r := c.Request()
		if r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions {
			return next(c)
		}
		ours := protection.Check(r) == nil
		if r.Header.Get("Sec-Fetch-Site") == "" {
			switch r.Header.Get("Origin") {
			case "":
				ours = false
			case "null":
				ours = s.provesItself(c)
			}
		}
		if !ours {
			return models.Fail(models.Forbidden, "error.cross_origin")
		}
		return next(c)
	}
}

// provesItself tells whether a form whose origin is hidden comes from a page of ours all the same:
// it carries what only such a page shows. Browsers without Sec-Fetch-Site (Safari before 16.4, and
// any behind a proxy that strips it) hide it on pages that forbid referrers. See docs/adr/0015.
func (s *Server) provesItself(c echo.Context) bool {
	proof := s.proof(c)
	if proof == "" {
		return false
	}
	r := c.Request()
	r.Body = http.MaxBytesReader(c.Response(), r.Body, int64(s.config.Limits.Body))
	form, err := s.values(c)
	if err != nil {
		return false
	}
	return subtle.ConstantTimeCompare([]byte(form.Get("proof")), []byte(proof)) == 1
}

// proof is what the forms of a page carry whose address holds a token: a fingerprint of the
// session's cookie, which another site cannot know even when it knows the token; without a
// session, of the token. "" where there is neither.
func (s *Server) proof(c echo.Context) string {
	if cookie, err := c.Cookie(s.sessions.cookie); err == nil && cookie.Value != "" {
		return models.HashToken("a form of a page read with " + cookie.Value)
	}
	if token := c.Param("token"); token != "" {
		return models.HashToken("a form of the page at " + token)
	}
	return ""
}
