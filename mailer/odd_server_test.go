package mailer_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"coulisse/config"
	"coulisse/mailer"
)

// oddServer answers each connection by a function, and stops with the test.
func oddServer(t *testing.T, encryption string, answer func(net.Conn)) *mailer.SMTP {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				answer(c)
			}()
		}
	}()
	at := l.Addr().(*net.TCPAddr)
	return mailer.NewSMTP(config.Mail{Host: "127.0.0.1", Port: at.Port, Encryption: encryption, Timeout: 2 * time.Second})
}

// forever writes until nobody listens any more.
func forever(c net.Conn, text string) {
	block := bytes.Repeat([]byte(text), 1+4096/len(text))
	for {
		if _, err := c.Write(block); err != nil {
			return
		}
	}
}

func TestOddServersEndClearly(t *testing.T) {
	// says answers each line that it reads with the next of its lines, then falls silent.
	says := func(lines ...string) func(net.Conn) {
		return func(c net.Conn) {
			heard := make([]byte, 4096)
			for _, line := range lines {
				io.WriteString(c, line+"\r\n")
				if _, err := c.Read(heard); err != nil {
					return
				}
			}
			io.Copy(io.Discard, c)
		}
	}
	for name, c := range map[string]struct {
		encryption string
		answer     func(net.Conn)
		want       mailer.Reason
	}{
		"an endless greeting":          {"none", func(c net.Conn) { forever(c, "220-hello\r\n") }, mailer.NotSMTP},
		"an endless line":              {"none", func(c net.Conn) { forever(c, "220 hello ") }, mailer.NotSMTP},
		"endless offers":               {"starttls", func(c net.Conn) { io.WriteString(c, "220 hi\r\n"); forever(c, "250-SIZE\r\n") }, mailer.NotSMTP},
		"endless offers, clear":        {"none", func(c net.Conn) { io.WriteString(c, "220 hi\r\n"); forever(c, "250-SIZE\r\n") }, mailer.NotSMTP},
		"a drip":                       {"none", drip, mailer.TimedOut},
		"another protocol":             {"none", says("HTTP/1.1 400 Bad Request"), mailer.NotSMTP},
		"TLS bytes at once":            {"starttls", says("\x15\x03\x01\x00\x02\x02\x46"), mailer.NotSMTP},
		"closed at once":               {"none", func(net.Conn) {}, mailer.Dropped},
		"closed in the TLS handshake":  {"tls", func(net.Conn) {}, mailer.Dropped},
		"silence in the TLS handshake": {"tls", func(c net.Conn) { io.Copy(io.Discard, c) }, mailer.TimedOut},
		"554 as greeting":              {"none", says("554 go away"), mailer.Unwelcome},
		"421 as greeting":              {"none", says("421 closing"), mailer.Busy},
		"no leave for STARTTLS":        {"starttls", says("220 hi", "250-me\r\n250 STARTTLS", "502 no"), mailer.NoSTARTTLS},
		"STARTTLS later":               {"starttls", says("220 hi", "250-me\r\n250 STARTTLS", "454 later"), mailer.Busy},
		"commands before TLS":          {"starttls", says("220 hi", "250-me\r\n250 STARTTLS", "220 go\r\n250 AUTH PLAIN"), mailer.NotSMTP},
		"STARTTLS as a word only":      {"starttls", says("220 hi", "250-me\r\n250 XSTARTTLS"), mailer.NoSTARTTLS},
		"the sender refused":           {"none", says("220 hi", "250 me", "553 not from there"), mailer.Sender},
		"too large":                    {"none", says("220 hi", "250-me\r\n250 SIZE 1", "552 too large"), mailer.Refused},
		"an account wanted":            {"none", says("220 hi", "250 me", "530 sign in"), mailer.Credentials},
	} {
		t.Run(name, func(t *testing.T) {
			leavesNothing(t)
			began := time.Now()
			err := oddServer(t, c.encryption, c.answer).Send(t.Context(), greeting)
			var f *mailer.Failure
			if !errors.As(err, &f) || f.Reason != c.want {
				t.Fatalf("%#v, want %s", f, c.want)
			}
			if took := time.Since(began); took > 30*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

// drip sends a greeting line by line: each read ends in good time, the whole never does.
func drip(c net.Conn) {
	for range 4000 { // much longer than the limit
		if _, err := io.WriteString(c, "220-hi\r\n"); err != nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// The password must never be sent before TLS when TLS is asked for, whatever the server
// says.
func TestNothingSecretIsSaidInClear(t *testing.T) {
	var heard bytes.Buffer
	done := make(chan struct{})
	to := oddServer(t, "starttls", func(c net.Conn) {
		defer close(done)
		io.WriteString(c, "220 hi\r\n")
		b := make([]byte, 4096)
		n, _ := c.Read(b)
		heard.Write(b[:n])
		io.WriteString(c, "250-me\r\n250 AUTH PLAIN LOGIN\r\n")
		n, _ = c.Read(b)
		heard.Write(b[:n])
	})
	to.Username, to.Password = "console", "geheim"
	if err := to.Send(t.Context(), greeting); err == nil {
		t.Fatal("sent")
	}
	<-done
	if got := heard.String(); strings.Contains(got, "AUTH") || strings.Contains(got, "MAIL") {
		t.Errorf("said %q", got)
	}
}
