package forms

import (
	"net/url"

	"coulisse/models"
)

// APIPage is the query of the API's list of events.
type APIPage struct {
	After string

	faults Errors
}

// ReadAPIPage reads the query of the address.
func ReadAPIPage(query url.Values) APIPage {
	v := Read(query)
	f := APIPage{After: v.Line("after", 1000)}
	f.faults = v.Faults()
	return f
}

// Validate returns the faults found when reading; cursors are the store's to check.
func (f APIPage) Validate() Errors { return f.faults }

// Located is an error of the store about a cursor with the parameter that held it.
func (f APIPage) Located(err error) error {
	return located(err, func(e *models.Error) { e.Field = "after" })
}
