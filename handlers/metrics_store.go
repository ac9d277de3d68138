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
	databaseUp   = describe("database_up", "Whether the database can be read and written.")
	databaseSize = describe("database_bytes", "Size of the database's files, by what they are for.", "file")
	diskFree     = describe("database_disk_free_bytes", "What is free on the database's disk.")
	backupMade   = describe("backup_last_timestamp_seconds", "When the last backup was made; 0 when none is known.")
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
	for _, d := range []*prometheus.Desc{databaseUp, databaseSize, diskFree, backupMade, outboxMails, outboxOldest,
		signedIn, connections, poolWaits, poolWaited} {
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
	sizes := s.store.Sizes()
	gauge(databaseSize, float64(sizes.Database), "database")
	gauge(databaseSize, float64(sizes.Log), "log")
	gauge(diskFree, float64(sizes.Free))
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	up := s.store.Ready(ctx)
	f, err := s.store.Figures(ctx, s.limits)
	if up != nil || err != nil {
		gauge(databaseUp, 0)
	} else {
		gauge(databaseUp, 1)
	}
	if err != nil {
		return
	}
	gauge(backupMade, seconds(f.Backup))
	gauge(outboxMails, float64(f.Waiting))
	gauge(outboxOldest, f.Oldest.Seconds())
	gauge(signedIn, float64(f.Sessions))
}

// seconds is a time as Prometheus has it; 0 for none.
func seconds(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.Unix())
}
