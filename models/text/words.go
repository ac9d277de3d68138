package text

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// plainLetters are letters that have no accent to take away, as keyboards without them have them.
var plainLetters = strings.NewReplacer("ø", "o", "æ", "ae", "œ", "oe", "ð", "d", "đ", "d", "þ", "th", "ł", "l", "ı", "i", "ħ", "h", "ŋ", "n", "ŧ", "t", "ĸ", "k", "ə", "e")

// Plain folds what is searched and what is typed alike: no case, no accents, so that etienne
// finds Étienne, soren Søren and dang Đặng.
func Plain(s string) string {
	return plainLetters.Replace(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(Fold(s))))
}

// spellings are letters that are written in two ways, and both: å is written aa where a keyboard has
// no å, and a by those who do not know better. Whoever is written in one way is found by the others.
var spellings = []struct{ written, short, long string }{
	{"å", "a", "aa"}, {"aa", "a", "aa"},
	{"ø", "o", "oe"}, {"ö", "o", "oe"}, {"oe", "o", "oe"}, {"œ", "o", "oe"},
	{"æ", "a", "ae"}, {"ä", "a", "ae"}, {"ae", "a", "ae"},
	{"ü", "u", "ue"}, {"ue", "u", "ue"},
}

// maxSpelt is how many letters of a word are spelt in both ways; the rest stays as it is typed
// without accents.
const maxSpelt = 3

// spelt are all ways in which somebody may type a word: the first is Plain's.
func spelt(word string) []string {
	ways, n := []string{""}, 0
	for rest := word; rest != ""; {
		short, long, size := nextSpelling(rest)
		letters := rest[:size]
		rest = rest[size:]
		plain := Plain(letters)
		if short == "" || n == maxSpelt {
			for i := range ways {
				ways[i] += plain
			}
			continue
		}
		n++
		other := short
		if plain == short {
			other = long
		}
		for _, w := range ways[:len(ways):len(ways)] {
			ways = append(ways, w+other)
		}
		for i := range len(ways) / 2 {
			ways[i] += plain
		}
	}
	return ways
}

// nextSpelling is the two ways of the letters that a word begins with, "" where there is one, and
// the size of those letters in bytes.
func nextSpelling(word string) (short, long string, size int) {
	for _, s := range spellings {
		if strings.HasPrefix(word, s.written) {
			return s.short, s.long, len(s.written)
		}
	}
	for i := range word {
		if i > 0 {
			return "", "", i
		}
	}
	return "", "", len(word)
}

// Words are the words under which texts are found, in every spelling: their words, what an
// apostrophe or a hyphen joins, also in one (obrien for O'Brien), and two that follow each other as
// one (annemarie for Anne Marie).
func Words(texts ...string) []string {
	var all []string
	for _, s := range texts {
		before := ""
		for _, run := range strings.FieldsFunc(Fold(s), func(r rune) bool { return !inWord(r) && !joinsWords(r) }) {
			parts := strings.FieldsFunc(run, joinsWords)
			if len(parts) == 0 {
				continue
			}
			whole := strings.Join(parts, "")
			for _, w := range append(parts, whole) {
				all = append(all, spelt(w)...)
			}
			if before != "" {
				all = append(all, spelt(before+whole)...)
			}
			before = whole
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// AddressWords are the words under which an e-mail address is found: its words, and all of it, in
// the letters that people read and in those of the domain name system.
func AddressWords(address string) []string {
	if address == "" {
		return nil
	}
	shown := shownAddress(address)
	words := []string{Plain(shown), Plain(ASCIIAddress(address))}
	for _, run := range strings.FieldsFunc(Fold(shown), func(r rune) bool { return !inWord(r) && !joinsWords(r) }) {
		words = append(words, Words(run)...)
	}
	slices.Sort(words)
	return slices.Compact(words)
}

func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.M, r)
}

// joinsWords tells whether a character joins what stands around it to one name.
func joinsWords(r rune) bool { return strings.ContainsRune("'’‘ʼʻ`´′-‐‑‒", r) }
