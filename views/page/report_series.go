package page

import (
	"strconv"
	"time"

	"coulisse/i18n"
	"coulisse/models"
)

// stretch are the sales of some days in a row, both ends included.
type stretch struct {
	from, to time.Time
	sold     models.Sales
}

// Units of a series: how long its stretches are.
const (
	byDay   = "day"
	byWeek  = "week" // from Monday to Sunday
	byMonth = "month"
	byYear  = "year"
)

// mostStretches is how many bars stay apart on a phone.
const mostStretches = 62

// seriesOf cuts a period into stretches of one length, those without sales included, so that
// the eye sees time pass. A long period begins and ends with its sales.
func seriesOf(days []models.DaySales, from, to string) (unit string, list []stretch) {
	if len(days) == 0 {
		return byDay, nil
	}
	first, last := dayOf(days[0].Day), dayOf(days[len(days)-1].Day)
	begin, end := first, last
	if from != "" {
		begin = dayOf(from)
	}
	if to != "" {
		end = dayOf(to)
	}
	if daysOf(begin, end) > mostStretches {
		begin, end = first, last
	}
	unit = unitOf(begin, end)
	for at := begin; !at.After(end); {
		next := stretchAfter(unit, at)
		s := stretch{from: at, to: next.AddDate(0, 0, -1)}
		if s.to.After(end) {
			s.to = end
		}
		for len(days) > 0 && !dayOf(days[0].Day).After(s.to) {
			s.sold.Tickets += days[0].Sold.Tickets
			s.sold.Amount += days[0].Sold.Amount
			days = days[1:]
		}
		list, at = append(list, s), next
	}
	return unit, list
}

// unitOf is the shortest unit in which a period has few enough stretches.
func unitOf(begin, end time.Time) string {
	switch days := daysOf(begin, end); {
	case days <= mostStretches:
		return byDay
	case days <= mostStretches*7:
		return byWeek
	case days <= mostStretches*30:
		return byMonth
	}
	return byYear
}

// daysOf counts the days of a period.
func daysOf(begin, end time.Time) int { return int(end.Sub(begin)/(24*time.Hour)) + 1 }

// stretchAfter is the day on which the stretch after the one of a day begins.
func stretchAfter(unit string, at time.Time) time.Time {
	switch unit {
	case byWeek:
		return at.AddDate(0, 0, 7-(int(at.Weekday())+6)%7)
	case byMonth:
		return time.Date(at.Year(), at.Month()+1, 1, 0, 0, 0, 0, time.UTC)
	case byYear:
		return time.Date(at.Year()+1, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return at.AddDate(0, 0, 1)
}

// dayOf is a day as the database holds it; days are counted in UTC, where each has 24 hours.
func dayOf(ymd string) time.Time {
	t, _ := time.Parse(time.DateOnly, ymd) // the filter is validated, the table holds nothing else
	return t
}

// label is what a stretch is called.
func (s stretch) label(l *i18n.Locale, unit string) string {
	switch {
	case unit == byYear:
		return strconv.Itoa(s.from.Year())
	case unit == byMonth:
		return l.T("report.chart.month", "month", l.T("date.month."+strconv.Itoa(int(s.from.Month()))), "year", strconv.Itoa(s.from.Year()))
	case s.from.Equal(s.to):
		return l.ShortDate(s.from)
	}
	return l.T("report.chart.week_of", "from", l.ShortDate(s.from), "to", l.ShortDate(s.to))
}

// short is what stands beneath the bar of a stretch: of a week, its first day.
func (s stretch) short(l *i18n.Locale, unit string) string {
	if unit == byWeek {
		return l.ShortDate(s.from)
	}
	return s.label(l, unit)
}
