package mailer

import (
	"io"
	"mime"
	"strings"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/transform"

	"coulisse/models"
)

// smallPicture is up to how many bytes a picture within a text belongs to its signature.
const smallPicture = 16 << 10

// disposition says how a part is meant to be shown, and the name of its file.
func (t part) disposition() (disposition, name string) {
	disposition, params, _ := mime.ParseMediaType(t.header.Get("Content-Disposition"))
	if name = params["filename"]; name == "" {
		name = t.params["name"]
	}
	return disposition, name
}

// accompanies tells whether a part that is no text is none that somebody attached either: another form of
// the text, a signature of a program, or a small picture that stands within the text.
func (t part) accompanies(whole string, size int) bool {
	switch {
	case whole == "multipart/alternative", size == 0:
		return true
	case strings.HasPrefix(t.kind, "application/") && strings.HasSuffix(t.kind, "-signature"): // of PGP, of S/MIME
		return true
	}
	return strings.HasPrefix(t.kind, "image/") && t.header.Get("Content-Id") != "" && size <= smallPicture
}

// file is what a conversation says about a part that was not kept.
func (t part) file(name string, size int) models.MailedFile {
	words := mime.WordDecoder{CharsetReader: func(charset string, r io.Reader) (io.Reader, error) {
		e, err := htmlindex.Get(charset)
		if err != nil {
			return nil, err
		}
		return transform.NewReader(r, e.NewDecoder()), nil
	}}
	if plain, err := words.DecodeHeader(name); err == nil {
		name = plain
	}
	if name = shortLine(clean(strings.ToValidUTF8(name, "\uFFFD")), 100); name == "" {
		name = t.kind
	}
	if strings.EqualFold(strings.TrimSpace(t.header.Get("Content-Transfer-Encoding")), "base64") {
		size = size / 4 * 3
	}
	return models.MailedFile{Name: name, Size: size}
}
