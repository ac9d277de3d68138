package mailer_test

import (
	"fmt"
	"strings"
	"testing"

	"coulisse/models"
)

// reportSample are the figures of one event on one day.
func reportSample(or func(string) string) *models.MailedReport {
	return &models.MailedReport{Rhythm: models.ReportDaily, EventID: "0197-e", Event: or("Nytårskoncert"), From: "2026-06-15", To: "2026-06-15",
		Sums: models.ReportSums{Sold: models.Sales{Tickets: 12, Amount: 21600}, Refunded: models.Sales{Tickets: 2, Amount: 3600}, Entered: 3},
		Left: 38, Seats: 50, Currency: "EUR", Lines: []models.MailedSales{{Name: or("Parterre"), Sold: models.Sales{Tickets: 12, Amount: 21600}}}}
}

func TestAMailOfFiguresSaysThemInTheReadersLanguage(t *testing.T) {
	for locale, want := range map[string][]string{
		"en": {"15 June 2026", "* Tickets sold: 12", "* Revenue: €216.00", "* Refunded: 2 tickets, €36.00", "* Cancelled: 0 tickets, €0.00", "* Checked in: 3", "* Seats left: 38 of 50", "* Parterre: 12 tickets, €216.00"},
		"fr": {"15 juin 2026", "Billets vendus : 12", "216,00 €"},
		"da": {"15. juni 2026", "* Solgte billetter: 12", "216,00 €"},
	} {
		m := sample(models.MailReport, locale, "")
		got := strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(squeeze(write(t, m).Text))
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%s: %q is missing in\n%s", locale, w, got)
			}
		}
		if subject := write(t, m).Subject; !strings.Contains(subject, "Nytårskoncert") || !strings.Contains(subject, "2026") {
			t.Error(subject)
		}
	}
}

func TestAMailOfSeveralEventsNamesAFewAndAddsUpTheOthers(t *testing.T) {
	m := sample(models.MailReport, "en", "")
	r := &models.MailedReport{From: "2026-06-08", To: "2026-06-14", Currency: "EUR", Others: models.Sales{Tickets: 1, Amount: 100}}
	for i := range 20 {
		r.Lines = append(r.Lines, models.MailedSales{Name: fmt.Sprintf("Event %02d", i), Sold: models.Sales{Tickets: 10, Amount: 1000}})
	}
	m.Data.Report = r
	got := write(t, m)
	if text := squeeze(got.Text); !strings.Contains(text, "Event 11: 10 tickets, €10.00 * Others: 81 tickets, €81.00") || strings.Contains(text, "Event 12") || strings.Contains(text, "Seats left") {
		t.Error(text)
	}
	if want := base + "/reports?from=2026-06-08"; got.Links[0] != want || !strings.Contains(got.Subject, "Nordlys Teater, 8 June 2026 – 14 June 2026") {
		t.Error(got.Links, got.Subject)
	}
	r.From, r.To, r.Last = "", "", true
	if got := write(t, m); got.Links[0] != base+"/reports" || !strings.Contains(got.Text, "the last mail") || !strings.Contains(got.Subject, "the whole time") {
		t.Error(got.Links, got.Subject, got.Text)
	}
}
