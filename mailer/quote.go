package mailer

import "strings"

// quoting writes a mail that passes on what somebody wrote, each line a paragraph, and leads to
// a path.
func quoting(path string) func(*draft) string {
	return func(d *draft) string {
		if d.data.Text != "" {
			d.Paragraphs = append(d.Paragraphs, d.t(string(d.mail.Kind)+".quote"))
			d.Paragraphs = append(d.Paragraphs, strings.Split(d.data.Text, "\n")...)
		}
		return d.here(path)
	}
}

// harmlessLines is what somebody wrote with each line made harmless, and without empty ones.
func harmlessLines(s string) string {
	var lines []string
	for line := range strings.Lines(strings.ToValidUTF8(s, "\uFFFD")) {
		if line = defused(singleLine(line)); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
