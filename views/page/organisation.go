package page

import (
	"net/url"

	"coulisse/views"
)

// inOrganisation is the address of a form with a file, which says in it for which organisation it
// is; see component.Here for others.
func inOrganisation(f *views.Frame, address string) string {
	return views.WithQuery(address, url.Values{"organisation": {f.OrganisationID}})
}
