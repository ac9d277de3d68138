package mailer

import (
	"bytes"
	"net/mail"
	"net/textproto"
	"strings"

	"coulisse/models"
)

// returned is word that a mail of ours did not arrive (RFC 3464); nil for any other mail, and where a
// server says that it goes on trying.
func (b Inbox) returned(h mail.Header, p *parts) *models.ReturnedMail {
	answer, failed := failedIn(p.status)
	if !failed {
		return nil
	}
	r := &models.ReturnedMail{Tags: tagsIn(h, b.BounceTo), Answer: answer}
	if id := idIn(headOf(p.original).Get("Message-ID")); id != "" {
		r.MessageID, _, _ = strings.Cut(id, "@")
	}
	return r
}

// failedIn reads what a server says about each recipient, and is what it says about the first one that the
// mail did not reach.
func failedIn(status []byte) (answer string, failed bool) {
	text := bytes.ReplaceAll(status[:min(len(status), mostPart)], []byte("\r\n"), []byte("\n"))
	for block := range bytes.SplitSeq(text, []byte("\n\n")) {
		h := headerIn(bytes.TrimLeft(block, "\n"))
		action, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(h.Get("Action"))), " ")
		if action == "failed" {
			return saidOf(h), true
		}
	}
	return "", false
}

// saidOf is what a server said about a recipient, in its own words where it gives them.
func saidOf(h textproto.MIMEHeader) string {
	kind, words, typed := strings.Cut(h.Get("Diagnostic-Code"), ";")
	if !typed {
		words, kind = kind, ""
	}
	status, _, _ := strings.Cut(strings.TrimSpace(h.Get("Status")), " ")
	words = oneLine(clean(strings.ToValidUTF8(words, "\uFFFD")))
	bySMTP := strings.EqualFold(strings.TrimSpace(kind), "smtp")
	if words != "" && (bySMTP || strings.Contains(words, status)) {
		return words
	}
	return oneLine(strings.TrimSpace(status + " " + words))
}

// headOf is the header of a mail of which one has the beginning.
func headOf(content []byte) textproto.MIMEHeader {
	content = bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n"))
	top, _, _ := bytes.Cut(bytes.TrimLeft(content, "\n"), []byte("\n\n"))
	return headerIn(top[:min(len(top), mostPart)])
}
