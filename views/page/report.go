package page

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/component"
)

// ReportListPage are the sales figures of all events within the reader's scope.
type ReportListPage struct {
	Errors  forms.Errors
	Filter  forms.ReportFilter
	Choices []models.EventChoice
	Report  models.Report
}

// ReportShowPage are the sales figures of one event.
type ReportShowPage struct {
	Errors forms.Errors
	Filter forms.ReportFilter
	Report models.EventReport
}

// mayExport tells whether the reader may take figures out of the console.
func mayExport(f *views.Frame) bool { return f.Actor.Can(access.Reports, access.Edit) }

// reportPeriods are the links to the periods on offer, under the same filter.
func reportPeriods(f *views.Frame, address string, filter forms.ReportFilter) (tabs []component.Tab) {
	for _, period := range forms.ReportPeriods {
		within := filter.Within(period, f.In(f.Now))
		tabs = append(tabs, component.Tab{Label: f.Locale.T("report.period." + period), Href: views.WithQuery(address, within.Values()),
			Current: within.From == filter.From && within.To == filter.To})
	}
	return tabs
}

// reportFigures are the sums that a report begins with.
func reportFigures(f *views.Frame, s models.ReportSums) []component.Figure {
	l := f.Locale
	entered := component.Figure{Label: l.T("report.sum.entered"), Value: l.Number(s.Entered)}
	if s.Entered > 0 && s.Sold.Tickets > 0 {
		entered.Note = l.T("report.sum.share", "share", l.Percent((s.Entered*200/s.Sold.Tickets+1)/2*100))
	}
	return []component.Figure{
		{Label: l.T("report.sum.sold"), Value: l.Number(s.Sold.Tickets)}, {Label: l.T("report.sum.revenue"), Value: l.Money(s.Sold.Amount, f.Currency)}, entered,
		{Label: l.T("report.sum.refunded"), Value: l.Money(s.Refunded.Amount, f.Currency), Note: l.N("report.tickets", s.Refunded.Tickets)},
		{Label: l.T("report.sum.cancelled"), Value: l.Money(s.Cancelled.Amount, f.Currency), Note: l.N("report.tickets", s.Cancelled.Tickets)},
	}
}

// nothing is the key of words about sales that are not there: other words where there were some,
// and all of them were given back.
func nothing(key string, s models.ReportSums) string {
	if s.Refunded.Tickets+s.Cancelled.Tickets > 0 {
		return key + "_left"
	}
	return key
}

// soldChart draws the sales over time.
func soldChart(f *views.Frame, days []models.DaySales, filter forms.ReportFilter) component.Chart {
	l := f.Locale
	unit, series := seriesOf(days, filter.From, filter.To)
	c := component.Chart{ID: "sold", Title: l.T("report.chart." + unit + "s"), Heads: []string{l.T("report.column." + unit), l.T("report.column.sold"), l.T("report.column.revenue")}}
	most := 0
	for i, s := range series {
		tickets, label := l.N("report.tickets", s.sold.Tickets), s.label(l, unit)
		c.Points = append(c.Points, component.Point{Label: label, Short: s.short(l, unit), Count: s.sold.Tickets, Hint: l.T("report.chart.point", "label", label, "value", tickets),
			Cells: []string{l.Number(s.sold.Tickets), l.Money(s.sold.Amount, f.Currency)}})
		if s.sold.Tickets > series[most].sold.Tickets {
			most = i
		}
	}
	c.Desc = l.T("report.chart.desc", "from", l.Date(series[0].from), "to", l.Date(series[len(series)-1].to),
		"most", l.N("report.tickets", series[most].sold.Tickets), "when", c.Points[most].Label)
	return c
}

// measured compares sales by their revenue, or where all tickets are free by their number.
func measured(f *views.Frame, title string, list []component.Bar, sold []models.Sales) component.Bars {
	free := !slices.ContainsFunc(sold, func(s models.Sales) bool { return s.Amount > 0 })
	b := component.Bars{ID: "by-" + title, Title: f.Locale.T("report.chart.by_" + title)}
	if free {
		b.Title = f.Locale.T("report.chart.by_" + title + "_sold")
	}
	for i, bar := range list {
		bar.Amount, bar.Words = sold[i].Amount, f.Locale.Money(sold[i].Amount, f.Currency)
		if free {
			bar.Amount, bar.Words = int64(sold[i].Tickets), f.Locale.N("report.tickets", sold[i].Tickets)
		}
		b.Bars = append(b.Bars, bar)
	}
	return b
}

// byEvent draws the events with the most revenue, and all others together.
func (p ReportListPage) byEvent(f *views.Frame) component.Bars {
	var list []component.Bar
	var sold []models.Sales
	for _, e := range p.Report.Best {
		list, sold = append(list, component.Bar{Label: e.Name, Href: p.event(f, e.ID)}), append(sold, e.Sold)
	}
	if p.Report.Others.Tickets > 0 {
		list, sold = append(list, component.Bar{Label: f.Locale.T("report.chart.others")}), append(sold, p.Report.Others)
	}
	return measured(f, "event", list, sold)
}

// event is the address of an event's report over the same period.
func (p ReportListPage) event(f *views.Frame, id string) string {
	return views.WithQuery(f.URL("report.show", id), url.Values{"from": {p.Filter.From}, "to": {p.Filter.To}})
}

func (p ReportListPage) narrow() bool { return len(p.Filter.Events) > 0 }

func (p ReportListPage) total() string {
	if p.Report.Total > models.CountLimit {
		return strconv.Itoa(models.CountLimit) + "+"
	}
	return strconv.Itoa(p.Report.Total)
}

func (p ReportListPage) shown(l *i18n.Locale) string {
	if p.Report.Total > models.CountLimit {
		return l.T("report.list.count_more", "n", models.CountLimit)
	}
	return l.N("report.list.count", p.Report.Total)
}

func (p ReportListPage) turn(f *views.Frame, side, cursor string) string {
	if cursor == "" {
		return ""
	}
	params := p.Filter.Values()
	params.Set(side, cursor)
	return views.WithQuery(f.URL("report.list"), params)
}

// chosen says of which events the report is.
func (p ReportListPage) chosen(l *i18n.Locale) string {
	if !p.narrow() {
		return l.T("report.period.all_events")
	}
	return l.N("report.period.chosen", len(p.Filter.Events))
}

func reportColumns(l *i18n.Locale) (columns []component.Column) {
	for _, key := range []string{"event", "sold", "capacity", "revenue", "entered"} {
		columns = append(columns, component.Column{Label: l.T("report.column." + key), Narrow: key != "event"})
	}
	return columns
}

// whenBegins is when an event begins.
func whenBegins(f *views.Frame, t time.Time) string { return f.Locale.DateTime(f.In(t)) }
