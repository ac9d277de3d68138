package cli

import (
	"context"
	"fmt"
	"log/slog"

	"coulisse/config"
	"coulisse/models"
)

// app is an installation that a command has opened: its settings, its log and its data.
type app struct {
	config *config.Config
	log    *slog.Logger
	level  *slog.LevelVar // of the log
	store  *models.Store
}

// openWith opens the database as it is. The caller closes it.
func (c *call) openWith(ctx context.Context, settings *config.Config) (*app, error) {
	return c.openAs(ctx, settings, models.Options{Upkeep: models.Leaves, KeysFile: settings.KeysPath()})
}

// openAs opens the database in the way that the options say.
func (c *call) openAs(ctx context.Context, settings *config.Config, o models.Options) (a *app, err error) {
	a = &app{config: settings, level: new(slog.LevelVar)}
	a.log = newLog(settings.Log, a.level, c.stderr)
	o.Path, o.Log = settings.DatabasePath(), a.log
	a.store, err = models.Open(ctx, o)
	return a, err
}

// limits are the ends of a session's life.
func (a *app) limits() models.Limits {
	return models.Limits{Idle: a.config.Session.Idle, Absolute: a.config.Session.Absolute}
}

// close ends what open began.
func (a *app) close() {
	if err := a.store.Close(); err != nil {
		a.log.Error("closing the database failed", "cause", err)
	}
}

// work is what a command does on an open installation.
type work func(ctx context.Context, c *call, a *app) error

// with runs a command's work on an installation that is there, of this version, with its keys.
func with(do work) action { return as(models.Leaves, true, do) }

// withoutKeys is the same for work that needs no keys.
func withoutKeys(do work) action { return as(models.Leaves, false, do) }

// founding runs the work of a command that may create the installation.
func founding(do work) action { return as(models.Creates, true, do) }

func as(upkeep models.Upkeep, keys bool, do work) action {
	return func(ctx context.Context, c *call) error {
		settings, err := c.load()
		if err != nil {
			return err
		}
		o := models.Options{Upkeep: upkeep}
		if keys {
			o.KeysFile = settings.KeysPath()
		}
		a, err := c.openAs(ctx, settings, o)
		if err != nil {
			return err
		}
		defer a.close()
		return do(ctx, c, a)
	}
}

// say prints a line for whoever called the command.
func (c *call) say(format string, args ...any) {
	fmt.Fprintf(c.stdout, format+"\n", args...)
}
