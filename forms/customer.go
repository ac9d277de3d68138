package forms

import (
	"net/url"
	"slices"
	"strconv"

	"coulisse/i18n"
	"coulisse/models"
	"coulisse/models/text"
)

// Customer is the form that corrects a buyer's contact details. Locale is the language of
// their mails, "" for the organisation's.
type Customer struct {
	Name, Email, Phone, Locale string
	Version                    int

	faults Errors
}

// CustomerFrom fills the form with a buyer as they are stored.
func CustomerFrom(b models.Buyer) Customer {
	return Customer{Name: b.Name, Email: b.Email, Phone: b.Phone, Locale: b.Locale, Version: b.Version}
}

// ReadCustomer reads the submitted form.
func ReadCustomer(body url.Values) Customer {
	v := Read(body)
	f := Customer{Name: v.Line("name", maxName), Email: v.Line("email", maxEmail), Phone: v.Phone("phone"), Locale: v.Choice("locale", i18n.Tags()...)}
	f.Version, _ = strconv.Atoi(v.Line("version", 10))
	f.faults = v.Faults()
	return f
}

// Validate checks that somebody is left whom the details describe.
func (f Customer) Validate() Errors {
	errs := slices.Clone(f.faults)
	if f.Email != "" && !text.ValidAddress(f.Email) {
		errs.Add("email", "form.email")
	}
	if f.Name+f.Email+f.Phone == "" {
		errs.Add("name", "customer.form.nothing_left")
	}
	return errs
}

// Contact is what the store saves.
func (f Customer) Contact() models.Contact {
	return models.Contact{Name: f.Name, Email: f.Email, Phone: f.Phone, Locale: f.Locale}
}

// maxKnown is how long what a buyer is known by may be.
const maxKnown = 300

// Erasure is the form that erases a buyer: what they are known by, typed once more.
type Erasure struct {
	Confirm string

	faults Errors
}

// ReadErasure reads the submitted form.
func ReadErasure(body url.Values) Erasure {
	v := Read(body)
	f := Erasure{Confirm: v.Line("confirm", maxKnown)}
	f.faults = v.Faults()
	return f
}

// Validate checks that something was typed; whether it is right, the store knows.
func (f Erasure) Validate() Errors {
	errs := slices.Clone(f.faults)
	if f.Confirm == "" {
		errs.Add("confirm", "form.required")
	}
	return errs
}

// OrderFilter is the search of the list of orders, as it stands in the address.
type OrderFilter struct {
	Search, Event, State, Channel, After, Before string

	faults Errors
}

// ReadOrderFilter reads the query of the list's address.
func ReadOrderFilter(query url.Values) OrderFilter {
	v := Read(query)
	f := OrderFilter{Search: v.Line("q", maxEmail), Event: v.Line("event", maxID), State: v.Choice("state", models.OrderStates()...), Channel: v.Choice("channel", models.Channels()...),
		After: v.Line("after", 1000), Before: v.Line("before", 1000)}
	f.faults = v.Faults()
	return f
}

// Validate checks what the address may say; events and cursors are the store's to check.
func (f OrderFilter) Validate() Errors { return f.faults }

// Orders is the filter as the store takes it.
func (f OrderFilter) Orders() models.OrderFilter {
	return models.OrderFilter{Search: f.Search, Event: f.Event, State: f.State, Channel: f.Channel, Page: models.Page{After: f.After, Before: f.Before}}
}
