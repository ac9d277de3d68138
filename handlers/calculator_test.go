package handlers_test

import (
	"net/url"
	"strings"
	"testing"

	"coulisse/i18n"
	"coulisse/testkit"
)

// tableOfPrices is the mission's, both ways, in cents: what a public price brings, and the price
// to ask for a revenue with what that brings. Zero is: no rate is known (CC9).
var tableOfPrices = struct {
	nets    [][2]int64
	publics [][3]int64
}{
	[][2]int64{{249, 0}, {250, 225}, {500, 450}, {1799, 1619}, {1800, 1620}, {1801, 1657}, {2000, 1840}, {3800, 3496}, {3801, 0}, {125000, 0}},
	[][3]int64{{224, 0, 0}, {225, 250, 225}, {450, 500, 450}, {1620, 1800, 1620}, {1621, 1801, 1657}, {1640, 1801, 1657}, {1655, 1801, 1657}, {1656, 1801, 1657},
		{1657, 1801, 1657}, {1840, 2000, 1840}, {3496, 3800, 3496}, {3497, 0, 0}, {125000, 0, 0}},
}

// CC9 whole, both ways, in the number formats of three languages: as a form shows an amount, and
// as a page does, with the symbol and the spaces that do not break, pasted back.
func TestTheTableOfPricesHoldsInEveryLanguage(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	c := a.SignIn("signe@nordlys.example")
	for _, tag := range i18n.Tags() {
		if err := a.Store.SetPreferences(t.Context(), owner.User, &tag, nil); err != nil {
			t.Fatal(err)
		}
		l := i18n.Must(tag)
		money := func(minor int64) string { return l.Money(minor, "EUR") }
		for _, typed := range []func(int64) string{money, func(minor int64) string { return l.Amount(minor, "EUR") }} {
			for _, k := range tableOfPrices.nets {
				want := l.T("finance.calculator.net", "price", money(k[0]), "net", money(k[1]))
				if k[1] == 0 {
					want = l.T("finance.calculator.no_rate_price", "price", money(k[0]))
				}
				calculated(t, c, "price", typed(k[0]), "#net", want)
			}
			for _, k := range tableOfPrices.publics {
				want := l.T("finance.calculator.public", "net", money(k[0]), "price", money(k[1]))
				if k[1] == 0 {
					want = l.T("finance.calculator.no_rate_net", "net", money(k[0]))
				} else if k[2] != k[0] {
					want = l.T("finance.calculator.public_more", "net", money(k[0]), "price", money(k[1]), "yields", money(k[2]))
				}
				calculated(t, c, "revenue", typed(k[0]), "#public", want)
			}
		}
	}
}

// calculated asks the calculator one thing; spaces that do not break read like others.
func calculated(t *testing.T, c *testkit.Client, field, typed, at, want string) {
	t.Helper()
	got := c.Get("/finance/calculator?"+url.Values{field: {typed}}.Encode()).Want(200, "finance.calculator").Text(at)
	if plain := strings.NewReplacer("\u00A0", " ", "\u202F", " "); plain.Replace(got) != plain.Replace(want) {
		t.Errorf("%s %q: %q, want %q", field, typed, got, want)
	}
}
