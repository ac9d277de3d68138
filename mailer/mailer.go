// Package mailer owns what happens to a mail between the outbox and the recipient: its
// words, the order and times at which mails leave, and the conversation with the mail
// server. What is to be mailed, and to whom, the store decides in the transaction of the
// change; the rows are the store's too.
package mailer

import (
	"context"
	"net/mail"
	"time"
)

// Message is a mail ready to leave.
type Message struct {
	Row          string // id of its row in the outbox; "" when it never was there
	Organisation string // id; "" for none
	ID           string // of the Message-ID header, without brackets
	Date         time.Time
	From         mail.Address
	Sender       string // address of the envelope, to which the mail comes back when it does not arrive; "" for From
	To           mail.Address
	ReplyTo      mail.Address // zero when nobody reads answers
	References   []string     // Message-IDs of the mail's conversation, without brackets; the last one is answered
	Subject      string
	Text         string
	HTML         string
	Links        []string // what a person may want to open, for the terminal
}

// Transport brings a message on its way. An error is of type *Failure; a nil one means that
// somebody else is answerable for the mail from now on.
type Transport interface {
	Send(ctx context.Context, m Message) error
}
