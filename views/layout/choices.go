package layout

import (
	"net/url"

	"coulisse/i18n"
	"coulisse/views"
	"coulisse/views/component"
)

// languages are offered each in its own name.
func languages() []component.Option {
	var all []component.Option
	for _, tag := range i18n.Tags() {
		all = append(all, component.Option{Value: tag, Label: i18n.Must(tag).T("language.name")})
	}
	return all
}

func themes(l *i18n.Locale) []component.Option {
	return []component.Option{
		{Value: "", Label: l.T("shell.theme.device")},
		{Value: "light", Label: l.T("shell.theme.light")},
		{Value: "dark", Label: l.T("shell.theme.dark")},
	}
}

// chooses is what the switcher is for, as a key of the catalogue.
func chooses(f *views.Frame) string {
	if len(f.Places) > 1 {
		return "shell.choose_place"
	}
	return "shell.choose_event"
}

// inLanguage is the address of this page in another language.
func inLanguage(path, tag string) string {
	u, err := url.Parse(path)
	if err != nil {
		return "?lang=" + tag
	}
	q := u.Query()
	q.Set("lang", tag)
	return u.Path + "?" + q.Encode()
}
