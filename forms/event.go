package forms

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"coulisse/models"
)

// localTime is how a datetime-local field writes a moment: the wall clock of the venue.
const localTime = "2006-01-02T15:04"

// Event is the form that adds or edits an event (CC5). Begins and Ends are wall-clock times
// in the organisation's zone, as YYYY-MM-DDTHH:MM.
type Event struct {
	Name, Venue, Begins, Ends string
	OrderMails                bool // MP4
	Version                   int

	faults Errors
}

// EventFrom fills the form with an event as it is stored.
func EventFrom(e *models.Event, zone *time.Location) Event {
	return Event{Name: e.Name, Venue: e.Venue, Begins: e.BeginsAt.In(zone).Format(localTime), Ends: e.EndsAt.In(zone).Format(localTime), OrderMails: e.OrderMails, Version: e.Version}
}

// ReadEvent reads the submitted form.
func ReadEvent(body url.Values) Event {
	v := Read(body)
	f := Event{Name: v.Line("name", maxName), Venue: v.Line("venue", maxName), Begins: v.Line("begins", maxID), Ends: v.Line("ends", maxID), OrderMails: v.On("order_mails")}
	f.Version, _ = strconv.Atoi(v.Line("version", 10))
	f.faults = v.Faults()
	return f
}

// Validate checks every field, in the order of the form.
func (f Event) Validate(zone *time.Location) Errors {
	errs := slices.Clone(f.faults)
	if f.Name == "" {
		errs.Add("name", "form.required")
	}
	begins := checkMoment(&errs, "begins", f.Begins, zone)
	ends := checkMoment(&errs, "ends", f.Ends, zone)
	if !begins.IsZero() && !ends.IsZero() && !ends.After(begins) {
		errs.Add("ends", "event.ends_before_begin")
	}
	return errs
}

// Details is what the store saves; call it on a form that Validate passed.
func (f Event) Details(zone *time.Location) models.EventDetails {
	var none Errors
	return models.EventDetails{Name: f.Name, Venue: f.Venue, BeginsAt: checkMoment(&none, "", f.Begins, zone), EndsAt: checkMoment(&none, "", f.Ends, zone), OrderMails: f.OrderMails}
}

// Over is Details for an event that is there already: a time that was left as it was shown
// stays the very instant, also one of an hour that the clock has twice.
func (f Event) Over(e *models.Event, zone *time.Location) models.EventDetails {
	d, shown := f.Details(zone), EventFrom(e, zone)
	if f.Begins == shown.Begins {
		d.BeginsAt = e.BeginsAt
	}
	if f.Ends == shown.Ends {
		d.EndsAt = e.EndsAt
	}
	return d
}

// checkMoment reads a wall-clock time. One that summer time skips does not exist and is
// refused; of one that comes twice, the first is meant.
func checkMoment(errs *Errors, field, text string, zone *time.Location) time.Time {
	if text == "" {
		errs.Add(field, "form.required")
		return time.Time{}
	}
	wall, err := time.Parse(localTime, text)
	if err != nil || wall.Year() < 1900 || wall.Year() > 9999 {
		errs.Add(field, "event.bad_time")
		return time.Time{}
	}
	t, err := time.ParseInLocation(localTime, text, zone)
	if err != nil || t.Format(localTime) != text {
		errs.Add(field, "event.skipped_time")
		return time.Time{}
	}
	for _, back := range []time.Duration{time.Hour, 30 * time.Minute} { // Lord Howe goes back half an hour
		if earlier := t.Add(-back); earlier.Format(localTime) == text {
			return earlier
		}
	}
	return t
}

// EventFilter is the search of the list of events, as it stands in the address.
type EventFilter struct {
	Search, State, When, Sort, After, Before string

	faults Errors
}

// ReadEventFilter reads the query of the list's address.
func ReadEventFilter(query url.Values) EventFilter {
	v := Read(query)
	f := EventFilter{Search: v.Line("q", maxName), State: v.Choice("state", models.EventStates...), When: v.Choice("when", "upcoming", "past"),
		Sort: v.Line("sort", maxID), After: v.Line("after", 1000), Before: v.Line("before", 1000)}
	f.faults = v.Faults()
	return f
}

// Validate checks what the address may say; orders and cursors are the store's to check.
func (f EventFilter) Validate() Errors { return f.faults }

// Events is the filter as the store takes it.
func (f EventFilter) Events() models.EventFilter {
	return models.EventFilter{Search: f.Search, State: f.State, When: f.When, Sort: f.Sort, Page: models.Page{After: f.After, Before: f.Before}}
}

// EventCopy is the form that copies an event: the details of the copy, whether its ticket types
// come with it, and who of those with chosen events gets it.
type EventCopy struct {
	Event
	Types  bool
	People []string // ids of memberships
}

// ReadEventCopy reads the submitted form.
func ReadEventCopy(body url.Values) EventCopy {
	v := Read(body)
	f := EventCopy{Event: ReadEvent(body), Types: v.On("types"), People: v.Many("person", maxID)}
	f.faults = append(f.faults, v.Faults()...)
	return f
}
