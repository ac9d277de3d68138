package testkit

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// Mood is how a mail server treats what it is sent.
type Mood int

// The moods of a mail server.
const (
	Accepts          Mood = iota
	RefusesRecipient      // 550 to RCPT
	RefusesContent        // 554 after the message
	Defers                // 451 to RCPT
	Drops                 // closes the connection after the message
	Stalls                // never answers after the message
)

// MailServerOptions say what a mail server offers; the zero value takes everything in clear.
type MailServerOptions struct {
	TLS        bool     // from the first byte on
	STARTTLS   bool     // offered
	SelfSigned bool     // shows a certificate that Roots do not vouch for
	Username   string   // with Password: asked for before the first mail
	Password   string   //
	Mechanisms []string // PLAIN and LOGIN unless given
}

// MailServer is a real mail server on a port of this machine that keeps what it is sent.
type MailServer struct {
	Host      string
	Port      int
	Roots     *x509.CertPool // vouch for its certificate
	Authority []byte         // who has signed it, in DER

	options MailServerOptions
	tls     *tls.Config
	server  *smtp.Server
	port    net.Listener
	closing chan struct{} // ends stalled conversations
	served  chan struct{} // closed when the server has stopped

	mu    sync.Mutex
	news  *sync.Cond
	mood  Mood
	mails []ReceivedMail
	tries int
}

// NewMailServer starts a mail server that stops when the test ends.
func NewMailServer(t testing.TB, o MailServerOptions) *MailServer {
	t.Helper()
	if o.Mechanisms == nil {
		o.Mechanisms = []string{"PLAIN", "LOGIN"}
	}
	certificate, roots := mailCertificates(t)
	if o.SelfSigned {
		_, roots = mailCertificates(t)
	}
	m := &MailServer{Host: "127.0.0.1", Roots: roots, Authority: certificate.Certificate[0], options: o, tls: &tls.Config{Certificates: []tls.Certificate{certificate}}}
	m.news = sync.NewCond(&m.mu)
	m.Up(t)
	t.Cleanup(m.Down)
	return m
}

// Up starts the server again after Down, on the port it had.
func (m *MailServer) Up(t testing.TB) {
	t.Helper()
	l, err := net.Listen("tcp", net.JoinHostPort(m.Host, strconv.Itoa(m.Port)))
	if err != nil {
		t.Fatal(err)
	}
	m.Port = l.Addr().(*net.TCPAddr).Port
	m.port, m.closing, m.served = l, make(chan struct{}), make(chan struct{})
	closing, served := m.closing, m.served
	m.server = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &mailSession{server: m, conn: c, closing: closing}, nil
	}))
	m.server.Domain, m.server.AllowInsecureAuth, m.server.EnableSMTPUTF8 = "mail.test", true, true
	m.server.ErrorLog = log.New(io.Discard, "", 0)
	switch {
	case m.options.TLS:
		l = tls.NewListener(l, m.tls)
	case m.options.STARTTLS:
		m.server.TLSConfig = m.tls
	}
	server := m.server
	go func() {
		defer close(served)
		server.Serve(l)
	}()
}

// Down closes the port and every conversation.
func (m *MailServer) Down() {
	select {
	case <-m.closing:
	default:
		close(m.closing)
		m.port.Close() // Close forgets a server that has not begun to serve
		m.server.Close()
		<-m.served
	}
}

// Be changes the server's mood; it holds from the next command on.
func (m *MailServer) Be(mood Mood) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.mood = mood
}

// Messages are the mails that the server took, in order.
func (m *MailServer) Messages() []ReceivedMail {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.mails)
}

// Tries is how many recipients the server was told of, refused ones included.
func (m *MailServer) Tries() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.tries
}

// Wait waits until the server has taken n mails and returns all it took; it fails the test
// after two minutes.
func (m *MailServer) Wait(t testing.TB, n int) []ReceivedMail {
	t.Helper()
	late := false
	timer := time.AfterFunc(2*time.Minute, func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		late = true
		m.news.Broadcast()
	})
	defer timer.Stop()
	m.mu.Lock()
	defer m.mu.Unlock()
	for len(m.mails) < n {
		if late {
			t.Fatalf("%d mails arrived, waited for %d", len(m.mails), n)
		}
		m.news.Wait()
	}
	return slices.Clone(m.mails)
}

func (m *MailServer) feels() Mood {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.mood
}

func (m *MailServer) keep(mail ReceivedMail) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.mails = append(m.mails, mail)
	m.news.Broadcast()
}

// mailSession is one conversation.
type mailSession struct {
	server   *MailServer
	conn     *smtp.Conn
	closing  chan struct{}
	signedIn bool
	from, to string
}

func (s *mailSession) Mail(from string, _ *smtp.MailOptions) error {
	if s.server.options.Username != "" && !s.signedIn {
		return smtp.ErrAuthRequired
	}
	s.from = from
	return nil
}

func (s *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.server.mu.Lock()
	s.server.tries++
	s.server.mu.Unlock()
	switch s.server.feels() {
	case RefusesRecipient:
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such person here"}
	case Defers:
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "Come back later"}
	}
	s.to = to
	return nil
}

func (s *mailSession) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	switch s.server.feels() {
	case RefusesContent:
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "Message refused"}
	case Drops:
		s.conn.Conn().Close()
		return errors.New("dropped")
	case Stalls:
		<-s.closing
		return errors.New("stalled")
	}
	mail, err := readMail(raw)
	if err != nil {
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "Not a mail: " + err.Error()}
	}
	_, mail.Encrypted = s.conn.TLSConnectionState()
	mail.From, mail.To, mail.SignedIn = s.from, s.to, s.signedIn
	s.server.keep(mail)
	return nil
}

func (s *mailSession) Reset()        {}
func (s *mailSession) Logout() error { return nil }
