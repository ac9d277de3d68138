package mailer

import (
	"context"
	"sync"
	"time"

	"coulisse/models"
)

// blocking are the reasons that keep every mail back. Once a mail leaves again, those that
// wait because of them need wait no longer.
var blocking = []string{string(Unreachable), string(Busy), string(TimedOut), string(Silent), string(Dropped), string(Certificate), string(NoSTARTTLS),
	string(NotTLS), string(NoTLS), string(Credentials), string(NoAuth), string(Sender), string(Unwelcome), string(NotSMTP)}

// refusing are the reasons that mails wait for which the server refused, one after the other.
var refusing = []string{string(Policy), string(Refused)}

// How many mails in a row, none of which had made trouble before, a server may refuse or put off
// before it is doubted.
const (
	refusalsDoubted  = 5
	deferralsDoubted = 10
)

// flow is whether mails leave, which all lanes share.
type flow struct {
	verdict sync.Mutex // held while it is decided what becomes of a refused mail

	mu      sync.Mutex
	said    bool          // the store may say that no mail leaves
	pause   time.Duration // how long the last pause was; 0 while mails leave
	quiet   time.Duration // until when no mail leaves, as Elapsed
	careful bool          // the server refuses one mail after the other: in a pause the urgent ones go on
	reason  Reason        // of the pause
	row     []string      // mails that were refused one after the other
	gone    []string      // those of them that were given up
	left    time.Time     // when a mail last left
	ended   int           // pauses so far
}

// begins notes at which point a mail is begun.
func (l *lane) begins() {
	l.flow.mu.Lock()
	defer l.flow.mu.Unlock()
	l.pauses = l.flow.ended
}

// overtaken tells whether a pause has ended since the mail under way was begun: what was said to it
// was said before.
func (l *lane) overtaken() bool {
	l.flow.mu.Lock()
	defer l.flow.mu.Unlock()
	return l.pauses != l.flow.ended
}

// open is which ranks of mail the lane may send now, and how long it rests before it may send more.
func (l *lane) open() (ranks []int, rest time.Duration) {
	o := &l.flow
	o.mu.Lock()
	defer o.mu.Unlock()
	now := l.Elapsed()
	switch rest = max(o.quiet, l.rests) - now; {
	case rest <= 0:
		return l.ranks, 0
	case o.careful && l.rests <= now:
		return []int{models.RankUrgent}, rest
	}
	return nil, rest
}

// othersFlow tells whether mails of other lanes have just left; this one then rests for a while.
func (l *lane) othersFlow() bool {
	o := &l.flow
	o.mu.Lock()
	defer o.mu.Unlock()
	now := l.Elapsed()
	l.flows = -1
	for _, other := range l.lanes {
		if other.flows >= 0 && now-other.flows < firstPause {
			l.rests = now + firstPause
			return true
		}
	}
	return false
}

// leaves notes that a mail has left, which ends a pause.
func (l *lane) leaves(ctx context.Context) error {
	o := &l.flow
	o.mu.Lock()
	defer o.mu.Unlock()
	l.flows, o.left, o.row, o.gone = l.Elapsed(), l.Store.Now(), nil, nil
	return l.resume(ctx)
}

// resume ends a pause, and what waited because of it need wait no longer.
func (o *Outbox) resume(ctx context.Context) error {
	paused, reasons := o.flow.pause > 0, blocking
	if !paused && !o.flow.said {
		return nil
	}
	if err := o.Store.MailsLeave(ctx); err != nil {
		return err
	}
	if o.flow.careful {
		reasons = append(reasons[:len(reasons):len(reasons)], refusing...)
	}
	o.flow.pause, o.flow.quiet, o.flow.careful, o.flow.said, o.flow.reason = 0, 0, false, false, ""
	if !paused {
		return nil
	}
	o.flow.ended++
	o.Log.Info("mails leave again")
	defer o.Wake()
	return o.Store.HastenMails(ctx, reasons)
}

// pause lets the whole outbox pause, longer each time, and says why once for each reason.
func (o *Outbox) pause(ctx context.Context, f *Failure) error {
	o.flow.mu.Lock()
	defer o.flow.mu.Unlock()
	o.flow.careful = false
	if now := o.Elapsed(); now >= o.flow.quiet { // another lane may have found the same
		o.flow.pause = min(max(2*o.flow.pause, firstPause), longPause)
		o.flow.quiet = now + o.flow.pause
	}
	return o.tell(ctx, f)
}

// tell says why no mail leaves, in the log and to whoever asks the store.
func (o *Outbox) tell(ctx context.Context, f *Failure) error {
	if f.Reason == o.flow.reason {
		return nil
	}
	o.flow.reason, o.flow.said = f.Reason, true
	if f.Setup() || f.Final() {
		o.Log.Error("no mail can be sent until this is mended; mails wait", "why", f.Error())
	} else {
		o.Log.Warn("no mail can be sent at the moment; mails wait", "why", f.Error())
	}
	return o.Store.MailsPaused(ctx, f.Kept())
}

// doubt counts what a server refuses one after the other, and tells whether it is to be believed no
// longer. When it comes to that, the outbox pauses, and what was given up in this row waits again.
// A mail that has made trouble before says nothing about the others.
func (l *lane) doubt(ctx context.Context, m *models.Mail, f *Failure) (bool, error) {
	o := &l.flow
	o.mu.Lock()
	defer o.mu.Unlock()
	most := deferralsDoubted
	if f.Setup() || f.Final() {
		most = refusalsDoubted
	}
	switch {
	case f.hopeless() || f.Reason == Internal:
		return false, nil
	case l.pauses != o.ended: // said before the pause ended, and heard after
		return true, nil
	case o.careful:
		o.quiet = l.Elapsed() + firstPause
		return true, nil
	case f.Own && o.pause > 0: // the server is there again
		if err := l.resume(ctx); err != nil {
			return false, err
		}
	}
	if m.Rank == models.RankTroubled {
		return false, nil
	}
	if o.row = append(o.row, m.ID); len(o.row) < most {
		return false, nil
	}
	back := o.gone
	o.row, o.gone, o.careful, o.pause, o.quiet = nil, nil, true, firstPause, l.Elapsed()+firstPause
	if err := l.Store.TakeMailsBack(ctx, back); err != nil {
		return true, err
	}
	return true, l.tell(ctx, f)
}

// believe notes that a mail is given up because the server refused it.
func (l *lane) believe(m *models.Mail, f *Failure) {
	l.flow.mu.Lock()
	defer l.flow.mu.Unlock()
	if f.Reason == Refused && m.Rank != models.RankTroubled {
		l.flow.gone = append(l.flow.gone, m.ID)
	}
}

// leftSince tells whether mails have left since a moment.
func (o *Outbox) leftSince(at time.Time) bool {
	o.flow.mu.Lock()
	defer o.flow.mu.Unlock()
	return o.flow.left.After(at)
}
