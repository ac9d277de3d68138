package i18n

import (
	"math"
	"strconv"
	"strings"
	"unicode"
)

// Currency is a currency in which an organisation can count its money.
type Currency struct {
	Code   string // ISO 4217
	Digits int    // of the smallest unit, after the decimal mark
	symbol map[string]string
}

// currencies in the order in which a reader is offered them. A currency without a symbol in
// a language is written with its code.
var currencies = []Currency{
	{"EUR", 2, map[string]string{"en": "€", "fr": "€", "da": "€"}},
	{"DKK", 2, map[string]string{"da": "kr."}},
	{"SEK", 2, nil},
	{"NOK", 2, nil},
	{"ISK", 0, nil},
	{"GBP", 2, map[string]string{"en": "£", "fr": "£", "da": "£"}},
	{"CHF", 2, nil},
	{"PLN", 2, nil},
	{"CZK", 2, nil},
	{"HUF", 2, nil},
	{"CAD", 2, map[string]string{"fr": "$\u00A0CA"}},
	{"USD", 2, nil},
	{"JPY", 0, nil},
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

// maxWhole is the longest whole part that ParseAmount reads: amounts below ten billion units.
const maxWhole = 10

// ParseAmount reads an amount as people of the language type it, in the currency's smallest
// unit: with or without marks between thousands, with fewer decimals than the currency has,
// with the currency's symbol or code beside it. The other decimal mark is understood where it
// cannot be a mark between thousands, as in 2.5 or 18.00 in French. ok is false for anything
// else, for more decimals than the currency has, and for amounts below zero.
func (l *Locale) ParseAmount(text, currency string) (minor int64, ok bool) {
	c, _ := CurrencyOf(currency)
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1 // the narrow space between French thousands, too
		}
		return r
	}, text)
	text = c.unmarked(text)
	whole, fraction, ok := l.split(text, c.Digits)
	if !ok || whole+fraction == "" || len(whole) > maxWhole || len(fraction) > c.Digits {
		return 0, false
	}
	fraction += strings.Repeat("0", c.Digits-len(fraction))
	n, err := strconv.ParseInt(whole+fraction, 10, 64)
	return n, err == nil && n <= math.MaxInt64/2
}

// unmarked takes the currency's code or one of its symbols away from beside an amount: DKK, kr.
// and kr alike, in any case.
func (c Currency) unmarked(text string) string {
	text = strings.ToLower(text)
	marks := []string{c.Code}
	for _, tag := range Tags() {
		marks = append(marks, c.symbol[tag], strings.TrimSuffix(c.symbol[tag], "."))
	}
	for _, mark := range marks {
		if mark = strings.ToLower(strings.ReplaceAll(mark, "\u00A0", "")); mark != "" {
			text = strings.TrimSuffix(strings.TrimPrefix(text, mark), mark)
		}
	}
	return text
}

// split cuts what was typed into the digits before and after the decimal mark.
func (l *Locale) split(text string, digits int) (whole, fraction string, ok bool) {
	other := ","
	if l.decimal == "," {
		other = "."
	}
	whole, fraction, marked := strings.Cut(text, l.decimal)
	if !marked && strings.Count(text, other) == 1 { // 2.5 in French; 1.250 stays a thousand
		if before, after, _ := strings.Cut(text, other); len(after) != 3 || before == "" || before == "0" || len(before) > 3 {
			whole, fraction = before, after
		}
	}
	if whole, ok = ungrouped(whole, other); !ok {
		return "", "", false
	}
	return whole, fraction, onlyDigits(whole) && onlyDigits(fraction)
}

// ungrouped takes the marks between thousands out, which must stand where they belong.
func ungrouped(whole, group string) (string, bool) {
	parts := strings.Split(whole, group)
	for i, part := range parts {
		if len(parts) > 1 && (i > 0 && len(part) != 3 || i == 0 && (len(part) == 0 || len(part) > 3)) {
			return "", false
		}
	}
	return strings.Join(parts, ""), true
}

func onlyDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

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
