package models

import (
	"bytes"
	"strings"
)

const pdfPadding = " \t\r\n\f\x00"

// pdfActs are the beginnings of the names of what a PDF does or carries by itself.
var pdfActs = []string{"JavaScript", "Launch", "EmbeddedFile", "RichMedia"}

func beginsAsPDF(content []byte) bool {
	const head = "%PDF-1.0"
	return len(content) >= len(head) && string(content[:5]) == head[:5] &&
		(content[5] == '1' || content[5] == '2') && content[6] == '.' && isDigit(content[7])
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// checkPDF refuses a PDF that goes on after its end, that is locked, or that says in plain sight that
// it acts. Its packed parts are not looked into.
func checkPDF(content []byte) error {
	if !bytes.HasSuffix(bytes.TrimRight(content, pdfPadding), []byte("%%EOF")) {
		return letterFault("pdf_end")
	}
	for rest := content; ; {
		at := bytes.IndexByte(rest, '/')
		if at < 0 {
			return nil
		}
		rest = rest[at+1:]
		name, after := pdfName(rest)
		switch {
		case name == "Encrypt":
			return letterFault("pdf_locked")
		case name == "JS" && beginsValue(after):
			return letterFault("pdf_acts")
		}
		for _, act := range pdfActs {
			if strings.HasPrefix(name, act) {
				return letterFault("pdf_acts")
			}
		}
	}
}

// pdfName is the name at the beginning, as far as it could be one that matters, and what follows it;
// #4a and the like stand for other characters.
func pdfName(content []byte) (name string, after []byte) {
	const most = 16
	var letters [most]byte
	n := 0
	for n < most && len(content) > 0 {
		c, width := content[0], 1
		if c == '#' && len(content) > 2 && isHex(content[1]) && isHex(content[2]) {
			c, width = nibble(content[1])<<4|nibble(content[2]), 3
		}
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			break
		}
		letters[n], content = c, content[width:]
		n++
	}
	return string(letters[:n]), content
}

// beginsValue tells whether what follows a name is a text, a stream or a reference to one. The name of
// two letters must stand before a value, because packed pictures hold any three bytes now and then.
func beginsValue(after []byte) bool {
	after = bytes.TrimLeft(after[:min(len(after), 256)], pdfPadding)
	if len(after) == 0 || after[0] == '(' || after[0] == '<' {
		return len(after) > 0
	}
	words := bytes.Fields(after)
	return len(words) > 2 && isNumber(words[0]) && isNumber(words[1]) && words[2][0] == 'R'
}

func isNumber(word []byte) bool {
	return len(bytes.TrimLeft(word, "0123456789")) == 0
}

func isHex(c byte) bool {
	return isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// nibble is the value of a hexadecimal digit.
func nibble(c byte) byte {
	switch {
	case c >= 'a':
		return c - 'a' + 10
	case c >= 'A':
		return c - 'A' + 10
	}
	return c - '0'
}
