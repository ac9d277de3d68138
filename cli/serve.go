package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"coulisse/handlers"
	"coulisse/models"
)

// graceful is how long requests under way may take once the console is told to stop.
const graceful = 10 * time.Second

// serveCommand is the console itself.
func serveCommand() command {
	return command{
		name:    "serve",
		about:   "starts the console; on an empty database it prints a link to set it up",
		prepare: func(*flag.FlagSet) action { return serve },
	}
}

// serve listens first, so that a port in use is told before anything changes, and then opens
// the database. It ends when ctx does or on SIGINT or SIGTERM.
func serve(ctx context.Context, c *call) error {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	settings, err := c.load()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", settings.Listen)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w; another program may hold it, choose another with COULISSE_LISTEN", settings.Listen, reason(err))
	}
	defer listener.Close()
	a, err := c.openWith(ctx, settings)
	if err != nil {
		return err
	}
	defer a.close()
	if err := c.welcome(ctx, a); err != nil {
		return err
	}
	return c.answer(ctx, a, listener)
}

// reason is the innermost cause of a network error, without the address it repeats.
func reason(err error) error {
	var sys *net.OpError
	if errors.As(err, &sys) {
		return sys.Err
	}
	return err
}

// welcome prints where the console is, and on an empty database the set-up link.
func (c *call) welcome(ctx context.Context, a *app) error {
	c.say("Coulisse is at %s", a.config.BaseURL)
	token, err := a.store.NewSetupLink(ctx)
	if err != nil || token == "" {
		return err
	}
	c.say("Set it up here, once: %s/setup/%s", a.config.BaseURL, token)
	return nil
}

// answer answers requests and sends mails until ctx ends, then lets both finish.
func (c *call) answer(ctx context.Context, a *app, listener net.Listener) error {
	post, err := a.outbox(c.stdout)
	if err != nil {
		return err
	}
	a.store.OnMail(post.Wake)
	server := &http.Server{
		Handler:           handlers.New(handlers.Options{Config: a.config, Store: a.store, Log: a.log}),
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10,
		ErrorLog:       slog.NewLogLogger(a.log.Handler(), slog.LevelWarn),
	}
	working, stopWork := context.WithCancel(ctx)
	var work sync.WaitGroup
	work.Go(func() { post.Run(working) })
	work.Go(func() { a.sweep(working) })
	defer work.Wait()
	defer stopWork()
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	c.say("Stopping: requests under way are finished first.")
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceful)
	defer cancel()
	return server.Shutdown(ending)
}

// sweep deletes what has run out, every ten minutes.
func (a *app) sweep(ctx context.Context) {
	every := time.NewTicker(10 * time.Minute)
	defer every.Stop()
	limits := models.Limits{Idle: a.config.Session.Idle, Absolute: a.config.Session.Absolute}
	for {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
			if err := a.store.SweepSessions(ctx, limits); err != nil {
				a.log.Error("sweeping failed", "cause", err)
			}
		}
	}
}
