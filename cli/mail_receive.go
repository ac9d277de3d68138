package cli

import (
	"context"
	"errors"
	"flag"

	"coulisse/config"
	"coulisse/i18n"
	"coulisse/mailer"
	"coulisse/models"
)

// mailReceiveCommand takes one mail from a mail server: an answer to a request to the support desk, or a
// mail of ours that came back.
func mailReceiveCommand() command {
	return command{
		name: "mail receive",
		about: "reads one mail from standard input, and adds it to the conversation that it answers or notes that a mail " +
			"came back; for a mail server's pipe",
		prepare: func(*flag.FlagSet) action { return mailReceive },
	}
}

// mailReceive refuses with an exit code of sysexits.h and one sentence, which a mail server sends back:
// what is no mail, what is to nobody and what comes from somebody else are told apart. Where trying again
// may help, the mail server keeps the mail; a fault of the settings is one of these, since somebody will
// mend it. What a program wrote is dropped without a word, or two programs would write to each other for
// ever.
func mailReceive(ctx context.Context, c *call) error {
	settings, err := c.load()
	var faults config.Faults
	switch {
	case errors.As(err, &faults):
		return exitError{later, errors.New("the settings cannot be used; coulisse config check says why")}
	case err != nil:
		return exitError{later, err}
	}
	inbox := inboxOf(settings.Mail)
	if inbox == (mailer.Inbox{}) {
		return exitError{unknown, errors.New("no mails are taken here: neither mail.reply_to nor mail.bounce_to is set")}
	}
	in, err := inbox.Read(c.stdin)
	var nobody mailer.Misaddressed
	switch {
	case errors.Is(err, mailer.ErrAutomatic):
		return nil
	case errors.As(err, &nobody):
		return exitError{unknown, err}
	case err != nil:
		return exitError{unreadable, err}
	}
	a, err := c.openWith(ctx, settings)
	if err != nil {
		return exitError{later, err}
	}
	defer a.close()
	if in.Returned != nil {
		return receiveReturned(ctx, c, a, *in.Returned)
	}
	return receive(ctx, c, a, in.Answer)
}

// receive adds an answer that could be read.
func receive(ctx context.Context, c *call, a *app, m models.AnsweredMail) error {
	r, added, err := a.store.ReceiveAnswer(ctx, m)
	switch {
	case err != nil:
		return refusal(err)
	case !added:
		c.say("The mail stood in request #%d already.", r.Number)
		return nil
	}
	c.say("The mail was added to request #%d.", r.Number)
	return nil
}

// receiveReturned notes that a mail came back. One that is not known is dropped: nobody reads what would
// be answered to a mail server.
func receiveReturned(ctx context.Context, c *call, a *app, m models.ReturnedMail) error {
	kind, found, err := a.store.ReceiveReturned(ctx, m)
	switch {
	case err != nil:
		return refusal(err)
	case !found:
		c.say("A mail came back that is not known here, or of which it was known.")
		return nil
	}
	c.say("A mail (%s) came back, which is noted.", kind)
	return nil
}

// refusal is an error of the store with its exit code, in words that its sender can read.
func refusal(err error) error {
	var ours *models.Error
	if !errors.As(err, &ours) {
		return exitError{later, err}
	}
	code, key := later, ours.Key
	switch ours.Code {
	case models.NotFound, models.Forbidden:
		code = notAllowed
	case models.Invalid, models.Conflict:
		code = unreadable
	case models.RateLimited:
		key = "help.mail.too_many"
	}
	return exitError{code, errors.New(i18n.Must("en").T(key, ours.Args...))}
}
