package models

import (
	"bytes"
	"regexp"
)

// The media types that a letter may be of.
const (
	MediaPDF  = "application/pdf"
	MediaPNG  = "image/png"
	MediaJPEG = "image/jpeg"
)

// ReadLetter tells by its content alone which of the media types an uploaded letter is of; its name
// and what the browser calls it count for nothing. Invalid at file for anything else, for what is
// two things at once, and for what could act when it is opened.
func ReadLetter(content []byte) (media string, err error) {
	media, check := kindOfLetter(content)
	switch {
	case len(content) == 0:
		return "", letterFault("empty")
	case check == nil:
		return "", letterFault("kind")
	case endsAsZip(content), markup.Match(content):
		return "", letterFault("two_kinds")
	}
	return media, check(content)
}

// kindOfLetter is what a file begins as.
func kindOfLetter(content []byte) (media string, check func([]byte) error) {
	switch {
	case pdfHead.Match(content):
		return MediaPDF, checkPDF
	case bytes.HasPrefix(content, []byte("\x89PNG\r\n\x1a\n")):
		return MediaPNG, checkPNG
	case bytes.HasPrefix(content, []byte("\xff\xd8\xff")):
		return MediaJPEG, checkJPEG
	}
	return "", nil
}

func letterFault(key string, args ...any) error { return Fault("file", "letter.file."+key, args...) }

// markup is what a browser or a server would run, were it to take the file for a page.
var markup = regexp.MustCompile(`(?i)<script|<html|<\?php`)

// endsAsZip tells whether an archive hides in a file: its directory ends with this mark, at most a
// comment of 64 KB before the end.
func endsAsZip(content []byte) bool {
	const most = 22 + 1<<16
	return bytes.Contains(content[max(0, len(content)-most):], []byte("PK\x05\x06"))
}

var (
	pdfHead = regexp.MustCompile(`\A%PDF-[12]\.[0-9]`)
	// pdfActs are the names of what a PDF does or carries by itself. The two-letter one must stand
	// before a value, because compressed pictures hold any three bytes now and then.
	pdfActs    = regexp.MustCompile(`/(JavaScript|Launch|EmbeddedFiles?|RichMedia)|/JS\s*(\(|<|[0-9]+\s+[0-9]+\s+R)`)
	pdfLocked  = regexp.MustCompile(`/Encrypt[^A-Za-z]`)
	pdfEscape  = regexp.MustCompile(`#[0-9A-Fa-f]{2}`)
	pdfPadding = " \t\r\n\f\x00"
)

// checkPDF refuses a PDF that goes on after its end, that is locked, or that could act; names may be
// written with escapes, and stand in compressed objects.
func checkPDF(content []byte) error {
	if !bytes.HasSuffix(bytes.TrimRight(content, pdfPadding), []byte("%%EOF")) {
		return letterFault("pdf_end")
	}
	for _, part := range append(compressedObjects(content), content) {
		plain := unescaped(part)
		switch {
		case pdfLocked.Match(plain):
			return letterFault("pdf_locked")
		case pdfActs.Match(plain), markup.Match(plain):
			return letterFault("pdf_acts")
		}
	}
	return nil
}

// unescaped writes #4a and the like as the characters that they stand for.
func unescaped(content []byte) []byte {
	return pdfEscape.ReplaceAllFunc(content, func(e []byte) []byte { return []byte{nibble(e[1])<<4 | nibble(e[2])} })
}

func nibble(c byte) byte {
	switch {
	case c >= 'a':
		return c - 'a' + 10
	case c >= 'A':
		return c - 'A' + 10
	}
	return c - '0'
}
