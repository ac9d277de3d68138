package cli

import (
	"fmt"
	"net"
	"net/http"
	"time"

	"coulisse/config"
	"coulisse/handlers"
	"coulisse/mailer"
)

// doors are where the console listens: for people, and for Prometheus (nil for nowhere).
type doors struct{ people, metrics net.Listener }

// listen opens both doors, or neither.
func listen(settings *config.Config) (d doors, err error) {
	if d.people, err = door("listen", settings.Listen); err != nil || settings.MetricsListen == "" {
		return d, err
	}
	if d.metrics, err = door("metrics_listen", settings.MetricsListen); err != nil {
		d.close()
	}
	return d, err
}

func door(key, address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w; another program may hold it, choose another with %s", address, reason(err), config.Variable(key))
	}
	return l, nil
}

// close closes what is open; twice does no harm.
func (d doors) close() {
	_ = d.people.Close()
	if d.metrics != nil {
		_ = d.metrics.Close()
	}
}

// metrics are counted when somebody may ask for them; nil otherwise, and nobody to count mails.
func (a *app) metrics() (m *handlers.Metrics, mails func(outcome string)) {
	if a.config.MetricsListen == "" {
		return nil, nil
	}
	m = handlers.NewMetrics(a.store, a.limits())
	return m, m.CountMails(mailer.Outcomes()...)
}

// metricsServer answers /metrics and nothing else, to whoever can reach it.
func (a *app) metricsServer(m *handlers.Metrics) *http.Server {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", m.Handler())
	return &http.Server{Handler: mux, ReadTimeout: 5 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10, ErrorLog: a.warnings()}
}
