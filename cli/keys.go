package cli

import (
	"context"
	"errors"
	"flag"
	"log/slog"

	"coulisse/models"
)

// goOnWithout says what a flag does that lets go of keys.
const goOnWithout = "go on without them; mailed links to tickets no longer work"

// keysRotateCommand makes a new key, or lets go of keys that are gone for good.
func keysRotateCommand() command {
	return command{
		name:  "keys rotate",
		about: "puts a new key into the keys file beside the old ones, whose links still work; stop the console first",
		prepare: func(flags *flag.FlagSet) action {
			lost := flags.Bool("lost", false, "the keys of the database are gone for good: "+goOnWithout)
			return func(ctx context.Context, c *call) error { return c.rotateKeys(ctx, *lost) }
		},
	}
}

func (c *call) rotateKeys(ctx context.Context, lost bool) error {
	settings, err := c.load()
	if err != nil {
		return err
	}
	o := models.Options{Path: settings.DatabasePath(), KeysFile: settings.KeysPath()}
	o.Log = newLog(settings.Log, new(slog.LevelVar), c.stderr)
	if !lost {
		if err := models.RotateKeys(ctx, o); err != nil {
			return err
		}
		c.say("The keys file %s has a new key, before the old ones. Make a backup: earlier ones do not have it.", o.KeysFile)
		return nil
	}
	gone, err := models.ForgetKeys(ctx, o)
	switch {
	case err != nil:
		return err
	case gone == nil:
		return errors.New("no key is lost: the keys file " + o.KeysFile + " is the one that the database was used with")
	}
	c.say("The database goes on with the keys in %s. Lost: %s. Make a backup.", o.KeysFile, gone.Cost())
	return nil
}
