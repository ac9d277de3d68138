package testkit

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"strings"

	"coulisse/access"
	"coulisse/models"
)

// LetterPDF is a signed letter as a scanner saves it, with further objects of the test's own.
func LetterPDF(objects ...string) []byte {
	var b strings.Builder
	b.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	for i, object := range append([]string{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"}, objects...) {
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	b.WriteString("trailer\n<< /Root 1 0 R >>\nstartxref\n0\n%%EOF\n")
	return []byte(b.String())
}

// LetterPNG is a picture of that many pixels.
func LetterPNG(width, height int) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// PNGClaiming is a small picture whose head says that it is as large as this.
func PNGClaiming(width, height uint32) []byte {
	content := LetterPNG(10, 10)
	head := content[12:29] // its type and its content
	binary.BigEndian.PutUint32(head[4:], width)
	binary.BigEndian.PutUint32(head[8:], height)
	binary.BigEndian.PutUint32(content[29:], crc32.ChecksumIEEE(head))
	return content
}

// LetterJPEG is a picture of that many pixels.
func LetterJPEG(width, height int) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, width, height)), nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// Letter hands in a letter by a member, that names somebody as the new owner.
func (a *App) Letter(by access.Actor, email string) *models.Letter {
	a.t.Helper()
	l, err := a.Store.SubmitLetter(a.t.Context(), by, models.NewLetter{Email: email, Reason: "Signe has left us.", Name: "letter.pdf", Content: LetterPDF()})
	if err != nil {
		a.t.Fatal(err)
	}
	return l
}

// Approve has people of the support desk approve a letter.
func (a *App) Approve(l *models.Letter, by ...access.Staff) {
	a.t.Helper()
	for _, staff := range by {
		if _, err := a.Store.ApproveLetter(a.t.Context(), staff, l.ID); err != nil {
			a.t.Fatal(err)
		}
	}
}
