package models_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"coulisse/models"
	"coulisse/testkit"
)

func TestLettersAreToldByTheirContent(t *testing.T) {
	for want, content := range map[string][]byte{
		models.MediaPDF: testkit.LetterPDF("<< /Type /Metadata /Names [/JSON /Jump] >>"), models.MediaPNG: testkit.LetterPNG(60, 80), models.MediaJPEG: testkit.LetterJPEG(60, 80),
	} {
		if media, err := models.ReadLetter(content); media != want || err != nil {
			t.Errorf("%s is read as %q, %v", want, media, err)
		}
	}
}

func TestWhatIsNoPlainLetterIsRefused(t *testing.T) {
	pdf, picture, photo := testkit.LetterPDF(), testkit.LetterPNG(60, 80), testkit.LetterJPEG(60, 80)
	zip := "PK\x03\x04 archive PK\x05\x06" + strings.Repeat("\x00", 18)
	for name, c := range map[string]struct {
		content []byte
		key     string
	}{
		"nothing":                       {nil, "empty"},
		"words":                         {[]byte("Dear support,\n"), "kind"},
		"page":                          {[]byte("<html><script>x</script>"), "kind"},
		"GIF":                           {[]byte("GIF89a"), "kind"},
		"archive":                       {[]byte(zip), "kind"},
		"PDF not at the start":          {append([]byte("GIF89a "), pdf...), "kind"},
		"PDF of no version":             {bytes.Replace(pdf, []byte("1.4"), []byte("9.9"), 1), "kind"},
		"PDF cut off":                   {pdf[:len(pdf)-10], "pdf_end"},
		"PDF with a tail":               {append(bytes.Clone(pdf), "more"...), "pdf_end"},
		"PDF and archive":               {append(bytes.Clone(pdf), zip+"%%EOF"...), "two_kinds"},
		"PDF and page":                  {testkit.LetterPDF("(<ScRipt>x</script>)"), "two_kinds"},
		"PDF and PHP":                   {testkit.LetterPDF("(<?php x ?>)"), "two_kinds"},
		"PDF with a script":             {testkit.LetterPDF("<< /S /JavaScript >>"), "pdf_acts"},
		"PDF with a short script":       {testkit.LetterPDF("<< /JS (app.alert(1)) >>"), "pdf_acts"},
		"PDF with a script elsewhere":   {testkit.LetterPDF("<< /JS 12 0 R >>"), "pdf_acts"},
		"PDF with an escaped script":    {testkit.LetterPDF("<< /S /J#61vaScr#69pt >>"), "pdf_acts"},
		"PDF that starts something":     {testkit.LetterPDF("<< /S /Launch /F (x) >>"), "pdf_acts"},
		"PDF with an attachment":        {testkit.LetterPDF("<< /Type /EmbeddedFile >>"), "pdf_acts"},
		"PDF with attachments":          {testkit.LetterPDF("<< /Names << /EmbeddedFiles 4 0 R >> >>"), "pdf_acts"},
		"PDF with a film":               {testkit.LetterPDF("<< /Subtype /Rich#4dedia >>"), "pdf_acts"},
		"PDF with a password":           {testkit.LetterPDF("<< /Encrypt 5 0 R >>"), "pdf_locked"},
		"PNG and page":                  {append(bytes.Clone(picture), "<html>"...), "two_kinds"},
		"PNG with a tail":               {append(bytes.Clone(picture), 0), "image_more"},
		"PNG and archive":               {append(bytes.Clone(picture), zip...), "two_kinds"},
		"PNG cut off":                   {picture[:len(picture)-12], "image_broken"},
		"PNG of nothing":                {[]byte("\x89PNG\r\n\x1a\n"), "image_broken"},
		"PNG of 30,000 × 30,000 pixels": {testkit.PNGClaiming(30_000, 30_000), "image_large"},
		"PNG of 10,001 pixels a side":   {testkit.PNGClaiming(10_001, 10), "image_large"},
		"PNG of 41 megapixels":          {testkit.PNGClaiming(8_200, 5_000), "image_large"},
		"PNG that says more than it is": {testkit.PNGClaiming(2_000, 2_000), "image_broken"},
		"JPEG of 99 bytes that says it is of 6320 × 6320 pixels": {testkit.JPEGClaiming(6320, 6320), "image_broken"},
		"JPEG and PDF behind it":                                 {append(bytes.Clone(photo), pdf...), "two_kinds"},
		"JPEG with a PDF in its head":                            {commented(photo, string(pdf)), "two_kinds"},
		"JPEG with a tail":                                       {append(bytes.Clone(photo), "x"...), "image_more"},
		"JPEG cut off":                                           {photo[:len(photo)-20], "image_broken"},
	} {
		media, err := models.ReadLetter(c.content)
		var fault *models.Error
		if !errors.As(err, &fault) || fault.Code != models.Invalid || fault.Field != "file" || fault.Key != "letter.file."+c.key {
			t.Errorf("%s: %q %v, want %s", name, media, err, c.key)
		}
	}
}

// What a PDF holds in packed parts is not examined: the desk is told so, and the file leaves the console
// as a download that may run nothing. To unpack it would cost what its sender chooses.
func TestWhatIsPackedInAPDFIsNotExamined(t *testing.T) {
	packed := testkit.LetterPDF("<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n" + testkit.Deflated([]byte("<< /S /JavaScript >>")) + "\nendstream")
	if media, err := models.ReadLetter(packed); media != models.MediaPDF || err != nil {
		t.Error(media, err)
	}
}

// A photograph that carries a small one of itself, as cameras make them.
func TestAPhotographWithAPreviewInItIsWhole(t *testing.T) {
	if _, err := models.ReadLetter(commented(testkit.LetterJPEG(60, 80), string(testkit.LetterJPEG(6, 8)))); err != nil {
		t.Error(err)
	}
}

// commented puts a comment at the head of a JPEG.
func commented(photo []byte, comment string) []byte {
	head := append([]byte("\xff\xd8\xff\xfe"), byte((len(comment)+2)>>8), byte(len(comment)+2))
	return append(append(head, comment...), photo[2:]...)
}
