package mailer

import (
	"strings"
	"unicode"
)

// quoting writes a mail that passes on what somebody wrote, and leads to a path.
func quoting(path string) func(*draft) string {
	return func(d *draft) string {
		if d.data.Text != "" {
			d.Paragraphs = append(d.Paragraphs, d.t(string(d.mail.Kind)+".quote"))
			d.Said = strings.Split(d.data.Text, "\n")
		}
		return d.here(path)
	}
}

// asWritten is what a person wrote to another, which stands apart in a mail: every character of it, but for
// those that nobody sees and that turn or end what follows.
func asWritten(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) || unicode.IsControl(r) && r != '\t' && r != '\n' {
			return -1
		}
		return r
	}, s)
}
