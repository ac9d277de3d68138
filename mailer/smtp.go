package mailer

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"strconv"
	"time"

	"coulisse/config"
)

// SMTP sends mails through a mail server. The mails are the library's, but on a connection of
// ours: dialled, encrypted, signed in to and limited before the library gets it, because by itself
// it goes on in clear when STARTTLS is not offered, mails without signing in when AUTH is not
// offered, and never gives up on a server that has fallen silent.
type SMTP struct {
	Host       string
	Port       int
	Encryption string // tls, starttls or none
	Username   string // empty: the server wants no account
	Password   string
	Timeout    time.Duration  // for a whole conversation up to its first mail, and for each mail after it
	Roots      *x509.CertPool // nil for those of the system
}

// NewSMTP takes the mail settings.
func NewSMTP(c config.Mail) *SMTP {
	return &SMTP{Host: c.Host, Port: c.Port, Encryption: c.Encryption, Username: c.Username, Password: c.Password, Timeout: c.Timeout}
}

// Send hands a message to the mail server in a conversation of its own. It ends at the timeout or
// with ctx, leaves no connection and no goroutine behind, and its error is a *Failure.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	line := s.Keep()
	defer line.Close()
	return line.Send(ctx, m)
}

// open dials, and brings the conversation to where mails may be sent.
func (s *SMTP) open(ctx context.Context, talk *conversation, helo string) error {
	socket, err := new(net.Dialer).DialContext(ctx, "tcp", net.JoinHostPort(s.Host, strconv.Itoa(s.Port)))
	if err != nil {
		return &Failure{Reason: Unreachable, Cause: err}
	}
	talk.Conn, talk.heard = socket, &capped{Reader: socket, left: mostRead}
	defer bounded(ctx, socket)()
	if s.Encryption == "tls" {
		if err := s.encrypt(ctx, talk); err != nil {
			return err
		}
	}
	text := talk.text()
	if _, _, err := text.ReadResponse(220); err != nil {
		return err
	}
	if err := talk.hello(text, helo); err != nil {
		return err
	}
	if s.Encryption == "starttls" {
		if err := talk.startTLS(text); err != nil {
			return err
		}
		if err := s.encrypt(ctx, talk); err != nil {
			return err
		}
		text = talk.text()
		if err := talk.hello(text, helo); err != nil {
			return err
		}
	}
	if s.Username != "" {
		return talk.signIn(text, s.Username, s.Password)
	}
	return silent(text)
}

// encrypt goes on over TLS, with a certificate that must be right.
func (s *SMTP) encrypt(ctx context.Context, talk *conversation) error {
	talk.stage = stageTLS
	secured := tls.Client(talk.Conn, &tls.Config{ServerName: s.Host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12})
	if err := secured.HandshakeContext(ctx); err != nil {
		return err
	}
	talk.Conn, talk.heard, talk.stage = secured, &capped{Reader: secured, left: mostRead}, stageSilence
	return nil
}

// bounded has what is read and written on a connection end with ctx, until the returned function
// is called.
func bounded(ctx context.Context, socket net.Conn) (free func()) {
	deadline, _ := ctx.Deadline()
	socket.SetDeadline(deadline)
	stop := context.AfterFunc(ctx, func() { socket.SetDeadline(time.Unix(1, 0)) })
	return func() { stop() }
}
