package cli

import (
	"context"
	"fmt"
	"time"
)

// Times that the worker of sales figures by mail keeps to.
const (
	reportLook  = time.Minute      // between two looks, whatever the clock does meanwhile
	reportPause = 10 * time.Second // when the database does not answer
)

// mailReports queues the sales figures that people have asked to be mailed, until ctx ends.
func (a *app) mailReports(ctx context.Context) {
	for ctx.Err() == nil {
		wait := reportLook
		switch found, err := a.mailReport(ctx); {
		case err != nil && ctx.Err() == nil:
			a.log.Error("sales figures that are due cannot be mailed", "cause", err)
			wait = reportPause
		case found:
			continue // there may be more
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
	}
}

// mailReport queues one mail that is due. A panic is an error like any other: it must not end
// the console.
func (a *app) mailReport(ctx context.Context) (found bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			found, err = false, fmt.Errorf("panic: %v", p)
		}
	}()
	return a.store.MailDueReport(ctx)
}
