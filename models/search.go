package models

import (
	"slices"
	"strings"
	"unicode"
)

// searchWords are the folded words under which a person is found: those of the name, title
// and e-mail address, the whole address, and the phone number's digits.
func searchWords(name, email, title, phone string) []string {
	words := strings.FieldsFunc(Fold(name+" "+title+" "+email), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	words = append(words, Fold(email))
	if digits := digitsOf(phone); digits != "" {
		words = append(words, digits)
	}
	slices.Sort(words)
	return slices.Compact(words)
}

func digitsOf(phone string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, phone)
}

// searchRanges turns what was typed into ranges [from, to) of words: a person is found when
// each range holds one of their words.
func searchRanges(typed string) (ranges [][2]string) {
	folded := Fold(typed)
	words := strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	if strings.Contains(folded, "@") && !strings.Contains(folded, " ") {
		words = []string{folded} // an address, or its beginning
	}
	if phone := digitsOf(folded); len(phone) > 3 && strings.Trim(folded, "0123456789 +()-./") == "" {
		words = []string{phone}
	}
	for _, w := range words[:min(len(words), 8)] {
		ranges = append(ranges, [2]string{w, w + "\U0010FFFF"})
	}
	return ranges
}
