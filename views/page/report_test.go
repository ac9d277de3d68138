package page

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/models"
)

func sold(tickets int) models.Sales {
	return models.Sales{Tickets: tickets, Amount: int64(tickets) * 1800}
}

func TestASeriesHoldsEveryDayAndEveryTicketOnce(t *testing.T) {
	days := []models.DaySales{{Day: "2026-02-27", Sold: sold(2)}, {Day: "2026-03-02", Sold: sold(3)}}
	for _, c := range []struct {
		name, from, to, unit string
		want                 string
	}{
		{"between the sales", "", "", byDay, "2026-02-27:2 2026-02-28:0 2026-03-01:0 2026-03-02:3"},
		{"over the period", "2026-02-26", "2026-03-03", byDay, "2026-02-26:0 2026-02-27:2 2026-02-28:0 2026-03-01:0 2026-03-02:3 2026-03-03:0"},
		{"a long period ends with its sales", "1900-01-01", "9999-12-31", byDay, "2026-02-27:2 2026-02-28:0 2026-03-01:0 2026-03-02:3"},
	} {
		unit, list := seriesOf(days, c.from, c.to)
		var got []string
		for _, s := range list {
			got = append(got, fmt.Sprintf("%s:%d", s.from.Format(time.DateOnly), s.sold.Tickets))
		}
		if unit != c.unit || strings.Join(got, " ") != c.want {
			t.Errorf("%s: %s %s", c.name, unit, got)
		}
	}
	if _, list := seriesOf(nil, "2026-01-01", "2026-01-31"); list != nil {
		t.Error("a series of nothing")
	}
}

func TestALongSeriesIsCutIntoWeeksMonthsAndYears(t *testing.T) {
	for _, c := range []struct {
		days          int
		unit          string
		first, second string
	}{
		{62, byDay, "2026-01-07", "2026-01-08"}, {63, byWeek, "2026-01-07", "2026-01-12"}, {434, byWeek, "2026-01-07", "2026-01-12"},
		{435, byMonth, "2026-01-07", "2026-02-01"}, {1860, byMonth, "2026-01-07", "2026-02-01"}, {1861, byYear, "2026-01-07", "2027-01-01"},
	} {
		begin := dayOf("2026-01-07") // a Wednesday
		var days []models.DaySales
		for i := range c.days {
			days = append(days, models.DaySales{Day: begin.AddDate(0, 0, i).Format(time.DateOnly), Sold: sold(1)})
		}
		unit, list := seriesOf(days, "", "")
		tickets, end := 0, begin.AddDate(0, 0, -1)
		for _, s := range list {
			if !s.from.Equal(end.AddDate(0, 0, 1)) || s.sold.Tickets != daysOf(s.from, s.to) {
				t.Errorf("%d days: %s has %d tickets", c.days, s.from, s.sold.Tickets)
			}
			tickets, end = tickets+s.sold.Tickets, s.to
		}
		if unit != c.unit || tickets != c.days || len(list) > mostStretches+1 || list[0].from.Format(time.DateOnly) != c.first || list[1].from.Format(time.DateOnly) != c.second {
			t.Errorf("%d days: %s, %d tickets in %d stretches", c.days, unit, tickets, len(list))
		}
	}
}

// hostileReports are the pages of the reports with the worst names.
func hostileReports(errs forms.Errors) map[string]templ.Component {
	id := "e"
	event := models.ReportEvent{ID: id, Name: hostile, State: models.EventDraft, BeginsAt: noon, Capacity: 50, Sold: sold(4), Entered: 2}
	days := []models.DaySales{{Day: "2026-06-01", Sold: sold(4)}, {Day: "2026-06-02", Sold: sold(1)}}
	filter := forms.ReportFilter{Events: []string{hostile}, From: "2026-06-01", To: "2026-06-30"}
	faulty := forms.ReportFilter{Events: []string{hostile}, From: hostile, To: hostile}
	sums := models.ReportSums{Sold: sold(5), Refunded: sold(2), Entered: 3}
	choices := make([]models.EventChoice, 9)
	for i := range choices {
		choices[i] = models.EventChoice{ID: fmt.Sprint(i), Name: hostile, BeginsAt: noon}
	}
	report := models.EventReport{Event: models.Event{ID: id, Name: hostile, BeginsAt: noon}, Sums: sums, Days: days,
		Types: []models.TypeSales{{ID: id, Name: hostile, Sold: sold(5), Ended: sold(1)}}, Channels: []models.ChannelSales{{Channel: hostile, Sold: sold(5)}},
		Quotas: []models.QuotaLeft{{ID: id, Name: hostile, With: []string{hostile, hostile}, Taken: 5, Quota: 50}}, Arrivals: &models.Arrivals{Before: 1, Quarters: []models.Quarter{{Begins: noon, Count: 2}}, After: 1}}
	return map[string]templ.Component{
		"reports": ReportList(ReportListPage{Filter: filter, Choices: choices,
			Report: models.Report{Sums: sums, Days: days, Best: []models.ReportEvent{event}, Others: sold(1), Rows: []models.ReportEvent{event}, Total: 2000, After: hostile, Before: hostile}}),
		"reports faults": ReportList(ReportListPage{Filter: faulty, Choices: choices, Errors: errs}),
		"report":         ReportShow(ReportShowPage{Filter: filter, Report: report}),
		"schedules": ReportSchedules(ReportSchedulesPage{Errors: errs, Entry: forms.ReportSchedule{Event: hostile, Rhythm: hostile}, Choices: choices,
			Rows: []models.OwnSchedule{{ReportSchedule: models.ReportSchedule{ID: id, EventID: &id, Rhythm: models.ReportDaily, NextAt: noon}, Event: hostile}, {ReportSchedule: models.ReportSchedule{ID: id, EventID: &id, Rhythm: models.ReportAfter}}}}),
	}
}

func TestReportsRenderWithNoDataAtAll(t *testing.T) {
	for _, tag := range i18n.Tags() {
		for name, p := range map[string]templ.Component{"list": ReportList(ReportListPage{}), "event": ReportShow(ReportShowPage{}), "schedules": ReportSchedules(ReportSchedulesPage{})} {
			doc := render(t, testFrame(tag, access.Actor{}), p)
			if n := doc.Find(".chart").Length(); n != 0 {
				t.Errorf("%s %s: %d charts of nothing", tag, name, n)
			}
			if name != "event" && doc.Find(".empty").Length() == 0 {
				t.Errorf("%s %s: nothing says that there is nothing", tag, name)
			}
		}
	}
}

// A chart is read without seeing it, and its numbers stand beneath.
func TestChartsHaveATitleADescriptionAndATable(t *testing.T) {
	f := testFrame("en", owner())
	f.Currency = "EUR"
	doc := render(t, f, hostileReports(nil)["report"])
	for id, rows := range map[string]int{"sold": 0, "entries": 3} {
		svg := doc.Find(`svg[role=img][aria-labelledby="` + id + `-title ` + id + `-desc"]`)
		if svg.Length() != 1 || svg.Find("title#"+id+"-title").Text() == "" || svg.Find("desc#"+id+"-desc").Text() == "" {
			t.Errorf("%s: no drawing with a title and a description", id)
		}
		if n := svg.Closest("figure").Find("details table tbody tr").Length(); n < rows || n == 0 {
			t.Errorf("%s: %d rows of numbers", id, n)
		}
	}
	table := doc.Find("figure").First().Find("table").Text()
	for _, want := range []string{"1 Jun 2026", "€72.00", "€18.00"} {
		if !strings.Contains(strings.ReplaceAll(table, "\u00a0", " "), want) {
			t.Errorf("%s is not in the table %q", want, table)
		}
	}
}

func TestWhereAllIsFreeTicketsAreCompared(t *testing.T) {
	f := testFrame("en", owner())
	f.Currency = "EUR"
	p := ReportListPage{Report: models.Report{Best: []models.ReportEvent{{ID: "e", Name: "Open day", Sold: models.Sales{Tickets: 40}}}}}
	if b := p.byEvent(f); b.Bars[0].Amount != 40 || b.Bars[0].Words != "40 tickets" || b.Title != "Tickets sold by event" {
		t.Error(b)
	}
}
