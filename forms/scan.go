package forms

import (
	"net/url"
	"slices"
	"time"

	"coulisse/models"
)

// maxCode is longer than any code of ours: what else a scanner may read is no ticket.
const maxCode = 200

// Scan is the form at the door into which a hand scanner types. At is when the device read
// the code, if that was before it could be sent, and Sent when it was, on the device's clock.
type Scan struct {
	Code, Device, ID, At, Sent string

	faults Errors
}

// ReadScan reads the submitted form.
func ReadScan(body url.Values) Scan {
	v := Read(body)
	f := Scan{Code: v.Scanned("code", maxCode), Device: v.Line("device", maxName), ID: v.Line("scan", maxID), At: v.Line("at", maxID), Sent: v.Line("sent", maxID)}
	f.faults = v.Faults()
	return f
}

// Validate checks that something was scanned.
func (f Scan) Validate() Errors {
	errs := slices.Clone(f.faults)
	if f.Code == "" {
		errs.Add("code", "scan.nothing")
	}
	_, badAt := clock(f.At)
	_, badSent := clock(f.Sent)
	if badAt != nil || badSent != nil {
		errs.Add("at", "scan.bad_time")
	}
	return errs
}

// clock is a time as a device writes it; zero for none.
func clock(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	return time.Parse(time.RFC3339, text)
}

// Scan is what the store takes, at an event's door; call it on a form that Validate passed.
func (f Scan) Scan(event string) models.Scan {
	at, _ := clock(f.At)
	sent, _ := clock(f.Sent)
	return models.Scan{Event: event, Code: f.Code, Device: f.Device, ID: f.ID, At: at, Sent: sent}
}

// Hand is a check-in by hand, or with Reason the undoing of one; Search is what had found the
// ticket.
type Hand struct {
	Ticket, Reason, Search string

	faults Errors
}

// ReadHand reads the submitted form.
func ReadHand(body url.Values) Hand {
	v := Read(body)
	f := Hand{Ticket: v.Line("ticket", maxID), Reason: v.Choice("undo_reason", models.UndoReasons()...), Search: v.Line("q", maxCode)}
	f.faults = v.Faults()
	return f
}

// Validate checks that a ticket is named, and for undoing, why.
func (f Hand) Validate(undo bool) error {
	errs := slices.Clone(f.faults)
	if f.Ticket == "" {
		errs.Add("ticket", "scan.no_ticket")
	}
	if undo && f.Reason == "" {
		errs.Add("undo_reason", "scan.no_reason")
	}
	if len(errs) == 0 {
		return nil
	}
	return models.Fault(errs[0].Field, errs[0].Key, errs[0].Args...)
}

// GateFilter is the page of the list of doors that an address asks for.
type GateFilter struct {
	Past          bool
	After, Before string

	faults Errors
}

// ReadGateFilter reads the query of the list's address.
func ReadGateFilter(query url.Values) GateFilter {
	v := Read(query)
	f := GateFilter{Past: v.Line("when", maxID) == "past", After: v.Line("after", 1000), Before: v.Line("before", 1000)}
	f.faults = v.Faults()
	return f
}

// Validate checks what the address may say; cursors are the store's to check.
func (f GateFilter) Validate() Errors { return f.faults }

// Gates is the filter as the store takes it.
func (f GateFilter) Gates() models.GateFilter {
	return models.GateFilter{Past: f.Past, Page: models.Page{After: f.After, Before: f.Before}}
}

// ReadGateSearch reads what was typed into the search for tickets at a door.
func ReadGateSearch(query url.Values) (typed string, errs Errors) {
	v := Read(query)
	typed = v.Line("q", maxCode)
	return typed, v.Faults()
}
