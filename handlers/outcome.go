package handlers

import (
	"context"
	"net"
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

// piece is how many bytes of an answer have flowTime to leave, and sendBuffer how many the system takes
// before their reader does: a connection's own choice are megabytes, in which a slow reader seems to
// stand still. With both, a kilobyte a second still flows.
const (
	piece      = 32 << 10
	sendBuffer = 64 << 10 // Linux takes twice as much, and more when a third of that is free
)

// Connection prepares a connection of the http.Server for answers that may be read slowly. It is a
// ConnContext.
func Connection(ctx context.Context, c net.Conn) context.Context {
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetWriteBuffer(sendBuffer)
	}
	return ctx
}

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

func (w *watched) Write(content []byte) (n int, err error) {
	for {
		if now := time.Now(); now.Sub(w.moved) > w.flow/60 {
			w.moved = now
			_ = http.NewResponseController(w.ResponseWriter).SetWriteDeadline(now.Add(w.flow)) // not every server has one
		}
		sent, err := w.ResponseWriter.Write(content[n:min(n+piece, len(content))])
		n += sent
		w.broken = w.broken || err != nil
		if err != nil || n == len(content) {
			return n, err
		}
	}
}

// FlushError sends what waits.
func (w *watched) FlushError() error {
	err := http.NewResponseController(w.ResponseWriter).Flush()
	w.broken = w.broken || err != nil
	return err
}

// Unwrap is for http.ResponseController.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }
