package mailer

import (
	"context"
	"errors"
	"runtime/debug"
	"time"

	"coulisse/models"
)

// idle is after how long a connection that nothing goes over is closed.
const idle = time.Second

// run sends mails until ctx ends. A connection that nothing more goes over is closed.
func (l *lane) run(ctx context.Context) {
	defer l.hangUp()
	for ctx.Err() == nil {
		wait := min(l.round(ctx), longest)
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-l.wake:
		case <-timer.C:
			if wait >= idle {
				l.hangUp()
			}
		}
		timer.Stop()
	}
}

// hangUp closes the lane's connection, if it keeps one.
func (l *lane) hangUp() {
	if line, ok := l.to.(Line); ok {
		line.Close()
	}
}

// round sends what is due and says how long nothing will be.
func (l *lane) round(ctx context.Context) (wait time.Duration) {
	defer func() {
		if p := recover(); p != nil {
			l.Log.Error("the outbox met a fault of its own", "cause", p, "stack", string(debug.Stack()))
			wait = dbPause
		}
	}()
	for ctx.Err() == nil {
		ranks, rest := l.open()
		if len(ranks) == 0 {
			return rest
		}
		m, err := l.Store.ClaimMail(ctx, l.Timeout+time.Minute, ranks...)
		if err == nil && m == nil {
			return l.untilNext(ctx, ranks, rest)
		}
		if err == nil {
			err = l.handle(ctx, m)
		}
		if err != nil && ctx.Err() == nil {
			l.Log.Error("the outbox cannot use the database", "cause", err)
			return dbPause
		}
	}
	return 0
}

// untilNext is how long no mail of some ranks is due, and at most until a rest is over.
func (l *lane) untilNext(ctx context.Context, ranks []int, rest time.Duration) time.Duration {
	due, err := l.Store.NextMailDue(ctx, ranks...)
	wait := longest
	switch {
	case err != nil:
		return dbPause
	case !due.IsZero():
		wait = max(due.Sub(l.Store.Now()), 0)
	}
	if rest > 0 {
		return min(wait, rest)
	}
	return wait
}

// handle sends one claimed mail and notes how it went. What happened is noted even when
// the console stops meanwhile: a mail that has left must not leave again.
func (l *lane) handle(ctx context.Context, m *models.Mail) error {
	l.begins()
	err := l.attempt(ctx, m)
	keep := context.WithoutCancel(ctx)
	if err == nil {
		l.Count(Sent)
		return l.sent(keep, m)
	}
	f := failureOf(err)
	if f.Reason == Stopped && ctx.Err() == nil {
		f = &Failure{Reason: TimedOut}
	}
	switch {
	case f.Reason == Stopped:
		return l.Store.MailReleased(keep, m)
	case f.Everywhere():
		return l.held(keep, m, f)
	}
	return l.refused(keep, m, f)
}

// sent notes that a mail has left, stubbornly, and ends a pause.
func (l *lane) sent(ctx context.Context, m *models.Mail) error {
	err := l.Store.MailSent(ctx, m)
	for range 2 {
		if err != nil {
			err = l.Store.MailSent(ctx, m)
		}
	}
	l.Log.Debug("mail sent", "kind", m.Kind, "mail", m.ID)
	return errors.Join(err, l.leaves(ctx))
}

// held puts a mail back that met a fault which every mail would meet. A fault in the settings gives
// nothing up: the mail waits until somebody has mended them, or its link has run out.
func (l *lane) held(ctx context.Context, m *models.Mail, f *Failure) error {
	if !f.Setup() && l.othersFlow() { // the server takes no more connections than the others have
		return l.Store.MailReleased(ctx, m)
	}
	if err := l.pause(ctx, f); err != nil {
		return err
	}
	at := l.again(m)
	if !f.Setup() && at.Sub(m.Since) > patience {
		return l.giveUp(ctx, m, f)
	}
	l.Count(Postponed)
	return l.Store.MailRetry(ctx, m, f.Kept(), at)
}

// refused puts a mail back that met a fault of its own, which delays no other, or gives it up:
// when it is refused for good, and when it has been tried for a day. Where the server refuses one
// mail after the other it is not believed: what it refuses waits, and nothing is given up before
// other mails have left again.
func (l *lane) refused(ctx context.Context, m *models.Mail, f *Failure) error {
	l.flow.verdict.Lock()
	defer l.flow.verdict.Unlock()
	doubtful, err := l.doubt(ctx, m, f)
	if err != nil {
		return err
	}
	at := l.again(m)
	overtaken := l.overtaken()
	if overtaken {
		at = l.Store.Now().Add(backOff[0])
	}
	tired := !overtaken && at.Sub(m.Since) > patience && (!f.Setup() && !doubtful || l.leftSince(m.Since.Add(backOff[0])))
	if f.hopeless() || f.Final() && !doubtful || tired {
		l.believe(m, f)
		return l.giveUp(ctx, m, f)
	}
	l.Count(Postponed)
	l.Log.Warn("a mail did not leave, and is tried again", "kind", m.Kind, "mail", m.ID, "why", f.Error(), "at", at)
	return l.Store.MailTroubled(ctx, m, f.Kept(), at)
}

func (l *lane) giveUp(ctx context.Context, m *models.Mail, f *Failure) error {
	l.Count(GivenUp)
	l.Log.Warn("a mail cannot be sent", "kind", m.Kind, "mail", m.ID, "why", f.Error())
	return l.Store.MailGivenUp(ctx, m, f.Kept())
}

// again is when a mail is tried next; at the latest when its link runs out, to say so in time.
func (l *lane) again(m *models.Mail) time.Time {
	at := l.Store.Now().Add(backOff[min(m.Attempts, len(backOff))-1])
	if end := m.Data.Expires; !end.IsZero() && at.After(end) {
		at = end
	}
	return at
}
