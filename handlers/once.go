package handlers

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/models"
)

// attemptField is the field of a form, or of the address of one with a file, that names the attempt.
const attemptField = "attempt"

// answerPause is the time between two looks for the answer to a form that is being sent twice.
const answerPause = 20 * time.Millisecond

// once runs a route's handler, so that a form that bears an attempt makes one thing however often it is
// sent: a double click, or a browser that sends it again, is answered as the first time.
func (s *Server) once(c echo.Context, r Route, v *models.Viewer) error {
	if r.Method != post || v == nil || r.Access == Token {
		return r.Handle(c)
	}
	attempt, err := s.attemptOf(c, v)
	switch {
	case err != nil:
		return err
	case attempt == nil:
		return r.Handle(c)
	}
	c.SetRequest(c.Request().WithContext(models.WithAttempt(c.Request().Context(), attempt)))
	if found, err := s.answered(c, attempt, c.Request().PostForm != nil); found || err != nil {
		return err
	}
	return s.first(c, r, attempt)
}

// attemptOf is the attempt that a form bears; nil for none.
func (s *Server) attemptOf(c echo.Context, v *models.Viewer) (*models.Attempt, error) {
	secret, body := c.QueryParam(attemptField), url.Values(nil)
	if media, _ := s.takes(frameOf(c).Page); media == echo.MIMEApplicationForm {
		var err error
		if body, err = s.values(c); err != nil {
			return nil, err
		}
		secret = body.Get(attemptField)
	}
	if secret == "" {
		return nil, nil
	}
	a := models.NewAttempt(v.User.ID, c.Request().URL.Path, secret)
	if body != nil {
		a.Entered(without(body, attemptField).Encode())
	}
	return a, nil
}

func without(body url.Values, field string) url.Values {
	rest := url.Values{}
	for name, values := range body {
		if name != field {
			rest[name] = values
		}
	}
	return rest
}

// entered notes what a form with files holds, once it is read, for the attempt that it bears.
func entered(c echo.Context, body url.Values, files []forms.File) {
	a := models.AttemptOf(c.Request().Context())
	if a == nil {
		return
	}
	var text strings.Builder
	text.WriteString(body.Encode())
	for _, f := range files {
		text.WriteString("\x00" + f.Name + "\x00")
		text.Write(f.Content)
	}
	a.Entered(text.String())
}

// first runs the handler, and keeps its answer when it has made something. When somebody else has made
// it meanwhile, theirs is the answer, also to what the handler could only refuse because of that.
func (s *Server) first(c echo.Context, r Route, a *models.Attempt) error {
	real := c.Response()
	held := &heldAnswer{real: real}
	c.SetResponse(echo.NewResponse(held, s.echo))
	err := r.Handle(c)
	c.SetResponse(real)
	if err != nil || held.status >= http.StatusBadRequest {
		found, answerErr := s.answered(c, a, true)
		switch {
		case found:
			return answerErr
		case errors.Is(err, models.ErrSubmitted):
			return models.Fail(models.Conflict, "form.sent_unanswered")
		case err != nil:
			return err
		}
	}
	if a.Claimed() && held.status < http.StatusBadRequest {
		said, _ := c.Get(valueSaid).(string)
		answer := models.Answer{Status: held.status, Location: real.Header().Get(echo.HeaderLocation),
			Type: real.Header().Get(echo.HeaderContentType), Body: held.body.Bytes(), Flash: said}
		s.afterwards(c, "the answer, for who sends it again", s.store.KeepAnswer(detached(c), a, answer))
	}
	return held.send()
}

// answered gives the answer to the same form sent before, if it was, waiting for one that is being
// made. A form whose entries are not read yet is looked for afterwards.
func (s *Server) answered(c echo.Context, a *models.Attempt, read bool) (found bool, err error) {
	if !read {
		return false, nil
	}
	ctx, stop := context.WithTimeout(c.Request().Context(), time.Minute)
	defer stop()
	for {
		answer, sent, err := s.store.Answered(ctx, a)
		switch {
		case err != nil:
			return sent, err
		case !sent:
			return false, nil
		case answer != nil:
			return true, s.repeat(c, answer)
		}
		select {
		case <-ctx.Done():
			return true, ctx.Err()
		case <-time.After(answerPause):
		}
	}
}

// repeat gives an answer once more.
func (s *Server) repeat(c echo.Context, answer *models.Answer) error {
	if answer.Flash != "" {
		if err := s.store.SetFlash(detached(c), viewerOf(c).Session.ID, answer.Flash); err != nil {
			return err
		}
	}
	if answer.Location != "" {
		return c.Redirect(answer.Status, answer.Location)
	}
	return c.Blob(answer.Status, answer.Type, answer.Body)
}

// heldAnswer is an answer that is not sent yet; its headers are those of the real one.
type heldAnswer struct {
	real   *echo.Response
	status int
	body   bytes.Buffer
}

func (h *heldAnswer) Header() http.Header { return h.real.Header() }

func (h *heldAnswer) WriteHeader(status int) { h.status = status }

func (h *heldAnswer) Write(b []byte) (int, error) { return h.body.Write(b) }

// Unwrap is for deadlines of the connection.
func (h *heldAnswer) Unwrap() http.ResponseWriter { return h.real }

func (h *heldAnswer) send() error {
	if h.status == 0 {
		return nil
	}
	h.real.WriteHeader(h.status)
	_, err := h.real.Write(h.body.Bytes())
	return err
}
