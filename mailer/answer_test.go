package mailer_test

import (
	"errors"
	"strings"
	"testing"

	"coulisse/mailer"
	"coulisse/models"
	"coulisse/testkit"
)

const answers = "help@tickets.example"

// letter is a mail as it comes out of a mail server: header lines, then a body.
func letter(body string, header ...string) string {
	return strings.Join(append([]string{"From: Mia Holm <mia@nordlys.example>", "To: Coulisse <help+1042.abc@tickets.example>", "Message-ID: <1@nordlys.example>"}, header...), "\r\n") + "\r\n\r\n" + body
}

func TestAnAnswerIsReadInEveryFormThatMailProgramsSend(t *testing.T) {
	const boundary = "Content-Type: multipart/alternative; boundary=b"
	for name, mail := range map[string]string{
		"plain":            letter("Prøven er fin – tak.\r\n", "Content-Type: text/plain; charset=utf-8"),
		"quoted-printable": letter("Pr=C3=B8ven er fin =E2=80=93 =\r\ntak.\r\n", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable"),
		"base64":           letter("UHLDuHZlbiBlciBmaW4g4oCTIHRhay4K\r\n", "Content-Type: text/plain; charset=\"utf-8\"", "Content-Transfer-Encoding: base64"),
		"latin1":           letter("Pr\xf8ven er fin \x96 tak.", "Content-Type: text/plain; charset=ISO-8859-1"),
		"with HTML":        letter("--b\r\nContent-Type: text/html\r\n\r\n<p>no</p>\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nPrøven er fin – tak.\r\n--b--\r\n", boundary),
		"in a part": letter("--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nPr=C3=B8ven er fin =E2=80=93 tak.\r\n--c--\r\n--b--\r\n",
			"Content-Type: multipart/mixed; boundary=b"),
		"after a file": letter("--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=x.txt\r\n\r\nno\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nPrøven er fin – tak.\r\n--b--\r\n", boundary),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := mailer.ReadAnswer(strings.NewReader(mail), answers)
			if err != nil || got.Text != "Prøven er fin – tak." || got.From != "mia@nordlys.example" || got.ID != "1@nordlys.example" || len(got.Tags) != 1 || got.Tags[0] != "1042.abc" {
				t.Errorf("%+v %v", got, err)
			}
		})
	}
}

func TestAnswersAreRefusedInOneClearSentence(t *testing.T) {
	for name, c := range map[string]struct{ mail, says string }{
		"no mail":         {"hello", "a mail that can be read"},
		"two senders":     {strings.Replace(letter("x"), "From: ", "From: a@b.example, ", 1), "from which one address"},
		"another address": {strings.Replace(letter("x"), "tickets.example", "evil.example", 1), "no address of a conversation"},
		"no tag":          {strings.Replace(letter("x"), "+1042.abc", "", 1), "no address of a conversation"},
		"a picture alone": {letter("x", "Content-Type: image/png"), "no text that can be read"},
		"too large":       {letter(strings.Repeat("x", 10<<20)), "larger than 10 MB"},
		"too much header": {letter("x", "X-Long: "+strings.Repeat("x", 130<<10)), "header of the mail is too large"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := mailer.ReadAnswer(strings.NewReader(c.mail), answers); err == nil || errors.Is(err, mailer.ErrAutomatic) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v", err)
			}
		})
	}
}

// A note of absence, answered by a mail, answered by a note of absence …
func TestNoProgramGetsIntoAConversation(t *testing.T) {
	for _, header := range []string{"Auto-Submitted: auto-replied", "Auto-Submitted: auto-generated (vacation)", "Precedence: bulk", "Precedence: list", "Return-Path: <>", "X-Autoreply: yes"} {
		if _, err := mailer.ReadAnswer(strings.NewReader(letter("I am away", header)), answers); !errors.Is(err, mailer.ErrAutomatic) {
			t.Errorf("%s: %v", header, err)
		}
	}
	if _, err := mailer.ReadAnswer(strings.NewReader(letter("I am here", "Auto-Submitted: no", "Return-Path: <mia@nordlys.example>")), answers); err != nil {
		t.Error(err)
	}
}

func TestOfALongMailTheBeginningIsKept(t *testing.T) {
	got, err := mailer.ReadAnswer(strings.NewReader(letter(strings.Repeat("ø", 6000), "Content-Type: text/plain; charset=utf-8")), answers)
	if n := len([]rune(got.Text)); err != nil || n != models.MaxText || !strings.HasSuffix(got.Text, "ø…") {
		t.Errorf("%d characters, %v", n, err)
	}
}

// A mail that answers goes out under an address for answers.
func TestTheAddressForAnswersReachesTheWire(t *testing.T) {
	m := sample(models.MailRequestAnswered, "en", "")
	m.AnswerTag = "1042.abc"
	with := writer
	with.ReplyTo = answers
	message, err := with.Write(m)
	if err != nil {
		t.Fatal(err)
	}
	server := testkit.NewMailServer(t, testkit.MailServerOptions{})
	if err := transport(server, "none").Send(t.Context(), message); err != nil {
		t.Fatal(err)
	}
	if got := server.Wait(t, 1)[0].Header.Get("Reply-To"); got != "<help+1042.abc@tickets.example>" {
		t.Errorf("Reply-To: %q", got)
	}
}
