package mailer

import (
	"bytes"
	"context"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"coulisse/i18n"
	"coulisse/models"
	letter "coulisse/views/mail"
)

// Writer puts mails into words. Every link in them begins with BaseURL, which comes from the
// settings and from nowhere else.
type Writer struct {
	BaseURL string // without a slash at the end
	From    mail.Address
	Inbox
}

// Write makes the message of an outbox row, in the recipient's language.
func (w Writer) Write(m models.Mail) (Message, error) {
	d := newDraft(m)
	d.answerTo = w.answersTo(m)
	compose, ok := kinds[m.Kind]
	if !ok {
		return Message{}, fmt.Errorf("no message of kind %q", m.Kind)
	}
	path := compose(d)
	var links []string
	if path != "" {
		d.Button = letter.Button{Label: d.t(string(m.Kind) + ".button"), Href: w.BaseURL + path}
		links = []string{d.Button.Href}
	}
	var html bytes.Buffer
	if err := letter.HTML(d.Letter).Render(context.Background(), &html); err != nil {
		return Message{}, err
	}
	return Message{
		Row: m.ID, Organisation: m.OrganisationID, ID: m.MessageID + "@" + domainOf(w.From), Date: m.CreatedAt,
		From: w.From, Sender: plus(w.BounceTo, m.ReturnTag), To: mail.Address{Name: harmless(m.ToName), Address: m.To},
		ReplyTo: mail.Address{Address: d.answerTo}, References: w.references(m),
		Subject: d.Subject, Text: plain(d.Letter), HTML: html.String(), Links: links,
	}, nil
}

// draft is a letter while it is being written.
type draft struct {
	letter.Letter
	mail  models.Mail
	data  models.MailData
	names []any // placeholders of the catalogue
	zone  *time.Location

	answerTo string // address to which the recipient may answer; "" for none
}

// newDraft fills in what all letters share. What strangers wrote is cleaned first.
func newDraft(m models.Mail) *draft {
	l, ok := i18n.Lookup(m.Locale)
	if !ok {
		l = i18n.Must("en")
	}
	zone, err := time.LoadLocation(m.Data.Zone)
	if err != nil {
		zone = time.UTC
	}
	d := &draft{mail: m, data: cleaned(m.Data), zone: zone}
	if d.data.Actor == "" {
		d.data.Actor = d.data.Organisation
	}
	to := harmless(m.To)
	d.names = []any{"person", d.data.Person, "invited", d.data.Email, "actor", d.data.Actor, "organisation", d.data.Organisation, "email", to, "reason", d.data.Reason,
		"until", l.DateTime(d.data.Expires.In(zone)), "at", l.DateTime(m.CreatedAt.In(zone))}
	d.Locale, d.From = l, d.data.Organisation
	d.orderNames()
	d.reportNames()
	d.ownershipNames()
	d.requestNames()
	d.Greeting, d.Footer = l.T("mails.greeting", "name", harmless(m.ToName)), d.t("footer")
	if m.ToName == "" {
		d.Greeting = l.T("mails.greeting_plain")
	}
	if d.From == "" {
		d.From, d.Footer = "Coulisse", d.t("footer_plain")
	}
	kind := string(m.Kind)
	d.Subject, d.Title = d.t(kind+".subject"), d.t(kind+".title")
	d.Paragraphs = []string{d.t(kind + ".text")}
	d.Unexpected = d.t(kind + ".unexpected")
	return d
}

// t is a text of the mails' catalogue with all names filled in.
func (d *draft) t(key string) string { return d.Locale.T("mails."+key, d.names...) }

// kinds has the function for each kind of mail: it adds what only this kind says and
// returns the path that the button leads to, "" when there is nothing to open.
var kinds = map[models.MailKind]func(*draft) string{
	models.MailInvitation:         invitation,
	models.MailInvitationExisting: invitation,
	models.MailInvitationAccepted: invitationAccepted,
	models.MailInvitationDeclined: personPage,
	models.MailInvitationAsked:    personPage,
	models.MailPasswordReset:      passwordReset,
	models.MailPasswordResetBy:    passwordReset,
	models.MailStaffAdded:         passwordReset,
	models.MailPasswordChanged:    func(*draft) string { return "/password/forgot" },
	models.MailTickets:            tickets,
	models.MailOrder:              orderPlaced,
	models.MailSettlement:         settlement,
	models.MailOrderCancelled:     orderEnded,
	models.MailOrderRefunded:      orderEnded,
	models.MailTicketsRefunded:    orderEnded,
	models.MailReport:             salesReport,
	models.MailOwnershipOffered:   ownershipPage,
	models.MailOwnershipWithdrawn: ownershipPage,
	models.MailOwnershipDeclined:  ownershipPage,
	models.MailOwnershipAccepted:  ownershipPage,
	models.MailOwnershipTakenBack: ownershipPage,
	models.MailLetterRunning:      ownershipPage,
	models.MailLetterDone:         letterDone,
	models.MailLetterRefused:      letterPage,
	models.MailLetterObjected:     letterPage,
	models.MailLetterMoot:         letterPage,
	models.MailLetterFailed:       letterPage,
	models.MailRequestAnswered:    requestAnswered,
	models.MailRequestProof:       requestProof,
	models.MailRequestNew:         requestWaits,
	models.MailRequestWaits:       requestWaits,
	models.MailRequestFiles:       requestFiles,
	models.MailChangeAsked:        quoting("/tasks"),
	models.MailChangeDone:         quoting("/profile"),
	models.MailTest:               func(*draft) string { return "/" },

	models.MailPasswordResetSupport: passwordResetSupport,
	models.MailOpening:              opening,
	models.MailOpeningExisting:      opening,
	models.MailSupportView:          supportView,
}

func invitation(d *draft) string {
	d.Rights = rightsOf(d)
	d.Lasts = d.t(string(d.mail.Kind) + ".lasts")
	return "/invitations/" + d.mail.Token
}

// invitationAccepted also tells that rights were capped (rule of delegation 7).
func invitationAccepted(d *draft) string {
	if d.data.Reduced {
		d.Paragraphs = append(d.Paragraphs, d.t("invitation_accepted.reduced"))
	}
	return personPage(d)
}

// here is the path of a page that names no row, in the organisation of the mail: its reader may be
// in another one of theirs.
func (d *draft) here(path string) string {
	if d.mail.OrganisationID == "" || d.mail.OrganisationID == models.Desk {
		return path
	}
	return path + "?organisation=" + d.mail.OrganisationID
}

func personPage(d *draft) string { return "/users/" + d.data.Membership }

func passwordReset(d *draft) string {
	d.Lasts = d.t(string(d.mail.Kind) + ".lasts")
	return "/password/reset/" + d.mail.Token
}

// plain is the letter as text. The link stands on a line of its own, so that programs
// make it one to click on.
func plain(l letter.Letter) string {
	parts := append([]string{l.Greeting}, l.Paragraphs...)
	if len(l.Facts) > 0 {
		parts = append(parts, plainFacts(l))
	}
	if len(l.Said) > 0 {
		parts = append(parts, strings.Join(l.Said, "\n"))
	}
	if l.Rights != nil {
		parts = append(parts, plainRights(l))
	}
	if l.Button.Href != "" {
		parts = append(parts, l.Locale.T("mails.link", "label", l.Button.Label)+"\n"+l.Button.Href)
	}
	if l.Lasts != "" {
		parts = append(parts, l.Lasts)
	}
	parts = append(parts, l.Unexpected, "-- \n"+l.Footer)
	return strings.Join(parts, "\n\n") + "\n"
}

func plainFacts(l letter.Letter) string {
	lines := make([]string, len(l.Facts))
	for i, f := range l.Facts {
		lines[i] = "  * " + l.Locale.T("mails.rights.fact", "label", f.Label, "value", f.Value)
	}
	return strings.Join(lines, "\n")
}

func plainRights(l letter.Letter) string {
	lines := []string{l.Locale.T("mails.rights.title")}
	if len(l.Rights.Sections) == 0 {
		lines = append(lines, "  "+l.Locale.T("mails.rights.none"))
	}
	for _, s := range l.Rights.Sections {
		lines = append(lines, "  * "+s.Name)
		for _, sentence := range s.Sentences {
			lines = append(lines, "      "+sentence)
		}
	}
	for _, f := range l.Rights.Facts {
		lines = append(lines, "  * "+l.Locale.T("mails.rights.fact", "label", f.Label, "value", f.Value))
	}
	return strings.Join(lines, "\n")
}
