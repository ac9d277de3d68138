package handlers

import (
	_ "embed"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"coulisse/models"
)

// apiRoot is what the addresses of the API begin with.
const apiRoot = "/api/"

// ofAPI tells whether a request is a program's: at an address of the API, also where there is
// no route.
func (s *Server) ofAPI(c echo.Context) bool {
	if r, ok := s.routeOf(c); ok {
		return strings.HasPrefix(r.Path, apiRoot)
	}
	return strings.HasPrefix(c.Request().URL.Path, apiRoot)
}

// onPages leaves a step out where the API is, whose requests no browser sends by itself.
func (s *Server) onPages(step echo.MiddlewareFunc) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		stepped := step(next)
		return func(c echo.Context) error {
			if s.ofAPI(c) {
				return next(c)
			}
			return stepped(c)
		}
	}
}

const valueBearer = "bearer"

// bearer finds whose token a request bears, where a route asks for one (RFC 6750). A session
// is not looked at.
func (s *Server) bearer(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if r, _ := s.routeOf(c); r.Access != Token {
			return next(c)
		}
		token, ok := bearerToken(c.Request())
		if !ok {
			return noBearer()
		}
		b, err := s.store.Bearer(c.Request().Context(), token)
		if err != nil {
			return err
		}
		if err := s.store.BearerSeen(detached(c), b); err != nil {
			return err
		}
		c.Set(valueBearer, b)
		frameOf(c).Zone = b.Organisation.Zone()
		return next(c)
	}
}

func noBearer() error { return models.Fail(models.Unauthorized, "api.token_missing") }

// bearerToken is what the one Authorization header bears.
func bearerToken(r *http.Request) (token string, ok bool) {
	sent := r.Header.Values(echo.HeaderAuthorization)
	if len(sent) != 1 {
		return "", false
	}
	scheme, token, ok := strings.Cut(sent[0], " ")
	return strings.TrimSpace(token), ok && strings.EqualFold(scheme, "Bearer")
}

// bearerOf is the program that calls; nil where none does.
func bearerOf(c echo.Context) *models.Bearer {
	b, _ := c.Get(valueBearer).(*models.Bearer)
	return b
}

// whole is the whole address of a route, for those who read it elsewhere.
func (s *Server) whole(route string, args ...any) string {
	return strings.TrimSuffix(s.config.BaseURL, "/") + s.url(route, args...)
}

//go:embed openapi.json
var openAPI []byte

// apiDescription is the API in the words of OpenAPI 3.1.
func (s *Server) apiDescription(c echo.Context) error {
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, openAPI)
}
