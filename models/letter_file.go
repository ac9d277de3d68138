package models

import "bytes"

// The media types that a letter may be of.
const (
	MediaPDF  = "application/pdf"
	MediaPNG  = "image/png"
	MediaJPEG = "image/jpeg"
)

// ReadLetter tells by its content alone which of the media types an uploaded letter is of; its name
// and what the browser calls it count for nothing. Invalid at file for anything else, for what is
// two things at once, and for a PDF that openly says that it acts. Nothing is unpacked: what a letter
// holds in packed parts is not examined, it costs what its size says, and it leaves the console only
// as a download that may run nothing (ASVS 5.4).
func ReadLetter(content []byte) (media string, err error) {
	media = kindOfLetter(content)
	switch {
	case len(content) == 0:
		return "", letterFault("empty")
	case media == "":
		return "", letterFault("kind")
	case endsAsZip(content), holdsMarkup(content):
		return "", letterFault("two_kinds")
	case media == MediaPDF:
		return media, checkPDF(content)
	case bytes.Contains(content[:min(len(content), 1024)], []byte("%PDF-")):
		return "", letterFault("two_kinds")
	}
	return media, checkPicture(content)
}

// kindOfLetter is the media type of what a file begins as; "" for any other.
func kindOfLetter(content []byte) (media string) {
	switch {
	case beginsAsPDF(content):
		return MediaPDF
	case bytes.HasPrefix(content, []byte("\x89PNG\r\n\x1a\n")):
		return MediaPNG
	case bytes.HasPrefix(content, []byte("\xff\xd8\xff")):
		return MediaJPEG
	}
	return ""
}

func letterFault(key string, args ...any) error { return Fault("file", "letter.file."+key, args...) }

// endsAsZip tells whether an archive hides in a file: its directory ends with this mark, at most a
// comment of 64 KB before the end.
func endsAsZip(content []byte) bool {
	const most = 22 + 1<<16
	return bytes.Contains(content[max(0, len(content)-most):], []byte("PK\x05\x06"))
}

// holdsMarkup tells whether a browser or a server would run something in a file, were it to take it
// for a page.
func holdsMarkup(content []byte) bool {
	for rest := content; ; {
		at := bytes.IndexByte(rest, '<')
		if at < 0 {
			return false
		}
		rest = rest[at+1:]
		for _, tag := range []string{"script", "html", "?php"} {
			if len(rest) >= len(tag) && bytes.EqualFold(rest[:len(tag)], []byte(tag)) {
				return true
			}
		}
	}
}
