package models

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// searchWords are the folded words under which a person is found: those of the name, title
// and e-mail address, the whole address, and the phone number.
func searchWords(name, email, title, phone string) []string {
	words := strings.FieldsFunc(searchKey(name+" "+title+" "+email), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	words = append(words, searchKey(email))
	words = append(words, phoneWords(phone)...)
	slices.Sort(words)
	return slices.Compact(words)
}

// buyerWords are the folded words under which a buyer is found: those of the name and the
// e-mail address, the whole address, and the phone number (CC8).
func buyerWords(name, email, phone string) []string { return searchWords(name, email, "", phone) }

// plainLetters are letters that some keyboards do not have, as people type them instead.
var plainLetters = strings.NewReplacer("ø", "o", "æ", "ae", "œ", "oe", "ð", "d", "þ", "th", "ł", "l")

// searchKey folds what is searched and what is typed alike: no case, no accents, so that
// etienne finds Étienne and soren finds Søren.
func searchKey(s string) string {
	return plainLetters.Replace(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(Fold(s))))
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
	folded := searchKey(typed)
	words := strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	if strings.Contains(folded, "@") && !strings.Contains(folded, " ") {
		words = []string{folded} // an address, or its beginning
	}
	if number := dialled(folded); len(number) > 2 && len(digitsOf(folded)) > 3 && strings.Trim(folded, "0123456789 +()-./") == "" {
		words = []string{number}
	}
	for _, w := range words[:min(len(words), 8)] {
		ranges = append(ranges, [2]string{w, w + "\U0010FFFF"})
	}
	return ranges
}
