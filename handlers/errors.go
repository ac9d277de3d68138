package handlers

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views/page"
)

var statusOf = map[models.Code]int{
	models.Invalid:     http.StatusUnprocessableEntity,
	models.NotFound:    http.StatusNotFound,
	models.Conflict:    http.StatusConflict,
	models.Forbidden:   http.StatusForbidden,
	models.Gone:        http.StatusGone,
	models.RateLimited: http.StatusTooManyRequests,
	models.Busy:        http.StatusServiceUnavailable,

	models.Unauthorized: http.StatusUnauthorized,
	models.Malformed:    http.StatusBadRequest,
}

// nextAfter says by an error's key what to do now, where that is not the home page.
var nextAfter = map[string]struct{ route, label string }{
	"password.link_gone":    {"password.forgot.form", "password.ask_anew"},
	"password.link_unknown": {"password.forgot.form", "password.ask_anew"},
}

// problem is an error as a person sees it.
type problem struct {
	status int
	page   string // of the catalogue: error.<page>.title and error.<page>.text
	key    string // of a sentence about this very case, "" for none
	args   []any
	after  int  // seconds, for Retry-After
	faulty bool // what was entered is at fault, at a field
}

// fail answers an error with a page, or a program with problem details, and logs it, once. What is
// neither ours nor Echo's is internal: the person sees a reference, the log has the cause.
func (s *Server) fail(err error, c echo.Context) {
	defer func() {
		if fault := recover(); fault != nil {
			s.log.Error("error page panicked", "request", requestID(c), "cause", fault)
			_ = c.String(http.StatusInternalServerError, requestID(c))
		}
	}()
	err = s.unavailable(c, err)
	err = models.AsError(err)
	p := problemOf(err)
	if level, tells := tellsOf(p, err); tells {
		s.log.LogAttrs(c.Request().Context(), level, "request failed", slog.String("request", requestID(c)),
			slog.String("method", c.Request().Method), slog.String("path", c.Path()), slog.Any("cause", err))
	}
	if c.Response().Committed {
		c.Set(valueOutcome, cut)
		return
	}
	if c.Request().Context().Err() != nil {
		if p.status != http.StatusRequestTimeout { // nobody is there to read an answer
			c.Set(valueOutcome, cancelled)
			c.Response().Status = statusCancelled
			return
		}
		// A body that comes too slowly ends the request as its sender's hanging up does.
		c.SetRequest(c.Request().WithContext(context.WithoutCancel(c.Request().Context())))
		c.Response().Header().Set("Connection", "close")
	}
	if p.after > 0 {
		c.Response().Header().Set("Retry-After", strconv.Itoa(p.after))
	}
	if s.ofAPI(c) {
		if err := s.problem(c, p, err); err != nil && !errors.Is(err, context.Canceled) {
			s.log.Error("problem details failed", "request", requestID(c), "cause", err)
		}
		return
	}
	shown := page.ErrorPage{Status: p.status, Kind: p.page, Key: p.key, Args: p.args, Reference: requestID(c)}
	if next, ok := nextAfter[p.key]; ok {
		shown.NextHref, shown.NextLabel = s.url(next.route), frameOf(c).Locale.T(next.label)
	}
	if err := s.render(c, p.status, page.Error(shown)); err != nil && !errors.Is(err, context.Canceled) {
		s.log.Error("error page failed", "request", requestID(c), "cause", err)
	}
}

// afterwards logs an error of what followed a change that is done, if there is one. It fails nothing: who
// were told of an error would take the change for undone, and make it again.
func (s *Server) afterwards(c echo.Context, what string, err error) {
	if err == nil {
		return
	}
	s.log.LogAttrs(c.Request().Context(), slog.LevelError, "what was asked for is done, and something after it failed",
		slog.String("request", requestID(c)), slog.String("method", c.Request().Method), slog.String("path", c.Path()),
		slog.String("failed", what), slog.Any("cause", err))
}

// tellsOf tells whether the log tells of an error, and how loudly: of what is not the person's to
// know, and of a database that had no time. That somebody hung up is no fault.
func tellsOf(p problem, err error) (slog.Level, bool) {
	if p.status == http.StatusServiceUnavailable {
		return slog.LevelWarn, errors.Unwrap(err) != nil
	}
	return slog.LevelError, p.status == http.StatusInternalServerError && !errors.Is(err, context.Canceled)
}

// unavailable is an error as people may see it when the database is locked, full or shut, which the
// log has with its cause; any other as it is.
func (s *Server) unavailable(c echo.Context, err error) error {
	u := models.Unavailable(err)
	if u == nil {
		return err
	}
	s.log.LogAttrs(c.Request().Context(), slog.LevelError, "the database cannot be used",
		slog.String("request", requestID(c)), slog.String("method", c.Request().Method), slog.String("path", c.Path()),
		slog.String("trouble", models.Trouble(err)), slog.Any("cause", err))
	return u
}

func problemOf(err error) problem {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return problem{status: http.StatusRequestEntityTooLarge, page: "too_large", args: []any{"max", i18n.Size(large.Limit)}}
	}
	var ours *models.Error
	if errors.As(err, &ours) {
		p := problem{status: statusOf[ours.Code], page: string(ours.Code), args: ours.Args, after: ours.After, faulty: ours.Code == models.Invalid && ours.Field != ""}
		if ours.Key != "error."+p.page && ours.Key != "error."+p.page+".text" {
			p.key = ours.Key
		}
		return p
	}
	var theirs *echo.HTTPError
	if errors.As(err, &theirs) {
		switch theirs.Code {
		case http.StatusNotFound:
			return problem{status: theirs.Code, page: string(models.NotFound)}
		case http.StatusMethodNotAllowed:
			return problem{status: theirs.Code, page: "method"}
		case http.StatusRequestTimeout:
			return problem{status: theirs.Code, page: "slow"}
		case http.StatusUnsupportedMediaType, http.StatusBadRequest:
			return problem{status: theirs.Code, page: "unreadable"}
		}
	}
	return problem{status: http.StatusInternalServerError, page: "internal"}
}
