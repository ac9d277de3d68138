package mailer

import (
	"net/url"

	"coulisse/i18n"
	"coulisse/models"
	letter "coulisse/views/mail"
)

// reportNames fills the placeholders of mails with sales figures: what and period.
func (d *draft) reportNames() {
	r := d.data.Report
	if r == nil {
		return
	}
	what := r.Event
	if what == "" {
		what = d.data.Organisation
	}
	d.names = append(d.names, "what", what, "period", periodOf(d.Locale, *r))
}

// periodOf says the days of a report.
func periodOf(l *i18n.Locale, r models.MailedReport) string {
	switch {
	case r.From == "":
		return l.T("mails.report.whole_time")
	case r.From == r.To:
		return l.Day(r.From)
	}
	return l.T("report.period.days", "from", l.Day(r.From), "to", l.Day(r.To))
}

// salesReport tells the figures that somebody has asked for, and leads to the page that has
// them as they stand then.
func salesReport(d *draft) string {
	r, l := d.data.Report, d.Locale
	fact := func(label, value string) { d.Facts = append(d.Facts, letter.Fact{Label: label, Value: value}) }
	money := func(s models.Sales) string {
		return d.Locale.T("mails.report.line", "tickets", l.N("report.tickets", s.Tickets), "amount", l.Money(s.Amount, r.Currency))
	}
	fact(d.t("report.sold"), l.Number(r.Sums.Sold.Tickets))
	fact(d.t("report.revenue"), l.Money(r.Sums.Sold.Amount, r.Currency))
	fact(d.t("report.refunded"), money(r.Sums.Refunded))
	fact(d.t("report.cancelled"), money(r.Sums.Cancelled))
	fact(d.t("report.entered"), l.Number(r.Sums.Entered))
	if r.EventID != "" && r.Seats > 0 {
		fact(d.t("report.left"), l.T("mails.report.left_of", "left", r.Left, "seats", r.Seats))
	}
	for i, line := range r.Lines {
		if i == eventsNamed {
			break
		}
		fact(line.Name, money(line.Sold))
	}
	if others := othersOf(*r); others.Tickets > 0 {
		fact(d.t("report.others"), money(others))
	}
	if r.Last {
		d.Paragraphs = append(d.Paragraphs, d.t("report.last"))
	}
	return reportPath(*r)
}

// othersOf are the sales of what has no line in the mail.
func othersOf(r models.MailedReport) models.Sales {
	sum := r.Others
	for i, line := range r.Lines {
		if i >= eventsNamed {
			sum.Tickets += line.Sold.Tickets
			sum.Amount += line.Sold.Amount
		}
	}
	return sum
}

// reportPath is where the figures stand, from the first day of the mail on.
func reportPath(r models.MailedReport) string {
	path := "/reports"
	if r.EventID != "" {
		path += "/" + r.EventID
	}
	if r.From == "" {
		return path
	}
	return path + "?" + url.Values{"from": {r.From}}.Encode()
}

// cleanedReport is a report with everything that people typed made harmless; nil for none.
func cleanedReport(r *models.MailedReport) *models.MailedReport {
	if r == nil {
		return nil
	}
	c := *r
	c.Event, c.Lines = harmless(c.Event), nil
	for _, line := range r.Lines {
		c.Lines = append(c.Lines, models.MailedSales{Name: harmless(line.Name), Sold: line.Sold})
	}
	return &c
}
