package forms

import (
	"net/url"
	"slices"

	"coulisse/access"
	"coulisse/models"
)

// PeopleFilter is the search of the user list, as it stands in the address. It keeps what was
// asked, also when it means nothing.
type PeopleFilter struct {
	Search, Status, Role, Section, Level, Event, Sort, After, Before string

	faults Errors
}

// ReadPeopleFilter reads the query of the list's address.
func ReadPeopleFilter(query url.Values) PeopleFilter {
	v := Read(query)
	f := PeopleFilter{
		Search: v.Line("q", maxName), Status: v.Line("status", maxID), Role: v.Line("role", maxID), Section: v.Line("section", maxID),
		Level: v.Line("level", maxID), Event: v.Line("event", maxID), Sort: v.Line("sort", maxID), After: v.Line("after", 1000), Before: v.Line("before", 1000),
	}
	f.faults = v.Faults()
	return f
}

// Validate checks the statuses, sections and levels; orders, events and cursors are the
// store's to check.
func (f PeopleFilter) Validate() Errors {
	errs := slices.Clone(f.faults)
	if f.Status != "" && !slices.Contains(models.Statuses(), models.Status(f.Status)) {
		errs.Add("status", "user.unknown_status")
	}
	area, ok := access.Lookup(f.Section)
	if f.Section != "" && !ok {
		errs.Add("section", "user.unknown_section")
	}
	level, known := access.ParseLevel(f.Level)
	if f.Level != "" && (!known || level == access.None || ok && !area.Has(level)) {
		errs.Add("level", "user.unknown_level")
	}
	return errs
}

// People is the filter as the store takes it.
func (f PeopleFilter) People() models.PeopleFilter {
	level, _ := access.ParseLevel(f.Level)
	return models.PeopleFilter{Search: f.Search, Status: models.Status(f.Status), Role: f.Role, Section: access.Section(f.Section), Level: level,
		Event: f.Event, Sort: f.Sort, Page: models.Page{After: f.After, Before: f.Before}}
}

// Empty tells whether the filter narrows nothing.
func (f PeopleFilter) Empty() bool {
	return f.Search == "" && f.Status == "" && f.Role == "" && f.Section == "" && f.Event == ""
}

// Query is the filter as an address holds it, without the place in the list; "" fields are
// left out.
func (f PeopleFilter) Query() url.Values {
	q := url.Values{}
	for name, value := range map[string]string{"q": f.Search, "status": f.Status, "role": f.Role, "section": f.Section, "level": f.Level, "event": f.Event, "sort": f.Sort} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}
