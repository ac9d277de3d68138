package forms

import (
	"net/url"

	"coulisse/i18n"
)

// Setup creates the first organisation and its owner.
type Setup struct {
	Organisation string
	Name         string
	Email        string
	TimeZone     string // IANA name
	Locale       string
	NewPassword
}

// ReadSetup reads the submitted form.
func ReadSetup(body url.Values) Setup {
	v := Read(body)
	f := Setup{
		Organisation: v.Line("organisation", maxName), Name: v.Line("name", maxName), Email: v.Line("email", maxEmail),
		TimeZone: v.Line("time_zone", maxID), Locale: v.Choice("locale", i18n.Tags()...), NewPassword: readNewPassword(v),
	}
	f.faults = v.Faults()
	return f
}

// Validate checks every field, in the order of the form.
func (f Setup) Validate() Errors {
	errs := f.faults
	if f.Organisation == "" {
		errs.Add("organisation", "setup.organisation.required")
	}
	if f.Locale == "" {
		errs.Add("locale", "setup.organisation.locale_required")
	}
	if !validZone(f.TimeZone) {
		errs.Add("time_zone", "form.time_zone")
	}
	if f.Name == "" {
		errs.Add("name", "profile.details.name_required")
	}
	checkEmail(&errs, f.Email)
	f.check(&errs, []string{f.Organisation, f.Name, f.Email})
	return errs
}
