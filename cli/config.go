package cli

import (
	"context"
	"flag"
)

// configCheckCommand tells what is wrong with the settings without starting anything.
func configCheckCommand() command {
	return command{
		name:  "config check",
		about: "lists everything that is wrong with the settings, with its line, and what is likely to be",
		prepare: func(*flag.FlagSet) action {
			return func(_ context.Context, c *call) error {
				settings, err := c.load()
				if err != nil {
					return err
				}
				warnings := settings.Warnings()
				for _, w := range warnings {
					c.say("warning: %s", w)
				}
				if len(warnings) > 0 {
					c.say("configuration can be used, but see the warnings")
					return nil
				}
				c.say("configuration is fine")
				return nil
			}
		},
	}
}
