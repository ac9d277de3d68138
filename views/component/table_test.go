package component

import (
	"strings"
	"testing"

	"coulisse/i18n"
	"coulisse/views"
)

func TestAnEntryOfTheHistorySaysOnceWhatWasNotThereOrDidNotChange(t *testing.T) {
	for _, k := range []struct {
		change Change
		want   string
	}{
		{Change{Label: "Orders", New: "38"}, "Orders 38"},
		{Change{Label: "Till", Old: "Store Sal", New: "Store Sal"}, "Till Store Sal"},
		{Change{Label: "Venue", Old: "Foyer"}, "Venue from Foyer → to empty"},
		{Change{Label: "Venue", Old: "Foyer", New: "Store Sal"}, "Venue from Foyer → to Store Sal"},
	} {
		var b strings.Builder
		f := &views.Frame{Locale: i18n.Must("en")}
		if err := Recorded([]Change{k.change}).Render(views.With(t.Context(), f), &b); err != nil {
			t.Fatal(err)
		}
		if got := words(b.String()); got != k.want {
			t.Errorf("%q, want %q", got, k.want)
		}
	}
}

// words is what stands between the tags.
func words(html string) string {
	var b strings.Builder
	for _, part := range strings.Split(html, "<") {
		_, text, _ := strings.Cut(part, ">")
		b.WriteString(" " + text)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
