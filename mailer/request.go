package mailer

import (
	"net/mail"
	"strconv"
	"strings"

	"coulisse/models"
)

// answersTo is the address to which the recipient of a mail answers a request: help+TAG@domain.
// "" where no answers are taken by mail.
func (w Writer) answersTo(m models.Mail) string {
	a, err := mail.ParseAddress(w.ReplyTo)
	if err != nil || m.AnswerTag == "" {
		return ""
	}
	local, domain, _ := strings.Cut(a.Address, "@")
	return local + "+" + m.AnswerTag + "@" + domain
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

// cleanedRequest is a request with what people typed made harmless, line by line; nil for none.
func cleanedRequest(r *models.MailedRequest) *models.MailedRequest {
	if r == nil {
		return nil
	}
	c := *r
	lines := strings.Split(c.Text, "\n")
	for i, line := range lines {
		lines[i] = defused(line)
	}
	c.Text = strings.Join(lines, "\n")
	return &c
}
