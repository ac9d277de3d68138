package postfix_test

import (
	"errors"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

func TestAnswersByMailAndMailsThatComeBackGoThroughPostfix(t *testing.T) {
	d := start(t, "main.cf", "localhost").open(t)
	first := d.answer(t, "What is kept.")
	replyTo := strings.Trim(first.Header.Get("Reply-To"), "<>")
	if !strings.HasPrefix(replyTo, "help+1001.") || !strings.HasPrefix(first.From, "help+b") || !strings.Contains(first.Header.Get("Received"), "SMTPSA") {
		t.Fatalf("support's answer came as %s from %s:\n%s", replyTo, first.From, first.Raw)
	}
	t.Run("an answer is added, and what follows refers to it", func(t *testing.T) {
		if err := d.bring(d.owner.Email, replyTo, "Message-ID: <1@nordlys.example>\nIn-Reply-To: "+first.Header.Get("Message-Id")+"\n\nThank you.\n\nOn Tue, 16 Jun 2026, Sofie wrote:\n> What is kept.\n"); err != nil {
			t.Fatal(err)
		}
		d.awaitSaid(t, "Thank you.")
		second := d.answer(t, "You are welcome.")
		if got := second.Header.Get("In-Reply-To"); got != "<1@nordlys.example>" || !strings.Contains(second.Header.Get("References"), first.Header.Get("Message-Id")) {
			t.Errorf("the next mail answers %s and refers to %s", got, second.Header.Get("References"))
		}
	})
	t.Run("an address that is none is refused at once", func(t *testing.T) {
		for _, to := range []string{"random@tickets.example", "random+1001.x@tickets.example"} {
			if err := d.bring(d.owner.Email, to, "\nHello\n"); !unknown(err) {
				t.Errorf("%s: %v", to, err)
			}
		}
		if err := d.bring(d.owner.Email, "somebody@elsewhere.example", "\nHello\n"); err == nil || !strings.Contains(err.Error(), "Relay access denied") {
			t.Errorf("Postfix relays for everybody: %v", err)
		}
	})
	t.Run("a refusal reaches its sender as a sentence", func(t *testing.T) {
		refused(t, d, "max@nordlys.example", replyTo, "5.7.0", "did not come from the mail address to which we wrote")
		refused(t, d, "ina@nordlys.example", "help@tickets.example", "5.1.1", "the mail is to no address of a conversation: answer the mail that you got from the console")
	})
	t.Run("what cannot be taken now is kept and tried again", func(t *testing.T) { comesBack(t, d, replyTo) })
	t.Run("an invitation that comes back is shown as failed", func(t *testing.T) { returns(t, d) })
	t.Run("no program gets into the conversation", func(t *testing.T) {
		before := len(d.said(t))
		if err := d.bring(d.owner.Email, replyTo, "Auto-Submitted: auto-replied\n\nI am away.\n"); err != nil {
			t.Fatal(err)
		}
		if err := d.bring(d.owner.Email, replyTo, "Message-ID: <2@nordlys.example>\n\nI am here.\n"); err != nil {
			t.Fatal(err)
		}
		d.awaitSaid(t, "I am here.")
		d.await(t, "both mails to be handed over", func() bool { return d.queue(t) == "Mail queue is empty" })
		if after := len(d.said(t)); after != before+1 {
			t.Errorf("%d messages more: %q", after-before, d.said(t))
		}
	})
}

// unknown tells whether a mail server refused a recipient as one that there is not.
func unknown(err error) bool {
	var said *textproto.Error
	return errors.As(err, &said) && said.Code == 550 && strings.HasPrefix(said.Msg, "5.1.1 ")
}

// refused sends a mail that is not taken, and reads what its sender gets.
func refused(t *testing.T, d *desk, from, to, status, says string) {
	t.Helper()
	if err := d.bring(from, to, "\nLet me in.\n"); err != nil {
		t.Fatal(err)
	}
	m := d.next(t, from)
	raw := strings.Join(strings.Fields(m.Raw), " ")
	if m.From != "" || !strings.Contains(raw, says) || !strings.Contains(raw, "Status: "+status) || strings.Contains(raw, "help.mail") {
		t.Errorf("%s reads:\n%s", from, m.Raw)
	}
}

// comesBack takes the settings away for a while.
func comesBack(t *testing.T, d *desk, replyTo string) {
	d.write(t, "config.yaml", "mail:\n  reply_too: x\n")
	if err := d.bring(d.owner.Email, replyTo, "Message-ID: <3@nordlys.example>\n\nLater.\n"); err != nil {
		t.Fatal(err)
	}
	d.await(t, "the mail to be deferred", func() bool {
		return strings.Contains(d.log(), "status=deferred (temporary failure. Command output: coulisse: the settings cannot be used")
	})
	d.write(t, "config.yaml", settings)
	d.flush(t)
	d.awaitSaid(t, "Later.")
}

// returns invites somebody whose mail server does not know them.
func returns(t *testing.T, d *desk) {
	d.world.Be(testkit.RefusesRecipient)
	defer d.world.Be(testkit.Accepts)
	id, err := d.store.Invite(t.Context(), d.owner, models.Details{Email: "eva@nordlys.example", Name: "Eva", Role: access.Custom,
		Grant: access.Grant{Levels: access.Levels{access.Events: access.View}, Scope: access.Scope{All: true}}}, true)
	if err != nil {
		t.Fatal(err)
	}
	var p *models.Person
	d.await(t, "the invitation to come back", func() bool {
		if p, err = d.store.Person(t.Context(), d.owner, id); err != nil {
			t.Fatal(err)
		}
		return p.Status == models.Failed
	})
	if !strings.HasPrefix(p.Invitation.Failure, "returned ") || !strings.Contains(p.Invitation.Failure, "550 5.1.1 No such person here") {
		t.Errorf("it failed because of %q", p.Invitation.Failure)
	}
}

// Where Postfix delivers the domain itself, it is set up in another way.
func TestAnswersByMailGoThroughPostfixWhereTheDomainIsLocal(t *testing.T) {
	d := start(t, "main-local.cf", "localhost, tickets.example").open(t)
	replyTo := strings.Trim(d.answer(t, "What is kept.").Header.Get("Reply-To"), "<>")
	if err := d.bring(d.owner.Email, replyTo, "Message-ID: <1@nordlys.example>\n\nThank you.\n"); err != nil {
		t.Fatal(err)
	}
	d.awaitSaid(t, "Thank you.")
	if err := d.bring(d.owner.Email, "random@tickets.example", "\nHello\n"); !unknown(err) {
		t.Errorf("an address that is none: %v", err)
	}
}

// The guide names what is there, and the files name what the guide does.
func TestTheGuideSaysWhatIsTriedHere(t *testing.T) {
	guide, err := os.ReadFile(filepath.Join("..", "..", "docs", "operating.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(guide), "\n## Answers by mail\n")
	section, _, _ = strings.Cut(section, "\n## ")
	if !found {
		t.Fatal("the guide has no section on answers by mail")
	}
	for _, name := range []string{"main.cf", "main-local.cf", "master.cf", "coulisse_transport", "coulisse_recipients", "sasl/smtpd.conf", "saslpasswd2 -c -u tickets.example coulisse", "chown root:postfix /etc/sasldb2", "chmod 640 /etc/sasldb2"} {
		if !strings.Contains(section, name) {
			t.Errorf("the guide does not name %s", name)
		}
	}
	for line := range strings.Lines(settings) {
		if !strings.Contains(section, strings.TrimSpace(line)) {
			t.Errorf("the guide does not say to set %q", line)
		}
	}
}
