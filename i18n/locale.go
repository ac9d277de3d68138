// Package i18n speaks the languages of the console: sentences from the embedded
// catalogues, plurals, numbers, dates and lists. It knows nothing of pages, people or
// time zones: a time comes to it in the zone in which it is to be read.
//
// Each language is a folder of locales/, each area of the console a file in it, and
// nested keys are joined by dots. A key that ends in .one or .other is a form of a
// plural. {name} in a text is a placeholder.
package i18n

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// language holds what differs between languages beyond their words.
type language struct {
	tag     string
	group   string              // between thousands
	decimal string              // before the fraction
	money   string              // {amount} and {currency} as they stand together
	single  func(n int) bool    // which counts take the form .one
	typeset func(string) string // applied to each text of the catalogue; nil for none
	elides  bool                // de and que lose their e before a vowel
}

// languages in the order in which a reader is offered them; the first is the last resort.
var languages = []language{
	{tag: "en", group: ",", decimal: ".", money: "{currency}{amount}", single: func(n int) bool { return n == 1 }},
	{tag: "fr", group: narrowSpace, decimal: ",", money: "{amount}\u00A0{currency}", single: func(n int) bool { return n == 0 || n == 1 }, typeset: typesetFrench, elides: true},
	{tag: "da", group: ".", decimal: ",", money: "{amount}\u00A0{currency}", single: func(n int) bool { return n == 1 }},
}

var locales = loadAll()

// Locale is one language. It never changes, so any number of goroutines may share it.
type Locale struct {
	language
	messages catalogue
}

// Lookup finds a language by its tag: en, fr or da.
func Lookup(tag string) (*Locale, bool) {
	for _, l := range locales {
		if l.tag == tag {
			return l, true
		}
	}
	return nil, false
}

// Must is Lookup for a tag that was checked before; it panics for an unknown one.
func Must(tag string) *Locale {
	l, ok := Lookup(tag)
	if !ok {
		panic("i18n: no language " + strconv.Quote(tag))
	}
	return l
}

// Tags lists the languages in the order in which a reader is offered them.
func Tags() []string {
	tags := make([]string, len(languages))
	for i, lang := range languages {
		tags[i] = lang.tag
	}
	return tags
}

// Tag is the language's tag, for <html lang> and the database.
func (l *Locale) Tag() string { return l.tag }

// T is the text of a key with its placeholders filled in from name, value pairs. A
// string stands as it is, an int is written as the language writes numbers, a []string
// as a list, and a Key is looked up. A missing key comes back as ⟦key⟧.
func (l *Locale) T(key string, args ...any) string {
	m, ok := l.messages[key]
	if !ok {
		return absent(key)
	}
	return m.render(l, args)
}

// N is the text for a count: key.one or key.other, as the language wants, with {n} the
// count beside the other placeholders.
func (l *Locale) N(key string, n int, args ...any) string {
	form := ".other"
	if l.single(n) {
		form = ".one"
	}
	return l.T(key+form, append([]any{"n", n}, args...)...)
}

// Has tells whether the catalogue holds the key.
func (l *Locale) Has(key string) bool {
	_, ok := l.messages[key]
	return ok
}

// Keys lists every key of the catalogue in alphabetical order.
func (l *Locale) Keys() []string { return slices.Sorted(maps.Keys(l.messages)) }

// List joins items as a sentence does: "a", "a and b", "a, b and c".
func (l *Locale) List(items []string) string {
	if len(items) == 0 {
		return ""
	}
	last := len(items) - 1
	if last == 0 {
		return items[0]
	}
	return l.T("list.last", "items", strings.Join(items[:last], l.T("list.between")), "last", items[last])
}

// Number writes a whole number with the language's mark between thousands.
func (l *Locale) Number(n int) string {
	digits, sign := strconv.Itoa(n), ""
	if n < 0 {
		digits, sign = digits[1:], "-"
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + l.group + digits[i:]
	}
	return sign + digits
}

// Size writes a number of bytes in whole megabytes, or in kilobytes below one.
func (l *Locale) Size(bytes Size) string {
	if bytes < 1<<20 {
		return l.T("common.size.kilo", "n", int(bytes>>10))
	}
	return l.T("common.size.mega", "n", int(bytes>>20))
}
