package cli

import (
	"context"
	"flag"
)

// migrateCommand applies the migrations without serving.
func migrateCommand() command {
	return command{
		name:  "migrate",
		about: "brings the database up to date, and creates it when it is missing",
		prepare: func(*flag.FlagSet) action {
			return with(func(_ context.Context, c *call, a *app) error { // opening migrates
				c.say("The database %s is up to date.", a.config.DatabasePath())
				return nil
			})
		},
	}
}
