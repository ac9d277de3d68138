package handlers

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"

	"github.com/labstack/echo/v4"

	"coulisse/camera"
)

// mostFields is how many fields a form may have, repeated ones each counted: as many as a form with a
// box for every event of a large house. To read a field takes far more than its two bytes.
const mostFields = 5_000

// takes is the media type of what a route reads from a body, and how many bytes of it: a form, but
// for what stands here.
func (s *Server) takes(route string) (media string, limit int64) {
	if most := s.fileLimit(route); most > 0 {
		return echo.MIMEMultipartForm, most + besideFile
	}
	switch route {
	case "api.order.create":
		return echo.MIMEApplicationJSON, int64(s.config.Limits.Body)
	case "scan.frame":
		return camera.MediaType, camera.MaxBytes
	}
	return echo.MIMEApplicationForm, int64(s.config.Limits.Body)
}

const valueBound = "body bound"

// bound bounds what is read of a body, and refuses what is too large or not what the route takes,
// whether or not anybody would read it. It is the last step before a handler: who may not call a route
// has nothing read of what they sent.
func (s *Server) bound(c echo.Context, route Route) error {
	if c.Get(valueBound) != nil {
		return nil
	}
	c.Set(valueBound, true)
	r := c.Request()
	media, limit := s.takes(route.Name)
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
	return nil
}

// A file that is so many times, or so many bytes, too large is read to its end, for its sender to
// be told so.
const (
	drained      = 8
	leastDrained = 64 << 20
)

// values reads a form from the body alone, never from the address.
func (s *Server) values(c echo.Context) (url.Values, error) {
	r := c.Request()
	switch {
	case r.PostForm != nil:
		return r.PostForm, nil
	case r.ContentLength == 0:
		return url.Values{}, nil
	}
	body, err := s.raw(c)
	if err != nil {
		return nil, err
	}
	if bytes.Count(body, []byte("&")) >= mostFields {
		return nil, echo.ErrBadRequest
	}
	if r.PostForm, err = url.ParseQuery(string(body)); err != nil {
		return nil, echo.ErrBadRequest.WithInternal(err)
	}
	return r.PostForm, nil
}

// raw is a body as it was sent.
func (s *Server) raw(c echo.Context) ([]byte, error) {
	r := c.Request()
	var body bytes.Buffer
	body.Grow(int(max(r.ContentLength, 0)) + bytes.MinRead)
	if _, err := body.ReadFrom(r.Body); err != nil {
		return nil, unreadable(err)
	}
	return body.Bytes(), nil
}

// unreadable is a body that broke off or is no form, unless it is too large or came too slowly
// (RFC 9110, 15.5.9).
func unreadable(err error) error {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return err
	case errors.Is(err, os.ErrDeadlineExceeded):
		return echo.NewHTTPError(http.StatusRequestTimeout).WithInternal(err)
	}
	return echo.ErrBadRequest.WithInternal(err)
}
