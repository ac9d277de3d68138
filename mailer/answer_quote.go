package mailer

import (
	"regexp"
	"strings"
)

// introduction is the line with which mail programs begin what a mail answers, in our languages and their
// neighbours'.
var introduction = regexp.MustCompile(`(?i)^(on\b.{5,}\bwrote|le\b.{5,}\ba écrit|` +
	`(den|am|op|el)\b.{5,}\b(skrev|schrieb|schreef|escribió)\b.*)[\s\x{00A0}\x{202F}]*:$`)

// original begins the whole mail that is answered, where programs put it beneath.
var original = regexp.MustCompile(`(?i)^-{2,}\s*(original message|message d.origine|message original|` +
	`oprindelig (meddelelse|besked)|ursprüngliche nachricht)\s*-{2,}$`)

// head are the lines at the top of such a mail, as Outlook and its kind write them: from, when, about what.
var head = [3]*regexp.Regexp{
	headLine(`from|de|fra|von|från|van`),
	headLine(`sent|date|envoyé|envoyé le|sendt|dato|gesendet|datum|skickat|verzonden|enviado|fecha`),
	headLine(`subject|objet|emne|betreff|ämne|onderwerp|asunto`),
}

func headLine(labels string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)^[*_]{0,2}(` + labels + `)[\s\x{00A0}\x{202F}]*:`)
}

// rule is what some programs draw above such a head.
var rule = regexp.MustCompile(`^[_\-—─]{5,}$`)

// headLines is how far down from its first line the others are looked for: lists of recipients take many.
const headLines = 12

// Written is what somebody wrote in a mail: without the mail that it answers, and without the
// signature.
func Written(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " \t\u00A0\r")
	}
	for i, line := range lines {
		if line == "--" || original.MatchString(line) || isHead(lines[i:]) {
			lines = withoutRule(lines[:i])
			break
		}
	}
	lines = withoutQuote(lines)
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// isHead tells whether the head of another mail begins here.
func isHead(lines []string) bool {
	if !head[0].MatchString(lines[0]) {
		return false
	}
	var sent, subject bool
	for _, line := range lines[1:min(len(lines), headLines)] {
		sent = sent || head[1].MatchString(line)
		subject = subject || head[2].MatchString(line)
	}
	return sent && subject
}

// withoutRule cuts the line off the end that was drawn above what is left out.
func withoutRule(lines []string) []string {
	end := len(lines)
	for end > 0 && lines[end-1] == "" {
		end--
	}
	if end > 0 && rule.MatchString(lines[end-1]) {
		return lines[:end-1]
	}
	return lines
}

// withoutQuote cuts the lines off the end that begin with >, and what introduces them, on up to three
// lines. Quotes that were answered in between stay.
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
	for n := 1; n <= min(3, end); n++ {
		if introduction.MatchString(strings.Join(lines[end-n:], " ")) {
			return lines[:end-n]
		}
	}
	return lines
}
