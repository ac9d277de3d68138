package i18n

import (
	"strconv"
	"strings"
)

// Currency is a currency in which an organisation can count its money.
type Currency struct {
	Code   string // ISO 4217
	Digits int    // of the smallest unit, after the decimal mark
	Coin   int64  // the smallest coin, in the smallest unit
	symbol map[string]string
	typed  string // how people write it besides, where no language has it as its symbol
}

// currencies in the order in which a reader is offered them. A currency without a symbol in
// a language is written with its code. Euro cents are coins: where a country rounds them, shops may
// refuse them and need not (see docs/adr/0020).
var currencies = []Currency{
	{"EUR", 2, 1, map[string]string{"en": "€", "fr": "€", "da": "€"}, ""},
	{"DKK", 2, 50, map[string]string{"da": "kr."}, ""},
	{"SEK", 2, 100, nil, "kr"},
	{"NOK", 2, 100, nil, "kr"},
	{"ISK", 0, 1, nil, "kr"},
	{"GBP", 2, 1, map[string]string{"en": "£", "fr": "£", "da": "£"}, ""},
	{"CHF", 2, 5, nil, "fr"},
	{"PLN", 2, 1, nil, "zł"},
	{"CZK", 2, 100, nil, "kč"},
	{"HUF", 2, 500, nil, "ft"},
	{"CAD", 2, 5, map[string]string{"fr": "$\u00A0CA"}, "$"},
	{"USD", 2, 1, nil, "$"},
	{"JPY", 0, 1, nil, "¥"},
}

// Currencies lists the currencies on offer.
func Currencies() []Currency { return currencies }

// CurrencyOf finds a currency by its ISO 4217 code; ok is false for one that is not on offer.
func CurrencyOf(code string) (c Currency, ok bool) {
	for _, c := range currencies {
		if c.Code == code {
			return c, true
		}
	}
	return Currency{Code: code, Digits: 2}, false
}

// InCash is an amount as it can be paid in coins: the nearest, half a coin up.
func (c Currency) InCash(minor int64) int64 {
	if c.Coin <= 1 || minor < 0 {
		return minor
	}
	return (minor + c.Coin/2) / c.Coin * c.Coin
}

// Money writes an amount, in the currency's smallest unit, with the currency: €1,250.00 or
// 1.250,00 kr.
func (l *Locale) Money(minor int64, currency string) string {
	c, _ := CurrencyOf(currency)
	symbol, ok := c.symbol[l.tag]
	if !ok {
		symbol = c.Code
		if strings.HasPrefix(l.money, "{currency}") {
			symbol += "\u00A0"
		}
	}
	sign := ""
	if minor < 0 {
		sign = "−"
	}
	return sign + strings.NewReplacer("{amount}", l.amount(abs(minor), c.Digits, l.group), "{currency}", symbol).Replace(l.money)
}

// Amount writes an amount, in the currency's smallest unit, as one would type it: 1250,00.
func (l *Locale) Amount(minor int64, currency string) string {
	c, _ := CurrencyOf(currency)
	sign := ""
	if minor < 0 {
		sign = "-"
	}
	return sign + l.amount(abs(minor), c.Digits, "")
}

func abs(n int64) uint64 {
	if n < 0 {
		return -uint64(n) // holds for the smallest number too
	}
	return uint64(n)
}

func (l *Locale) amount(minor uint64, digits int, group string) string {
	text := strconv.FormatUint(minor, 10)
	if missing := digits + 1 - len(text); missing > 0 {
		text = strings.Repeat("0", missing) + text
	}
	whole, fraction := text[:len(text)-digits], text[len(text)-digits:]
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + group + whole[i:]
	}
	if digits == 0 {
		return whole
	}
	return whole + l.decimal + fraction
}

// Percent writes a share given in hundredths of a percent: 92% or 92,5 %.
func (l *Locale) Percent(basisPoints int) string {
	whole, rest := basisPoints/100, basisPoints%100
	text := l.Number(whole)
	if rest != 0 {
		text += l.decimal + strings.TrimRight(strconv.Itoa(rest + 100)[1:], "0")
	}
	if l.tag == "en" {
		return text + "%"
	}
	return text + "\u00A0%"
}

// Reference is an order's reference as it is read out: three digits at a time.
func Reference(digits string) string {
	if len(digits) != 9 {
		return digits
	}
	return digits[:3] + "\u00A0" + digits[3:6] + "\u00A0" + digits[6:]
}
