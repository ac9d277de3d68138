package cli

import (
	"context"
	"flag"
	"fmt"
)

// configCheckCommand tells what is wrong with the settings without starting anything.
func configCheckCommand() command {
	return command{
		name:  "config check",
		about: "lists everything that is wrong with the settings, with its line",
		prepare: func(*flag.FlagSet) action {
			return func(_ context.Context, c *call) error {
				if _, err := c.load(); err != nil {
					return err
				}
				_, err := fmt.Fprintln(c.stdout, "configuration is fine")
				return err
			}
		},
	}
}
