package testkit

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"regexp"
	"strings"
)

// ReceivedMail is a mail as it arrived.
type ReceivedMail struct {
	From, To  string // of the envelope
	Header    mail.Header
	Subject   string // decoded
	Text      string
	HTML      string
	Raw       string
	Encrypted bool
	SignedIn  bool // after AUTH
	UTF8      bool // SMTPUTF8 was asked for
}

var linkPattern = regexp.MustCompile(`https?://[^\s"'<>]+`)

// Links are the addresses in the text part, in order.
func (m ReceivedMail) Links() []string { return linkPattern.FindAllString(m.Text, -1) }

// Link is the first address in the text part, "" when there is none.
func (m ReceivedMail) Link() string { return linkPattern.FindString(m.Text) }

// readMail takes a mail apart into its text and HTML alternatives.
func readMail(raw []byte) (m ReceivedMail, err error) {
	parsed, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return m, err
	}
	m.Header, m.Raw = parsed.Header, string(raw)
	if m.Subject, err = new(mime.WordDecoder).DecodeHeader(parsed.Header.Get("Subject")); err != nil {
		return m, err
	}
	kind, params, err := mime.ParseMediaType(parsed.Header.Get("Content-Type"))
	if err != nil {
		return m, err
	}
	if !strings.HasPrefix(kind, "multipart/") {
		return m, m.add(kind, textproto.MIMEHeader(parsed.Header), parsed.Body)
	}
	parts := multipart.NewReader(parsed.Body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return m, nil
		}
		if err != nil {
			return m, err
		}
		kind, _, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
		if err != nil {
			return m, err
		}
		if err := m.add(kind, part.Header, part); err != nil {
			return m, err
		}
	}
}

func (m *ReceivedMail) add(kind string, header textproto.MIMEHeader, body io.Reader) error {
	if strings.EqualFold(header.Get("Content-Transfer-Encoding"), "quoted-printable") {
		body = quotedprintable.NewReader(body)
	}
	content, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	text := strings.ReplaceAll(string(content), "\r\n", "\n")
	switch kind {
	case "text/plain":
		m.Text = text
	case "text/html":
		m.HTML = text
	}
	return nil
}
