package mailer

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/mail"
	"strconv"
	"strings"
	"time"

	simplemail "github.com/xhit/go-simple-mail/v2"

	"coulisse/config"
)

// SMTP sends mails through a mail server, one conversation a mail. The conversation is the
// library's, but on a connection of ours: dialled, encrypted and limited before the
// library gets it, because by itself it goes on in clear when STARTTLS is not offered,
// mails without signing in when AUTH is not offered, and never gives up on a server that
// has fallen silent.
type SMTP struct {
	Host       string
	Port       int
	Encryption string // tls, starttls or none
	Username   string // empty: the server wants no account
	Password   string
	Timeout    time.Duration  // for a whole conversation
	Roots      *x509.CertPool // nil for those of the system
}

// NewSMTP takes the mail settings.
func NewSMTP(c config.Mail) *SMTP {
	return &SMTP{Host: c.Host, Port: c.Port, Encryption: c.Encryption, Username: c.Username, Password: c.Password, Timeout: c.Timeout}
}

// Send hands a message to the mail server. It ends at the timeout or with ctx, leaves no
// connection and no goroutine behind, and its error is a *Failure.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	letter, err := envelope(m)
	if err != nil {
		return &Failure{Reason: Address, Cause: err}
	}
	limited, cancel := context.WithTimeout(ctx, s.Timeout)
	defer cancel()
	talk := &conversation{}
	err = s.deliver(limited, talk, letter, m)
	if err != nil && ctx.Err() != nil {
		return &Failure{Reason: Stopped, Cause: ctx.Err()}
	}
	if err != nil {
		return classify(talk.stage, err)
	}
	return nil
}

func (s *SMTP) deliver(ctx context.Context, talk *conversation, letter *simplemail.Email, m Message) error {
	helo := domainOf(m.From)
	socket, err := new(net.Dialer).DialContext(ctx, "tcp", net.JoinHostPort(s.Host, strconv.Itoa(s.Port)))
	if err != nil {
		return &Failure{Reason: Unreachable, Cause: err}
	}
	defer socket.Close() // the library leaves it open when something fails
	if deadline, ok := ctx.Deadline(); ok {
		socket.SetDeadline(deadline)
	}
	defer context.AfterFunc(ctx, func() { socket.SetDeadline(time.Unix(1, 0)) })()
	if err := s.secure(ctx, talk, socket, helo); err != nil {
		return err
	}
	talk.account = s.Username != ""
	client := simplemail.NewSMTPClient()
	client.Host, client.Port, client.Helo = s.Host, s.Port, helo
	client.Username, client.Password = s.Username, s.Password
	client.ConnectTimeout, client.SendTimeout = 0, 0 // the limits are the socket's; the library's leave a goroutine behind
	client.CustomConn = talk
	connected, err := client.Connect()
	if err != nil {
		return err
	}
	if err := letter.SendEnvelopeFrom(m.Sender, connected); err != nil {
		return err
	}
	connected.Quit() // the mail is taken: what happens now is no failure
	return nil
}

// secure makes the connection what the settings ask for, or fails.
func (s *SMTP) secure(ctx context.Context, talk *conversation, socket net.Conn, helo string) error {
	talk.Conn, talk.reader = socket, &capped{Reader: socket, left: mostRead}
	switch s.Encryption {
	case "none":
		return nil
	case "starttls":
		if err := talk.askForTLS(helo); err != nil {
			return err
		}
	}
	talk.stage = stageTLS
	secured := tls.Client(socket, &tls.Config{ServerName: s.Host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12})
	if err := secured.HandshakeContext(ctx); err != nil {
		return err
	}
	talk.encrypted(secured, s.Encryption == "starttls")
	return nil
}

// envelope is the message in the library's form.
func envelope(m Message) (*simplemail.Email, error) {
	letter := simplemail.NewMSG()
	letter.SetFrom(m.From.String()).AddTo(m.To.String()).SetSubject(m.Subject)
	letter.AddHeader("Date", m.Date.UTC().Format("2006-01-02 15:04:05 MST"))
	letter.AddHeader("Message-ID", "<"+m.ID+">")
	letter.AddHeader("Auto-Submitted", "auto-generated")
	if n := len(m.References); n > 0 {
		letter.AddHeader("In-Reply-To", "<"+m.References[n-1]+">")
		letter.AddHeader("References", "<"+strings.Join(m.References, "> <")+">")
	}
	if m.ReplyTo.Address != "" {
		letter.SetReplyTo(m.ReplyTo.Address)
	}
	letter.SetBody(simplemail.TextPlain, m.Text)
	if m.HTML != "" {
		letter.AddAlternative(simplemail.TextHTML, m.HTML)
	}
	return letter, letter.GetError()
}

// domainOf is what stands behind the @, for the greeting and the Message-ID; a domain that
// is not plain ASCII is of no use there.
func domainOf(a mail.Address) string {
	domain := a.Address[strings.LastIndexByte(a.Address, '@')+1:]
	if domain == "" || strings.ContainsFunc(domain, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return "localhost"
	}
	return domain
}
