package page

import (
	"net/url"

	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/component"
)

// byType draws the ticket types of which something was sold.
func (p ReportShowPage) byType(f *views.Frame) component.Bars {
	var list []component.Bar
	var sold []models.Sales
	for _, y := range p.Report.Types {
		if y.Sold.Tickets > 0 {
			list, sold = append(list, component.Bar{Label: y.Name}), append(sold, y.Sold)
		}
	}
	return measured(f, "type", list, sold)
}

// byChannel draws the channels through which something came.
func (p ReportShowPage) byChannel(f *views.Frame) component.Bars {
	var list []component.Bar
	var sold []models.Sales
	for _, c := range p.Report.Channels {
		list, sold = append(list, component.Bar{Label: channelName(f.Locale, c.Channel)}), append(sold, c.Sold)
	}
	return measured(f, "channel", list, sold)
}

func channelName(l *i18n.Locale, channel string) string {
	return inCatalogue(l, "order.channel."+channel, channel)
}

// entries draws who came in around the beginning.
func (p ReportShowPage) entries(f *views.Frame) component.Chart {
	l, e := f.Locale, p.Report.Arrivals
	c := component.Chart{ID: "entries", Title: l.T("report.chart.entries"), Heads: []string{l.T("report.column.quarter"), l.T("report.column.entered")}}
	add := func(label string, count int) {
		people := l.N("report.people", count)
		c.Points = append(c.Points, component.Point{Label: label, Count: count, Hint: l.T("report.chart.point", "label", label, "value", people), Cells: []string{l.Number(count)}})
	}
	if e.Before > 0 {
		add(l.T("report.chart.before"), e.Before)
	}
	for _, q := range e.Quarters {
		add(l.Time(f.In(q.Begins)), q.Count)
	}
	if e.After > 0 {
		add(l.T("report.chart.after"), e.After)
	}
	most := 0
	for i, point := range c.Points {
		if point.Count > c.Points[most].Count {
			most = i
		}
	}
	first, last := e.Quarters[0], e.Quarters[len(e.Quarters)-1]
	c.Desc = l.T("report.chart.desc", "from", whenBegins(f, first.Begins), "to", whenBegins(f, last.Begins),
		"most", l.N("report.people", c.Points[most].Count), "when", c.Points[most].Label)
	return c
}

// channelNumbers are the numbers of the drawing of channels.
func (p ReportShowPage) channelNumbers(f *views.Frame) component.Numbers {
	l := f.Locale
	n := component.Numbers{Caption: l.T("report.show.channels"), Heads: []string{l.T("report.column.channel"), l.T("report.column.sold"), l.T("report.column.revenue")}}
	for _, c := range p.Report.Channels {
		n.Rows = append(n.Rows, component.NumberRow{Label: channelName(l, c.Channel), Cells: []string{l.Number(c.Sold.Tickets), l.Money(c.Sold.Amount, f.Currency)}})
	}
	return n
}

// quotaNumbers say what can still be sold.
func (p ReportShowPage) quotaNumbers(l *i18n.Locale) component.Numbers {
	n := component.Numbers{Caption: l.T("report.show.quotas"), Heads: []string{l.T("report.column.quota"), l.T("report.column.taken"), l.T("report.column.capacity"), l.T("report.column.left")}}
	for _, q := range p.Report.Quotas {
		row := component.NumberRow{Label: q.Name, Cells: []string{l.Number(q.Taken), l.Number(q.Quota), l.Number(q.Left())}}
		if len(q.With) > 0 {
			row.Note = l.T("report.show.quota_with", "types", q.With)
		}
		n.Rows = append(n.Rows, row)
	}
	return n
}

func (p ReportShowPage) crumbs(f *views.Frame) []component.Crumb {
	back := views.WithQuery(f.URL("report.list"), url.Values{"from": {p.Filter.From}, "to": {p.Filter.To}})
	return []component.Crumb{{Label: f.Locale.T("report.list.title"), Href: back}, {Label: p.Report.Event.Name}}
}

// columnsOf are narrow columns after a wide first one.
func columnsOf(l *i18n.Locale, keys ...string) (columns []component.Column) {
	for i, key := range keys {
		columns = append(columns, component.Column{Label: l.T("report.column." + key), Narrow: i > 0})
	}
	return columns
}
