package mailer

import (
	"errors"
	"io"
	"net/mail"
	"strings"

	"coulisse/models"
)

// mostAnswer is the largest mail that is read, in bytes.
const mostAnswer = 1 << 20

// ErrAutomatic is a mail that a program wrote: an answer to it, or a complaint about it, would go
// round in circles. It is dropped without a word to its sender.
var ErrAutomatic = errors.New("an automatic mail is not taken")

// ReadAnswer reads one mail (RFC 5322) that answers a request. replyTo is the address that mails
// about requests give, without what makes it one person's. Its errors are sentences for whoever
// sent it, but for ErrAutomatic.
func ReadAnswer(r io.Reader, replyTo string) (models.AnsweredMail, error) {
	limited := &io.LimitedReader{R: r, N: mostAnswer + 1}
	m, err := mail.ReadMessage(limited)
	if err != nil {
		return models.AnsweredMail{}, errors.New("this is not a mail that can be read")
	}
	if automatic(m.Header) {
		return models.AnsweredMail{}, ErrAutomatic
	}
	from, err := m.Header.AddressList("From")
	if err != nil || len(from) != 1 {
		return models.AnsweredMail{}, errors.New("the mail does not say from which one address it comes")
	}
	tags := tagsIn(m.Header, replyTo)
	if len(tags) == 0 {
		return models.AnsweredMail{}, errors.New("the mail is to no address of a conversation: answer the mail that you got from the console")
	}
	text, err := textOf(m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Body, 0)
	switch {
	case limited.N <= 0:
		return models.AnsweredMail{}, errors.New("the mail is larger than 1 MB: write without attachments")
	case err != nil:
		return models.AnsweredMail{}, err
	}
	return models.AnsweredMail{Tags: tags, From: from[0].Address, ID: strings.Trim(strings.TrimSpace(m.Header.Get("Message-ID")), "<>"), Text: kept(Written(text))}, nil
}

// automatic tells whether a program wrote the mail (RFC 3834): an absence note, a mailing list, or
// a mail server that could not deliver.
func automatic(h mail.Header) bool {
	if auto := strings.ToLower(strings.TrimSpace(h.Get("Auto-Submitted"))); auto != "" && auto != "no" {
		return true
	}
	switch strings.ToLower(strings.TrimSpace(h.Get("Precedence"))) {
	case "bulk", "junk", "list", "auto_reply":
		return true
	}
	return strings.TrimSpace(h.Get("Return-Path")) == "<>" || h.Get("X-Autoreply") != ""
}

// tagsIn are what stands behind the + of the addresses to which the mail went.
func tagsIn(h mail.Header, replyTo string) (tags []string) {
	local, domain, _ := strings.Cut(replyTo, "@")
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
