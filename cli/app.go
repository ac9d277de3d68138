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
	store  *models.Store
}

// open reads the settings, and opens the database with all migrations applied. The caller
// closes it.
func (c *call) open(ctx context.Context) (*app, error) {
	settings, err := c.load()
	if err != nil {
		return nil, err
	}
	return c.openWith(ctx, settings)
}

func (c *call) openWith(ctx context.Context, settings *config.Config) (*app, error) {
	a := &app{config: settings, log: newLog(settings.Log, c.stderr)}
	keys, err := models.LoadKeys(settings.KeysPath())
	if err != nil {
		return nil, err
	}
	a.store, err = models.Open(ctx, models.Options{Path: settings.DatabasePath(), Keys: keys, Log: a.log})
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

// with runs a command's work on an open installation.
func with(work func(ctx context.Context, c *call, a *app) error) action {
	return func(ctx context.Context, c *call) error {
		a, err := c.open(ctx)
		if err != nil {
			return err
		}
		defer a.close()
		return work(ctx, c, a)
	}
}

// say prints a line for whoever called the command.
func (c *call) say(format string, args ...any) {
	fmt.Fprintf(c.stdout, format+"\n", args...)
}
