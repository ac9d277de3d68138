package page

import (
	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/views/component"
)

// SetupPage creates the first organisation and its owner.
type SetupPage struct {
	Token  string
	Form   forms.Setup
	Errors forms.Errors
}

// zoneOptions are the time zones that are offered.
func zoneOptions() []component.Option {
	options := make([]component.Option, 0, len(forms.TimeZones()))
	for _, name := range forms.TimeZones() {
		options = append(options, component.Option{Value: name, Label: name})
	}
	return options
}

// languageOptions are the languages, each under its own name.
func languageOptions() []component.Option {
	var options []component.Option
	for _, tag := range i18n.Tags() {
		options = append(options, component.Option{Value: tag, Label: i18n.Must(tag).T("language.name")})
	}
	return options
}
