package cli

import (
	"context"
	"errors"
	"flag"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"coulisse/config"
	"coulisse/handlers"
	"coulisse/models"
)

// serveCommand is the console itself.
func serveCommand() command {
	return command{
		name:    "serve",
		about:   "starts the console; on an empty database it prints a link to set it up",
		prepare: func(*flag.FlagSet) action { return serve },
	}
}

// serve listens first, so that a port in use is told before anything changes, and then opens
// the database. It ends when ctx does or on SIGINT or SIGTERM; SIGHUP has it read again what can
// change meanwhile.
func serve(ctx context.Context, c *call) error {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	defer signal.Stop(hangups)
	if config.LogFormat(c.settingsFile(), c.env) == "json" {
		c.json, c.stdout = true, jsonLines(c.stdout)
	}
	settings, err := c.load()
	if err != nil {
		return err
	}
	open, err := listen(settings)
	if err != nil {
		return err
	}
	defer open.close()
	a, err := c.openAs(ctx, settings, models.Options{KeysFile: settings.KeysPath()})
	if err != nil {
		return err
	}
	defer a.close()
	for _, w := range settings.Warnings() {
		a.log.Warn("a setting is hardly what you want", "setting", w.Key, "why", w.Text)
	}
	if err := c.welcome(ctx, a, open); err != nil {
		return err
	}
	return c.answer(ctx, a, open, hangups)
}

// reason is the innermost cause of a network error, without the address it repeats.
func reason(err error) error {
	var sys *net.OpError
	if errors.As(err, &sys) {
		return sys.Err
	}
	return err
}

// welcome prints where the console and the metrics are, and on an empty database the set-up
// link.
func (c *call) welcome(ctx context.Context, a *app, open doors) error {
	c.say("Coulisse is at %s", a.config.BaseURL)
	if open.metrics != nil {
		c.say("Metrics are at http://%s/metrics", open.metrics.Addr())
	}
	token, err := a.store.NewSetupLink(ctx)
	if err != nil || token == "" {
		return err
	}
	c.say("Set it up here, once: %s/setup/%s", a.config.BaseURL, token)
	return nil
}

// answer answers requests and sends mails until ctx ends, then lets both finish.
func (c *call) answer(ctx context.Context, a *app, open doors, hangups <-chan os.Signal) error {
	metrics, mails := a.metrics()
	post := &post{app: a, terminal: c.stdout, count: mails}
	imports := a.imports()
	a.store.OnMail(post.wake)
	a.store.OnImport(imports.nudge)
	pages := handlers.New(handlers.Options{Config: a.config, Store: a.store, Log: a.log, Metrics: metrics})
	requests := &underWay{next: pages}
	console := &http.Server{
		Handler:           requests,
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10,
		ErrorLog:       a.warnings(),
		ConnContext:    handlers.Connection,
	}
	working, stopWork := context.WithCancel(ctx)
	var work sync.WaitGroup
	defer work.Wait()
	defer stopWork()
	if err := post.open(working, a.config.Mail); err != nil {
		return err
	}
	defer post.close()
	work.Go(func() { c.listenForHangups(working, hangups, post) })
	work.Go(func() { a.sweep(working) })
	work.Go(func() { a.reports().run(working, a) })
	work.Go(func() { a.ownership().run(working, a) })
	work.Go(func() { a.sorting().run(working, a) })
	work.Go(func() { imports.run(working, a) })
	serving := []*http.Server{console}
	failed := make(chan error, 2)
	go func() { failed <- console.Serve(open.people) }()
	if metrics != nil {
		watched := a.metricsServer(metrics)
		serving = append(serving, watched) // it stops last, and tells how the stop goes
		go func() { failed <- watched.Serve(open.metrics) }()
	}
	select {
	case err := <-failed:
		_, ended := c.shutDown(ctx, requests, serving)
		return errors.Join(err, ended)
	case <-ctx.Done():
	}
	c.say("Stopping: requests under way are finished first.")
	cut, err := c.shutDown(ctx, requests, serving)
	if cut > 0 {
		c.say("Stopped: %d requests were not finished within %v and were cut.", cut, c.grace)
	}
	return err
}

// warnings is the log for what net/http has to say.
func (a *app) warnings() *log.Logger { return slog.NewLogLogger(a.log.Handler(), slog.LevelWarn) }

// Times of the tidying.
const (
	sweepEvery = 10 * time.Minute
	tidyEvery  = 15 * time.Second
)

// sweep deletes what has run out, every ten minutes, and keeps the database's log small.
func (a *app) sweep(ctx context.Context) {
	sweep, tidy := time.NewTicker(sweepEvery), time.NewTicker(tidyEvery)
	defer sweep.Stop()
	defer tidy.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-tidy.C:
			err = a.store.Tidy(ctx)
		case <-sweep.C:
			err = errors.Join(a.store.SweepSessions(ctx, a.limits()), a.store.SweepImports(ctx))
		}
		if err != nil && ctx.Err() == nil {
			a.log.Error("sweeping failed", "cause", err)
		}
	}
}
