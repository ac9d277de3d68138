package handlers

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"net/netip"
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
		s.bodies,
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
		h.Set("Referrer-Policy", "no-referrer")
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

// crossOrigin refuses unsafe requests that another site caused. The standard library lets
// one pass that carries neither Origin nor Sec-Fetch-Site; here it is refused too, because
// every browser that can sign in sends at least one of them.
func (s *Server) crossOrigin(next echo.HandlerFunc) echo.HandlerFunc {
	protection := http.NewCrossOriginProtection()
	return func(c echo.Context) error {
		r := c.Request()
		safe := r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions
		nameless := r.Header.Get("Origin") == "" && r.Header.Get("Sec-Fetch-Site") == ""
		if err := protection.Check(r); err != nil || !safe && nameless {
			return models.Fail(models.Forbidden, "error.cross_origin")
		}
		return next(c)
	}
}

// takes is the media type of what a route reads from a body, and how many bytes of it: a form, but
// for what stands here.
func (s *Server) takes(route string) (media string, limit int64) {
	if most := s.fileLimit(route); most > 0 {
		return echo.MIMEMultipartForm, most + besideFile
	}
	if route == "api.order.create" {
		return echo.MIMEApplicationJSON, int64(s.config.Limits.Body)
	}
	return echo.MIMEApplicationForm, int64(s.config.Limits.Body)
}

// bodies refuses what is too large or not what the route takes, whether or not anybody would
// read it, and bounds what is read.
func (s *Server) bodies(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		media, limit := s.takes(frameOf(c).Page)
		if r.ContentLength > limit {
			if media == echo.MIMEMultipartForm { // a browser shows no answer before it has sent a file
				_, _ = io.CopyN(io.Discard, r.Body, min(r.ContentLength, max(drained*limit, leastDrained)))
				limit -= besideFile
			}
			return &http.MaxBytesError{Limit: limit}
		}
		if r.ContentLength != 0 {
			kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
			if err != nil || kind != media {
				return echo.ErrUnsupportedMediaType
			}
		}
		r.Body = http.MaxBytesReader(c.Response(), r.Body, limit)
		return next(c)
	}
}

// A file that is so many times, or so many bytes, too large is read to its end, for its sender to
// be told so.
const (
	drained      = 8
	leastDrained = 64 << 20
)

func isAsset(c echo.Context) bool {
	return strings.HasPrefix(c.Request().URL.Path, "/static/")
}

// clientAddress says who calls: the peer, unless it is a trusted proxy; then the nearest
// address of X-Forwarded-For that is none.
func clientAddress(trusted []netip.Prefix) echo.IPExtractor {
	if len(trusted) == 0 {
		return echo.ExtractIPDirect()
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range trusted {
		if _, network, err := net.ParseCIDR(p.String()); err == nil {
			options = append(options, echo.TrustIPRange(network))
		}
	}
	return echo.ExtractIPFromXFFHeader(options...)
}

// detached keeps a change going when the client hangs up.
func detached(c echo.Context) context.Context { return context.WithoutCancel(c.Request().Context()) }
