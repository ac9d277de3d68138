package mailer

import (
	"context"
	"fmt"
	"log/slog"
	"net/mail"
	"sync"
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

	// Elapsed is how long it is since some moment, by a clock that nobody sets; nil for the
	// machine's. Pauses are measured by it, so that a clock which is set back prolongs none.
	Elapsed func() time.Duration
}

// The outcomes of a try to send a mail, for Count.
const (
	Sent      = "sent"
	Postponed = "postponed"
	GivenUp   = "given_up"
)

// Outcomes lists them.
func Outcomes() []string { return []string{Sent, Postponed, GivenUp} }

// Outbox sends what the store has queued until it is stopped: the urgent first, and by a
// transport that can keep a connection in three lanes, so that neither many mails nor a slow
// recipient hold others up. A mail leaves again only if the process was killed while it was being
// sent, and then under the same Message-ID. One Run at a time.
type Outbox struct {
	Options
	writer Writer
	lanes  []*lane
	flow   flow
}

// lane sends one mail after the other, of some ranks.
type lane struct {
	*Outbox
	to     Transport
	ranks  []int // in the order in which they leave
	wake   chan struct{}
	pauses int           // how many pauses had ended when the mail under way was begun
	rests  time.Duration // until when it rests while others go on, as Elapsed
	flows  time.Duration // when a mail of this lane last left, as Elapsed; negative once its connection failed
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
	if o.Elapsed == nil {
		began := time.Now()
		o.Elapsed = func() time.Duration { return time.Since(began) }
	}
	out := &Outbox{Options: o, writer: Writer{BaseURL: o.BaseURL, From: *from, Inbox: o.Inbox}}
	out.lanes = lanesOf(out)
	return out, nil
}

// lanesOf are an outbox's lanes: one for what is urgent, one for whatever waits, and one for what
// has made trouble before, which helps the second when there is none. More would be refused by
// some servers: three connections are what the strictest of the large ones allows an account.
func lanesOf(o *Outbox) (list []*lane) {
	all := []int{models.RankUrgent, models.RankTickets, models.RankOther, models.RankTroubled}
	keeper, ok := o.Transport.(interface{ Keep() Line })
	if !ok {
		return []*lane{{Outbox: o, to: o.Transport, ranks: all, wake: make(chan struct{}, 1), flows: -1}}
	}
	for _, ranks := range [][]int{all[:1], all[:3], {models.RankTroubled, models.RankUrgent, models.RankTickets, models.RankOther}} {
		list = append(list, &lane{Outbox: o, to: keeper.Keep(), ranks: ranks, wake: make(chan struct{}, 1), flows: -1})
	}
	return list
}

// Wake tells that there may be mail to send. It never waits.
func (o *Outbox) Wake() {
	for _, l := range o.lanes {
		select {
		case l.wake <- struct{}{}:
		default:
		}
	}
}

// Run sends mails until ctx ends; a mail that is under way then has five seconds to leave.
// Mails that waited for the server or the settings are tried at once, since a start is
// what follows when somebody has mended them.
func (o *Outbox) Run(ctx context.Context) {
	if err := o.Store.HastenMails(ctx, append(refusing, blocking...)); err != nil && ctx.Err() == nil {
		o.Log.Error("the outbox cannot use the database", "cause", err)
	}
	o.flow.said = true // by an earlier run
	var work sync.WaitGroup
	for _, l := range o.lanes {
		work.Go(func() { l.run(ctx) })
	}
	work.Go(func() { o.keepHouse(ctx) })
	work.Wait()
}

// keepHouse clears old mails away, and watches whether the clock is set back.
func (o *Outbox) keepHouse(ctx context.Context) {
	swept, wall, elapsed := -sweepEvery, o.Store.Now(), o.Elapsed()
	for ctx.Err() == nil {
		if now := o.Elapsed(); now-swept >= sweepEvery {
			if err := o.Store.SweepMails(ctx); err == nil {
				swept = now
			} else if ctx.Err() == nil {
				o.Log.Warn("old mails cannot be cleared away", "cause", err)
			}
		}
		wall, elapsed = o.watchClock(ctx, wall, elapsed)
		select {
		case <-ctx.Done():
		case <-time.After(longest):
		}
	}
}

// setBack is how far a clock may fall behind before it counts as set back.
const setBack = 10 * time.Second

// watchClock makes all mails due when the clock was set back since it was looked at: the times
// that they wait for would come too late.
func (o *Outbox) watchClock(ctx context.Context, wall time.Time, elapsed time.Duration) (time.Time, time.Duration) {
	now, since := o.Store.Now(), o.Elapsed()
	if now.Sub(wall) < since-elapsed-setBack {
		o.Log.Warn("the clock was set back; mails that wait are tried now", "by", since-elapsed-now.Sub(wall))
		if err := o.Store.HastenMails(ctx, nil); err != nil && ctx.Err() == nil {
			o.Log.Error("the outbox cannot use the database", "cause", err)
			return wall, elapsed
		}
		o.Wake()
	}
	return now, since
}
