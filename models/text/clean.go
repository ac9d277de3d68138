package text

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// blank are characters that show nothing and are not of the category of format characters.
var blank = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0x034F, Hi: 0x034F, Stride: 1}, // combining grapheme joiner
	{Lo: 0x115F, Hi: 0x1160, Stride: 1}, // Hangul fillers
	{Lo: 0x17B4, Hi: 0x17B5, Stride: 1}, // Khmer inherent vowels
	{Lo: 0x180B, Hi: 0x180F, Stride: 1}, // Mongolian selectors and vowel separator
	{Lo: 0x2800, Hi: 0x2800, Stride: 1}, // Braille blank
	{Lo: 0x3164, Hi: 0x3164, Stride: 1}, // Hangul filler
	{Lo: 0xFFA0, Hi: 0xFFA0, Stride: 1}, // half width Hangul filler
	{Lo: 0xFFF0, Hi: 0xFFFB, Stride: 1}, // unassigned, and interlinear annotation
}}

// Invisible tells whether a character shows nothing: zero-width spaces, marks of direction, byte
// order marks, soft hyphens, fillers. White space and control characters are not among them.
func Invisible(r rune) bool {
	if r < 0x80 {
		return false
	}
	if unicode.Is(unicode.Prepended_Concatenation_Mark, r) { // these are seen
		return false
	}
	return unicode.Is(unicode.Cf, r) || unicode.Is(blank, r)
}

const (
	nonJoiner = '\u200C'
	joiner    = '\u200D'
)

// Clean takes away what nobody sees, composes letters (NFC) and trims. A joiner stays where a
// script or an emoji needs it. What shows nothing at all is "".
func Clean(s string) string {
	if plain(s) {
		return strings.TrimSpace(s)
	}
	var b strings.Builder
	before := rune(0)
	for _, r := range s {
		switch {
		case (r == joiner || r == nonJoiner) && joins(before):
		case r == '\u2028' || r == '\u2029':
			r = '\n'
		case Invisible(r):
			continue
		}
		b.WriteRune(r)
		before = r
	}
	cleaned := strings.TrimSpace(strings.TrimRight(strings.TrimSpace(b.String()), "\u200C\u200D"))
	if !strings.ContainsFunc(cleaned, shows) {
		return ""
	}
	return norm.NFC.String(cleaned)
}

// plain tells that a text is ASCII, in which nothing is invisible.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// shows tells whether a character can be seen, or is a control character, which others refuse.
func shows(r rune) bool {
	return !unicode.IsSpace(r) && !unicode.Is(unicode.M, r) && r != joiner && r != nonJoiner
}

// joins tells whether a joiner after this character changes how it is drawn.
func joins(r rune) bool {
	return unicode.In(r, unicode.So, unicode.Sk, unicode.Variation_Selector, unicode.Arabic, unicode.Syriac, unicode.Mongolian, unicode.Nko,
		unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil, unicode.Telugu,
		unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar)
}

// bare is a text without anything invisible, joiners included: two texts that look alike are one.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if Invisible(r) {
			return -1
		}
		return r
	}, s)
}
