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

// languageOptions are the languages, each under its own name.
func languageOptions() []component.Option {
	var options []component.Option
	for _, tag := range i18n.Tags() {
		options = append(options, component.Option{Value: tag, Label: i18n.Must(tag).T("language.name")})
	}
	return options
}
