package mailer_test

import (
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"

	"coulisse/models"
	"coulisse/testkit"
)

// What somebody of the desk, the owner or a member wrote is mailed as they wrote it: addresses of pages, tabs, spaces,
// lines that begin with a dot or that a mail server would take for something else.
func TestWhatSomebodyWroteIsMailedAsWritten(t *testing.T) {
	wrote := strings.Join([]string{"See https://example.org/x?a=1&b=2 and www.example.org,", "", "  indented  twice,\twith a tab", ".hidden", ".", "From here on", "=3D is an equals sign = so",
		"-- not a signature", strings.Repeat("long ", 400) + "line", "Æ ø 🎭 “quoted” <b>&amp;</b>", "", "", "the end"}, "\n")
	for _, kind := range []models.MailKind{models.MailRequestAnswered, models.MailChangeAsked, models.MailChangeDone} {
		m := sample(kind, "en", "")
		if m.Data.Request != nil {
			m.Data.Request.Text = wrote
		}
		m.Data.Text = wrote
		server := testkit.NewMailServer(t, testkit.MailServerOptions{})
		if err := transport(server, "none").Send(t.Context(), write(t, m)); err != nil {
			t.Fatal(err)
		}
		if text := receivedText(t, server.Wait(t, 1)[0].Raw); !strings.Contains(text, wrote) {
			t.Errorf("%s arrived as\n%s", kind, text)
		}
	}
}

// receivedText is the text part of a mail as a mail program reads it.
func receivedText(t *testing.T, raw string) string {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	part, err := multipart.NewReader(m.Body, params["boundary"]).NextRawPart()
	if err != nil {
		t.Fatal(err)
	}
	if encoding := part.Header.Get("Content-Transfer-Encoding"); encoding != "quoted-printable" {
		t.Fatalf("encoded as %s", encoding)
	}
	text, err := io.ReadAll(quotedprintable.NewReader(part))
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), "\r\n", "\n")
}
