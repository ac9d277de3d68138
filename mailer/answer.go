package mailer

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"net/textproto"
	"strings"

	"coulisse/models"
)

// ErrAutomatic is a mail that a program wrote and that says nothing that we keep: an answer to it, or a
// complaint about it, would go round in circles. It is dropped without a word to its sender.
var ErrAutomatic = errors.New("an automatic mail is not taken")

// Misaddressed is the error of a mail to no address of a conversation: a sentence for its sender.
type Misaddressed string

func (m Misaddressed) Error() string { return string(m) }

// Inbox are the addresses at which the installation takes mails, without what makes one a single person's
// or a single mail's. Either may be empty, or both the same.
type Inbox struct {
	ReplyTo  string // for answers to requests
	BounceTo string // for mails that come back
}

// Incoming is a mail that came: an answer or, when Returned is not nil, word that a mail of ours did not arrive.
type Incoming struct {
	Answer   models.AnsweredMail
	Returned *models.ReturnedMail
}

// ReadAnswer reads one mail (RFC 5322) that answers a request. replyTo is the address that mails
// about requests give, without what makes it one person's. Its errors are those of Inbox.Read.
func ReadAnswer(r io.Reader, replyTo string) (models.AnsweredMail, error) {
	in, err := Inbox{ReplyTo: replyTo}.Read(r)
	if err == nil && in.Returned != nil {
		err = ErrAutomatic
	}
	return in.Answer, err
}

// Read reads one mail (RFC 5322) to its end, within bounds on what that costs. Its errors are sentences
// for whoever sent it, but for ErrAutomatic.
func (b Inbox) Read(r io.Reader) (in Incoming, err error) {
	limited := &metered{Reader: r, left: mostHead}
	m, err := mail.ReadMessage(limited)
	if err != nil {
		if err = errUnreadable; limited.over() {
			err = errTooMuchHead
		}
		drain(limited)
		return in, err
	}
	limited.left += mostMail - mostHead
	parts, err := readParts(textproto.MIMEHeader(m.Header), bufio.NewReaderSize(m.Body, longestLine))
	drain(limited)
	switch returned := b.returned(m.Header, parts); {
	case err == nil && returned != nil:
		return Incoming{Returned: returned}, nil
	case automatic(m.Header) || parts.report != "":
		return in, ErrAutomatic
	case limited.over():
		return in, fmt.Errorf("the mail is larger than %d MB: send it again without the files", mostMail>>20)
	case err != nil:
		return in, err
	}
	in.Answer, err = b.answer(m.Header, parts)
	return in, err
}

// answer is what somebody wrote, for whom, and which files came along.
func (b Inbox) answer(h mail.Header, parts *parts) (a models.AnsweredMail, err error) {
	from, err := h.AddressList("From")
	if err != nil || len(from) != 1 {
		return a, errors.New("the mail does not say from which one address it comes")
	}
	tags := tagsIn(h, b.ReplyTo)
	if len(tags) == 0 {
		return a, Misaddressed("the mail is to no address of a conversation: answer the mail that you got from the console")
	}
	text, err := parts.text()
	if err != nil {
		return a, err
	}
	return models.AnsweredMail{Tags: tags, From: from[0].Address, ID: idIn(h.Get("Message-ID")),
		Text: kept(Written(text)), Files: parts.files}, nil
}

// idIn is a Message-ID without brackets; "" for what is none, because it goes into headers of ours later.
func idIn(value string) string {
	id := strings.Trim(strings.TrimSpace(value), "<>")
	foreign := func(r rune) bool { return r <= ' ' || r > '~' || r == '<' || r == '>' }
	if len(id) > 250 || strings.ContainsFunc(id, foreign) {
		return ""
	}
	return id
}

// tagsIn are what stands behind the + of the addresses to which the mail went.
func tagsIn(h mail.Header, address string) (tags []string) {
	local, domain, _ := strings.Cut(address, "@")
	for _, field := range []string{"Delivered-To", "X-Original-To", "To", "Cc"} {
		for _, value := range h[field] {
			list, err := mail.ParseAddressList(value)
			if err != nil {
				continue
			}
			for _, a := range list {
				at := strings.LastIndexByte(a.Address, '@')
				user, tag, found := strings.Cut(a.Address[:at], "+")
				if found && strings.EqualFold(user, local) && strings.EqualFold(a.Address[at+1:], domain) && len(tag) <= 40 {
					tags = append(tags, tag)
				}
			}
		}
	}
	return tags
}

// kept is as much of a text as a conversation takes.
func kept(text string) string {
	if runes := []rune(text); len(runes) > models.MaxText {
		return strings.TrimSpace(string(runes[:models.MaxText-1])) + "…"
	}
	return text
}
