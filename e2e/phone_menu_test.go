package e2e

import "testing"

// What moves between pages once lay over the button that opens the navigation, on every phone
// whose owner had not asked for less motion: tests always had.
func TestAPhonesNavigationOpensWhetherThingsMoveOrNot(t *testing.T) {
	t.Parallel()
	j := begun(t)
	p := j.owner
	p.Window(320, 640)
	for _, motion := range []string{"no-preference", "reduce"} {
		p.Media("prefers-reduced-motion", motion)
		p.Opens("/")
		p.TapsAt(At(".side > .fold > summary"), `document.querySelector(".side > .fold").open`)
		p.PressesAt(At(`.side .links a[href="/events"]`))
		p.IsOn("event.list")
	}
}
