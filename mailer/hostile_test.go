package mailer_test

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"coulisse/mailer"
	"coulisse/models"
)

// hostile is what a stranger may call themself.
var hostile = []string{
	`"'><svg onload=x>`, "</td></table><a href=//evil.example>", "https://evil.example/login", "www.evil.example", "javascript:alert(1)",
	"Ana\r\nBcc: eve@evil.example\r\n\r\nHello", "\u202egnp.exe\u2066", "{email}{organisation}", "⟦x⟧", "\x1b]0;x\x07", strings.Repeat("é", 5000), "🎭",
}

// What one person writes to another (an answer, a wish, a reason) is mailed as written, and is no markup, no
// header and no link of ours in the HTML all the same.
func TestHostileWordsStayWords(t *testing.T) {
	for _, s := range hostile {
		for kind, path := range paths {
			m := sample(kind, "en", "")
			m.Data.Text, m.Data.Reason, m.Data.Request.Text, m.Data.Ownership.Reason = s, s, s, s
			got := write(t, m)
			doc, err := goquery.NewDocumentFromReader(strings.NewReader(got.HTML))
			if err != nil {
				t.Fatal(err)
			}
			if doc.Find("svg").Length() != 0 || doc.Find("a").Length() != links(kind) || doc.Find(`a[href="`+base+path+`"]`).Length() != links(kind) {
				t.Errorf("%s: %q became markup", kind, s)
			}
			if strings.ContainsAny(got.Text+got.Subject, "\r\x1b\u202e\u2066") || strings.Contains(got.Subject, "\n") || len([]rune(got.Subject)) > 500 {
				t.Errorf("%s: %q gave %q", kind, s, got.Subject)
			}
		}
	}
}

// A name must not become markup, a header, a link or a line that turns the reading direction.
func TestHostileNamesStayNames(t *testing.T) {
	for _, s := range hostile {
		everyMail(t, s, func(t *testing.T, m models.Mail, got mailer.Message) {
			harmless := sample(m.Kind, m.Locale, "").Data
			m.Data.Text, m.Data.Reason, m.Data.Request.Text, m.Data.Ownership.Reason = harmless.Text, harmless.Reason, harmless.Request.Text, harmless.Ownership.Reason
			got = write(t, m)
			doc, err := goquery.NewDocumentFromReader(strings.NewReader(got.HTML))
			if err != nil {
				t.Fatal(err)
			}
			if doc.Find("svg").Length() != 0 || doc.Find("a").Length() != links(m.Kind) || strings.Contains(got.HTML, `onload=x>`) && strings.Contains(got.HTML, "<svg") {
				t.Errorf("%q became markup", s)
			}
			doc.Find("a").Each(func(_ int, a *goquery.Selection) {
				if href, _ := a.Attr("href"); href != base+paths[m.Kind] {
					t.Errorf("%q gave the link %s", s, href)
				}
			})
			for _, found := range append(address.FindAllString(got.Text, -1), address.FindAllString(got.HTML, -1)...) {
				if found != base+paths[m.Kind] {
					t.Errorf("%q gave the address %s", s, found)
				}
			}
			if strings.ContainsAny(got.Subject+got.To.Name, "\r\n\x1b\u202e\u2066") || strings.ContainsAny(got.Text, "\r\x1b\u202e\u2066") {
				t.Errorf("%q: %q %q", s, got.Subject, got.To.Name)
			}
			if len([]rune(got.Subject)) > 500 {
				t.Errorf("a subject of %d characters", len([]rune(got.Subject)))
			}
		})
	}
}
