package mailer

import (
	"net/mail"
	"strconv"
	"strings"

	"coulisse/i18n"
	"coulisse/models"
	letter "coulisse/views/mail"
)

// answersTo is the address to which the recipient of a mail answers a request: help+TAG@domain.
// "" where no answers are taken by mail.
func (w Writer) answersTo(m models.Mail) string {
	return plus(w.ReplyTo, m.AnswerTag)
}

// plus is an address with a tag behind its local part; "" without the one or the other.
func plus(address, tag string) string {
	a, err := mail.ParseAddress(address)
	if err != nil || tag == "" {
		return ""
	}
	local, domain, _ := strings.Cut(a.Address, "@")
	return local + "+" + tag + "@" + domain
}

// references are what makes all mails about one request one conversation in a mail program (RFC 5322,
// 3.6.4): its own id, which no mail has and which outlives those that are not kept, and what the recipient
// has of it.
func (w Writer) references(m models.Mail) (ids []string) {
	if m.Data.Request == nil {
		return nil
	}
	ids = append(ids, "request."+m.Data.Request.ID+"@"+domainOf(w.From))
	for _, id := range m.Thread {
		if !strings.Contains(id, "@") {
			id += "@" + domainOf(w.From)
		}
		if id = idIn(id); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// requestNames fills the placeholders of mails about requests: number and topic.
func (d *draft) requestNames() {
	r := d.data.Request
	if r == nil {
		return
	}
	d.names = append(d.names, "number", strconv.Itoa(r.Number), "topic", d.Locale.T("help.topic."+r.Topic+".name"))
}

// requestAnswered brings the desk's answer to whoever asked.
func requestAnswered(d *draft) string {
	d.Said = strings.Split(d.data.Request.Text, "\n")
	return d.conversation("/help/")
}

// requestProof tells whoever asked for a test ticket that it is there.
func requestProof(d *draft) string {
	d.conversation("/help/")
	return "/help/" + d.data.Request.ID + "/ticket"
}

// requestWaits tells the desk that somebody waits; what they wrote stands in the console alone.
func requestWaits(d *draft) string {
	return d.conversation("/support/requests/")
}

// requestFiles tells whoever answered by mail that the files in it were not kept.
func requestFiles(d *draft) string {
	for _, f := range d.data.Request.Files {
		d.Facts = append(d.Facts, letter.Fact{Label: f.Name, Value: d.Locale.Size(i18n.Size(f.Size))})
	}
	if d.data.Request.Side == models.ByStaff {
		d.Subject = d.t("request_new.subject")
		return d.conversation("/support/requests/")
	}
	return d.conversation("/help/")
}

// conversation says how to answer, and is where the conversation stands.
func (d *draft) conversation(under string) string {
	d.Lasts = d.t("request.answer_there")
	if d.answerTo != "" {
		d.Lasts, d.Footer = d.t("request.answer_here"), d.t("request.footer")
		if d.data.Organisation == "" {
			d.Footer = d.t("request.footer_desk")
		}
	}
	return under + d.data.Request.ID
}

// cleanedRequest is a request with what people typed made harmless; nil for none.
func cleanedRequest(r *models.MailedRequest) *models.MailedRequest {
	if r == nil {
		return nil
	}
	c := *r
	c.Text, c.Files = asWritten(c.Text), nil
	for _, f := range r.Files {
		c.Files = append(c.Files, models.MailedFile{Name: harmless(f.Name), Size: f.Size})
	}
	return &c
}
