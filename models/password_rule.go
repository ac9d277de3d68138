package models

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"coulisse/models/text"
)

// Limits on the length of a password, in characters (ASVS 6.2.1, 6.2.9).
const (
	PasswordMin = 12
	PasswordMax = 256
)

// leftover is the least that must remain of a password beside the words that anybody would
// guess from its context.
const leftover = 8

// commonest is the list of passwords/README.md.
//
//go:embed passwords/common.txt.gz
var commonest []byte

// commonPasswords unpacks the list on first use, sorted.
var commonPasswords = sync.OnceValue(func() []string {
	r, err := gzip.NewReader(bytes.NewReader(commonest))
	if err != nil {
		panic("models: list of common passwords: " + err.Error())
	}
	text, err := io.ReadAll(r)
	if err != nil {
		panic("models: list of common passwords: " + err.Error())
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
})

// CheckPassword tells whether a new password may be used: long enough, not among the
// commonest ones however they are padded, and more than the words of its context: the
// product, and what the caller gives (person, organisation, address; ASVS 6.2.11). It asks for no kinds of characters
// (ASVS 6.2.5). The error is Invalid at the field "password".
func CheckPassword(password string, context ...string) error {
	if !utf8.ValidString(password) {
		return Fault("password", "password.not_text")
	}
	password = norm.NFC.String(password)
	switch n := utf8.RuneCountInString(password); {
	case n < PasswordMin:
		return Fault("password", "password.short", "min", PasswordMin)
	case n > PasswordMax:
		return Fault("password", "password.long", "max", PasswordMax)
	}
	folded := text.Fold(password)
	switch unit := period(folded); {
	case utf8.RuneCountInString(unit) < leftover && !isCommon(unit):
		return Fault("password", "password.repeated")
	case isRun(folded):
		return Fault("password", "password.run")
	case comesDownToCommon(folded):
		return Fault("password", "password.common")
	}
	rest, word := withoutContext(folded, contextWords(context))
	if word == "" {
		return nil
	}
	if utf8.RuneCountInString(trim(rest)) < leftover || comesDownToCommon(rest) {
		return Fault("password", "password.context", "word", word)
	}
	return nil
}

// comesDownToCommon compares with the list as it is, then without repetition, without
// padding, and with the usual swaps of letters undone.
func comesDownToCommon(s string) bool {
	return slices.ContainsFunc([]string{s, unswap(s)}, func(form string) bool {
		return isCommon(form) || isCommon(trim(form)) || isPadded(form)
	})
}

// isPadded tells whether a listed password makes up half of s or more, and the rest is
// digits and signs behind it: "1qaz2wsx!!!!".
func isPadded(s string) bool {
	for end := len(s); end > 0; {
		r, size := utf8.DecodeLastRuneInString(s[:end])
		if end -= size; unicode.IsLetter(r) || end < 6 || 2*end < len(s) {
			return false
		}
		if isCommon(s[:end]) {
			return true
		}
	}
	return false
}

func isCommon(s string) bool {
	list := commonPasswords()
	if _, found := slices.BinarySearch(list, s); found {
		return true
	}
	_, found := slices.BinarySearch(list, period(s))
	return found
}

// trim cuts what is not a letter off both ends.
func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
}

// swaps are the signs that stand for a letter in passwords such as p@ssw0rd.
var swaps = strings.NewReplacer("0", "o", "1", "l", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i")

func unswap(s string) string { return swaps.Replace(s) }

// period returns the shortest beginning of which s is a repetition, the last one perhaps
// cut short: "abcabcab" gives "abc". It returns s itself when it does not repeat.
func period(s string) string {
	r := []rune(s)
	for n := 1; n <= len(r)/2; n++ {
		if slices.Equal(r[n:], r[:len(r)-n]) {
			return string(r[:n])
		}
	}
	return s
}

// isRun tells whether each character follows the one before, upwards or downwards, as in
// "abcdefghijkl" or "9876543210987": a nine may be followed by a nought.
func isRun(s string) bool {
	r := []rune(s)
	for _, step := range []rune{1, -1} {
		if follows(r, step) {
			return true
		}
	}
	return false
}

func follows(r []rune, step rune) bool {
	for i := 1; i < len(r); i++ {
		d := r[i] - r[i-1]
		if d != step && d != -9*step {
			return false
		}
	}
	return len(r) > 1
}

// contextWords are the product's name and the words of three letters or more in the context,
// longest first; a name of several words, and an address, also in one piece.
func contextWords(context []string) []string {
	words := []string{"coulisse"}
	for _, c := range context {
		c = text.Fold(c)
		words = append(words, strings.Join(strings.FieldsFunc(c, notInWord), ""))
		words = append(words, strings.FieldsFunc(c, notInWord)...)
	}
	words = slices.DeleteFunc(words, func(w string) bool { return utf8.RuneCountInString(w) < 3 })
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
	return words
}

func notInWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// withoutContext takes every context word out of s, also where letters were swapped, and
// names the first one it found.
func withoutContext(s string, words []string) (rest, word string) {
	rest = s
	for _, cut := range []string{s, unswap(s)} {
		for _, w := range words {
			without := strings.ReplaceAll(cut, w, "")
			if without != cut && word == "" {
				word = w
			}
			cut = without
		}
		if len(cut) < len(rest) {
			rest = cut
		}
	}
	return rest, word
}
