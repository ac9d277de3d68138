package testkit

import (
	"crypto/tls"
	"crypto/x509"
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
	DeniesRelay           // 554 5.7.1 to RCPT, as a relay that does not know us
	PutsOff               // 421 to RCPT
	SaysSpam              // 554 5.7.1 after the message
	DeniesBarely          // 554 to RCPT, without an enhanced code
	DropsRecipient        // closes the connection at RCPT
	StallsRecipient       // never answers RCPT
)

// MailServerOptions say what a mail server offers; the zero value takes everything in clear.
type MailServerOptions struct {
	TLS        bool     // from the first byte on
	STARTTLS   bool     // offered
	SelfSigned bool     // shows a certificate that Roots do not vouch for
	Username   string   // with Password: asked for before the first mail
	Password   string   //
	Mechanisms []string // PLAIN and LOGIN unless given
	Prompts    []string // of AUTH LOGIN; "Username:" and "Password:" unless given
	NotInline  bool     // refuses what is sent on the line of AUTH
	ASCII      bool     // does not offer SMTPUTF8
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
	to    map[string]Mood // of single recipients
	slow  time.Duration   // for each message
	mails []ReceivedMail
	tries map[string]int // by recipient
	talks int
}

// NewMailServer starts a mail server that stops when the test ends.
func NewMailServer(t testing.TB, o MailServerOptions) *MailServer {
	t.Helper()
	if o.Mechanisms == nil {
		o.Mechanisms = []string{"PLAIN", "LOGIN"}
	}
	if o.Prompts == nil {
		o.Prompts = []string{"Username:", "Password:"}
	}
	certificate, roots := mailCertificates(t)
	if o.SelfSigned {
		_, roots = mailCertificates(t)
	}
	m := &MailServer{Host: "127.0.0.1", Roots: roots, Authority: certificate.Certificate[0], options: o, tls: &tls.Config{Certificates: []tls.Certificate{certificate}},
		to: map[string]Mood{}, tries: map[string]int{}}
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
		m.mu.Lock()
		m.talks++
		m.mu.Unlock()
		return &mailSession{server: m, conn: c, closing: closing}, nil
	}))
	m.server.Domain, m.server.AllowInsecureAuth, m.server.EnableSMTPUTF8 = "mail.test", true, !m.options.ASCII
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

// BeTo changes the server's mood towards one recipient.
func (m *MailServer) BeTo(address string, mood Mood) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.to[address] = mood
}

// Slow has the server take so long for each message.
func (m *MailServer) Slow(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.slow = d
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
	n := 0
	for _, tries := range m.tries {
		n += tries
	}
	return n
}

// TriesTo is how often the server was told of one recipient.
func (m *MailServer) TriesTo(address string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.tries[address]
}

// Conversations is how many there were.
func (m *MailServer) Conversations() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.talks
}

// Wait waits until the server has taken n mails and returns all it took; it fails the test
// after two minutes.
func (m *MailServer) Wait(t testing.TB, n int) []ReceivedMail {
	t.Helper()
	return m.WaitFor(t, n, 2*time.Minute)
}

// WaitFor is Wait with a limit of its own.
func (m *MailServer) WaitFor(t testing.TB, n int, limit time.Duration) []ReceivedMail {
	t.Helper()
	m.until(t, limit, func() bool { return len(m.mails) >= n })
	return m.Messages()
}

// WaitTo waits until the server has taken a mail to a recipient.
func (m *MailServer) WaitTo(t testing.TB, address string, limit time.Duration) {
	t.Helper()
	m.until(t, limit, func() bool { return slices.ContainsFunc(m.mails, func(r ReceivedMail) bool { return r.To == address }) })
}

// until waits for something to hold of the mails that were taken.
func (m *MailServer) until(t testing.TB, limit time.Duration, holds func() bool) {
	t.Helper()
	late := false
	timer := time.AfterFunc(limit, func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		late = true
		m.news.Broadcast()
	})
	defer timer.Stop()
	m.mu.Lock()
	defer m.mu.Unlock()
	for !holds() {
		if late {
			t.Fatalf("waited too long: %d mails arrived", len(m.mails))
		}
		m.news.Wait()
	}
}
