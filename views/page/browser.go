package page

import (
	"strings"

	"coulisse/i18n"
	"coulisse/views/component"
)

// The marks by which browsers and systems are told apart, the particular ones first: nearly
// every browser also claims to be Chrome, Safari and Mozilla.
var (
	browserMarks = [][2]string{
		{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"}, {"Vivaldi/", "Vivaldi"},
		{"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"}, {"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
	}
	systemMarks = [][2]string{
		{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"},
		{"CrOS", "ChromeOS"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"},
	}
)

// Browser says in words which browser a User-Agent header claims to be: "Firefox on Windows".
func Browser(l *i18n.Locale, agent string) string {
	browser, system := marked(browserMarks, agent), marked(systemMarks, agent)
	switch {
	case browser == "" && system == "":
		return l.T("profile.sessions.unknown")
	case browser == "":
		return system
	case system == "":
		return browser
	}
	return l.T("profile.sessions.browser_on", "browser", browser, "system", system)
}

func marked(marks [][2]string, agent string) string {
	for _, m := range marks {
		if strings.Contains(agent, m[0]) {
			return m[1]
		}
	}
	return ""
}

func sessionColumns(l *i18n.Locale) []component.Column {
	return []component.Column{
		{Label: l.T("profile.sessions.browser")}, {Label: l.T("profile.sessions.address")}, {Label: l.T("profile.sessions.since")},
		{Label: l.T("profile.sessions.seen")}, {Label: l.T("profile.sessions.actions"), Hidden: true, Narrow: true},
	}
}
