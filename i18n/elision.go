package i18n

import (
	"strings"
	"unicode/utf8"
)

// elided is a text that ends in de or que, as French writes it before what follows:
// d’Anouk, qu’Étienne, but de Karim. Before h and y the word stays whole, because only those
// who bear such a name know.
func elided(text, next string) string {
	first, _ := utf8.DecodeRuneInString(strings.ToLower(next))
	before, ends := strings.CutSuffix(text, "e ")
	if !ends || !strings.ContainsRune("aàâäæeéèêëiîïoôöœuùûü", first) {
		return text
	}
	switch strings.ToLower(before[strings.LastIndexByte(before, ' ')+1:]) {
	case "d", "qu":
		return before + "’"
	}
	return text
}
