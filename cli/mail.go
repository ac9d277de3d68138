package cli

import (
	"context"
	"flag"
	"io"
	"net/mail"

	"coulisse/config"
	"coulisse/mailer"
	"coulisse/models"
)

// transport is how mails leave, as the settings say.
func (a *app) transport(settings config.Mail, terminal io.Writer) mailer.Transport {
	if a.config.Mailbox() {
		return &mailer.Mailbox{Store: a.store, Out: terminal}
	}
	return mailer.NewSMTP(settings)
}

// outbox is the worker that sends what the store has queued, and has each try counted.
func (a *app) outbox(settings config.Mail, terminal io.Writer, count func(outcome string)) (*mailer.Outbox, error) {
	return mailer.New(mailer.Options{
		Store: a.store, Transport: a.transport(settings, terminal),
		BaseURL: a.config.BaseURL, From: settings.From, Inbox: inboxOf(settings),
		Timeout: settings.Timeout, Log: a.log, Count: count,
	})
}

// inboxOf are the addresses at which mails come in.
func inboxOf(c config.Mail) mailer.Inbox {
	return mailer.Inbox{ReplyTo: c.ReplyTo, BounceTo: c.BounceTo}
}

// mailTestCommand sends one mail at once, to see whether the settings are right.
func mailTestCommand() command {
	return command{
		name:    "mail test",
		operand: "ADDR",
		about:   "sends a mail to an address at once, and says whether it left",
		prepare: func(*flag.FlagSet) action {
			return withoutKeys(func(ctx context.Context, c *call, a *app) error {
				to, err := mail.ParseAddress(c.operand)
				if err != nil {
					return misuse("mail test needs an e-mail address, and %q is none", c.operand)
				}
				message, err := testMessage(a.config, to.Address, a.store)
				if err != nil {
					return err
				}
				if err := a.transport(a.config.Mail, c.stdout).Send(ctx, message); err != nil {
					return err
				}
				c.say("The mail to %s left.", to.Address)
				return nil
			})
		},
	}
}

func testMessage(settings *config.Config, to string, store *models.Store) (mailer.Message, error) {
	from, err := mail.ParseAddress(settings.Mail.From)
	if err != nil {
		return mailer.Message{}, err
	}
	w := mailer.Writer{BaseURL: settings.BaseURL, From: *from, Inbox: inboxOf(settings.Mail)}
	return w.Write(models.Mail{Kind: models.MailTest, ReturnTag: "test", MessageID: models.NewID(), To: to,
		Locale: settings.Locale, CreatedAt: store.Now()})
}
