package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// healthz tells that the process answers.
func (s *Server) healthz(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// readyz tells whether the database answers and is migrated.
func (s *Server) readyz(c echo.Context) error {
	if err := s.store.Ready(c.Request().Context()); err != nil {
		s.log.Warn("not ready", "cause", err)
		return c.String(http.StatusServiceUnavailable, "the database does not answer\n")
	}
	return c.String(http.StatusOK, "ok\n")
}

// asset serves a static file under its fingerprinted address.
func (s *Server) asset(c echo.Context) error {
	s.assets.ServeHTTP(c.Response(), c.Request())
	return nil
}
