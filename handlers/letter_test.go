package handlers_test

import (
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"coulisse/testkit"
)

// letterForm is the form that hands a letter in, with files under the names that they claim.
func letterForm(kind string, files ...[2]string) (contentType, body string) {
	var b strings.Builder
	w := multipart.NewWriter(&b)
	_ = w.WriteField("email", "ana@nordlys.example")
	_ = w.WriteField("reason", "Signe has left us.")
	for _, f := range files {
		part, _ := w.CreatePart(map[string][]string{"Content-Disposition": {`form-data; name="file"; filename="` + f[0] + `"`}, "Content-Type": {kind}})
		_, _ = part.Write([]byte(f[1]))
	}
	_ = w.Close()
	return w.FormDataContentType(), b.String()
}

// What is called a letter and is none, what is two things at once, and what would cost the console
// its memory.
func TestAnUploadThatIsNoLetterIsRefusedInWords(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	c := a.As(a.Member(owner, "ana@nordlys.example", "Ana", testkit.Levels(nil)))
	pdf, picture, photo := string(testkit.LetterPDF()), string(testkit.LetterPNG(40, 40)), string(testkit.LetterJPEG(40, 40))
	zip := "PK\x03\x04 archive PK\x05\x06" + strings.Repeat("\x00", 18)
	watch := a.Watch(t, "sessions")
	for name, sent := range map[string]struct {
		files  [][2]string
		status int
		says   string
	}{
		"no file":             {nil, 422, "Choose the signed letter"},
		"none chosen":         {[][2]string{{"", ""}}, 422, "Choose the signed letter"},
		"an empty one":        {[][2]string{{"letter.pdf", ""}}, 422, "This file is empty"},
		"two files":           {[][2]string{{"a.pdf", pdf}, {"b.pdf", pdf}}, 422, "Choose one file"},
		"words named .pdf":    {[][2]string{{"letter.pdf", "Dear support"}}, 422, "neither a PDF nor a PNG or JPEG"},
		"a page named .pdf":   {[][2]string{{"letter.pdf", "<html><script>alert(1)</script>"}}, 422, "neither a PDF nor"},
		"PDF and archive":     {[][2]string{{"letter.pdf", pdf + zip + "%%EOF"}}, 422, "Something else hides"},
		"PNG and page":        {[][2]string{{"letter.png", picture + "<html><script>x</script>"}}, 422, "Something else hides"},
		"JPEG and PDF":        {[][2]string{{"letter.jpg", photo + strings.Repeat(" ", 2000) + pdf}}, 422, "Something follows the end"},
		"PDF with a script":   {[][2]string{{"letter.pdf", string(testkit.LetterPDF("<< /S /JavaScript >>"))}}, 422, "scripts, forms or attachments"},
		"30,000 × 30,000 PNG": {[][2]string{{"letter.png", string(testkit.PNGClaiming(30_000, 30_000))}}, 422, "30,000 × 30,000 pixels"},
		"a byte too many":     {[][2]string{{"letter.pdf", strings.Repeat("x", 5<<20+1)}}, 413, "5 MB"},
		"50 MB":               {[][2]string{{"letter.pdf", strings.Repeat("x", 50<<20)}}, 413, "5 MB"},
	} {
		kind, body := letterForm("application/pdf", sent.files...)
		p := c.PostRaw("/account/ownership/letter", kind, strings.NewReader(body))
		if p.Status != sent.status || !strings.Contains(p.Text("main"), sent.says) {
			t.Errorf("%s: %d %s", name, p.Status, p.Text("main"))
		}
		checkPage(t, p)
		if p.Status == http.StatusUnprocessableEntity && p.Find("#reason").Text() != "Signe has left us." {
			t.Errorf("%s: what was entered is lost", name)
		}
	}
	if changed := watch.Changes(); changed != nil {
		t.Error("changed", changed)
	}
}

// A path in the name, which a careless console would write to; a name that turns around what follows.
func TestTheNameOfAnUploadedLetterLeadsNowhere(t *testing.T) {
	for name, want := range map[string]string{
		"../../etc/passwd": "passwd", `C:\\x`: "x", "a\u202efdp.exe": "afdp.exe", strings.Repeat("w", 200) + ".pdf": strings.Repeat("w", 99) + "…", "plain.pdf": "plain.pdf",
	} {
		a := testkit.NewApp(t)
		owner := a.Found()
		c := a.As(a.Member(owner, "ana@nordlys.example", "Ana", testkit.Levels(nil)))
		kind, body := letterForm("text/html", [2]string{name, string(testkit.LetterPDF())})
		p := c.PostRaw("/account/ownership/letter", kind, strings.NewReader(body)).Want(200, "ownership.letter")
		if !strings.Contains(p.Text("dl"), want) || strings.Contains(p.Text("dl"), "etc") {
			t.Errorf("%q: %s", name, p.Text("dl"))
		}
		if got := a.Ask("SELECT file_name || media FROM ownership_letters"); got != want+"application/pdf" {
			t.Errorf("%q is kept as %q", name, got)
		}
	}
	a := testkit.NewApp(t)
	owner := a.Found()
	c := a.As(a.Member(owner, "ana@nordlys.example", "Ana", testkit.Levels(nil)))
	kind, body := letterForm("application/pdf", [2]string{"nul\x00.pdf", string(testkit.LetterPDF())})
	if p := c.PostRaw("/account/ownership/letter", kind, strings.NewReader(body)); p.Status != 200 && p.Status != 422 && p.Status != 400 {
		t.Errorf("a NUL in the name: %d", p.Status)
	} else if kept := a.Ask("SELECT coalesce(max(file_name), '') FROM ownership_letters"); strings.ContainsRune(kept, 0) {
		t.Errorf("a NUL is kept: %s", fmt.Sprintf("%q", kept))
	}
}
