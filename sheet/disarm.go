package sheet

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	separators = ",;\t\r\n" // what may part cells, in one spreadsheet or another
	signs      = "=+-@＝＋－＠" // what begins a formula, wide forms included
	breaks     = "\t\r\n"   // what a spreadsheet may drop at the beginning of a cell
)

// Disarm makes text of what a spreadsheet would run, by an apostrophe before it: at the beginning
// of a cell, and after whatever another spreadsheet would take for a separator (OWASP, CSV
// injection).
func Disarm(cell string) string {
	safe := eachPart(strings.ReplaceAll(cell, "\x00", ""), func(part string) string {
		if beginsFormula(part) {
			return "'" + part
		}
		return part
	})
	if beginsBreak(safe) {
		return "'" + safe
	}
	return safe
}

// Plain is a cell as it was before Disarm.
func Plain(cell string) string {
	if text, ok := strings.CutPrefix(cell, "'"); ok && beginsBreak(cell) {
		cell = text
	}
	return eachPart(cell, func(part string) string {
		if text, ok := strings.CutPrefix(part, "'"); ok && beginsFormula(text) {
			return text
		}
		return part
	})
}

// beginsBreak tells whether a cell begins with a break, or as such a cell does once it is disarmed.
func beginsBreak(cell string) bool {
	cell = strings.TrimLeft(cell, "'")
	return cell != "" && strings.Contains(breaks, cell[:1])
}

// eachPart changes what stands between separators, the first part included.
func eachPart(cell string, change func(part string) string) string {
	if !strings.ContainsAny(cell, signs) {
		return cell
	}
	var b strings.Builder
	for rest := cell; rest != ""; {
		end := strings.IndexAny(rest, separators) + 1
		if end == 0 {
			end = len(rest)
		}
		b.WriteString(change(rest[:end]))
		rest = rest[end:]
	}
	return b.String()
}

// beginsFormula tells whether a sign stands first, or after what nobody sees and a spreadsheet may
// leave out, and something after it: a hyphen alone is none.
func beginsFormula(part string) bool {
	text := strings.TrimLeftFunc(part, func(r rune) bool {
		return !strings.ContainsRune(separators, r) && (unicode.IsSpace(r) || !unicode.IsGraphic(r) || r == '"' || r == '\'')
	})
	sign, size := utf8.DecodeRuneInString(text)
	return text != "" && strings.ContainsRune(signs, sign) && strings.Trim(text[size:], separators) != ""
}
