package mailer

import (
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"strings"
	"unicode"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// deepest is how far parts of a mail may stand in parts.
const deepest = 5

var errNoText = errors.New("the mail holds no plain text: write without formatting, or answer in the console")

// charsets are those of our languages, besides UTF-8 and ASCII.
var charsets = map[string]encoding.Encoding{
	"iso-8859-1": charmap.Windows1252, "latin1": charmap.Windows1252, "windows-1252": charmap.Windows1252, "cp1252": charmap.Windows1252, "iso-8859-15": charmap.ISO8859_15,
}

// textOf finds the first part of plain text and reads it.
func textOf(contentType, transfer string, body io.Reader, depth int) (string, error) {
	if contentType == "" {
		contentType = "text/plain"
	}
	kind, params, err := mime.ParseMediaType(contentType)
	switch {
	case err != nil || depth > deepest:
		return "", errNoText
	case strings.HasPrefix(kind, "multipart/"):
		return textIn(multipart.NewReader(body, params["boundary"]), depth)
	case kind != "text/plain":
		return "", errNoText
	}
	switch strings.ToLower(strings.TrimSpace(transfer)) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	raw, err := io.ReadAll(body)
	if err != nil {
		return "", errors.New("the text of the mail cannot be read")
	}
	return decoded(string(raw), strings.ToLower(params["charset"])), nil
}

// textIn looks through the parts of a mail. Attached files are passed over.
func textIn(parts *multipart.Reader, depth int) (string, error) {
	for {
		part, err := parts.NextRawPart()
		if err != nil {
			return "", errNoText
		}
		if disposition, _, _ := mime.ParseMediaType(part.Header.Get("Content-Disposition")); disposition == "attachment" {
			continue
		}
		text, err := textOf(part.Header.Get("Content-Type"), part.Header.Get("Content-Transfer-Encoding"), part, depth+1)
		if !errors.Is(err, errNoText) {
			return text, err
		}
	}
}

// decoded is a text in UTF-8, with single line breaks and without control characters. A charset
// that we do not know is read as UTF-8.
func decoded(raw, charset string) string {
	if known, ok := charsets[charset]; ok {
		if text, err := known.NewDecoder().String(raw); err == nil {
			raw = text
		}
	}
	raw = strings.ReplaceAll(strings.ToValidUTF8(raw, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, raw)
}
