package forms

import (
	"net/url"

	"coulisse/i18n"
	"coulisse/models"
)

// Reason is why support does something to a person.
type Reason struct {
	Text string

	faults Errors
}

// ReadReason reads the submitted form, in which nothing but the reason counts.
func ReadReason(body url.Values) Reason {
	v := Read(body)
	f := Reason{Text: v.Line("reason", models.MaxReason)}
	f.faults = v.Faults()
	return f
}

// Validate checks that there is a reason where there must be one.
func (f Reason) Validate(required bool) Errors {
	errs := f.faults
	if required && f.Text == "" {
		errs.Add("reason", "desk.reason_required")
	}
	return errs
}

// DeskSearch is what the desk looks for.
type DeskSearch struct{ Text string }

// minSearch is how many characters the desk types at least: one letter finds half the people.
const minSearch = 2

// ReadDeskSearch reads the address of the page.
func ReadDeskSearch(query url.Values) (f DeskSearch, errs Errors) {
	v := Read(query)
	f.Text = v.Line("q", maxEmail)
	errs = v.Faults()
	if n := len([]rune(f.Text)); n > 0 && n < minSearch {
		errs.Add("q", "desk.find.short", "min", minSearch)
	}
	return f, errs
}

// Opening is the form by which support opens an organisation (MP2).
type Opening struct {
	Organisation, TimeZone, Locale, Name, Email string

	faults Errors
}

// ReadOpening reads the submitted form.
func ReadOpening(body url.Values) Opening {
	v := Read(body)
	f := Opening{Organisation: v.Line("organisation_name", maxName), TimeZone: v.Line("time_zone", maxID), Locale: v.Choice("locale", i18n.Tags()...),
		Name: v.Line("name", maxName), Email: v.Line("email", maxEmail)}
	f.faults = v.Faults()
	return f
}

// Validate checks every field, in the order of the form.
func (f Opening) Validate() Errors {
	errs := f.faults
	if f.Organisation == "" {
		errs.Add("organisation_name", "opening.organisation_required")
	}
	if f.Locale == "" {
		errs.Add("locale", "setup.organisation.locale_required")
	}
	if !validZone(f.TimeZone) {
		errs.Add("time_zone", "form.time_zone")
	}
	if f.Name == "" {
		errs.Add("name", "opening.name_required")
	}
	if f.Email == "" {
		errs.Add("email", "opening.email_required")
	}
	checkEmail(&errs, f.Email)
	return errs
}

// Opening is what the store opens.
func (f Opening) Opening() models.NewOpening {
	return models.NewOpening{Organisation: f.Organisation, TimeZone: f.TimeZone, Locale: f.Locale, OwnerName: f.Name, Email: f.Email}
}
