package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"coulisse/models"
)

// healthz tells that the process answers.
func (s *Server) healthz(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// readyz tells whether the database can be read and written, and why not. It is looked at most every
// five seconds, whoever asks how often.
func (s *Server) readyz(c echo.Context) error {
	if err := s.store.Ready(c.Request().Context()); err != nil {
		s.log.Warn("not ready", "trouble", models.Trouble(err), "cause", err)
		c.Response().Header().Set("Retry-After", "5")
		return c.String(http.StatusServiceUnavailable, models.Trouble(err)+"\n")
	}
	return c.String(http.StatusOK, "ok\n")
}

// asset serves a static file under its fingerprinted address.
func (s *Server) asset(c echo.Context) error {
	s.assets.ServeHTTP(c.Response(), c.Request())
	return nil
}
