package mailer

import (
	"errors"
	"io"
	"net"
	"net/textproto"
	"strings"
)

// mostRead is how much a server may say in one conversation. Real ones need 2 KB.
const mostRead = 256 << 10

// The stages of a conversation that are not named after a command.
const (
	stageSilence  = "" // nothing was heard yet
	stageGreeting = "220"
	stageTLS      = "TLS"
)

var (
	errEndless  = errors.New("the server's answers do not end")
	errInjected = errors.New("the server said more than its answer before TLS began")
)

// conversation stands between the library and the socket. It knows how far they have come,
// which tells what a refusal means, and lets no mail pass before the server has been
// signed in to.
type conversation struct {
	net.Conn
	reader  io.Reader
	stage   string
	account bool // sign in first
}

func (c *conversation) Read(b []byte) (int, error) {
	n, err := c.reader.Read(b)
	if n > 0 && c.stage == stageSilence {
		c.stage = stageGreeting
	}
	return n, err
}

// Write notes which command leaves. The library flushes once a command; after DATA comes
// the mail, in which nothing is a command.
func (c *conversation) Write(b []byte) (int, error) {
	if c.stage == "DATA" {
		return c.Conn.Write(b)
	}
	switch verb := command(b); verb {
	case "MAIL":
		if c.account {
			return 0, &Failure{Reason: NoAuth}
		}
		c.stage = verb
	case "AUTH":
		c.account = false
		c.stage = verb
	case "EHLO", "HELO", "RCPT", "DATA":
		c.stage = verb
	}
	return c.Conn.Write(b)
}

// command is the verb of a line; "" for the lines of an AUTH dialogue.
func command(line []byte) string {
	for _, verb := range []string{"EHLO ", "HELO ", "AUTH ", "MAIL FROM:", "RCPT TO:", "DATA\r\n"} {
		if strings.HasPrefix(string(line), verb) {
			return verb[:4]
		}
	}
	return ""
}

// askForTLS leads the clear part of the conversation up to the server's leave to begin
// TLS, which it must give.
func (c *conversation) askForTLS(helo string) error {
	text := textproto.NewConn(struct {
		io.Reader
		io.Writer
		io.Closer
	}{c, c, io.NopCloser(nil)})
	if _, _, err := text.ReadResponse(220); err != nil {
		return err
	}
	if err := text.PrintfLine("EHLO %s", helo); err != nil {
		return err
	}
	_, offers, err := text.ReadResponse(250)
	if err != nil {
		return err
	}
	if !offersSTARTTLS(offers) {
		return &Failure{Reason: NoSTARTTLS}
	}
	c.stage = "STARTTLS"
	if err := text.PrintfLine("STARTTLS"); err != nil {
		return err
	}
	if _, _, err := text.ReadResponse(220); err != nil {
		return err
	}
	if text.R.Buffered() > 0 { // would be read as if it had come encrypted
		return errInjected
	}
	return nil
}

func offersSTARTTLS(offers string) bool {
	for line := range strings.Lines(offers) {
		if strings.EqualFold(strings.TrimSpace(line), "STARTTLS") {
			return true
		}
	}
	return false
}

// encrypted goes on over TLS. The library waits for a greeting; after STARTTLS the server
// has given it already, so it gets one from here.
func (c *conversation) encrypted(secured net.Conn, greeted bool) {
	c.Conn, c.reader, c.stage = secured, &capped{Reader: secured, left: mostRead}, stageSilence
	if greeted {
		c.reader = io.MultiReader(strings.NewReader("220 ready\r\n"), c.reader)
	}
}

// capped reads no more than what is left, and says so instead of feigning the end.
type capped struct {
	io.Reader
	left int
}

func (c *capped) Read(b []byte) (int, error) {
	if c.left <= 0 {
		return 0, errEndless
	}
	n, err := c.Reader.Read(b[:min(len(b), c.left)])
	c.left -= n
	return n, err
}
