package i18n

import "testing"

func TestMoneyIsWrittenAsTheLanguageWritesIt(t *testing.T) {
	for _, c := range []struct {
		tag, currency string
		minor         int64
		want          string
	}{
		{"en", "EUR", 1800, "€18.00"}, {"fr", "EUR", 1800, "18,00\u00A0€"}, {"da", "EUR", 1800, "18,00\u00A0€"},
		{"en", "EUR", 123456789, "€1,234,567.89"}, {"fr", "EUR", 123456789, "1\u202F234\u202F567,89\u00A0€"}, {"da", "DKK", 123456789, "1.234.567,89\u00A0kr."},
		{"en", "DKK", 5, "DKK\u00A00.05"}, {"fr", "CAD", 250, "2,50\u00A0$\u00A0CA"}, {"en", "ISK", 1200, "ISK\u00A01,200"},
		{"en", "EUR", -1, "−€0.01"}, {"da", "EUR", 0, "0,00\u00A0€"},
	} {
		if got := Must(c.tag).Money(c.minor, c.currency); got != c.want {
			t.Errorf("%s %d %s: %q, want %q", c.tag, c.minor, c.currency, got, c.want)
		}
	}
}

func TestAmountsAreReadAsPeopleTypeThem(t *testing.T) {
	for _, c := range []struct {
		tag, currency, text string
		want                int64
	}{
		{"en", "EUR", "18", 1800}, {"en", "EUR", "18.5", 1850}, {"en", "EUR", "1,250.00", 125000}, {"en", "EUR", "1,250", 125000}, {"en", "EUR", "€2.50", 250},
		{"en", "EUR", "2,5", 250}, {"en", "EUR", "18,00", 1800}, {"en", "EUR", ".5", 50}, {"en", "EUR", "18.", 1800},
		{"fr", "EUR", "2,50", 250}, {"fr", "EUR", "2.50", 250}, {"fr", "EUR", "1 250,00 €", 125000}, {"fr", "EUR", "1\u202F250", 125000}, {"fr", "EUR", "1.250", 125000},
		{"da", "DKK", "1.250,00 kr.", 125000}, {"da", "DKK", "125 DKK", 12500}, {"da", "DKK", "125 kr", 12500}, {"en", "DKK", "125.50 kr.", 12550}, {"fr", "DKK", "kr. 125", 12500}, {"en", "EUR", "18 eur", 1800}, {"da", "DKK", "1.250.000", 125000000}, {"da", "EUR", "0,05", 5},
		{"da", "DKK", "100,-", 10000}, {"da", "DKK", "100,- kr.", 10000}, {"da", "DKK", "kr. 1.250,-", 125000}, {"da", "DKK", "100,–", 10000}, {"da", "DKK", "100,--", 10000}, {"da", "DKK", "DKK 100", 10000}, {"en", "DKK", "100.-", 10000}, {"en", "SEK", "100:-", 10000},
		{"en", "SEK", "100 kr", 10000}, {"da", "NOK", "kr. 99,50", 9950}, {"fr", "CHF", "Fr. 1'234.50", 123450}, {"fr", "CHF", "1’234,50", 123450}, {"en", "CHF", "1'234'567.–", 123456700}, {"en", "USD", "$5", 500}, {"en", "PLN", "10 zł", 1000},
		{"da", "DKK", "1.234,50", 123450}, {"en", "DKK", "1.234,50", 123450}, {"fr", "EUR", "1,234.50", 123450}, {"fr", "EUR", "1\u00A0234,50\u00A0€", 123450}, {"fr", "EUR", "1\u202F234,50", 123450}, {"da", "DKK", "\u202A100\u202C", 10000},
		{"en", "ISK", "1,200", 1200}, {"da", "ISK", "1200", 1200},
	} {
		if got, ok := Must(c.tag).ParseAmount(c.text, c.currency); !ok || got != c.want {
			t.Errorf("%s %q: %d %t, want %d", c.tag, c.text, got, ok, c.want)
		}
	}
}

func TestWhatIsNoAmountIsRefused(t *testing.T) {
	for _, tag := range Tags() {
		for _, text := range []string{"", ".", ",", "-1", "+1", "1e3", "0x10", "twelve", "1.2.3", "1,2,3", "2.505", "2,5055", "12345678901", "1.25.00", "9223372036854775807", "١٢", "NaN", "1 000 000 000 000", ",-", "-,-", "100-", "100,-5", "1'2", "1'23.50", "'100", "1.23,50", "1,234.5.0", "1.234,567.8", "kr", ".,", ",.", "'"} {
			if tag != "en" && text == "2.505" { // two thousand five hundred and five
				continue
			}
			if got, ok := Must(tag).ParseAmount(text, "EUR"); ok {
				t.Errorf("%s %q was read as %d", tag, text, got)
			}
		}
		if _, ok := Must(tag).ParseAmount("12"+Must(tag).decimal+"50", "ISK"); ok {
			t.Errorf("%s: decimals of a currency without any", tag)
		}
	}
}

func TestWhatAmountWritesParseAmountReads(t *testing.T) {
	for _, tag := range Tags() {
		for _, currency := range Currencies() {
			for _, minor := range []int64{0, 1, 9, 99, 100, 101, 1656, 123456, 100000000} {
				for _, text := range []string{Must(tag).Amount(minor, currency.Code), Must(tag).Money(minor, currency.Code)} {
					if got, ok := Must(tag).ParseAmount(text, currency.Code); !ok || got != minor {
						t.Errorf("%s %s %q: %d %t, want %d", tag, currency.Code, text, got, ok, minor)
					}
				}
			}
		}
	}
}

func TestPercentIsWrittenAsTheLanguageWritesIt(t *testing.T) {
	for _, c := range []struct {
		tag    string
		points int
		want   string
	}{{"en", 9000, "90%"}, {"fr", 9250, "92,5\u00A0%"}, {"da", 1205, "12,05\u00A0%"}, {"da", 0, "0\u00A0%"}} {
		if got := Must(c.tag).Percent(c.points); got != c.want {
			t.Errorf("%s %d: %q, want %q", c.tag, c.points, got, c.want)
		}
	}
}

// Coins decide what can be paid in cash: half a coin goes up, as the laws of these countries say.
func TestCashIsPaidInCoinsThatExist(t *testing.T) {
	for _, c := range []struct {
		currency string
		exact    int64
		want     int64
	}{
		{"DKK", 3333, 3350}, {"DKK", 3324, 3300}, {"DKK", 3325, 3350}, {"DKK", 3374, 3350}, {"DKK", 3375, 3400}, {"DKK", 0, 0}, {"DKK", 24, 0}, {"DKK", 5000, 5000},
		{"CHF", 102, 100}, {"CHF", 103, 105}, {"SEK", 149, 100}, {"NOK", 150, 200}, {"HUF", 1200, 1000}, {"HUF", 1300, 1500}, {"CZK", 50, 100}, {"CAD", 102, 100}, {"CAD", 103, 105},
		{"EUR", 3333, 3333}, {"GBP", 1, 1}, {"ISK", 7, 7}, {"JPY", 7, 7},
	} {
		cur, _ := CurrencyOf(c.currency)
		if got := cur.InCash(c.exact); got != c.want {
			t.Errorf("%s %d is paid as %d, want %d", c.currency, c.exact, got, c.want)
		}
	}
}
