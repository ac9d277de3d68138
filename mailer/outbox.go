package mailer

import (
	"context"
	"fmt"
	"log/slog"
	"net/mail"
	"runtime/debug"
	"time"

	"coulisse/models"
)

// Times that the outbox keeps to.
const (
	patience   = 24 * time.Hour   // a mail that could not leave for so long is given up
	firstPause = 15 * time.Second // of the whole outbox, when no mail can leave; doubled up to
	longPause  = 2 * time.Minute
	dbPause    = 10 * time.Second // when the database does not answer
	grace      = 5 * time.Second  // for the mail under way when the console stops
	longest    = 5 * time.Second  // without looking: a command beside the console may have queued one
	sweepEvery = 24 * time.Hour
)

// backOff is how long a mail waits after its first, second … attempt; the last one repeats.
var backOff = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 4 * time.Hour}

// Options are what an outbox works with.
type Options struct {
	Store     *models.Store
	Transport Transport
	BaseURL   string               // of all links
	From      string               // name and address, as in the settings
	Inbox     Inbox                // addresses at which mails come in
	Timeout   time.Duration        // how long the transport may take; 30 s unless given
	Log       *slog.Logger         // nil for none
	Count     func(outcome string) // called with Sent, Postponed or GivenUp after each try; nil for nobody
}

// The outcomes of a try to send a mail, for Count.
const (
	Sent      = "sent"
	Postponed = "postponed"
	GivenUp   = "given_up"
)

// Outcomes lists them.
func Outcomes() []string { return []string{Sent, Postponed, GivenUp} }

// Outbox sends what the store has queued, one mail after the other, until it is stopped. A
// mail leaves again only if the process was killed while it was being sent, and then
// under the same Message-ID. One Run at a time.
type Outbox struct {
	Options
	writer Writer
	wake   chan struct{}

	pause  time.Duration // how long the last pause was; 0 while mails leave
	quiet  time.Time     // until when the outbox pauses
	reason Reason        // of the pause
	swept  time.Time
}

// New makes an outbox. From must be an address.
func New(o Options) (*Outbox, error) {
	from, err := mail.ParseAddress(o.From)
	if err != nil {
		return nil, fmt.Errorf("mails cannot come from %q: %w", o.From, err)
	}
	if o.Timeout == 0 {
		o.Timeout = 30 * time.Second
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Count == nil {
		o.Count = func(string) {}
	}
	writer := Writer{BaseURL: o.BaseURL, From: *from, Inbox: o.Inbox}
	return &Outbox{Options: o, writer: writer, wake: make(chan struct{}, 1)}, nil
}

// Wake tells that there may be mail to send. It never waits.
func (o *Outbox) Wake() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// Run sends mails until ctx ends; a mail that is under way then has five seconds to leave.
// Mails that waited for the server or the settings are tried at once, since a start is
// what follows when somebody has mended them.
func (o *Outbox) Run(ctx context.Context) {
	if err := o.Store.HastenMails(ctx, blocking); err != nil && ctx.Err() == nil {
		o.Log.Error("the outbox cannot use the database", "cause", err)
	}
	for ctx.Err() == nil {
		timer := time.NewTimer(min(o.round(ctx), longest))
		select {
		case <-ctx.Done():
		case <-o.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// round sends what is due and says how long nothing will be.
func (o *Outbox) round(ctx context.Context) (wait time.Duration) {
	defer func() {
		if p := recover(); p != nil {
			o.Log.Error("the outbox met a fault of its own", "cause", p, "stack", string(debug.Stack()))
			wait = dbPause
		}
	}()
	o.sweep(ctx)
	for ctx.Err() == nil {
		if left := o.quiet.Sub(o.Store.Now()); left > 0 {
			return left
		}
		m, err := o.Store.ClaimMail(ctx, o.Timeout+time.Minute)
		if err == nil && m == nil {
			return o.untilNext(ctx)
		}
		if err == nil {
			err = o.handle(ctx, m)
		}
		if err != nil && ctx.Err() == nil {
			o.Log.Error("the outbox cannot use the database", "cause", err)
			return dbPause
		}
	}
	return 0
}

func (o *Outbox) untilNext(ctx context.Context) time.Duration {
	due, err := o.Store.NextMailDue(ctx)
	switch {
	case err != nil:
		return dbPause
	case due.IsZero():
		return longest
	}
	return max(due.Sub(o.Store.Now()), 0)
}

func (o *Outbox) sweep(ctx context.Context) {
	if now := o.Store.Now(); now.Sub(o.swept) >= sweepEvery {
		if err := o.Store.SweepMails(ctx); err != nil {
			o.Log.Warn("old mails cannot be cleared away", "cause", err)
			return
		}
		o.swept = now
	}
}
