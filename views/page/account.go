package page

import (
	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/views/component"
)

// AccountPage is the organisation's details and policies.
type AccountPage struct {
	Name, TimeZone, Locale string
	MembersEdit            bool
	InvitationDays         int
	OwnerName, OwnerEmail  string
}

// AccountFormPage edits them.
type AccountFormPage struct {
	Entry  forms.Account
	Errors forms.Errors
}

func languages(l *i18n.Locale) (options []component.Option) {
	for _, tag := range i18n.Tags() {
		options = append(options, component.Option{Value: tag, Label: i18n.Must(tag).T("language.name")})
	}
	return options
}

// zones offers the usual time zones, and the one that stands.
func (p AccountFormPage) zones() (options []component.Option) {
	offered := false
	for _, zone := range forms.TimeZones() {
		options = append(options, component.Option{Value: zone, Label: zone})
		offered = offered || zone == p.Entry.TimeZone
	}
	if !offered && p.Entry.TimeZone != "" {
		options = append([]component.Option{{Value: p.Entry.TimeZone, Label: p.Entry.TimeZone}}, options...)
	}
	return options
}
