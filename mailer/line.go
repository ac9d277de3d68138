package mailer

import (
	"context"
	"errors"
	"net/textproto"
	"time"

	simplemail "github.com/xhit/go-simple-mail/v2"
)

// Line is a transport that keeps its connection between mails, for one sender at a time.
type Line interface {
	Transport
	Close()
}

// mostOnOne is how many mails go over one connection, and probing how long a server may take to say
// that a connection is still good. Farewell is how long one that is no longer needed may take.
const (
	mostOnOne = 100
	probing   = 5 * time.Second
	farewell  = time.Second
)

// line is a conversation with a mail server that goes on from mail to mail.
type line struct {
	smtp   *SMTP
	talk   *conversation
	client *simplemail.SMTPClient // nil when there is no conversation
	sent   int                    // mails tried in it
}

// Keep returns a line to the mail server; nothing is dialled before the first mail. The caller
// closes it.
func (s *SMTP) Keep() Line { return &line{smtp: s} }

// Send hands a message to the mail server. It ends at the timeout or with ctx; its error is a *Failure.
func (l *line) Send(ctx context.Context, m Message) error {
	letter, err := sealed(m)
	if err != nil {
		return &Failure{Reason: Address, Own: true, Cause: err}
	}
	limited, cancel := context.WithTimeout(ctx, l.smtp.Timeout)
	defer cancel()
	err = l.deliver(limited, letter, domainOf(m.From))
	if err == nil {
		return nil
	}
	stage := l.talk.stage
	if broken(err) {
		l.hangUp()
	}
	if ctx.Err() != nil {
		return &Failure{Reason: Stopped, Cause: ctx.Err()}
	}
	return classify(stage, err)
}

// deliver sends a letter over the kept connection, or over a new one.
func (l *line) deliver(ctx context.Context, letter envelope, helo string) error {
	if l.client != nil && !l.usable(ctx) {
		l.Close()
	}
	kept := l.client != nil
	if err := l.connect(ctx, helo); err != nil {
		return err
	}
	err := l.pass(ctx, letter)
	if kept && err != nil && l.talk.stage == "MAIL" && !errors.As(err, new(*Failure)) { // as many servers end a long conversation
		l.hangUp()
		if err := l.connect(ctx, helo); err != nil {
			return err
		}
		return l.pass(ctx, letter)
	}
	return err
}

// connect has the library take over a conversation that is ready for mails.
func (l *line) connect(ctx context.Context, helo string) (err error) {
	if l.client != nil {
		return nil
	}
	l.talk, l.sent = &conversation{}, 0
	if err = l.smtp.open(ctx, l.talk, helo); err == nil {
		l.talk.aside.WriteString("220 ready\r\n")
		server := simplemail.NewSMTPClient()
		server.Host, server.Port, server.Helo, server.CustomConn = l.smtp.Host, l.smtp.Port, helo, l.talk
		server.ConnectTimeout, server.SendTimeout = 0, 0 // the limits are the socket's; the library's leave a goroutine behind
		l.client, err = server.Connect()
	}
	if err != nil {
		l.hangUp() // the library leaves it open when something fails
	}
	return err
}

// pass sends one letter.
func (l *line) pass(ctx context.Context, letter envelope) error {
	if _, ok := l.talk.has("SMTPUTF8"); letter.utf8 && !ok {
		return &Failure{Reason: NotASCII, Own: true}
	}
	defer bounded(ctx, l.talk.Conn)()
	l.talk.begin(letter.utf8)
	l.sent++
	return simplemail.SendMessage(letter.from, []string{letter.to}, letter.text, l.client)
}

// usable tells whether the kept connection takes another mail.
func (l *line) usable(ctx context.Context) bool {
	if l.sent >= mostOnOne {
		return false
	}
	short, cancel := context.WithTimeout(ctx, probing)
	defer cancel()
	defer bounded(short, l.talk.Conn)()
	l.talk.begin(false)
	return l.client.Reset() == nil
}

// broken tells whether a conversation is of no further use after an error.
func broken(err error) bool {
	var answer *textproto.Error
	var known *Failure
	return !errors.As(err, &known) && (!errors.As(err, &answer) || answer.Code == 421)
}

// Close takes leave of the server, if there is a conversation.
func (l *line) Close() {
	if l.client != nil {
		l.talk.Conn.SetDeadline(time.Now().Add(farewell))
		l.talk.stage = "QUIT"
		l.client.Quit() // an error here is of no interest
	}
	l.hangUp()
}

func (l *line) hangUp() {
	if l.talk != nil && l.talk.Conn != nil {
		l.talk.Conn.Close()
	}
	l.client = nil
}
