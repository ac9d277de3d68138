package mailer

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strings"
	"unicode"
)

// classify says what an error means for this mail and the others, from the stage that the
// conversation had come to.
func classify(stage string, err error) *Failure {
	f := reasonOf(stage, err)
	f.Own = f.Own || stage == "RCPT" || stage == "DATA"
	return f
}

func reasonOf(stage string, err error) *Failure {
	var known *Failure
	var answer *textproto.Error
	var garbled textproto.ProtocolError
	switch {
	case errors.As(err, &known):
		return known
	case stage == stageTLS:
		return classifyTLS(err)
	case errors.As(err, &answer):
		return classifyAnswer(stage, answer)
	case timedOut(err) && stage == stageSilence:
		return &Failure{Reason: Silent}
	case timedOut(err):
		return &Failure{Reason: TimedOut}
	case errors.Is(err, errEndless), errors.Is(err, errInjected), errors.As(err, &garbled):
		return &Failure{Reason: NotSMTP, Cause: err}
	case ended(err):
		return &Failure{Reason: Dropped, Cause: err}
	}
	return &Failure{Reason: Internal, Cause: err}
}

func classifyTLS(err error) *Failure {
	var certificate *tls.CertificateVerificationError
	var header tls.RecordHeaderError
	var alert tls.AlertError
	switch {
	case errors.As(err, &certificate):
		return &Failure{Reason: Certificate, Cause: err}
	case errors.As(err, &header):
		return &Failure{Reason: NotTLS}
	case errors.As(err, &alert):
		return &Failure{Reason: NoTLS, Cause: err}
	case timedOut(err):
		return &Failure{Reason: TimedOut}
	case ended(err):
		return &Failure{Reason: Dropped, Cause: err}
	}
	return &Failure{Reason: NoTLS, Cause: err}
}

// classifyAnswer reads a refusal: 4 means later, 5 means no; what is refused follows from
// the command.
func classifyAnswer(stage string, answer *textproto.Error) *Failure {
	f := &Failure{Answer: oneLine(fmt.Sprintf("%d %s", answer.Code, answer.Msg)), Cause: answer}
	ofMail := stage == "RCPT" || stage == "DATA"
	switch code := answer.Code; {
	case code >= 400 && code < 500 && ofMail:
		f.Reason = Deferred
	case code >= 400 && code < 500:
		f.Reason = Busy
	case code < 500 || code > 599:
		f.Reason = NotSMTP
	case stage == "STARTTLS":
		f.Reason = NoSTARTTLS
	case stage == "AUTH", code == 530, code == 534, code == 535, code == 538:
		f.Reason = Credentials
	case ofMail:
		f.Reason = refusalOf(code, answer.Msg)
	case stage == "MAIL" && tooLarge(code, answer.Msg):
		f.Reason, f.Own = Refused, true
	case stage == "MAIL":
		f.Reason = Sender
	default:
		f.Reason = Unwelcome
	}
	return f
}

func timedOut(err error) bool {
	var n net.Error
	return errors.As(err, &n) && n.Timeout()
}

func ended(err error) bool {
	var n *net.OpError
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || errors.As(err, &n)
}

// singleLine puts a space for whatever breaks a line.
func singleLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

// oneLine makes a short single line of what a stranger said.
func oneLine(s string) string { return shortLine(s, lineMax) }

// lineMax is how many characters of a name, or of what a server says, are kept.
const lineMax = 200

// shortLine is oneLine for up to so many characters.
func shortLine(s string, most int) string {
	s = singleLine(s)
	if runes := []rune(s); len(runes) > most {
		s = string(runes[:most-1]) + "…"
	}
	return strings.ToValidUTF8(s, "�")
}
