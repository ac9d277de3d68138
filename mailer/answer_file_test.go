package mailer_test

import (
	"fmt"
	"strings"
	"testing"

	"coulisse/mailer"
	"coulisse/models"
)

// Files are not kept, and nobody is left to believe that they were.
func TestFilesThatCameAlongAreNamed(t *testing.T) {
	part := func(size int, header ...string) string {
		return strings.Join(header, "\r\n") + "\r\n\r\n" + strings.Repeat("A", size)
	}
	const text = "Content-Type: text/plain; charset=utf-8\r\n\r\nIt is fine."
	for name, c := range map[string]struct {
		kind  string
		parts []string
		want  string
	}{
		"a file": {"mixed", []string{text, part(4000, "Content-Type: application/pdf; name=\"plan.pdf\"",
			"Content-Disposition: attachment; filename=\"plan.pdf\"", "Content-Transfer-Encoding: base64")}, "plan.pdf 3000"},
		"a name in UTF-8": {"mixed", []string{text, part(10, "Content-Type: image/png",
			"Content-Disposition: attachment; filename*=utf-8''sk%C3%A6rm.png")}, "skærm.png 10"},
		"an encoded name": {"mixed", []string{text,
			part(10, "Content-Type: image/png; name=\"=?utf-8?q?sk=C3=A6rm?=.png\"")}, "skærm.png 10"},
		"a picture pasted": {"related", []string{text, part(40<<10, "Content-Type: image/png; name=image001.png",
			"Content-Id: <1>", "Content-Disposition: inline")}, "image001.png 40960"},
		"a logo": {"related", []string{text, part(4<<10, "Content-Type: image/png; name=image001.png",
			"Content-Id: <1>")}, ""},
		"a signature": {"signed", []string{text,
			part(100, "Content-Type: application/pgp-signature; name=signature.asc")}, ""},
		"an invitation":    {"alternative", []string{text, part(100, "Content-Type: text/calendar")}, ""},
		"a mail passed on": {"mixed", []string{text, part(50, "Content-Type: message/rfc822")}, "message/rfc822 50"},
		"a text as file":   {"mixed", []string{text, part(50, "Content-Type: text/plain; name=list.txt")}, "list.txt 50"},
		"without a name":   {"mixed", []string{text, part(50, "Content-Type: application/zip")}, "application/zip 50"},
		"around a picture": {"mixed", []string{"Content-Type: text/plain\r\n\r\nIt is",
			part(50, "Content-Type: image/heic; name=IMG_1.HEIC"), "Content-Type: text/plain\r\n\r\nfine."}, "IMG_1.HEIC 50"},
		"a name that breaks": {"mixed", []string{text,
			part(50, "Content-Type: image/png; name*=utf-8''a%0D%0Ab%E2%80%AEgnp.exe")}, "a b\u202egnp.exe 50"},
	} {
		body := "--b\r\n" + strings.Join(c.parts, "\r\n--b\r\n") + "\r\n--b--\r\n"
		got, err := mailer.ReadAnswer(strings.NewReader(letter(body, "Content-Type: multipart/"+c.kind+"; boundary=b")),
			answers)
		var files []string
		for _, f := range got.Files {
			files = append(files, fmt.Sprintf("%s %d", f.Name, f.Size-f.Size%10))
		}
		if text := strings.Join(strings.Fields(got.Text), " "); err != nil || text != "It is fine." ||
			strings.Join(files, ", ") != c.want {
			t.Errorf("%s: %q %q %v", name, text, files, err)
		}
	}
}

// Whoever sent them is told in a mail of the same conversation, on either side.
func TestWhoeverSentFilesIsToldThatTheyAreNotKept(t *testing.T) {
	m := sample(models.MailRequestFiles, "en", "")
	got := write(t, m)
	for _, want := range []string{"conversations hold text alone", "plan.pdf: 2 MB", "logo.png: 40 KB",
		"https://console.nordlys.example/help/0197-q"} {
		if !strings.Contains(strings.ReplaceAll(got.Text, "\u00A0", " "), want) {
			t.Errorf("%q is missing in\n%s", want, got.Text)
		}
	}
	m.Data.Request.Side = models.ByStaff
	if got := write(t, m); !strings.Contains(got.Text, "/support/requests/0197-q") ||
		got.Subject != write(t, sample(models.MailRequestNew, "en", "")).Subject {
		t.Errorf("to the desk: %s\n%s", got.Subject, got.Text)
	}
}
