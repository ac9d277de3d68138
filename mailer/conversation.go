package mailer

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/textproto"
	"strings"
)

// mostRead is how much a server may say before the first mail, and again for each mail. Real ones
// need 2 KB.
const mostRead = 256 << 10

// The stages of a conversation that are not named after a command.
const (
	stageSilence  = "" // nothing was heard yet
	stageGreeting = "220"
	stageTLS      = "TLS"
)

var (
	errEndless  = errors.New("the server's answers do not end")
	errInjected = errors.New("the server said more than its answer")
)

// conversation stands between the library and the socket. It leads the conversation itself up to
// the point where mails may be sent: TLS, the offers, the account. The library then gets the offers
// from here, without those that are none of its business, and sends mails. The conversation knows
// how far they have come, which tells what a refusal means.
type conversation struct {
	net.Conn
	heard  *capped
	stage  string
	offers []string // of EHLO, the server's name first
	aside  bytes.Buffer
	utf8   bool // the mail under way needs SMTPUTF8
}

// begin allows for one more mail.
func (c *conversation) begin(utf8 bool) { c.stage, c.utf8, c.heard.left = "MAIL", utf8, mostRead }

func (c *conversation) Read(b []byte) (int, error) {
	if c.aside.Len() > 0 {
		return c.aside.Read(b)
	}
	n, err := c.heard.Read(b)
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
	case "EHLO":
		c.aside.WriteString(c.offered())
		return len(b), nil
	case "MAIL":
		c.stage = verb
		if line := string(b); !c.utf8 && strings.Contains(line, " SMTPUTF8") { // only when needed (RFC 6531, 3.4)
			_, err := io.WriteString(c.Conn, strings.Replace(line, " SMTPUTF8", "", 1))
			return len(b), err
		}
	case "RCPT", "DATA", "RSET":
		c.stage = verb
	}
	return c.Conn.Write(b)
}

// command is the verb of a line; "" for one that changes nothing.
func command(line []byte) string {
	for _, verb := range []string{"EHLO ", "MAIL FROM:", "RCPT TO:", "DATA\r\n", "RSET\r\n"} {
		if strings.HasPrefix(string(line), verb) {
			return verb[:4]
		}
	}
	return ""
}

// offered is the answer to the library's EHLO: signing in and encryption are done already.
func (c *conversation) offered() string {
	lines := c.offers[:1:1] // the server's name
	for _, offer := range c.offers[1:] {
		word, _, _ := strings.Cut(strings.ToUpper(strings.ReplaceAll(offer, "=", " ")), " ")
		if word != "AUTH" && word != "STARTTLS" {
			lines = append(lines, offer)
		}
	}
	var b strings.Builder
	for i, line := range lines {
		between := "-"
		if i == len(lines)-1 {
			between = " "
		}
		b.WriteString("250" + between + line + "\r\n")
	}
	return b.String()
}

// has tells whether the server offers an extension, and what stands behind its name.
func (c *conversation) has(extension string) (rest string, ok bool) {
	for _, offer := range c.offers[min(1, len(c.offers)):] {
		if word, rest, _ := strings.Cut(strings.TrimSpace(offer), " "); strings.EqualFold(word, extension) {
			return rest, true
		}
	}
	return "", false
}

// text is the conversation as lines, for as long as the console leads it.
func (c *conversation) text() *textproto.Conn {
	return textproto.NewConn(struct {
		io.Reader
		io.Writer
		io.Closer
	}{c, c.Conn, io.NopCloser(nil)})
}

// hello greets, and hears what the server offers. One that does not know EHLO offers nothing.
func (c *conversation) hello(text *textproto.Conn, helo string) error {
	c.stage = "EHLO"
	_, offers, err := ask(text, 250, "EHLO "+helo)
	var refused *textproto.Error
	if errors.As(err, &refused) && (refused.Code == 500 || refused.Code == 502 || refused.Code == 504) {
		_, offers, err = ask(text, 250, "HELO "+helo)
		offers, _, _ = strings.Cut(offers, "\n")
	}
	c.offers = strings.Split(offers, "\n")
	return err
}

// startTLS asks for the server's leave to begin TLS, which it must give.
func (c *conversation) startTLS(text *textproto.Conn) error {
	if _, ok := c.has("STARTTLS"); !ok {
		return &Failure{Reason: NoSTARTTLS}
	}
	c.stage = "STARTTLS"
	_, _, err := ask(text, 220, "STARTTLS")
	return errors.Join(err, silent(text))
}

// silent fails when a server has said more than it was asked for: before TLS it would be read as if
// it had come encrypted, and later by the library as the answer to something else.
func silent(text *textproto.Conn) error {
	if text.R.Buffered() > 0 {
		return errInjected
	}
	return nil
}

// ask sends a line and reads the answer, which must have a code.
func ask(text *textproto.Conn, code int, line string) (int, string, error) {
	if err := text.PrintfLine("%s", line); err != nil {
		return 0, "", err
	}
	return text.ReadResponse(code)
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
