package handlers

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

// Outcomes of requests that were not answered to the end. They are counted and logged apart: the status
// of such an answer says nothing.
const (
	cancelled = "cancelled" // whoever asked hung up before there was an answer
	cut       = "cut"       // in the middle of the answer they hung up, stood still, or the rest failed
)

const valueOutcome = "outcome"

// statusCancelled stands in the log for an answer that nobody waited for, as servers before ours write it.
const statusCancelled = 499

// flowTime is how long an answer may stand still before it is given up. As long as its bytes flow it
// goes on, however long it takes.
const flowTime = time.Minute

// watch sees how answers go. One that was cut is not ended as if it were whole: the connection breaks
// off, which programs and browsers tell from an end.
func (s *Server) watch(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		w := &watched{ResponseWriter: c.Response().Writer, flow: s.flow}
		c.Response().Writer = w
		c.Set(valueWatched, w)
		err := next(c)
		if outcomeOf(c) != "" {
			panic(http.ErrAbortHandler)
		}
		return err
	}
}

const valueWatched = "watched"

// outcomeOf is how a request ended, "" for one that was answered.
func outcomeOf(c echo.Context) string {
	if o, ok := c.Get(valueOutcome).(string); ok {
		return o
	}
	if w, ok := c.Get(valueWatched).(*watched); ok && w.broken {
		return cut
	}
	return ""
}

// watched passes an answer on, and moves its deadline on as long as it flows.
type watched struct {
	http.ResponseWriter
	flow   time.Duration
	moved  time.Time
	broken bool
}

func (w *watched) Write(content []byte) (int, error) {
	if now := time.Now(); now.Sub(w.moved) > w.flow/60 {
		w.moved = now
		_ = http.NewResponseController(w.ResponseWriter).SetWriteDeadline(now.Add(w.flow)) // not every server has one
	}
	n, err := w.ResponseWriter.Write(content)
	w.broken = w.broken || err != nil
	return n, err
}

// FlushError sends what waits.
func (w *watched) FlushError() error {
	err := http.NewResponseController(w.ResponseWriter).Flush()
	w.broken = w.broken || err != nil
	return err
}

// Unwrap is for http.ResponseController.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }
