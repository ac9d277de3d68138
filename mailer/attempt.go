package mailer

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"coulisse/models"
)

// attempt writes and sends a mail. A panic is a failure of this mail alone.
func (l *lane) attempt(ctx context.Context, m *models.Mail) (err error) {
	defer func() {
		if p := recover(); p != nil {
			l.Log.Error("a mail met a fault of ours", "kind", m.Kind, "mail", m.ID, "cause", p, "stack", string(debug.Stack()))
			err = &Failure{Reason: Internal, Own: true, Cause: fmt.Errorf("panic: %v", p)}
		}
	}()
	if end := m.Data.Expires; !end.IsZero() && !end.After(l.Store.Now()) {
		return &Failure{Reason: TooLate, Own: true}
	}
	message, err := l.writer.Write(*m)
	if err != nil {
		return err
	}
	ctx, cancel := l.patient(ctx)
	defer cancel()
	return l.to.Send(ctx, message)
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
