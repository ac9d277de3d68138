package cli

import (
	"context"
	"flag"
	"fmt"
)

// historyVerifyCommand recomputes the chain of the history.
func historyVerifyCommand() command {
	return command{
		name:  "history verify",
		about: "checks that no entry of the history was changed, removed or slipped in",
		prepare: func(*flag.FlagSet) action {
			return withoutKeys(func(ctx context.Context, c *call, a *app) error {
				entries, head, err := a.store.VerifyHistory(ctx)
				if err != nil {
					return err
				}
				c.say("The history is whole. %s", history(entries, head))
				return nil
			})
		},
	}
}

// history is what there is to note of a history, elsewhere, to prove later that it was kept.
func history(entries int, head string) string {
	if entries == 0 {
		return "Entries: 0."
	}
	return fmt.Sprintf("Entries: %d. The last one has the hash %s.", entries, head)
}
