package mailer

import (
	"bytes"
	"encoding/base64"
	"errors"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
)

var errNoText = errors.New("the mail holds no text that can be read: write it as text, or answer in the console")

// text is what the mail says: its plain text, and where that is empty its HTML as text. Several texts in a
// row are one that stands around something else.
func (p *parts) text() (string, error) {
	var all []string
	for _, t := range p.plain {
		all = append(all, unflowed(decoded(transferred(t), t.params["charset"]), t.params))
	}
	if text := strings.Join(all, "\n"); strings.TrimSpace(text) != "" {
		return text, nil
	}
	if len(p.html) > 0 {
		all = nil
		for _, t := range p.html {
			content := transferred(t)
			all = append(all, plainOf(decoded(content, charsetOf(t, content))))
		}
		return strings.Join(all, "\n"), nil
	}
	if len(p.plain) == 0 {
		return "", errNoText
	}
	return "", nil
}

// transferred undoes what a part was wrapped in for the way. What is not as it should be stays as it is.
func transferred(t part) []byte {
	switch strings.ToLower(strings.TrimSpace(t.header.Get("Content-Transfer-Encoding"))) {
	case "quoted-printable":
		return unquoted(t.content)
	case "base64":
		return unwrapped(t.content)
	}
	return t.content
}

// unwrapped reads base64, passing over all that is none of it.
func unwrapped(s []byte) []byte {
	letters := bytes.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '+' || r == '/' {
			return r
		}
		return -1
	}, s)
	if len(letters)%4 == 1 { // was cut off
		letters = letters[:len(letters)-1]
	}
	plain := make([]byte, base64.RawStdEncoding.DecodedLen(len(letters)))
	n, _ := base64.RawStdEncoding.Decode(plain, letters)
	return plain[:n]
}

// softBreak is where a line was broken for the way; spaces at an end of a line are none of the text.
var softBreak = regexp.MustCompile(`=[ \t]*\r?\n`)

// unquoted reads quoted-printable (RFC 2045). An = that stands for nothing is an =.
func unquoted(s []byte) []byte {
	s = softBreak.ReplaceAll(s, nil)
	plain := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '=' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			plain = append(plain, nibble(s[i+1])<<4|nibble(s[i+2]))
			i += 2
			continue
		}
		plain = append(plain, s[i])
	}
	return plain
}

func isHex(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' }

func nibble(c byte) byte {
	switch {
	case c >= 'a':
		return c - 'a' + 10
	case c >= 'A':
		return c - 'A' + 10
	}
	return c - '0'
}

// named finds what a page in HTML says of its own charset.
var named = regexp.MustCompile(`(?i)<meta[^>]{1,200}charset\s*=\s*["']?([a-z0-9_-]{2,40})`)

// charsetOf is the charset of an HTML part: as its header says, or else as it says itself.
func charsetOf(t part, content []byte) string {
	if said := t.params["charset"]; said != "" {
		return said
	}
	if found := named.FindSubmatch(content[:min(len(content), 4096)]); found != nil {
		return string(found[1])
	}
	return ""
}

// decoded is a text in UTF-8, with single line breaks and without control characters. What says no charset,
// or one that nobody knows, is UTF-8 where it can be, and else what Windows writes in our languages.
func decoded(raw []byte, charset string) string {
	e, err := htmlindex.Get(charset)
	if err != nil {
		e, err = ianaindex.MIME.Encoding(charset)
	}
	if err != nil || e == nil || e == encoding.Replacement {
		if e = charmap.Windows1252; utf8.Valid(raw) {
			e = encoding.Nop
		}
	}
	if text, err := e.NewDecoder().Bytes(raw); err == nil {
		raw = text
	}
	text := strings.ToValidUTF8(strings.TrimPrefix(string(raw), "\uFEFF"), "\uFFFD")
	return clean(strings.ReplaceAll(text, "\r\n", "\n"))
}

// clean takes the control characters away that are no line break and no tab.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
}

// unflowed joins the lines that a program broke and marked so (RFC 3676); a text that is not marked stays.
func unflowed(text string, params map[string]string) string {
	if !strings.EqualFold(params["format"], "flowed") {
		return text
	}
	var b strings.Builder
	quote, flows := "", false
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		words := strings.TrimLeft(line, ">")
		depth := line[:len(line)-len(words)]
		if !strings.HasPrefix(words, " >") { // would become a quote
			words = strings.TrimPrefix(words, " ")
		}
		if flows && (depth != quote || words == "-- ") {
			b.WriteByte('\n')
			flows = false
		}
		switch {
		case flows:
		case depth != "":
			b.WriteString(depth + " ")
		}
		quote, flows = depth, strings.HasSuffix(words, " ") && words != "-- "
		if flows && strings.EqualFold(params["delsp"], "yes") {
			words = words[:len(words)-1]
		}
		b.WriteString(words)
		if !flows {
			b.WriteByte('\n')
		}
	}
	return b.String()
}
