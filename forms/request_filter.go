package forms

import (
	"net/url"

	"coulisse/models"
)

// RequestFilter is what the address of the desk's list asks for. Without a state it is about what
// waits.
type RequestFilter struct {
	State, Assigned, Topic string
	page                   models.Page
	faults                 Errors
}

// AnyState is the value of state for requests in every state.
const AnyState = "all"

// ReadRequestFilter reads the address.
func ReadRequestFilter(query url.Values) RequestFilter {
	v := Read(query)
	f := RequestFilter{State: v.Choice("state", append(models.RequestStates(), AnyState)...), Assigned: v.Line("assigned", maxID), Topic: v.Choice("topic", models.Topics()...),
		page: models.Page{After: v.Line("after", 1000), Before: v.Line("before", 1000)}}
	if f.State == "" {
		f.State = models.RequestOpen
	}
	f.faults = v.Faults()
	return f
}

// Validate tells what means nothing.
func (f RequestFilter) Validate() Errors { return f.faults }

// Requests is the store's filter.
func (f RequestFilter) Requests() models.RequestFilter {
	r := models.RequestFilter{State: f.State, Assigned: f.Assigned, Topic: f.Topic, Page: f.page}
	if r.State == AnyState {
		r.State = ""
	}
	return r
}
