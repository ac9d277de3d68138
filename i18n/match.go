package i18n

import (
	"strings"

	xlanguage "golang.org/x/text/language"
)

var matcher = newMatcher()

func newMatcher() xlanguage.Matcher {
	tags := make([]xlanguage.Tag, len(languages))
	for i, lang := range languages {
		tags[i] = xlanguage.MustParse(lang.tag)
	}
	return xlanguage.NewMatcher(tags)
}

// headerMost is how many bytes of an Accept-Language header are read. People have three or four
// languages, which take fifty; to read 60 KB of them takes a tenth of a second.
const headerMost = 200

// Match chooses the language that suits a browser's Accept-Language header best. Where
// none does, or the header cannot be read, it is the fallback, and English when that is
// unknown too. What follows the first headerMost bytes counts for nothing.
func Match(acceptLanguage, fallback string) *Locale {
	if len(acceptLanguage) > headerMost { // up to the last language that is whole
		acceptLanguage = acceptLanguage[:headerMost]
		acceptLanguage = acceptLanguage[:max(0, strings.LastIndexByte(acceptLanguage, ','))]
	}
	wanted, _, err := xlanguage.ParseAcceptLanguage(acceptLanguage) // best first
	if err != nil {
		wanted = nil
	}
	// One at a time: given the whole list, the matcher prefers an exact "da" that comes
	// second to the English of an "en-GB" that comes first.
	for _, tag := range wanted {
		if _, i, confidence := matcher.Match(tag); confidence >= xlanguage.High {
			return locales[i]
		}
	}
	if l, ok := Lookup(fallback); ok {
		return l
	}
	return locales[0]
}
