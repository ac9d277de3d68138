package models

import (
	"slices"
	"time"
)

// Rhythms of sales figures by mail.
const (
	ReportDaily  = "daily"
	ReportWeekly = "weekly" // on Mondays
	ReportAfter  = "after"  // on the morning after an event
)

// ReportRhythms lists them in the order of the form.
func ReportRhythms() []string { return []string{ReportDaily, ReportWeekly, ReportAfter} }

// reportHour is when these mails leave, on the clock of the organisation's zone: after any
// night at the box office, before the office opens.
const reportHour = 7

// tick is a moment at which figures are due, and the days that they can tell of by then: up to
// and including Covered.
type tick struct {
	At      time.Time
	Covered string
}

// nextTick is the first tick of a rhythm after an instant, with what the tick before it has
// covered: a report at it begins on the day after. Mornings after an event are looked for
// every day.
func nextTick(rhythm string, after time.Time, z *time.Location) tick {
	days, local := 1, after.In(z)
	at := time.Date(local.Year(), local.Month(), local.Day(), reportHour, 0, 0, 0, z)
	for !at.After(after) || rhythm == ReportWeekly && at.Weekday() != time.Monday {
		at = time.Date(at.Year(), at.Month(), at.Day()+1, reportHour, 0, 0, 0, z)
	}
	if rhythm == ReportWeekly {
		days = 7
	}
	return tick{at.UTC(), at.AddDate(0, 0, -days-1).Format(time.DateOnly)}
}

// dayAfter is the day that follows one.
func dayAfter(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, 1).Format(time.DateOnly)
}

// rhythmic tells whether a rhythm is one of ours.
func rhythmic(rhythm string) bool { return slices.Contains(ReportRhythms(), rhythm) }
