package cli

import (
	"context"
	"flag"
	"log/slog"

	"coulisse/models"
)

// restoreCommand puts a backup in the place of the database.
func restoreCommand() command {
	return command{
		name:    "restore",
		operand: "FILE",
		about:   "puts a backup and its keys in the place of the database, which it keeps; stop the console first",
		prepare: func(flags *flag.FlagSet) action {
			newKeys := flags.Bool("new-keys", false, "the keys of the backup are gone for good: "+goOnWithout)
			return func(ctx context.Context, c *call) error { return c.restore(ctx, *newKeys) }
		},
	}
}

func (c *call) restore(ctx context.Context, newKeys bool) error {
	settings, err := c.load()
	if err != nil {
		return err
	}
	ctx, stop := interruptible(ctx)
	defer stop()
	options := models.Options{Path: settings.DatabasePath(), KeysFile: settings.KeysPath(), NewKeys: newKeys,
		Log: newLog(settings.Log, new(slog.LevelVar), c.stderr)}
	done, err := models.Restore(ctx, options, c.operand)
	if err != nil {
		return err
	}
	c.say("The database %s is the backup %s now. %s", options.Path, c.operand, history(done.Entries, done.Head))
	if done.Kept != "" {
		c.say("The former database is kept as %s.", done.Kept)
	}
	if done.Schema != done.Brought {
		c.say("It was brought up to date, from schema %d to %d.", done.Schema, done.Brought)
	}
	c.tellKeys(options.KeysFile, done)
	c.say("Sessions ended: %d. Links to a new password ended: %d. API tokens revoked: %d. Waiting mails that are not sent, since they may have left: %d.",
		done.Sessions, done.Links, done.Tokens, done.Mails)
	c.say("Offers of an ownership that have lapsed: %d. Invitations to be sent again: %d. Openings to be sent again: %d.",
		done.Offers, done.Invitations, done.Openings)
	c.say("Everybody has the rights that they had in the backup: take away once more what was taken away since.")
	return nil
}

// tellKeys says where the keys of a restored database come from, and what is lost without them.
func (c *call) tellKeys(file string, done *models.Restored) {
	switch {
	case done.Lost != nil:
		c.say("It goes on with the keys in %s. Lost: %s.", file, done.Lost.Cost())
	case done.KeysFrom != file:
		c.say("Its keys were put into %s from %s.", file, done.KeysFrom)
	}
}
