package component

import (
	"hash/fnv"
	"strings"
	"unicode"

	"coulisse/views"
)

func calloutIcon(kind string) string {
	switch kind {
	case "ok":
		return "check"
	case "warn", "bad":
		return "alert"
	}
	return "info"
}

func flashKind(f *views.Flash) string {
	if f.Kind == "alert" {
		return "bad"
	}
	return "ok"
}

// Initials are the first letters of a name's first and last word.
func Initials(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) })
	if len(words) == 0 {
		return "?"
	}
	first := []rune(words[0])[:1]
	if len(words) > 1 {
		first = append(first, []rune(words[len(words)-1])[0])
	}
	return strings.ToUpper(string(first))
}

// hue spreads people over the four tints, the same one on every page.
func hue(name string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(name)) // a hash cannot fail
	return [...]string{"", "h1", "h2", "h3"}[h.Sum32()%4]
}

// cutAddress splits an address before its @.
func cutAddress(address string) (local, domain string) {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return address, ""
	}
	return address[:at], address[at:]
}
