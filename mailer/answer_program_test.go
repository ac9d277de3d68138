package mailer_test

import (
	"encoding/base64"
	"errors"
	"mime/quotedprintable"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"coulisse/mailer"
)

// Outlook puts the mail that is answered beneath, without > and under a head of its own.
func TestTheMailThatOutlookPutsBeneathIsLeftOut(t *testing.T) {
	const beneath = "\nHello Mia,\n\nthe logo is there now.\n"
	for name, head := range map[string]string{
		"english": "From: Coulisse <help@tickets.example>\nSent: Tuesday, June 16, 2026 10:30 AM\n" +
			"To: Mia Holm <mia@nordlys.example>\nSubject: Request #1042\n",
		"english, a Mac": "From: Coulisse <help@tickets.example>\nDate: Tuesday, 16 June 2026 at 10:30\n" +
			"To: Mia Holm <mia@nordlys.example>\nCc: Max <max@nordlys.example>\nSubject: Request #1042\n",
		"english, a rule": "________________________________\nFrom: Coulisse <help@tickets.example>\n" +
			"Sent: Tuesday, June 16, 2026 10:30 AM\nTo: Mia Holm\nSubject: Request #1042\n",
		"french": "De : Coulisse <help@tickets.example>\nEnvoyé : mardi 16 juin 2026 10:30\n" +
			"À : Mia Holm <mia@nordlys.example>\nObjet : Demande #1042\n",
		"french, spaces": "De\u00a0: Coulisse\nEnvoyé\u00a0: mardi 16 juin 2026 10:30\nÀ\u00a0: Mia Holm\n" +
			"Objet\u00a0: Demande #1042\n",
		"danish": "Fra: Coulisse <help@tickets.example>\nSendt: 16. juni 2026 10:30\n" +
			"Til: Mia Holm <mia@nordlys.example>\nEmne: Henvendelse #1042\n",
		"danish, a phone": "________________________________\nFra: Coulisse\nDato: tirsdag, 16. juni 2026 kl. 10.30\n" +
			"Til: Mia Holm\nEmne: Henvendelse #1042\n",
		"bold": "*From:* Coulisse <help@tickets.example>\n*Sent:* Tuesday, June 16, 2026 10:30 AM\n" +
			"*To:* Mia Holm\n*Subject:* Request #1042\n",
		"a long list": "From: Coulisse\nSent: Tuesday, June 16, 2026 10:30 AM\nTo: Mia Holm <mia@nordlys.example>; " +
			"Max\n Holm <max@nordlys.example>\nSubject: Request #1042\n",
		"german": "Von: Coulisse\nGesendet: Dienstag, 16. Juni 2026 10:30\nAn: Mia Holm\nBetreff: Request #1042\n",
	} {
		if got := mailer.Written("Thank you!\n\n" + head + beneath); got != "Thank you!" {
			t.Errorf("%s: %q", name, got)
		}
	}
	for name, text := range map[string]string{
		"a journey":   "From: Paris\nTo: Lyon\nDate: 3 May\nThank you.",
		"a question":  "What does it mean?\nFrom: the first day of sales\nand so on.",
		"underscores": "Name:\n____________________________\nPlease print it.",
	} {
		if got := mailer.Written(text); got != text {
			t.Errorf("%s was cut: %q", name, got)
		}
	}
}

func TestAnAnswerIsReadInTheCharsetsOfOtherCountries(t *testing.T) {
	const said = "Спасибо, логотип на месте."
	koi, err := charmap.KOI8R.NewEncoder().String(said)
	if err != nil {
		t.Fatal(err)
	}
	east, _ := charmap.Windows1251.NewEncoder().String(said)
	for name, mail := range map[string]string{
		"KOI8-R": letter(koi, "Content-Type: text/plain; charset=KOI8-R", "Content-Transfer-Encoding: 8bit"),
		"KOI8-R in base64": letter(base64.StdEncoding.EncodeToString([]byte(koi)),
			"Content-Type: text/plain; charset=\"koi8-r\"", "Content-Transfer-Encoding: base64"),
		"windows-1251, 998": letter(quoted(east), "Content-Type: text/plain; charset=windows-1251",
			"Content-Transfer-Encoding: quoted-printable"),
		"HTML alone, in KOI8-R": letter("<html><body><p>"+koi+"</p></body></html>",
			"Content-Type: text/html; charset=koi8-r"),
		"HTML that says so": letter("<html><head><meta charset=\"koi8-r\"></head><body>"+koi+"</body></html>",
			"Content-Type: text/html"),
		"utf-8 that says not": letter(said, "Content-Type: text/plain"),
		"utf-8, broken =": letter(quoted(said)+" =", "Content-Type: text/plain; charset=utf-8",
			"Content-Transfer-Encoding: quoted-printable"),
	} {
		if got, err := mailer.ReadAnswer(strings.NewReader(mail), answers); err != nil ||
			strings.TrimSuffix(got.Text, " =") != said {
			t.Errorf("%s: %q %v", name, got.Text, err)
		}
	}
	if got, err := mailer.ReadAnswer(strings.NewReader(letter("Pr\xf8ven", "Content-Type: text/plain")),
		answers); err != nil || got.Text != "Prøven" {
		t.Errorf("a charset that nobody names: %q %v", got.Text, err)
	}
}

func quoted(s string) string {
	var b strings.Builder
	w := quotedprintable.NewWriter(&b)
	w.Write([]byte(s))
	w.Close()
	return b.String()
}

func TestAnAnswerInHTMLAloneIsReadAsText(t *testing.T) {
	for name, c := range map[string]struct{ html, want string }{
		"paragraphs": {"<html><head><title>x</title><style>p { color: red }</style></head>" +
			"<body><p>Hello&nbsp;Sofie,</p><p>it is <b>fi</b>ne.<br>Thanks</p><script>alert(1)</script></body></html>",
			"Hello Sofie,\n\nit is fine.\nThanks"},
		"lists and links": {`<div>See</div><ul><li>one</li>` +
			`<li><a href="https://nordlys.example/a?b=1&amp;c=2">two</a></li>` +
			`<li><a href="https://x.example/">https://x.example/</a></li></ul>`,
			"See\n- one\n- two <https://nordlys.example/a?b=1&c=2>\n- https://x.example/"},
		"Gmail's thread": {`<div dir="ltr">Thank you!</div><br><div class="gmail_quote"><div class="gmail_attr">` +
			`On Tue, 16 Jun 2026 at 10:30, Sofie &lt;<a href="mailto:help@x.example">help@x.example</a>&gt; wrote:<br></div>` +
			`<blockquote class="gmail_quote"><div>Hello Mia</div><blockquote>older</blockquote></blockquote></div>`,
			"Thank you!"},
		"Outlook's thread": {`<p class=MsoNormal>Thank you!<o:p></o:p></p><div><div style='border-top:solid #E1E1E1 1.0pt'>` +
			`<p class=MsoNormal><b>From:</b> Coulisse &lt;help@x.example&gt;<br><b>Sent:</b> Tuesday<br><b>To:</b> Mia<br>` +
			`<b>Subject:</b> Request</p></div></div><p>Hello Mia</p>`,
			"Thank you!"},
		"a table": {"<table><tr><td>Row</td><td>7</td></tr><tr><td>Seat</td><td>12</td></tr></table>",
			"Row 7\nSeat 12"},
		"kept as it stands": {"<pre>a\n  b</pre>", "a\n  b"},
	} {
		got, err := mailer.ReadAnswer(strings.NewReader(letter(c.html, "Content-Type: text/html; charset=utf-8")), answers)
		if err != nil || got.Text != c.want {
			t.Errorf("%s: %q %v", name, got.Text, err)
		}
	}
	both := "--b\r\nContent-Type: text/plain\r\n\r\n \r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Here</p>\r\n--b--\r\n"
	if got, err := mailer.ReadAnswer(strings.NewReader(letter(both, "Content-Type: multipart/alternative; boundary=b")),
		answers); err != nil || got.Text != "Here" {
		t.Errorf("beside an empty text: %q %v", got.Text, err)
	}
}

// RFC 3676: programs break lines for old screens, and mark where they did.
func TestLinesThatAProgramBrokeAreWholeAgain(t *testing.T) {
	for name, c := range map[string]struct{ kind, body, want string }{
		"flowed": {"format=flowed", "This is one \r\nlong line.\r\n\r\nAnother.\r\n",
			"This is one long line.\n\nAnother."},
		"stuffed":     {"format=flowed", "  indented\r\n >not a quote\r\n", "indented\n >not a quote"},
		"a signature": {"format=flowed", "Yes.\r\n-- \r\nMia\r\n", "Yes."},
		"a quote": {"format=flowed",
			"Yes.\r\n\r\nOn Tue, 16 Jun 2026, Sofie wrote:\r\n> one \r\n> two\r\n>> three\r\n", "Yes."},
		"without spaces": {"format=flowed; delsp=yes", "Hoved \r\nstaden\r\n", "Hovedstaden"},
		"not flowed":     {"charset=utf-8", "one \r\ntwo\r\n", "one\ntwo"},
	} {
		got, err := mailer.ReadAnswer(strings.NewReader(letter(c.body, "Content-Type: text/plain; "+c.kind)), answers)
		if err != nil || got.Text != c.want {
			t.Errorf("%s: %q %v", name, got.Text, err)
		}
	}
}

// What a program answers to a mail must never be answered by one.
func TestEveryProgramThatAnswersIsKnown(t *testing.T) {
	const report = "--b\r\nContent-Type: text/plain\r\n\r\nYour mail was displayed.\r\n--b\r\n" +
		"Content-Type: message/disposition-notification\r\n\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n" +
		"--b--\r\n"
	for name, mail := range map[string]string{
		"Postfix's own sender": letter("x", "Return-Path: <MAILER-DAEMON>"),
		"in small letters":     letter("x", "Return-Path: <mailer-daemon@mx.example>"),
		"a read receipt": letter(report,
			"Content-Type: multipart/report; report-type=disposition-notification; boundary=b"),
		"any report":        letter(report, "Content-Type: multipart/report; boundary=b"),
		"a list":            letter("x", "List-Id: Stage <stage.lists.example>"),
		"a newsletter":      letter("x", "List-Unsubscribe: <mailto:x@y.example>"),
		"Exchange":          letter("x", "X-Auto-Response-Suppress: All"),
		"another responder": letter("x", "X-Autorespond: yes"),
		"an older one":      letter("x", "X-Auto-Reply-From: mia@nordlys.example"),
		"a mail server": strings.Replace(letter("x"), "Mia Holm <mia@nordlys.example>",
			"Mail Delivery System <MAILER-DAEMON@mx.example>", 1),
	} {
		if _, err := mailer.ReadAnswer(strings.NewReader(mail), answers); !errors.Is(err, mailer.ErrAutomatic) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, header := range []string{"X-Auto-Response-Suppress: None", "Precedence: normal",
		"Auto-Submitted: no (by hand)"} {
		if _, err := mailer.ReadAnswer(strings.NewReader(letter("I am here", header)), answers); err != nil {
			t.Errorf("%s: %v", header, err)
		}
	}
}

// The bound is the mail's, wherever its text stands.
func TestAMailThatIsTooLargeIsRefusedWhateverStandsFirst(t *testing.T) {
	body := "--b\r\nContent-Type: text/plain\r\n\r\nIt is fine.\r\n--b\r\nContent-Type: image/png; name=a.png\r\n" +
		"Content-Transfer-Encoding: base64\r\n\r\n" + strings.Repeat(strings.Repeat("A", 76)+"\r\n", 11<<20/78) + "--b--\r\n"
	_, err := mailer.ReadAnswer(strings.NewReader(letter(body, "Content-Type: multipart/mixed; boundary=b")), answers)
	if err == nil || !strings.Contains(err.Error(), "larger than 10 MB") {
		t.Errorf("%v", err)
	}
}
