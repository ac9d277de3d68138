package cli

import (
	"context"
	"errors"
	"flag"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"coulisse/handlers"
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
	open, err := listen(settings)
	if err != nil {
		return err
	}
	defer open.close()
	a, err := c.openWith(ctx, settings)
	if err != nil {
		return err
	}
	defer a.close()
	if err := c.welcome(ctx, a, open); err != nil {
		return err
	}
	return c.answer(ctx, a, open)
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
func (c *call) answer(ctx context.Context, a *app, open doors) error {
	metrics, mails := a.metrics()
	post, err := a.outbox(c.stdout, mails)
	if err != nil {
		return err
	}
	imports := a.imports()
	a.store.OnMail(post.Wake)
	a.store.OnImport(imports.nudge)
	console := &http.Server{
		Handler:           handlers.New(handlers.Options{Config: a.config, Store: a.store, Log: a.log, Metrics: metrics}),
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10,
		ErrorLog:       a.warnings(),
	}
	working, stopWork := context.WithCancel(ctx)
	var work sync.WaitGroup
	work.Go(func() { post.Run(working) })
	work.Go(func() { a.sweep(working) })
	work.Go(func() { a.reports().run(working, a) })
	work.Go(func() { a.ownership().run(working, a) })
	work.Go(func() { a.sorting().run(working, a) })
	work.Go(func() { imports.run(working, a) })
	defer work.Wait()
	defer stopWork()
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
		return errors.Join(err, shutDown(ctx, serving))
	case <-ctx.Done():
	}
	c.say("Stopping: requests under way are finished first.")
	return shutDown(ctx, serving)
}

// shutDown lets the servers finish, one after the other and all of them in the graceful time.
func shutDown(ctx context.Context, serving []*http.Server) (err error) {
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceful)
	defer cancel()
	for _, s := range serving {
		err = errors.Join(err, s.Shutdown(ending))
	}
	return err
}

// warnings is the log for what net/http has to say.
func (a *app) warnings() *log.Logger { return slog.NewLogLogger(a.log.Handler(), slog.LevelWarn) }

// sweep deletes what has run out, every ten minutes.
func (a *app) sweep(ctx context.Context) {
	every := time.NewTicker(10 * time.Minute)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
			if err := errors.Join(a.store.SweepSessions(ctx, a.limits()), a.store.SweepImports(ctx)); err != nil {
				a.log.Error("sweeping failed", "cause", err)
			}
		}
	}
}
