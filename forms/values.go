package forms

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"coulisse/models/text"
)

// Values reads the fields of a submitted body and notes what is wrong with how they
// were sent. What was entered comes back even when it is at fault, so that the page can
// show it again.
type Values struct {
	sent   url.Values
	faults Errors
}

// Read begins to read a body. The values must be those of the body alone, never of the
// address.
func Read(body url.Values) *Values { return &Values{sent: body} }

// Faults are the errors found so far; a form starts its Validate with them.
func (v *Values) Faults() Errors { return slices.Clone(v.faults) }

// Has tells whether the field was sent at all, empty or not.
func (v *Values) Has(field string) bool { return v.sent.Has(field) }

// inLine are the characters that stand for a space within a line.
var inLine = strings.NewReplacer("\t", " ", "\u2028", " ", "\u2029", " ")

// Line is a field of one line, without the spaces around it and without what nobody sees, of at
// most max characters. Line breaks and other control characters are refused: a name ends up in mail
// headers.
func (v *Values) Line(field string, max int) string {
	s := text.Clean(inLine.Replace(v.one(field)))
	if strings.ContainsFunc(s, unicode.IsControl) {
		v.faults.Add(field, "form.not_text")
	}
	v.limit(field, s, max)
	return s
}

// Phone is a field that holds a telephone number, as a line.
func (v *Values) Phone(field string) string { return text.Phone(v.Line(field, maxPhone)) }

// Lines is a field of several lines, without the spaces around it and without what nobody sees,
// of at most max characters. Line breaks come back as \n.
func (v *Values) Lines(field string, max int) string {
	s := text.Clean(strings.ReplaceAll(v.one(field), "\r\n", "\n"))
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
		v.faults.Add(field, "form.not_text")
	}
	v.limit(field, s, max)
	return s
}

// Secret is a password or a token exactly as it was sent, of at most max characters.
func (v *Values) Secret(field string, max int) string {
	s := v.one(field)
	v.limit(field, s, max)
	return s
}

// Choice is a field that takes one of the values offered, or nothing.
func (v *Values) Choice(field string, offered ...string) string {
	s := v.one(field)
	if s != "" && !slices.Contains(offered, s) {
		v.faults.Add(field, "form.not_a_choice")
	}
	return s
}

// On tells whether a check-box was ticked.
func (v *Values) On(field string) bool { return v.Choice(field, "on") == "on" }

// Many are the values of a field that may be repeated, in order, each once, without
// empty ones. No value is longer than max characters.
func (v *Values) Many(field string, max int) []string {
	var all []string
	for _, raw := range v.sent[field] {
		s := strings.TrimSpace(v.text(field, raw))
		v.limit(field, s, max)
		if s != "" && !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// one is the only value of a field. Sent twice it is refused rather than guessed at: an
// address list in disguise once mailed a reset link to both (GitLab).
func (v *Values) one(field string) string {
	all := v.sent[field]
	if len(all) == 0 {
		return ""
	}
	if len(all) > 1 {
		v.faults.Add(field, "form.twice")
	}
	return v.text(field, all[0])
}

// text refuses what is not text, and returns it in a state that a page can show.
func (v *Values) text(field, raw string) string {
	if utf8.ValidString(raw) && !strings.ContainsRune(raw, 0) {
		return raw
	}
	v.faults.Add(field, "form.not_text")
	return strings.ReplaceAll(strings.ToValidUTF8(raw, "\uFFFD"), "\x00", "\uFFFD")
}

func (v *Values) limit(field, s string, max int) {
	if utf8.RuneCountInString(s) > max {
		v.faults.Add(field, "form.too_long", "max", max)
	}
}
