package testkit

import (
	"errors"
	"io"
	"time"

	"github.com/emersion/go-smtp"
)

// feels is the server's mood towards a recipient, and how long it takes.
func (m *MailServer) feels(to string) (Mood, time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if mood, ok := m.to[to]; ok {
		return mood, m.slow
	}
	return m.mood, m.slow
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
	utf8     bool
}

func (s *mailSession) Mail(from string, o *smtp.MailOptions) error {
	if s.server.options.Username != "" && !s.signedIn {
		return smtp.ErrAuthRequired
	}
	s.from, s.utf8 = from, o != nil && o.UTF8
	return nil
}

// says is an answer of the server.
func says(code int, enhanced smtp.EnhancedCode, message string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: message}
}

func (s *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.server.mu.Lock()
	s.server.tries[to]++
	s.server.mu.Unlock()
	s.to = to
	switch mood, _ := s.server.feels(to); mood {
	case RefusesRecipient:
		return says(550, smtp.EnhancedCode{5, 1, 1}, "No such person here")
	case Defers:
		return says(451, smtp.EnhancedCode{4, 7, 1}, "Come back later")
	case DeniesRelay:
		return says(554, smtp.EnhancedCode{5, 7, 1}, "Relay access denied")
	case DeniesBarely:
		return says(554, smtp.NoEnhancedCode, "Relay access denied")
	case PutsOff:
		return says(421, smtp.EnhancedCode{4, 7, 0}, "Try again later, closing connection")
	case DropsRecipient:
		s.conn.Conn().Close()
		return errors.New("dropped")
	case StallsRecipient:
		<-s.closing
		return errors.New("stalled")
	}
	return nil
}

func (s *mailSession) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	mood, takes := s.server.feels(s.to)
	if takes > 0 {
		select {
		case <-time.After(takes):
		case <-s.closing:
		}
	}
	switch mood {
	case RefusesContent:
		return says(554, smtp.EnhancedCode{5, 6, 0}, "Message refused")
	case SaysSpam:
		return says(554, smtp.EnhancedCode{5, 7, 1}, "Looks like spam")
	case Drops:
		s.conn.Conn().Close()
		return errors.New("dropped")
	case Stalls:
		<-s.closing
		return errors.New("stalled")
	}
	mail, err := readMail(raw)
	if err != nil {
		return says(554, smtp.EnhancedCode{5, 6, 0}, "Not a mail: "+err.Error())
	}
	_, mail.Encrypted = s.conn.TLSConnectionState()
	mail.From, mail.To, mail.SignedIn, mail.UTF8 = s.from, s.to, s.signedIn, s.utf8
	s.server.keep(mail)
	return nil
}

func (s *mailSession) Reset()        {}
func (s *mailSession) Logout() error { return nil }
