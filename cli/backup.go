package cli

import (
	"context"
	"flag"
	"fmt"
	"os/signal"
	"syscall"

	"coulisse/models"
)

// backupCommand copies the database while the console runs.
func backupCommand() command {
	return command{
		name:    "backup",
		operand: "FILE",
		about:   "copies the database into a new file, and its keys into FILE.keys, also while the console runs",
		prepare: func(*flag.FlagSet) action { return backup },
	}
}

// backup opens nothing by itself: a backup before an upgrade must not migrate, and a mistyped
// path must not create a database. Without the keys the data are copied all the same, and the exit
// code says that something is missing.
func backup(ctx context.Context, c *call) error {
	settings, err := c.load()
	if err != nil {
		return err
	}
	ctx, stop := interruptible(ctx)
	defer stop()
	made, err := models.WriteBackup(ctx, settings.DatabasePath(), c.operand)
	if err != nil {
		return err
	}
	c.say("The backup %s is whole. Bytes: %d. %s", c.operand, made.Size, history(made.Entries, made.Head))
	if keys, err := models.TakeKeysAlong(settings.KeysPath(), c.operand, made); err != nil {
		return err
	} else {
		c.say("Its keys are in %s.", keys)
	}
	if err := models.NoteBackup(ctx, settings.DatabasePath(), c.operand, made); err != nil {
		return fmt.Errorf("the backup %s is made, but the database cannot take a note of it: %w", c.operand, err)
	}
	return nil
}

// interruptible ends on SIGINT and SIGTERM too, for work that must clear up behind itself.
func interruptible(ctx context.Context) (context.Context, context.CancelFunc) {
	return signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
}
