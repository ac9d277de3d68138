package cli

import (
	"context"
	"fmt"
	"time"
)

// Times that workers keep to.
const (
	workLook  = time.Minute      // between two looks, whatever the clock does meanwhile
	workPause = 10 * time.Second // when the database does not answer
)

// worker does what waits in the database, one piece after the other.
type worker struct {
	work    func(context.Context) (found bool, err error)
	failing string        // what the log says when that fails
	wake    chan struct{} // tells that there is something to do; nil when nobody does
}

// run works until ctx ends.
func (w worker) run(ctx context.Context, a *app) {
	for ctx.Err() == nil {
		wait := workLook
		switch found, err := w.piece(ctx); {
		case err != nil && ctx.Err() == nil:
			a.log.Error(w.failing, "cause", err)
			wait = workPause
		case found:
			continue // there may be more
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-timer.C:
		case <-w.wake:
		}
		timer.Stop()
	}
}

// piece does one piece. A panic is an error like any other: it must not end the console.
func (w worker) piece(ctx context.Context) (found bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			found, err = false, fmt.Errorf("panic: %v", p)
		}
	}()
	return w.work(ctx)
}

// nudge wakes the worker, or lets it look again when it is at work.
func (w worker) nudge() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// reports is the worker that mails sales figures when they are due.
func (a *app) reports() worker {
	return worker{work: a.store.MailDueReport, failing: "sales figures that are due cannot be mailed"}
}

// ownership is the worker that makes successors owners when letters are due, and ends offers.
func (a *app) ownership() worker {
	return worker{work: a.store.WorkOnOwnership, failing: "a change of owner that is due cannot be made"}
}

// sorting is the worker that puts names into the order of another language.
func (a *app) sorting() worker {
	return worker{work: a.store.WorkOnSorting, failing: "names cannot be put into the order of their language"}
}

// imports is the worker that checks files of orders and imports them.
func (a *app) imports() worker {
	return worker{work: a.store.WorkOnImport, failing: "an import of orders does not go on", wake: make(chan struct{}, 1)}
}
