package mailer

import (
	"regexp"
	"slices"
	"strings"
)

// introduction is the line with which mail programs begin what a mail answers, in our languages.
var introduction = regexp.MustCompile(`(?i)^(on\b.{5,}\bwrote|le\b.{5,}\ba écrit|den\b.{5,}\bskrev\b.*)[\s\x{00A0}\x{202F}]*:$`)

// original begins the whole mail that is answered, where programs put it beneath.
var original = regexp.MustCompile(`(?i)^(-{2,}\s*(original message|message d.origine|message original|oprindelig (meddelelse|besked))\s*-{2,}|_{20,})$`)

// Written is what somebody wrote in a mail: without the mail that it answers, and without the
// signature.
func Written(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " \t\u00A0")
	}
	for i, line := range lines {
		if line == "--" || original.MatchString(line) {
			lines = lines[:i]
			break
		}
	}
	lines = withoutQuote(lines)
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// withoutQuote cuts the lines off the end that begin with >, and what introduces them, on one line
// or two. Quotes that were answered in between stay.
func withoutQuote(lines []string) []string {
	end := len(lines)
	quoted := false
	for end > 0 && (lines[end-1] == "" || strings.HasPrefix(lines[end-1], ">")) {
		quoted = quoted || lines[end-1] != ""
		end--
	}
	lines = lines[:end]
	if !quoted {
		return lines
	}
	for _, n := range []int{1, 2} {
		if n <= end && introduction.MatchString(strings.Join(slices.Clone(lines[end-n:]), " ")) {
			return lines[:end-n]
		}
	}
	return lines
}
