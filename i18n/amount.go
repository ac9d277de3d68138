package i18n

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// maxWhole is the longest whole part that ParseAmount reads: amounts below ten billion units.
const maxWhole = 10

// apostrophes between thousands, as in Switzerland.
var apostrophes = strings.NewReplacer("’", "'", "ʼ", "'", "‘", "'")

// noFraction is how people say that nothing follows the decimal mark: 100,- or 100.– or 100:-.
var noFraction = regexp.MustCompile(`(\d)[.,:][-–—−]{1,2}$`)

// ParseAmount reads an amount as people of the language type it, in the currency's smallest
// unit: with or without marks between thousands, with fewer decimals than the currency has, with a
// dash for none, with the currency's symbol or code beside it. The other decimal mark is understood
// where it cannot be a mark between thousands, as in 2.5 or 18.00 in French, or 1,234.50. ok is
// false for anything else, for more decimals than the currency has, and for amounts below zero.
func (l *Locale) ParseAmount(text, currency string) (minor int64, ok bool) {
	c, _ := CurrencyOf(currency)
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1 // the narrow space between French thousands, too
		}
		return r
	}, text)
	text = noFraction.ReplaceAllString(c.unmarked(apostrophes.Replace(text)), "$1")
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
	marks := []string{c.Code, c.typed + ".", c.typed}
	for _, tag := range Tags() {
		marks = append(marks, c.symbol[tag], strings.TrimSuffix(c.symbol[tag], "."))
	}
	for _, mark := range marks {
		if mark = strings.ToLower(strings.ReplaceAll(mark, "\u00A0", "")); mark != "" && mark != "." {
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
	if last := strings.LastIndexAny(text, ".,"); strings.Contains(text, "'") || strings.Contains(text, ".") && strings.Contains(text, ",") {
		return splitAt(text, last)
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

// splitAt cuts at a decimal mark that the other marks give away; at is where it stands, or below zero.
func splitAt(text string, at int) (whole, fraction string, ok bool) {
	whole = text
	if at >= 0 {
		whole, fraction = text[:at], text[at+1:]
	}
	group := "'"
	if !strings.Contains(whole, group) {
		group = strings.Trim(whole, "0123456789")[:1]
	}
	if whole, ok = ungrouped(whole, group); !ok {
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
