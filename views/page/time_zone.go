package page

import (
	"slices"
	"strings"

	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/views/component"
)

// usualZones are those of the box offices that speak our languages; they stand first.
var usualZones = []string{"Europe/Copenhagen", "Europe/Paris", "Europe/Brussels", "Europe/London", "America/Montreal", "America/Toronto", "America/Halifax", "America/Vancouver"}

// zoneOptions are the time zones that are offered: the usual ones, then all by region. One
// that stands already and is not among them stays, before all others.
func zoneOptions(l *i18n.Locale, standing string) (options []component.Option) {
	offered := forms.TimeZones()
	if standing != "" && !slices.Contains(offered, standing) {
		options = append(options, component.Option{Value: standing, Label: zoneLabel(standing)})
	}
	for _, name := range usualZones {
		options = append(options, component.Option{Value: name, Label: zoneLabel(name), Group: l.T("zone.usual")})
	}
	for _, name := range offered {
		if !slices.Contains(usualZones, name) {
			options = append(options, component.Option{Value: name, Label: zoneLabel(name), Group: zoneRegion(l, name)})
		}
	}
	return options
}

// zoneLabel is the name as it is read out: Argentina/Buenos Aires has a space.
func zoneLabel(name string) string { return strings.ReplaceAll(name, "_", " ") }

func zoneRegion(l *i18n.Locale, name string) string {
	region, _, _ := strings.Cut(strings.ToLower(name), "/")
	return inCatalogue(l, "zone."+region, l.T("zone.elsewhere"))
}
