package forms

import (
	"net/url"

	"coulisse/models"
)

// FinanceFilter is the choice of events on the page of settlements, as it stands in the address.
type FinanceFilter struct {
	State, After, Before string

	faults Errors
}

// ReadFinanceFilter reads the query of the page's address.
func ReadFinanceFilter(query url.Values) FinanceFilter {
	v := Read(query)
	f := FinanceFilter{State: v.Choice("state", models.FinanceStates()...), After: v.Line("after", 1000), Before: v.Line("before", 1000)}
	f.faults = v.Faults()
	return f
}

// Validate checks what the address may say; cursors are the store's to check.
func (f FinanceFilter) Validate() Errors { return f.faults }

// Finances is the filter as the store takes it.
func (f FinanceFilter) Finances() models.FinanceFilter {
	return models.FinanceFilter{State: f.State, Page: models.Page{After: f.After, Before: f.Before}}
}
