package text

import "strings"

// maxSought is how many words of a search count.
const maxSought = 8

// Range are the words from From up to, and without, Until.
type Range struct{ From, Until string }

// Has tells whether a word lies in the range.
func (r Range) Has(word string) bool { return word >= r.From && word < r.Until }

// Seek turns what was typed into ranges of the words that Words, AddressWords and PhoneWords make:
// something is found when each range holds one of its words. Where nothing of what was typed can
// be found, because it is punctuation alone, there are no ranges, and asked is true all the same.
func Seek(typed string) (ranges []Range, asked bool) {
	typed = Clean(typed)
	for _, w := range sought(typed) {
		ranges = append(ranges, Range{w, w + "\U0010FFFF"})
	}
	return ranges, typed != ""
}

// sought are the words of what was typed.
func sought(typed string) (words []string) {
	if address := Plain(typed); strings.Contains(address, "@") && !strings.Contains(address, " ") && strings.ContainsFunc(address, inWord) {
		return []string{address} // an address, or its beginning
	}
	if number := dialled(typed); len(number) > 2 && len(digitsOf(typed)) > 3 && strings.Trim(typed, "0123456789 +()-./'\u00A0\u202F") == "" {
		return []string{number}
	}
	for _, run := range strings.FieldsFunc(Fold(typed), func(r rune) bool { return !inWord(r) && !joinsWords(r) }) {
		if whole := strings.Join(strings.FieldsFunc(run, joinsWords), ""); whole != "" && len(words) < maxSought {
			words = append(words, Plain(whole))
		}
	}
	return words
}

// Sought are the words of what was typed, without accents, for what is looked for within words.
func Sought(typed string) []string { return sought(Clean(typed)) }
