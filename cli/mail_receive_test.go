package cli

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/models"
)

// answering is an installation with a request, and what a mail server does with an answer to it.
func answering(t *testing.T, replyTo, mail string, dir string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = Run(t.Context(), []string{"mail", "receive"}, []string{"COULISSE_DATA_DIR=" + dir, "COULISSE_MAIL__REPLY_TO=" + replyTo}, strings.NewReader(mail), &out, &err)
	return code, out.String(), err.String()
}

func TestAMailServersPipeHearsWhatBecameOfAMail(t *testing.T) {
	dir := t.TempDir()
	tag := asked(t, dir)[models.MailRequestAnswered].AnswerTag
	const body = "\r\nMessage-ID: <1@nordlys.example>\r\n\r\nThank you.\r\n"
	mail := "From: signe@nordlys.example\r\nTo: help+" + tag + "@tickets.example" + body
	for _, c := range []struct {
		name, replyTo, mail string
		code                int
		stdout, stderr      string
	}{
		{"not set up", "", mail, 67, "", "neither mail.reply_to nor mail.bounce_to is set"},
		{"settings that are none", "not an address", mail, 75, "", "coulisse config check says why"},
		{"no mail", "help@tickets.example", "x", 65, "", "not a mail that can be read"},
		{"to nobody", "help@tickets.example", strings.Replace(mail, "help+", "info+", 1), 67, "", "to no address of a conversation"},
		{"a program's", "help@tickets.example", "Auto-Submitted: auto-replied\r\n" + mail, 0, "", ""},
		{"somebody else's", "help@tickets.example", strings.Replace(mail, "signe@", "max@", 1), 77, "", "did not come from the mail address to which we wrote"},
		{"without words", "help@tickets.example", strings.Replace(mail, "Thank you.", "> Thank you.", 1), 65, "", "no text in the mail"},
		{"an answer", "help@tickets.example", mail, 0, "The mail was added to request #1001.\n", ""},
		{"the same again", "help@tickets.example", mail, 0, "The mail stood in request #1001 already.\n", ""},
	} {
		code, stdout, stderr := answering(t, c.replyTo, c.mail, dir)
		if code != c.code || stdout != c.stdout || (c.stderr == "") != (stderr == "") || !strings.Contains(stderr, c.stderr) || strings.Count(stderr, "\n") > 1 {
			t.Errorf("%s: %d %q %q", c.name, code, stdout, stderr)
		}
	}
	for i := range 30 { // more than is taken in an hour
		code, _, stderr := answering(t, "help@tickets.example", strings.Replace(mail, "<1@", fmt.Sprintf("<again-%d@", i), 1), dir)
		if code != 0 && (code != 75 || !strings.Contains(stderr, "times in the last hour") || strings.Contains(stderr, "help.")) {
			t.Fatalf("%d %q", code, stderr)
		}
		if code == 0 && i == 29 {
			t.Error("one person can write as much as they like")
		}
	}
	blocked := filepath.Join(dir, "nowhere\x00")
	if code, _, stderr := answering(t, "help@tickets.example", mail, blocked); code != 75 || stderr == "" {
		t.Errorf("without a database the mail server does not come back: %d %q", code, stderr)
	}
}

// asked founds an organisation in a folder, has its owner ask support, and returns the mails about it:
// one of each kind.
func asked(t *testing.T, dir string) map[models.MailKind]models.Mail {
	t.Helper()
	if code, _, stderr := runIn(t, dir, "seven quiet lanterns\n", "init", "--organisation", "Nordlys", "--name", "Signe", "--email", "signe@nordlys.example", "--password-file", "-"); code != 0 {
		t.Fatal(stderr)
	}
	s, err := models.Open(t.Context(), models.Options{Path: filepath.Join(dir, "coulisse.db"), Keys: keysIn(t, dir)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	d := &demo{ctx: t.Context(), store: s, actors: map[string]access.Actor{}}
	trial, err := s.BeginTry(t.Context(), models.Try{Email: "signe@nordlys.example"}, models.Lockout{})
	if err != nil {
		t.Fatal(err)
	}
	owner, err := d.signIn(trial.User)
	if err != nil {
		t.Fatal(err)
	}
	staff, err := s.AddStaff(t.Context(), "Sofie", "sofie@desk.example", "en", false)
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.OpenRequest(t.Context(), owner, models.NewRequest{Topic: models.TopicOther, Subject: "x", Text: "x"})
	if err == nil {
		_, err = s.AnswerRequest(t.Context(), staff, r.ID, "y")
	}
	mails := map[models.MailKind]models.Mail{}
	for err == nil {
		var m *models.Mail
		if m, err = s.ClaimMail(t.Context(), time.Hour); m == nil {
			break
		}
		mails[m.Kind] = *m
	}
	if err != nil {
		t.Fatal(err)
	}
	return mails
}

// A mail server's word that a mail did not arrive is taken at the same pipe.
func TestAMailServersPipeTakesWhatCameBack(t *testing.T) {
	dir := t.TempDir()
	m := asked(t, dir)[models.MailStaffAdded]
	report := "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: help+" + m.ReturnTag + "@tickets.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n--b--\r\n"
	for _, want := range []string{"A mail (staff_added) came back, which is noted.\n", "A mail came back that is not known here, or of which it was known.\n"} {
		var out, failed bytes.Buffer
		code := Run(t.Context(), []string{"mail", "receive"}, []string{"COULISSE_DATA_DIR=" + dir, "COULISSE_MAIL__BOUNCE_TO=help@tickets.example"}, strings.NewReader(report), &out, &failed)
		if code != 0 || out.String() != want || failed.Len() > 0 {
			t.Errorf("%d %q %q", code, out.String(), failed.String())
		}
	}
}

func keysIn(t *testing.T, dir string) models.Keys {
	t.Helper()
	keys, err := models.LoadKeys(filepath.Join(dir, "keys"))
	if err != nil {
		t.Fatal(err)
	}
	return keys
}
