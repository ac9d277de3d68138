package forms

import (
	"net/url"
	"slices"
	"time"

	"coulisse/models"
)

// HistoryFilter is the search of the history, as it stands in the address. From and To are
// days as YYYY-MM-DD in the organisation's zone, both included.
type HistoryFilter struct {
	Actor, Target, Action, From, To, After, Before string

	faults Errors
}

// ReadHistoryFilter reads the query of the page's address.
func ReadHistoryFilter(query url.Values) HistoryFilter {
	v := Read(query)
	f := HistoryFilter{Actor: v.Line("actor", maxID), Target: v.Line("target", maxID), Action: v.Line("action", maxID),
		From: v.Line("from", maxID), To: v.Line("to", maxID), After: v.Line("after", 1000), Before: v.Line("before", 1000)}
	f.faults = v.Faults()
	return f
}

// Validate checks the days and the action.
func (f HistoryFilter) Validate() Errors {
	errs := slices.Clone(f.faults)
	if f.Action != "" && !slices.Contains(models.HistoryActions(), f.Action) {
		errs.Add("action", "form.not_a_choice")
	}
	if !validDay(f.From) {
		errs.Add("from", "form.date")
	}
	if !validDay(f.To) {
		errs.Add("to", "form.date")
	}
	if len(errs) == 0 && f.From != "" && f.To != "" && f.To < f.From {
		errs.Add("to", "history.to_before_from")
	}
	return errs
}

// History is the filter as the store takes it; call it on a filter that Validate passed.
func (f HistoryFilter) History(zone *time.Location) models.HistoryFilter {
	h := models.HistoryFilter{Actor: f.Actor, Target: f.Target, Action: f.Action, Page: models.Page{After: f.After, Before: f.Before}}
	if day, err := time.ParseInLocation(time.DateOnly, f.From, zone); err == nil {
		h.From = day
	}
	if day, err := time.ParseInLocation(time.DateOnly, f.To, zone); err == nil {
		h.To = day.AddDate(0, 0, 1)
	}
	return h
}
