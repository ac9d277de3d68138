package mailer_test

import (
	"strings"
	"testing"

	"coulisse/mailer"
	"coulisse/models"
)

// Where answers are taken by mail, a mail about a request says so and is answered at an address of
// its own; elsewhere, and for all other mails, nobody reads answers.
func TestOnlyMailsAboutRequestsAreAnsweredByMail(t *testing.T) {
	with := writer
	with.ReplyTo = "help@tickets.example"
	for kind := range paths {
		m := sample(kind, "en", "")
		m.AnswerTag = ""
		about := strings.HasPrefix(string(kind), "request_")
		if about {
			m.AnswerTag = "1042.abcdefghijklmnopqrst"
		}
		got, err := with.Write(m)
		if err != nil {
			t.Fatal(err)
		}
		if want := "help+1042.abcdefghijklmnopqrst@tickets.example"; about && got.ReplyTo.Address != want || !about && got.ReplyTo.Address != "" {
			t.Errorf("%s: answers go to %q", kind, got.ReplyTo.Address)
		}
		if says := strings.Contains(got.Text, "simply answer this mail"); says != about || about == strings.Contains(got.Text, "Nobody reads answers") {
			t.Errorf("%s: says of answers:\n%s", kind, got.Text)
		}
		if without, err := writer.Write(m); err != nil || without.ReplyTo.Address != "" || about && !strings.Contains(without.Text, "answer in the console") {
			t.Errorf("%s without an address for answers: %q %v", kind, without.ReplyTo.Address, err)
		}
	}
}

// What was written is read in the mail to whoever asked, and never in one to the desk.
func TestTheDeskIsNotMailedWhatWasWritten(t *testing.T) {
	for _, kind := range []models.MailKind{models.MailRequestAnswered, models.MailRequestNew, models.MailRequestWaits} {
		got := write(t, sample(kind, "en", ""))
		said := strings.Contains(got.Text, "The logo is there now.\n\nBest, Sofie") && strings.Contains(got.HTML, "The logo is there now.")
		if said != (kind == models.MailRequestAnswered) {
			t.Errorf("%s: the text stands in the mail: %t", kind, said)
		}
	}
}

func TestWrittenLeavesOutWhatAMailAnswers(t *testing.T) {
	for name, c := range map[string]struct{ mail, want string }{
		"nothing to leave out":   {"Thank you!\r\n\r\nMia", "Thank you!\r\n\r\nMia"},
		"english":                {"Thank you!\n\nOn Tue, 16 Jun 2026 at 10:30, Sofie via Coulisse <help@x.example> wrote:\n\n> Hello Mia,\n>\n> text\n", "Thank you!"},
		"english on two lines":   {"Thank you!\n\nOn Tue, 16 Jun 2026 at 10:30, Sofie via Coulisse\n<help@x.example> wrote:\n> Hello Mia,\n", "Thank you!"},
		"french":                 {"Merci !\n\nLe mar. 16 juin 2026 à 10:30, Sofie <help@x.example> a écrit :\n\n> Bonjour\n", "Merci !"},
		"french, no-break space": {"Merci !\n\nLe 16/06/2026 à 10:30, Sofie a écrit\u00a0:\n> Bonjour\n", "Merci !"},
		"danish":                 {"Tak!\n\nDen tirs. 16. jun. 2026 kl. 10.30 skrev Sofie <help@x.example>:\n\n> Hej\n", "Tak!"},
		"signature":              {"Yes.\n-- \nMia Holm\nNordlys\n", "Yes."},
		"signature before quote": {"Yes.\n\n-- \nMia\n\nOn Tue, Sofie Desk wrote:\n> no\n", "Yes."},
		"the mail beneath":       {"Yes.\n\n-----Original Message-----\nFrom: Sofie\nHello", "Yes."},
		"answered in between":    {"> Which colour?\nBlue.\n> Which size?\nA6.\n\n> Thanks", "> Which colour?\nBlue.\n> Which size?\nA6."},
		"a sentence that begins": {"On Tuesday Sofie wrote:\nthe logo is too small.", "On Tuesday Sofie wrote:\nthe logo is too small."},
		"nothing but a quote":    {"On Tue, 16 Jun 2026 Sofie wrote:\n> Hello\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := mailer.Written(c.mail); got != strings.ReplaceAll(c.want, "\r", "") && got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
