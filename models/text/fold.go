package text

import (
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold makes the form under which names are compared: nothing invisible, trimmed, inner white space
// single, composed, case folded. SQLite's lower() knows ASCII only. E-mail addresses have AddressKey.
func Fold(s string) string {
	return cases.Fold().String(norm.NFC.String(strings.Join(strings.Fields(bare(s)), " ")))
}
