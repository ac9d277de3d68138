package i18n

import "strings"

// narrowSpace is the narrow no-break space (U+202F): thousands and high punctuation in French.
const narrowSpace = "\u202f"

// frenchSpaces turns the spaces that French sets before ; : ! ? % » and after « into
// narrow no-break ones, so that a catalogue can be written with an ordinary keyboard
// and no line begins with a question mark. A no-break space that was typed becomes narrow too.
var frenchSpaces = func() *strings.Replacer {
	var pairs []string
	for _, space := range []string{" ", "\u00a0"} {
		for _, mark := range []string{";", ":", "!", "?", "%", "»"} {
			pairs = append(pairs, space+mark, narrowSpace+mark)
		}
		pairs = append(pairs, "«"+space, "«"+narrowSpace)
	}
	return strings.NewReplacer(pairs...)
}()

func typesetFrench(text string) string { return frenchSpaces.Replace(text) }
