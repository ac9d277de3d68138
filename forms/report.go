package forms

import (
	"net/url"
	"slices"
	"time"

	"coulisse/models"
)

// ReportFilter says of which events and days a report is, as it stands in the address. From and
// To are days as YYYY-MM-DD in the organisation's zone, both included.
type ReportFilter struct {
	Events                  []string // ids
	From, To, After, Before string

	faults Errors
}

// ReadReportFilter reads the query of the page's address.
func ReadReportFilter(query url.Values) ReportFilter {
	v := Read(query)
	f := ReportFilter{Events: v.Many("event", maxID), From: v.Line("from", maxID), To: v.Line("to", maxID), After: v.Line("after", 1000), Before: v.Line("before", 1000)}
	f.faults = v.Faults()
	return f
}

// OfOne is the filter for one event, whatever events the address names.
func (f ReportFilter) OfOne() ReportFilter {
	f.Events = nil
	f.faults = slices.DeleteFunc(slices.Clone(f.faults), func(e Error) bool { return e.Field == "event" })
	return f
}

// Validate checks the days; cursors are the store's to check.
func (f ReportFilter) Validate() Errors {
	errs := slices.Clone(f.faults)
	if !validDay(f.From) {
		errs.Add("from", "form.date")
	}
	if !validDay(f.To) {
		errs.Add("to", "form.date")
	}
	if len(errs) == 0 && f.From != "" && f.To != "" && f.To < f.From {
		errs.Add("to", "report.to_before_from")
	}
	return errs
}

// Report is the filter as the store takes it.
func (f ReportFilter) Report() models.ReportFilter {
	return models.ReportFilter{Events: f.Events, From: f.From, To: f.To, Page: models.Page{After: f.After, Before: f.Before}}
}

// Values are the parameters of the filter, without the page of the list.
func (f ReportFilter) Values() url.Values {
	return url.Values{"event": f.Events, "from": {f.From}, "to": {f.To}}
}

// ReportPeriods are the periods that a report offers, in their order.
var ReportPeriods = []string{"week", "month", "this_month", "all"}

// Within is the same filter over one of the periods, as it is at a moment in the organisation's
// zone.
func (f ReportFilter) Within(period string, now time.Time) ReportFilter {
	f.From, f.To, f.After, f.Before = "", now.Format(time.DateOnly), "", ""
	switch period {
	case "week":
		f.From = now.AddDate(0, 0, -6).Format(time.DateOnly)
	case "month":
		f.From = now.AddDate(0, 0, -29).Format(time.DateOnly)
	case "this_month":
		f.From = now.AddDate(0, 0, 1-now.Day()).Format(time.DateOnly)
	default:
		f.To = ""
	}
	return f
}

// ReportSchedule is the form that has figures mailed. Event is an id, or "" for all.
type ReportSchedule struct {
	Event, Rhythm string

	faults Errors
}

// ReadReportSchedule reads the submitted form.
func ReadReportSchedule(body url.Values) ReportSchedule {
	v := Read(body)
	f := ReportSchedule{Event: v.Line("event", maxID), Rhythm: v.Choice("rhythm", models.ReportRhythms()...)}
	f.faults = v.Faults()
	return f
}

// Validate checks that there is a rhythm.
func (f ReportSchedule) Validate() Errors {
	errs := slices.Clone(f.faults)
	if f.Rhythm == "" {
		errs.Add("rhythm", "form.required")
	}
	return errs
}
