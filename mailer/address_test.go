package mailer_test

import (
	"errors"
	"net/mail"
	"strings"
	"testing"

	"coulisse/mailer"
	"coulisse/testkit"
)

func TestAnAddressInAnotherScriptIsWrittenSoThatEveryServerReadsIt(t *testing.T) {
	for name, c := range map[string]struct {
		to              mail.Address
		ascii, utf8     bool
		header, arrives string
	}{
		"a domain":             {to: mail.Address{Name: "Ærø Åse", Address: "info@bücher.test"}, header: "=?utf-8?q?=C3=86r=C3=B8_=C3=85se?= <info@xn--bcher-kva.test>", arrives: "info@xn--bcher-kva.test"},
		"a domain, ASCII only": {to: mail.Address{Address: "info@Bücher.test"}, ascii: true, header: "<info@xn--bcher-kva.test>", arrives: "info@xn--bcher-kva.test"},
		"plain":                {to: mail.Address{Name: "Ana", Address: "ana@nordlys.example"}, header: `"Ana" <ana@nordlys.example>`, arrives: "ana@nordlys.example"},
		"a kasse of its own":   {to: mail.Address{Address: "a@kaße.test"}, header: "<a@xn--kae-6ka.test>", arrives: "a@xn--kae-6ka.test"},
		"the part before the @": {to: mail.Address{Name: "Ærø", Address: "ærø@bücher.test"}, utf8: true, header: "=?utf-8?q?=C3=86r=C3=B8?= <ærø@xn--bcher-kva.test>",
			arrives: "ærø@xn--bcher-kva.test"},
	} {
		t.Run(name, func(t *testing.T) {
			s := testkit.NewMailServer(t, testkit.MailServerOptions{ASCII: c.ascii})
			m := greeting
			m.To = c.to
			if err := transport(s, "none").Send(t.Context(), m); err != nil {
				t.Fatal(err)
			}
			got := s.Wait(t, 1)[0]
			if got.To != c.arrives || got.Header.Get("To") != c.header || got.UTF8 != c.utf8 {
				t.Errorf("to %q, header %q, SMTPUTF8 %v", got.To, got.Header.Get("To"), got.UTF8)
			}
			if to, err := got.Header.AddressList("To"); err != nil || to[0].Name != c.to.Name {
				t.Error(to, err)
			}
		})
	}
}

func TestAnAddressThatTheServerCannotTakeFailsAloneAndSaysWhy(t *testing.T) {
	s := testkit.NewMailServer(t, testkit.MailServerOptions{ASCII: true})
	line := transport(s, "none").Keep()
	defer line.Close()
	m := greeting
	m.To = mail.Address{Address: "ærø@nordlys.example"}
	var f *mailer.Failure
	if err := line.Send(t.Context(), m); !errors.As(err, &f) || f.Reason != mailer.NotASCII || !f.Final() || f.Everywhere() {
		t.Errorf("%#v", err)
	}
	if err := line.Send(t.Context(), greeting); err != nil {
		t.Error(err)
	}
	if s.Conversations() != 1 {
		t.Error(s.Conversations(), "conversations")
	}
}

func TestSigningInWorksHoweverTheServerAsks(t *testing.T) {
	for name, o := range map[string]testkit.MailServerOptions{
		"LOGIN, lower case":         {Mechanisms: []string{"LOGIN"}, Prompts: []string{"username:", "password:"}},
		"LOGIN, another language":   {Mechanisms: []string{"LOGIN"}, Prompts: []string{"Benutzer", "Kennwort"}},
		"LOGIN, no words":           {Mechanisms: []string{"LOGIN"}, Prompts: []string{"", ""}},
		"LOGIN, nothing inline":     {Mechanisms: []string{"LOGIN"}, NotInline: true},
		"PLAIN, nothing inline":     {Mechanisms: []string{"PLAIN"}, NotInline: true},
		"both, nothing inline":      {NotInline: true},
		"CRAM-MD5":                  {Mechanisms: []string{"CRAM-MD5"}},
		"the known among the rest":  {Mechanisms: []string{"XOAUTH2", "SCRAM-SHA-256", "LOGIN"}},
		"with a password in UTF-8":  {Password: "gehæim€"},
		"LOGIN, password in UTF-8":  {Mechanisms: []string{"LOGIN"}, Password: "gehæim€"},
		"an account with a space":   {Username: "con sole"},
		"a password that is a word": {Password: "*"},
	} {
		t.Run(name, func(t *testing.T) {
			leavesNothing(t)
			o.STARTTLS = true
			if o.Username == "" {
				o.Username = "console"
			}
			if o.Password == "" {
				o.Password = "geheim"
			}
			s := testkit.NewMailServer(t, o)
			to := transport(s, "starttls")
			to.Username, to.Password = o.Username, o.Password
			if err := to.Send(t.Context(), greeting); err != nil {
				t.Fatal(err)
			}
			if got := s.Wait(t, 1)[0]; !got.SignedIn || !got.Encrypted {
				t.Errorf("%+v", got)
			}
			to.Password = "falsch"
			var f *mailer.Failure
			if err := to.Send(t.Context(), greeting); !errors.As(err, &f) || f.Reason != mailer.Credentials || strings.Contains(err.Error(), "falsch") {
				t.Errorf("with a wrong password: %v", err)
			}
		})
	}
}
