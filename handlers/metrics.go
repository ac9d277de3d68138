package handlers

import (
	"net/http"
	"runtime/debug"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"coulisse/models"
)

// Metrics counts what the console does, for Prometheus. No label takes a value that somebody
// outside chooses: else they would choose how much memory it takes. A nil one counts nothing.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	took     *prometheus.HistogramVec
	signIns  *prometheus.CounterVec
	mails    *prometheus.CounterVec
}

// outcomes of a sign-in, by the code of the store's refusal.
var outcomes = map[models.Code]string{
	"": "failed", models.Invalid: "refused", models.RateLimited: "locked", models.Busy: "busy", models.Forbidden: "no_access",
}

// NewMetrics begins to count; what stands in the database is read from the store when
// somebody asks.
func NewMetrics(store *models.Store, limits models.Limits) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "coulisse_http_requests_total",
			Help: "Requests by the route's name (none without a route) and the class of the status; cancelled and cut when the answer was not read to its end."}, []string{"route", "class"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "coulisse_http_request_duration_seconds",
			Help: "How long answers took, by the route's name.", Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}}, []string{"route"}),
		signIns: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "coulisse_sign_ins_total",
			Help: "Tries to sign in, by outcome."}, []string{"outcome"}),
		mails: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "coulisse_mails_total",
			Help: "Tries to send a mail, by outcome."}, []string{"outcome"}),
	}
	m.signIns.WithLabelValues("succeeded")
	for _, outcome := range outcomes {
		m.signIns.WithLabelValues(outcome)
	}
	m.registry.MustRegister(m.requests, m.took, m.signIns, m.mails, storeCollector{store, limits}, build(),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// build is a gauge that is always 1, and tells in its labels which build this is.
func build() prometheus.Collector {
	labels := prometheus.Labels{"version": "", "commit": "", "go": ""}
	if info, ok := debug.ReadBuildInfo(); ok {
		labels["version"], labels["go"] = info.Main.Version, info.GoVersion
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				labels["commit"] = s.Value
			}
		}
	}
	g := prometheus.NewGauge(prometheus.GaugeOpts{Name: "coulisse_build_info", Help: "Always 1; the labels tell the build.", ConstLabels: labels})
	g.Set(1)
	return g
}

// Handler answers whoever asks for the metrics, a few at a time.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4, Timeout: 10 * time.Second})
}

// CountMails has an outcome counted whenever the returned function is called with one. The
// outcomes that there are stand at zero from the start.
func (m *Metrics) CountMails(outcomes ...string) func(outcome string) {
	for _, o := range outcomes {
		m.mails.WithLabelValues(o)
	}
	return func(outcome string) { m.mails.WithLabelValues(outcome).Inc() }
}

// signIn counts a try by the error it ended with.
func (m *Metrics) signIn(err error) {
	if m == nil {
		return
	}
	outcome, known := outcomes[models.CodeOf(err)]
	switch {
	case err == nil:
		outcome = "succeeded"
	case !known:
		outcome = outcomes[""]
	}
	m.signIns.WithLabelValues(outcome).Inc()
}

// measure counts a request and how long it took, once it is answered.
func (s *Server) measure(next echo.HandlerFunc) echo.HandlerFunc {
	if s.metrics == nil {
		return next
	}
	return func(c echo.Context) error {
		began := time.Now()
		err := next(c)
		r, _ := s.routeOf(c)
		route := r.Name
		if route == "" {
			route = "none"
		}
		s.metrics.requests.WithLabelValues(route, classOf(c)).Inc()
		s.metrics.took.WithLabelValues(route).Observe(time.Since(began).Seconds())
		return err
	}
}

// classOf is the class of an answer's status, such as 4xx; cancelled or cut for a request that was not
// answered to the end.
func classOf(c echo.Context) string {
	if how := outcomeOf(c); how != "" {
		return how
	}
	return string(rune('0'+c.Response().Status/100)) + "xx"
}
