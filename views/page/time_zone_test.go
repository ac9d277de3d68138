package page

import (
	"slices"
	"strings"
	"testing"

	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/views/component"
)

func TestEveryOfferedZoneStandsOnceUnderARegion(t *testing.T) {
	for _, tag := range i18n.Tags() {
		seen := map[string]int{}
		for _, o := range zoneOptions(i18n.Must(tag), "") {
			seen[o.Value]++
			if o.Group == "" || strings.Contains(o.Group, "⟦") {
				t.Errorf("%s: %s stands under %q", tag, o.Value, o.Group)
			}
		}
		for _, name := range forms.TimeZones() {
			if seen[name] != 1 {
				t.Errorf("%s: %s stands %d times", tag, name, seen[name])
			}
		}
	}
}

func TestAZoneThatIsNotOfferedStaysFirst(t *testing.T) {
	l := i18n.Must("en")
	if got := zoneOptions(l, "Asia/Kathmandu")[0]; got.Value != "Asia/Kathmandu" || got.Group != "" {
		t.Errorf("%+v", got)
	}
	if slices.ContainsFunc(zoneOptions(l, "Europe/Paris"), func(o component.Option) bool { return o.Group == "" }) {
		t.Error("an offered zone stands twice")
	}
}
