package forms

import (
	"net/url"
	"slices"

	"github.com/google/uuid"
)

// What can be done to several people at once.
const (
	BulkOff    = "off"    // switch off
	BulkOn     = "on"     // switch on
	BulkInvite = "invite" // send the invitation, again
)

// bulkMost is how many people one page of the list holds.
const bulkMost = 50

// Bulk is the choice of several people and of what is to happen to them.
type Bulk struct {
	Do     string
	People []string // ids

	faults Errors
}

// ReadBulk reads the submitted choice.
func ReadBulk(body url.Values) Bulk {
	v := Read(body)
	f := Bulk{Do: v.Choice("do", BulkOff, BulkOn, BulkInvite), People: v.Many("person", maxID)}
	f.faults = v.Faults()
	return f
}

// Validate asks for somebody, at most a page of people, and for something to do.
func (f Bulk) Validate() Errors {
	errs := slices.Clone(f.faults)
	if f.Do == "" {
		errs.Add("do", "user.bulk.no_action")
	}
	if len(f.People) == 0 {
		errs.Add("person", "user.bulk.nobody")
	}
	if slices.ContainsFunc(f.People, func(id string) bool { return uuid.Validate(id) != nil }) {
		errs.Add("person", "form.not_a_choice")
	}
	if len(f.People) > bulkMost {
		errs.Add("person", "user.bulk.too_many", "max", bulkMost)
	}
	return errs
}
