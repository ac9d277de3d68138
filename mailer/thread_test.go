package mailer_test

import (
	"strings"
	"testing"

	"coulisse/models"
	"coulisse/testkit"
)

// All mails about one request are one conversation in the reader's mail program: they refer to each other, and bear one
// subject, by which some programs go too.
func TestMailsAboutOneRequestAreOneThread(t *testing.T) {
	server := testkit.NewMailServer(t, testkit.MailServerOptions{})
	m := sample(models.MailRequestAnswered, "en", "")
	long := strings.Repeat("x", 200) + "@mail.example"
	m.Thread = []string{"0197-a", "reply-1@nordlys.example", "two words@x", "<b>@x", long}
	if err := transport(server, "none").Send(t.Context(), write(t, m)); err != nil {
		t.Fatal(err)
	}
	got := server.Wait(t, 1)[0].Header
	if id := got.Get("Message-Id"); id != "<0197-i@nordlys.example>" {
		t.Errorf("Message-ID: %s", id)
	}
	if answers := got.Get("In-Reply-To"); answers != "<"+long+">" {
		t.Errorf("In-Reply-To: %s", answers)
	}
	want := "<request.0197-q@nordlys.example> <0197-a@nordlys.example> <reply-1@nordlys.example> <" + long + ">"
	if refers := strings.Join(strings.Fields(got.Get("References")), " "); refers != want {
		t.Errorf("References: %s", refers)
	}
	subjects := map[string]string{}
	for kind, side := range map[models.MailKind]string{models.MailRequestAnswered: "member", models.MailRequestProof: "member", models.MailRequestFiles: "member",
		models.MailRequestNew: "desk", models.MailRequestWaits: "desk"} {
		subject := write(t, sample(kind, "da", "")).Subject
		if known := subjects[side]; known != "" && known != subject {
			t.Errorf("%s: %q and %q", kind, subject, known)
		}
		subjects[side] = subject
	}
	other := sample(models.MailInvitation, "en", "")
	other.Data.Request = nil
	if refers := write(t, other).References; refers != nil {
		t.Errorf("an invitation refers to %v", refers)
	}
}

// A mail comes back to an address of its own, where one is set; else to the sender that everybody sees.
func TestAMailLeavesUnderAnAddressForWhatComesBack(t *testing.T) {
	server := testkit.NewMailServer(t, testkit.MailServerOptions{})
	m := sample(models.MailInvitation, "en", "")
	m.ReturnTag = "b0123"
	with := writer
	for i, want := range []string{"console@nordlys.example", "bounces+b0123@tickets.example"} {
		message, err := with.Write(m)
		if err != nil {
			t.Fatal(err)
		}
		if err := transport(server, "none").Send(t.Context(), message); err != nil {
			t.Fatal(err)
		}
		if got := server.Wait(t, i+1)[i]; got.From != want || !strings.Contains(got.Header.Get("From"), "console@nordlys.example") {
			t.Errorf("comes back to %q, from %q", got.From, got.Header.Get("From"))
		}
		with.Inbox = inbox
	}
}
