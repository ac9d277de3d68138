package forms

import (
	"net/url"
	"slices"
	"strconv"

	"coulisse/i18n"
	"coulisse/models"
)

// Account is the form of the organisation's details and policies. InvitationDays keeps what
// was typed.
type Account struct {
	Name, TimeZone, Locale string
	MembersEdit            bool
	InvitationDays         string
	Currency               string
	OwnAcquiring           bool // ST4
	Version                int

	faults Errors
}

// AccountFrom fills the form with the organisation as it is stored.
func AccountFrom(o *models.Organisation) Account {
	return Account{Name: o.Name, TimeZone: o.TimeZone, Locale: o.Locale, MembersEdit: o.MembersEdit, InvitationDays: strconv.Itoa(o.InvitationDays), Currency: o.Currency, OwnAcquiring: o.OwnAcquiring, Version: o.Version}
}

// ReadAccount reads the submitted form.
func ReadAccount(body url.Values) Account {
	v := Read(body)
	f := Account{Name: v.Line("name", maxName), TimeZone: v.Line("time_zone", maxID), Locale: v.Choice("locale", i18n.Tags()...),
		MembersEdit: v.On("members_edit"), InvitationDays: v.Line("invitation_days", 10), Currency: v.Choice("currency", currencyCodes()...), OwnAcquiring: v.On("own_acquiring")}
	f.Version, _ = strconv.Atoi(v.Line("version", 10))
	f.faults = v.Faults()
	return f
}

// Validate checks every field, in the order of the form.
func (f Account) Validate() Errors {
	errs := slices.Clone(f.faults)
	if f.Name == "" {
		errs.Add("name", "form.required")
	}
	if !validZone(f.TimeZone) {
		errs.Add("time_zone", "form.time_zone")
	}
	if f.Locale == "" {
		errs.Add("locale", "form.required")
	}
	if days, err := strconv.Atoi(f.InvitationDays); err != nil || days < 1 || days > 30 {
		errs.Add("invitation_days", "form.number_range", "min", 1, "max", 30)
	}
	return errs
}

// Details is what the store saves.
func (f Account) Details() models.OrganisationDetails {
	days, _ := strconv.Atoi(f.InvitationDays)
	return models.OrganisationDetails{Name: f.Name, TimeZone: f.TimeZone, Locale: f.Locale, MembersEdit: f.MembersEdit, InvitationDays: days, Currency: f.Currency, OwnAcquiring: f.OwnAcquiring}
}

// currencyCodes lists the currencies on offer by their codes.
func currencyCodes() (codes []string) {
	for _, c := range i18n.Currencies() {
		codes = append(codes, c.Code)
	}
	return codes
}
