package cli

import (
	"context"
	"errors"
	"flag"

	"coulisse/i18n"
	"coulisse/mailer"
	"coulisse/models"
)

// mailReceiveCommand takes one mail from a mail server that answers a request to the support desk.
func mailReceiveCommand() command {
	return command{
		name:    "mail receive",
		about:   "reads one mail from standard input and adds it to the conversation that it answers; for a mail server's pipe",
		prepare: func(*flag.FlagSet) action { return mailReceive },
	}
}

// mailReceive refuses with exit 1 and one line, which a mail server sends back, and with exit 75
// where trying again may help. What a program wrote is dropped without a word, or two programs would
// write to each other for ever.
func mailReceive(ctx context.Context, c *call) error {
	settings, err := c.load()
	if err != nil {
		return laterError{err}
	}
	if settings.Mail.ReplyTo == "" {
		return errors.New("no mails are taken here: mail.reply_to is not set")
	}
	m, err := mailer.ReadAnswer(c.stdin, settings.Mail.ReplyTo)
	switch {
	case errors.Is(err, mailer.ErrAutomatic):
		return nil
	case err != nil:
		return err
	}
	a, err := c.openWith(ctx, settings)
	if err != nil {
		return laterError{err}
	}
	defer a.close()
	return receive(ctx, c, a, m)
}

// receive adds a mail that could be read.
func receive(ctx context.Context, c *call, a *app, m models.AnsweredMail) error {
	r, added, err := a.store.ReceiveAnswer(ctx, m)
	var ours *models.Error
	switch {
	case errors.As(err, &ours) && ours.Code != models.Busy && ours.Code != models.RateLimited:
		return errors.New(i18n.Must("en").T(ours.Key, ours.Args...))
	case err != nil:
		return laterError{err}
	case !added:
		c.say("The mail stood in request #%d already.", r.Number)
		return nil
	}
	c.say("The mail was added to request #%d.", r.Number)
	return nil
}
