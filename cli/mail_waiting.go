package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views/component"
)

// mailListCommand shows what has not left.
func mailListCommand() command {
	return command{
		name:    "mail list",
		about:   "lists the mails that wait to be sent or were given up, and says why",
		prepare: func(*flag.FlagSet) action { return with(mailList) },
	}
}

func mailList(ctx context.Context, c *call, a *app) error {
	list, err := a.store.WaitingMails(ctx)
	if err != nil {
		return err
	}
	pause, err := a.store.MailPause(ctx)
	if err != nil {
		return err
	}
	english := i18n.Must("en")
	if pause != nil {
		c.say("No mail has left since %s: %s", stamp(pause.Since), component.MailFailure(english, pause.Failure))
	}
	if len(list) == 0 {
		c.say("No mail waits.")
		return nil
	}
	w := tabwriter.NewWriter(c.stdout, 0, 0, 3, ' ', 0)
	fmt.Fprintln(w, "ID\tSTATE\tKIND\tTO\tORGANISATION\tSINCE\tTRIES\tNEXT\tWHY")
	for _, m := range list {
		state, next := "waits", stamp(m.DueAt)
		if m.State == "failed" {
			state, next = "given up", "-"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%d\t%s\t%s\n", m.ID, state, m.Kind, m.Recipient, dash(m.Organisation), stamp(m.Since), m.Attempts, next,
			dash(component.MailFailure(english, m.Failure)))
	}
	return w.Flush()
}

// stamp is a time as commands print it.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05Z") }

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// mailRetryCommand has mails tried again.
func mailRetryCommand() command {
	return command{
		name:    "mail retry",
		operand: "[ID…]",
		about:   "has mails tried again that wait or were given up: those named, or all of them",
		prepare: func(flags *flag.FlagSet) action {
			all := flags.Bool("all", false, "every mail whose link still works")
			return func(ctx context.Context, c *call) error {
				if *all == (len(c.operands) > 0) {
					return misuse("mail retry needs the ids of mails, or --all")
				}
				return with(mailRetry)(ctx, c)
			}
		},
	}
}

func mailRetry(ctx context.Context, c *call, a *app) error {
	n, err := a.store.RetryMails(ctx, c.operands...)
	if err != nil {
		return inEnglish(err)
	}
	c.say("%d %s tried again; a running console does so within seconds.", n, plural(n, "mail is", "mails are"))
	return nil
}

// mailDropCommand ends a mail that has not left.
func mailDropCommand() command {
	return command{
		name:    "mail drop",
		operand: "ID",
		about:   "drops a mail that waits or was given up, for good; the history of its organisation says so",
		prepare: func(*flag.FlagSet) action { return with(mailDrop) },
	}
}

func mailDrop(ctx context.Context, c *call, a *app) error {
	kind, recipient, err := a.store.DropMail(ctx, strings.TrimSpace(c.operand))
	if err != nil {
		return inEnglish(err)
	}
	c.say("The mail to %s (%s) was dropped.", recipient, kind)
	return nil
}

// inEnglish puts what the store refuses into words.
func inEnglish(err error) error {
	var ours *models.Error
	if errors.As(err, &ours) {
		return errors.New(i18n.Must("en").T(ours.Key, ours.Args...))
	}
	return err
}

func plural(n int, one, other string) string {
	if n == 1 {
		return one
	}
	return other
}
