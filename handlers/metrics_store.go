package handlers

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"coulisse/models"
)

// storeCollector reads from the store, whenever somebody asks, what stands in the database.
type storeCollector struct {
	store  *models.Store
	limits models.Limits
}

var (
	databaseUp   = describe("database_up", "Whether the database answers.")
	outboxMails  = describe("outbox_mails", "Mails that have not left yet.")
	outboxOldest = describe("outbox_oldest_seconds", "How long the mail has waited that waits the longest; 0 when none does.")
	signedIn     = describe("sessions", "Browsers that are signed in.")
	connections  = describe("database_connections", "Connections to the database, by what they are for.", "pool", "state")
	poolWaits    = describe("database_waits_total", "How often somebody waited for a connection.", "pool")
	poolWaited   = describe("database_wait_seconds_total", "How long they waited in all.", "pool")
)

func describe(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("coulisse_"+name, help, labels, nil)
}

// Describe names what Collect gives.
func (s storeCollector) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{databaseUp, outboxMails, outboxOldest, signedIn, connections, poolWaits, poolWaited} {
		to <- d
	}
}

// Collect reads the figures; when the database does not answer, it says that instead.
func (s storeCollector) Collect(to chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	for name, p := range s.store.Pools() {
		gauge(connections, float64(p.InUse), name, "in_use")
		gauge(connections, float64(p.Idle), name, "idle")
		to <- prometheus.MustNewConstMetric(poolWaits, prometheus.CounterValue, float64(p.Waits), name)
		to <- prometheus.MustNewConstMetric(poolWaited, prometheus.CounterValue, p.Waited.Seconds(), name)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	f, err := s.store.Figures(ctx, s.limits)
	if err != nil {
		gauge(databaseUp, 0)
		return
	}
	gauge(databaseUp, 1)
	gauge(outboxMails, float64(f.Waiting))
	gauge(outboxOldest, f.Oldest.Seconds())
	gauge(signedIn, float64(f.Sessions))
}
