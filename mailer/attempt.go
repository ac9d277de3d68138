package mailer

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"coulisse/models"
)

// blocking are the reasons that keep every mail back. Once a mail leaves again, those that
// wait because of them need wait no longer.
var blocking = []string{string(Unreachable), string(Busy), string(TimedOut), string(Silent), string(Dropped), string(Certificate), string(NoSTARTTLS),
	string(NotTLS), string(NoTLS), string(Credentials), string(NoAuth), string(Sender), string(Unwelcome), string(NotSMTP)}

// handle sends one claimed mail and notes how it went. What happened is noted even when
// the console stops meanwhile: a mail that has left must not leave again.
func (o *Outbox) handle(ctx context.Context, m *models.Mail) error {
	err := o.attempt(ctx, m)
	keep := context.WithoutCancel(ctx)
	if err == nil {
		o.Count(Sent)
		return o.sent(keep, m)
	}
	f := failureOf(err)
	if f.Reason == Stopped && ctx.Err() == nil {
		f = &Failure{Reason: TimedOut}
	}
	switch {
	case f.Reason == Stopped:
		return o.Store.MailReleased(keep, m)
	case f.Final():
		o.Count(GivenUp)
		o.Log.Warn("a mail cannot be sent", "kind", m.Kind, "mail", m.ID, "why", f.Error())
		return o.Store.MailGivenUp(keep, m, f.Kept())
	}
	return o.postpone(keep, m, f)
}

// attempt writes and sends a mail. A panic is a failure of this mail alone.
func (o *Outbox) attempt(ctx context.Context, m *models.Mail) (err error) {
	defer func() {
		if p := recover(); p != nil {
			o.Log.Error("a mail met a fault of ours", "kind", m.Kind, "mail", m.ID, "cause", p, "stack", string(debug.Stack()))
			err = &Failure{Reason: Internal, Cause: fmt.Errorf("panic: %v", p)}
		}
	}()
	if end := m.Data.Expires; !end.IsZero() && !end.After(o.Store.Now()) {
		return &Failure{Reason: TooLate}
	}
	message, err := o.writer.Write(*m)
	if err != nil {
		return err
	}
	ctx, cancel := o.patient(ctx)
	defer cancel()
	return o.Transport.Send(ctx, message)
}

// patient is a context for one mail: it outlives the console's stop by the grace, and ends
// well before the claim on the mail does.
func (o *Outbox) patient(ctx context.Context) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithTimeout(context.WithoutCancel(ctx), o.Timeout+10*time.Second)
	stop := context.AfterFunc(ctx, func() {
		timer := time.NewTimer(grace)
		defer timer.Stop()
		select {
		case <-timer.C:
			cancel()
		case <-longer.Done():
		}
	})
	return longer, func() { stop(); cancel() }
}

// sent notes that a mail has left, stubbornly, and ends a pause.
func (o *Outbox) sent(ctx context.Context, m *models.Mail) error {
	err := o.Store.MailSent(ctx, m)
	for range 2 {
		if err != nil {
			err = o.Store.MailSent(ctx, m)
		}
	}
	o.Log.Debug("mail sent", "kind", m.Kind, "mail", m.ID)
	if o.pause == 0 || err != nil {
		return err
	}
	o.Log.Info("mails leave again")
	o.pause, o.reason = 0, ""
	return o.Store.HastenMails(ctx, blocking)
}

// postpone puts a mail back for later, or gives it up when it has been tried for a day. A
// fault in the settings gives nothing up: the mail waits until somebody has mended them,
// or its link has run out. When no other mail could leave either, the whole outbox pauses.
func (o *Outbox) postpone(ctx context.Context, m *models.Mail, f *Failure) error {
	now := o.Store.Now()
	at := now.Add(backOff[min(m.Attempts, len(backOff))-1])
	if end := m.Data.Expires; !end.IsZero() && at.After(end) {
		at = end // to say so in time
	}
	if f.Everywhere() {
		o.rest(now, f)
	}
	if !f.Setup() && at.Sub(m.CreatedAt) > patience {
		o.Count(GivenUp)
		o.Log.Warn("a mail is given up after a day", "kind", m.Kind, "mail", m.ID, "why", f.Error())
		return o.Store.MailGivenUp(ctx, m, f.Kept())
	}
	o.Count(Postponed)
	if !f.Everywhere() {
		o.Log.Warn("a mail did not leave, and is tried again", "kind", m.Kind, "mail", m.ID, "why", f.Error(), "at", at)
	}
	return o.Store.MailRetry(ctx, m, f.Kept(), at)
}

// rest lets the outbox pause, and says why once for each reason.
func (o *Outbox) rest(now time.Time, f *Failure) {
	o.pause = min(max(2*o.pause, firstPause), longPause)
	o.quiet = now.Add(o.pause)
	if f.Reason == o.reason {
		return
	}
	o.reason = f.Reason
	if f.Setup() {
		o.Log.Error("no mail can be sent until this is mended; mails wait", "why", f.Error())
		return
	}
	o.Log.Warn("no mail can be sent at the moment; mails wait", "why", f.Error())
}
