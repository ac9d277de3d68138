package forms

import (
	"net/url"
	"slices"

	"coulisse/access"
	"coulisse/models"
)

// APIToken is the form that makes a token for the API.
type APIToken struct {
	Name, ValidUntil string
	Scope            string // all or chosen
	Events           []string

	faults Errors
}

// NewAPIToken is the empty form.
func NewAPIToken(all bool) APIToken {
	f := APIToken{Scope: "chosen"}
	if all {
		f.Scope = "all"
	}
	return f
}

// ReadAPIToken reads the submitted form.
func ReadAPIToken(body url.Values) APIToken {
	v := Read(body)
	f := APIToken{Name: v.Line("name", maxName), Scope: v.Choice("scope", "all", "chosen"), Events: v.Many("event", maxID), ValidUntil: v.Line("valid_until", maxID)}
	f.faults = v.Faults()
	return f
}

// Validate checks every field, in the order of the form.
func (f APIToken) Validate() Errors {
	errs := slices.Clone(f.faults)
	if f.Name == "" {
		errs.Add("name", "form.required")
	}
	if f.Scope == "" {
		errs.Add("scope", "form.required")
	}
	if f.Scope == "chosen" && len(f.Events) == 0 {
		errs.Add("event", "user.no_event")
	}
	if !validDay(f.ValidUntil) {
		errs.Add("valid_until", "form.date")
	}
	return errs
}

// Token is what the store makes; call it on a form that Validate passed.
func (f APIToken) Token() models.NewAPIToken {
	n := models.NewAPIToken{Name: f.Name, Scope: access.Scope{All: f.Scope == "all"}, ValidUntil: f.ValidUntil}
	if !n.Scope.All {
		n.Scope.Events = f.Events
	}
	return n
}
