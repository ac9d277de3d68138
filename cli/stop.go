package cli

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"time"
)

// graceful is how long requests under way may take once the console is told to stop.
const graceful = 10 * time.Second

// cutWait is how long handlers whose connections were cut may take to notice.
const cutWait = 5 * time.Second

// underWay counts the requests that are being answered.
type underWay struct {
	next http.Handler
	now  atomic.Int64
}

// ServeHTTP answers one.
func (u *underWay) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	u.now.Add(1)
	defer u.now.Add(-1)
	u.next.ServeHTTP(w, r)
}

// over waits until none is being answered, or the time is over.
func (u *underWay) over(limit time.Duration) {
	for deadline := time.Now().Add(limit); u.now.Load() > 0 && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
}

// shutDown lets the servers finish, one after the other and all of them in the graceful time, and
// then cuts what is left: that somebody's download is slow is no failure of the stop.
func (c *call) shutDown(ctx context.Context, requests *underWay, serving []*http.Server) (cut int, err error) {
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.grace)
	defer cancel()
	for _, s := range serving {
		stopped := s.Shutdown(ending)
		if errors.Is(stopped, context.DeadlineExceeded) {
			cut += int(requests.now.Load())
			stopped = s.Close()
			requests.over(cutWait)
		}
		err = errors.Join(err, stopped)
	}
	return cut, err
}
