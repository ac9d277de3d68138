package cli

import (
	"context"
	"io"
	"os"
	"sync"
	"sync/atomic"

	"coulisse/config"
	"coulisse/mailer"
)

// post is the worker that sends mails, which begins anew with other settings.
type post struct {
	app      *app
	terminal io.Writer
	count    func(outcome string)

	outbox  atomic.Pointer[mailer.Outbox]
	mu      sync.Mutex // of opening and closing
	stopped chan struct{}
	stop    context.CancelFunc
}

// open begins to send with these settings, in place of those before, whose mail under way leaves first.
func (p *post) open(ctx context.Context, settings config.Mail) error {
	outbox, err := p.app.outbox(settings, p.terminal, p.count)
	if err != nil {
		return err
	}
	p.close()
	p.mu.Lock()
	defer p.mu.Unlock()
	ctx, p.stop = context.WithCancel(ctx)
	stopped := make(chan struct{})
	p.stopped = stopped
	p.outbox.Store(outbox)
	go func() {
		defer close(stopped)
		outbox.Run(ctx)
	}()
	return nil
}

// close ends what open began.
func (p *post) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stop != nil {
		p.stop()
		<-p.stopped
		p.stop = nil
	}
}

// wake tells that there may be mail to send.
func (p *post) wake() {
	if outbox := p.outbox.Load(); outbox != nil {
		outbox.Wake()
	}
}

// listenForHangups reads the level of the log and the password of the mail server again at each
// SIGHUP, until ctx ends. Everything else takes a start.
func (c *call) listenForHangups(ctx context.Context, hangups <-chan os.Signal, p *post) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-hangups:
			c.readAgain(ctx, p)
		}
	}
}

func (c *call) readAgain(ctx context.Context, p *post) {
	a := p.app
	settings, err := c.load()
	if err != nil {
		a.log.Error("the settings cannot be used and were not read again", "cause", err)
		return
	}
	a.level.Set(levelOf(settings.Log))
	mail := a.config.Mail
	mail.Password = settings.Mail.Password
	if err := p.open(ctx, mail); err != nil {
		a.log.Error("mails go on with the former settings", "cause", err)
		return
	}
	c.say("The level of the log (%s) and the password of the mail server were read again.", settings.Log.Level)
}
