package cli

import (
	"coulisse/models"
)

const (
	demoDirectorGeneral = "Ida Marie Kjær"
	demoFinance         = "Bjørn Østergaard"
)

// planBooks plans the settlements: those of long ago are settled, the latest waits for that.
func (d *demo) planBooks() {
	for _, e := range demoEvents {
		if e.state != models.EventClosed {
			continue
		}
		last := -e.begins - e.days + 1 // days ago
		d.plan(d.day(last-9, 10, 35), 5, "finance", func() error {
			x, err := d.store.PrepareSettlement(d.ctx, d.as(demoFinance), d.events[e.key])
			if err == nil && last > 40 {
				d.plan(d.day(last-12, 15, 10), 5, "finance", func() error {
					_, err := d.store.Settle(d.ctx, d.as(demoDirectorGeneral), d.events[e.key], x.Version)
					return err
				})
			}
			return err
		})
	}
}

// planReports plans who has figures mailed, and brings all of them up to date at last.
func (d *demo) planReports() {
	for i, r := range []struct {
		daysAgo             int
		name, event, rhythm string
	}{
		{200, demoFinance, "", models.ReportWeekly},
		{106, demoDirector, copied, models.ReportDaily},
		{90, demoTills, "", models.ReportAfter},
		{60, demoDirectorGeneral, "", models.ReportWeekly},
		{38, demoDirectorGeneral, "cyrano", models.ReportDaily},
		{13, demoOwner, "", models.ReportDaily},
	} {
		d.plan(d.day(r.daysAgo, 16, 10+i), 0, "reports", func() error {
			return d.store.ScheduleReport(d.ctx, d.as(r.name), d.events[r.event], r.rhythm)
		})
	}
	d.plan(d.today, 0, "reports", func() error {
		for {
			if found, err := d.store.MailDueReport(d.ctx); err != nil || !found {
				return err
			}
		}
	})
}
