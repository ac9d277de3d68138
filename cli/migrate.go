package cli

import (
	"context"
	"flag"

	"coulisse/models"
)

// migrateCommand applies the migrations without serving.
func migrateCommand() command {
	return command{
		name:  "migrate",
		about: "brings the database up to date, and creates it when it is missing",
		prepare: func(*flag.FlagSet) action {
			return as(models.Migrates, true, func(_ context.Context, c *call, a *app) error { // opening migrates
				if m := a.store.Migrated(); m != nil {
					c.say("It was brought from schema %d to %d. As it was before, it is kept as %s.", m.From, m.To, m.Backup)
				}
				c.say("The database %s is up to date.", a.config.DatabasePath())
				return nil
			})
		},
	}
}
