package forms

import (
	"net/url"

	"coulisse/i18n"
	"coulisse/models"
)

// Profile is what people change about themselves (EC10).
type Profile struct {
	Name  string
	Phone string
	Title string

	faults Errors
}

// ProfileFrom fills the form with a person as they are stored.
func ProfileFrom(p *models.Person) Profile {
	return Profile{Name: p.Name, Phone: p.Phone, Title: p.Title}
}

// ReadProfile reads the submitted form.
func ReadProfile(body url.Values) Profile {
	v := Read(body)
	f := Profile{Name: v.Line("name", maxName), Phone: v.Phone("phone"), Title: v.Line("title", maxTitle)}
	f.faults = v.Faults()
	return f
}

// Validate checks that there is a name.
func (f Profile) Validate() Errors {
	errs := f.faults
	if f.Name == "" {
		errs.Add("name", "profile.details.name_required")
	}
	return errs
}

// Details is what the store saves.
func (f Profile) Details() models.Profile {
	return models.Profile{Name: f.Name, Phone: f.Phone, Title: f.Title}
}

// Preferences are a person's language and appearance; nil leaves one as it is.
type Preferences struct {
	Locale *string
	Theme  *string // "" as the device, light or dark
	Next   string  // a local address, or ""

	faults Errors
}

// ReadPreferences reads the submitted form.
func ReadPreferences(body url.Values) Preferences {
	v := Read(body)
	f := Preferences{Next: Local(v.Line("next", maxAddress))}
	if v.Has("locale") {
		tag := v.Choice("locale", i18n.Tags()...)
		f.Locale = &tag
	}
	if v.Has("theme") {
		theme := v.Choice("theme", "light", "dark")
		f.Theme = &theme
	}
	f.faults = v.Faults()
	return f
}

// Validate returns the faults found when reading: every choice is one of a list.
func (f Preferences) Validate() Errors { return f.faults }

// EndSessions ends one of a person's own sessions, or all but the current one.
type EndSessions struct {
	Session string // id
	Others  bool

	faults Errors
}

// ReadEndSessions reads the submitted form.
func ReadEndSessions(body url.Values) EndSessions {
	v := Read(body)
	f := EndSessions{Session: v.Line("session", maxID), Others: v.On("others")}
	f.faults = v.Faults()
	return f
}

// Validate asks for exactly one of the two.
func (f EndSessions) Validate() Errors {
	errs := f.faults
	if f.Others == (f.Session != "") {
		errs.Add("session", "form.not_a_choice")
	}
	return errs
}
