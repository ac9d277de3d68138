package cli

import (
	"context"
	"flag"
)

// historyVerifyCommand recomputes the chain of the history.
func historyVerifyCommand() command {
	return command{
		name:  "history verify",
		about: "checks that no entry of the history was changed, removed or slipped in",
		prepare: func(*flag.FlagSet) action {
			return with(func(ctx context.Context, c *call, a *app) error {
				entries, head, err := a.store.VerifyHistory(ctx)
				if err != nil {
					return err
				}
				c.say("The history is whole. Entries: %d. The last one has the hash %s.", entries, head)
				return nil
			})
		},
	}
}
