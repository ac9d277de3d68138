package handlers

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"coulisse/models"
)

// middleware is the way of every request, in order. Who calls is said by a session where people's
// pages are, and by a bearer's token where the API is; neither counts at the other.
func (s *Server) middleware() {
	s.echo.Use(
		s.watch,
		s.requestID,
		s.measure,
		s.logRequest,
		s.recover,
		s.securityHeaders,
		s.frame,
		s.onPages(s.crossOrigin),
		middleware.GzipWithConfig(middleware.GzipConfig{Level: 1, MinLength: 1400, Skipper: isAsset}),
		s.onPages(s.session),
		s.bearer,
	)
}

const requestIDKey = "request id"

// requestID gives each request a name of our own, which the log, the history and error
// pages share. It is never taken from the client.
func (s *Server) requestID(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		id := strings.ToLower(rand.Text()[:16])
		c.Set(requestIDKey, id)
		c.Response().Header().Set("X-Request-Id", id)
		origin := models.Origin{Address: c.RealIP(), RequestID: id}
		c.SetRequest(c.Request().WithContext(models.WithOrigin(c.Request().Context(), origin)))
		return next(c)
	}
}

func requestID(c echo.Context) string {
	id, _ := c.Get(requestIDKey).(string)
	return id
}

// logRequest writes one line a request, after the answer. The path is the route's pattern:
// a link's token never reaches the log.
func (s *Server) logRequest(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		began := time.Now()
		if err := next(c); err != nil {
			c.Error(err)
		}
		line := []slog.Attr{slog.String("request", requestID(c)),
			slog.String("method", c.Request().Method), slog.String("path", c.Path()), slog.Int("status", c.Response().Status),
			slog.Int64("bytes", c.Response().Size), slog.Float64("took_ms", milliseconds(time.Since(began))), slog.String("address", c.RealIP())}
		if how := outcomeOf(c); how != "" {
			line = append(line, slog.String("ended", how))
		}
		line = append(line, s.whoCalled(c)...)
		s.log.LogAttrs(c.Request().Context(), slog.LevelInfo, "request", line...)
		return nil
	}
}

// recover turns a panic into an internal error, with the stack in the log.
func (s *Server) recover(next echo.HandlerFunc) echo.HandlerFunc {
	return middleware.RecoverWithConfig(middleware.RecoverConfig{
		DisablePrintStack: true,
		LogErrorFunc: func(_ echo.Context, err error, stack []byte) error {
			return fmt.Errorf("panic: %w\n%s", err, stack)
		},
	})(next)
}

const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// securityHeaders sets what every answer carries (ASVS 3.4); pages are never stored.
func (s *Server) securityHeaders(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", s.referrerPolicy(c))
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Cache-Control", "no-store")
		if s.config.Secure() {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		return next(c)
	}
}

func isAsset(c echo.Context) bool {
	return strings.HasPrefix(c.Request().URL.Path, "/static/")
}

// detached keeps a change going when the client hangs up.
func detached(c echo.Context) context.Context { return context.WithoutCancel(c.Request().Context()) }
