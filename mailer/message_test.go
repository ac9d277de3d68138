package mailer_test

import (
	"flag"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"coulisse/access"
	"coulisse/i18n"
	"coulisse/mailer"
	"coulisse/models"
	"coulisse/testkit"
)

const (
	base  = "https://console.nordlys.example"
	token = "tok_-EN0123456789"
)

var mailsTo = flag.String("mails", "", "folder to write the HTML of every mail to")

var writer = mailer.Writer{BaseURL: base, From: mail.Address{Name: "Coulisse", Address: "console@nordlys.example"}}

// paths is where the button of each kind of mail leads to. A kind that is missing here
// fails the tests, since they walk over the catalogue; "" is for one with nothing to open.
var paths = map[models.MailKind]string{
	models.MailInvitation:         "/invitations/" + token,
	models.MailInvitationExisting: "/invitations/" + token,
	models.MailInvitationAccepted: "/users/0197-m",
	models.MailInvitationDeclined: "/users/0197-m",
	models.MailInvitationAsked:    "/users/0197-m",
	models.MailPasswordReset:      "/password/reset/" + token,
	models.MailPasswordResetBy:    "/password/reset/" + token,
	models.MailStaffAdded:         "/password/reset/" + token,
	models.MailPasswordChanged:    "/password/forgot",
	models.MailTickets:            "/tickets/" + token,
	models.MailOrder:              "/orders/0197-o",
	models.MailSettlement:         "/finance/0197-e",
	models.MailOrderCancelled:     "",
	models.MailOrderRefunded:      "",
	models.MailTicketsRefunded:    "",
	models.MailReport:             "/reports/0197-e?from=2026-06-15",
	models.MailOwnershipOffered:   "/account/ownership?organisation=0197-g",
	models.MailOwnershipWithdrawn: "/account/ownership?organisation=0197-g",
	models.MailOwnershipDeclined:  "/account/ownership?organisation=0197-g",
	models.MailOwnershipAccepted:  "/account/ownership?organisation=0197-g",
	models.MailOwnershipTakenBack: "/account/ownership?organisation=0197-g",
	models.MailLetterRunning:      "/account/ownership?organisation=0197-g",
	models.MailLetterDone:         "/support/letters/0197-l",
	models.MailLetterRefused:      "/support/letters/0197-l",
	models.MailLetterObjected:     "/support/letters/0197-l",
	models.MailLetterMoot:         "/support/letters/0197-l",
	models.MailLetterFailed:       "/support/letters/0197-l",
	models.MailRequestAnswered:    "/help/0197-q",
	models.MailRequestProof:       "/help/0197-q/ticket",
	models.MailRequestNew:         "/support/requests/0197-q",
	models.MailRequestWaits:       "/support/requests/0197-q",
	models.MailRequestFiles:       "/help/0197-q",
	models.MailChangeAsked:        "/tasks?organisation=0197-g",
	models.MailChangeDone:         "/profile?organisation=0197-g",
	models.MailTest:               "/",

	models.MailPasswordResetSupport: "/password/reset/" + token,
	models.MailOpening:              "/openings/" + token,
	models.MailOpeningExisting:      "/openings/" + token,
	models.MailSupportView:          "/account?organisation=0197-g",
}

// sample is a mail of a kind in which everything that people type is s, or believable when
// s is empty.
func sample(kind models.MailKind, locale, s string) models.Mail {
	or := func(usual string) string {
		if s != "" {
			return s
		}
		return usual
	}
	return models.Mail{
		ID: "0197-r", OrganisationID: "0197-g", MessageID: "0197-i", Kind: kind, To: "ana@nordlys.example", ToName: or("Ana Søholm"), Locale: locale, Token: token, CreatedAt: testkit.Now,
		Data: models.MailData{
			Person: or("Ana Søholm"), Email: "ana@nordlys.example", Membership: "0197-m", Actor: or("Signe Holm"), Reason: or("Locked out on the evening of the premiere"), Organisation: or("Nordlys Teater"),
			Levels:      map[string]string{string(access.Events): "approve", string(access.Users): "view", "no_such_section": "edit", string(access.History): "no_such_level"},
			ScopeEvents: []string{or("Nytårskoncert"), or("Sommerfest")}, Role: access.Custom, RoleName: or("Foyer"), Validity: access.Validity{Until: "2027-01-31"},
			Expires: testkit.Now.Add(7 * 24 * time.Hour), Zone: "Europe/Copenhagen", Reduced: true, Text: or("My name is spelt with a y.\n\nThe phone is right."),
			Settlement: settled(kind, or("Nytårskoncert")),
			Order: &models.MailedOrder{ID: "0197-o", EventID: "0197-e", Event: or("Nytårskoncert"), Venue: or("Store Sal"), Begins: testkit.Now.Add(30 * 24 * time.Hour),
				Reference: "482915037", Tickets: 3, Total: 5400, Currency: "EUR", Channel: models.ChannelAPI, Opens: models.OpensOrder},
			Report: reportSample(or),
			Request: &models.MailedRequest{ID: "0197-q", Number: 1042, Topic: models.TopicTestTicket, Text: or("The logo is there now.") + "\n\n" + or("Best, Sofie"),
				Files: []models.MailedFile{{Name: or("plan.pdf"), Size: 2 << 20}, {Name: or("logo.png"), Size: 40 << 10}}},
			Ownership: &models.MailedOwnership{From: or("Signe Holm"), To: or("Ana Søholm"), Email: "ana@nordlys.example", Until: testkit.Now.Add(72 * time.Hour), Letter: 12, ID: "0197-l",
				Reason: or("Signe has left us.")},
		},
	}
}

// settled is what a mail about a settlement tells; nil for the other kinds.
func settled(kind models.MailKind, event string) *models.MailedSettlement {
	if kind != models.MailSettlement {
		return nil
	}
	return &models.MailedSettlement{EventID: "0197-e", Event: event, Begins: testkit.Now, Number: 12, Tickets: 400, Gross: 720000, Fee: 72000, Net: 648000, Currency: "EUR", Opens: true}
}

func write(t *testing.T, m models.Mail) mailer.Message {
	t.Helper()
	got, err := writer.Write(m)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func everyMail(t *testing.T, s string, check func(t *testing.T, m models.Mail, got mailer.Message)) {
	for kind := range paths {
		for _, locale := range i18n.Tags() {
			t.Run(string(kind)+"/"+locale, func(t *testing.T) {
				m := sample(kind, locale, s)
				check(t, m, write(t, m))
			})
		}
	}
}

var address = regexp.MustCompile(`(?i)[a-z]+://[^\s"'<>]*|www\.`)

func TestEveryMailSaysTheSameInTextAndHTML(t *testing.T) {
	everyMail(t, "", func(t *testing.T, m models.Mail, got mailer.Message) {
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(got.HTML))
		if err != nil {
			t.Fatal(err)
		}
		if lang, _ := doc.Find("html").Attr("lang"); lang != m.Locale {
			t.Errorf("lang %q", lang)
		}
		link := base + paths[m.Kind]
		if n := doc.Find(`a[href="` + link + `"]`).Length(); n != links(m.Kind) || doc.Find("a").Length() != links(m.Kind) || len(got.Links)*2 != links(m.Kind) {
			t.Errorf("%d links of %d lead to %s", n, doc.Find("a").Length(), link)
		}
		if links(m.Kind) > 0 && !strings.Contains(got.Text, "\n"+link+"\n") {
			t.Errorf("the link %s is not on a line of its own:\n%s", link, got.Text)
		}
		for _, found := range append(address.FindAllString(got.Text, -1), address.FindAllString(got.HTML, -1)...) {
			if found != link {
				t.Errorf("another address: %s", found)
			}
		}
		if n := doc.Find("img, link, script, iframe, form, [background], [src]").Length(); n != 0 || strings.Contains(got.HTML, "url(") {
			t.Error("the mail loads something")
		}
		inHTML := squeeze(doc.Find("body").Text())
		for line := range strings.Lines(got.Text) {
			line = strings.Trim(squeeze(line), "* \u202f:-–")
			if !strings.Contains(inHTML, line) {
				t.Errorf("only in the text: %q", line)
			}
		}
		for name, part := range map[string]string{"subject": got.Subject, "text": got.Text, "HTML": got.HTML} {
			if strings.ContainsAny(part, "⟦⟧{}") && name != "HTML" || strings.Contains(part, "⟦") || regexp.MustCompile(`\{[a-z]+\}`).MatchString(part) {
				t.Errorf("a key or a placeholder is left in the %s:\n%s", name, part)
			}
		}
		if !strings.Contains(got.Text, "Nordlys Teater") && m.Kind != models.MailTest && m.Kind != models.MailStaffAdded {
			t.Error("the organisation is not named")
		}
	})
}

// links is how many links a mail of a kind has: its button, and the same address written out.
func links(kind models.MailKind) int {
	if paths[kind] == "" {
		return 0
	}
	return 2
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

func TestEveryKindHasItsWords(t *testing.T) {
	known := map[string]bool{}
	for kind := range paths {
		known[string(kind)] = true
	}
	for _, key := range i18n.Must("en").Keys() {
		if kind, ok := strings.CutSuffix(key, ".subject"); ok && strings.HasPrefix(kind, "mails.") && !known[kind[len("mails."):]] {
			t.Errorf("%s has no test", kind)
		}
	}
	if _, err := writer.Write(models.Mail{Kind: "no_such_kind"}); err == nil {
		t.Error("a mail of an unknown kind was written")
	}
}

func TestAnInvitationTellsTheRightsInWords(t *testing.T) {
	m := sample(models.MailInvitation, "en", "")
	got := squeeze(write(t, m).Text)
	for _, want := range []string{
		"Signe Holm has invited you to work in the ticketing console of Nordlys Teater.",
		"* Events (approve) Sees events, with ticket types and quotas. Creates drafts of events and edits them, with their ticket types. Publishes, closes and cancels events.",
		"* Users (view) Sees all users and who may do what. * Role: Foyer * For: Nytårskoncert and Sommerfest * Access: until 31 January 2027",
		"open until 23 June 2026 at 10:30", // in Copenhagen
		"the link is meant for ana@nordlys.example alone",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
	m.Data.Role, m.Data.RoleName, m.Data.ScopeAll = "event_manager", "", true
	if got := squeeze(write(t, m).Text); !strings.Contains(got, "* Role: Event manager * For: all events") {
		t.Error(got)
	}
	m.Data.ScopeAll, m.Data.ScopeEvents = false, make([]string, 40)
	for i := range m.Data.ScopeEvents {
		m.Data.ScopeEvents[i] = "Koncert"
	}
	if got := squeeze(write(t, m).Text); !strings.Contains(got, "Koncert and 28 more events") {
		t.Error(got)
	}
	m.Data.Role, m.Data.Levels = "0197-gone", nil
	if got := squeeze(write(t, m).Text); !strings.Contains(got, "Nothing yet.") || strings.Contains(got, "Role:") || strings.Contains(got, "Koncert") {
		t.Error(got)
	}
}

func TestReducedRightsAreToldAndOnlyThen(t *testing.T) {
	m := sample(models.MailInvitationAccepted, "en", "")
	told := write(t, m).Text
	m.Data.Reduced = false
	if !strings.Contains(told, "left out") || strings.Contains(write(t, m).Text, "left out") {
		t.Error(told)
	}
}

func TestAMailWithoutNamesStillReads(t *testing.T) {
	got := write(t, models.Mail{Kind: models.MailTest, MessageID: "1", To: "ana@nordlys.example", Locale: "xx", CreatedAt: testkit.Now})
	if !strings.HasPrefix(got.Text, "Hello,\n") || !strings.Contains(got.Text, "from Coulisse") || got.ID != "1@nordlys.example" {
		t.Error(got.Text, got.ID)
	}
}

// With -mails=DIR the mails are written there, to be looked at.
func TestMailsToLookAt(t *testing.T) {
	dir := *mailsTo
	if dir == "" {
		dir = t.TempDir()
	}
	everyMail(t, "", func(t *testing.T, m models.Mail, got mailer.Message) {
		name := filepath.Join(dir, string(m.Kind)+"."+m.Locale)
		if err := os.WriteFile(name+".html", []byte(got.HTML), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name+".txt", []byte(got.Subject+"\n\n"+got.Text), 0o644); err != nil {
			t.Fatal(err)
		}
	})
}
