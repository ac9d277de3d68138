package config

import (
	"errors"
	"io/fs"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"time"
)

// check also reads the password file, so that a missing one is known at start and not
// when the first mail leaves.
func (m *Mail) check(r *report) {
	oneOf(r, "mail.transport", m.Transport, "smtp", "mailbox")
	oneOf(r, "mail.encryption", m.Encryption, "tls", "starttls", "none")
	between(r, "mail.port", m.Port, 1, 65535)
	within(r, "mail.timeout", m.Timeout, time.Second, 10*time.Minute)
	m.checkCredentials(r)
	from, err := mail.ParseAddress(m.From)
	if err != nil {
		r.add("mail.from", "%q is not an address such as Coulisse <coulisse@example.org>", m.From)
	}
	checkTagged(r, "mail.reply_to", m.ReplyTo)
	checkTagged(r, "mail.bounce_to", m.BounceTo)
	if m.Transport != "smtp" {
		return
	}
	switch {
	case m.Host == "":
		r.blame([]string{"mail.host", "mail.transport"}, "must name the mail server when mail.transport is smtp")
	case strings.ContainsAny(m.Host, " /@") || strings.Contains(m.Host, ":") && !isAddress(m.Host):
		r.add("mail.host", "%q is not the name or address of a server; the port has its own key", m.Host)
	case m.Encryption == "none" && !m.AllowPlaintext && !loopback(m.Host):
		r.blame([]string{"mail.encryption", "mail.host"}, "none sends mails and password in clear over the network; use tls or starttls, or set mail.allow_plaintext to true")
	case err == nil && strings.HasSuffix(from.Address, "@localhost") && !loopback(m.Host):
		r.blame([]string{"mail.from", "mail.host"}, "must be an address of your own domain, or mail servers refuse the mails")
	}
}

func isAddress(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}

func (m *Mail) checkCredentials(r *report) {
	if m.PasswordFile != "" {
		text, err := os.ReadFile(m.PasswordFile)
		password := strings.TrimRight(string(text), "\r\n")
		var p *fs.PathError
		switch {
		case errors.As(err, &p):
			r.add("mail.password_file", "cannot be read: %v", p.Err)
		case password == "" || strings.ContainsAny(password, "\r\n"):
			r.add("mail.password_file", "must hold the password in one line")
		case m.Password != "" && m.Password != password:
			r.add("mail.password_file", "the password is given twice, here and in mail.password; keep one")
		default:
			m.Password = password
		}
	}
	if (m.Username == "") != (m.Password == "" && m.PasswordFile == "") {
		r.blame([]string{"mail.username", "mail.password", "mail.password_file"}, "user name and password belong together; give both or none")
	}
}

// checkMailbox keeps the mailbox, which shows other people's links, on this machine. An
// address that cannot be read is a fault of its own.
func (c *Config) checkMailbox(r *report) {
	keys, why := []string{"mail.transport"}, []string(nil)
	if u, err := url.Parse(c.BaseURL); err == nil && u.Hostname() != "" && !loopback(u.Hostname()) {
		keys, why = append(keys, "base_url"), append(why, "base_url leads to another machine")
	}
	if host, _, err := net.SplitHostPort(c.Listen); err == nil && !loopback(host) {
		keys, why = append(keys, "listen"), append(why, "listen is open to other machines")
	}
	if len(c.TrustedProxies) > 0 {
		keys, why = append(keys, "trusted_proxies"), append(why, "trusted_proxies is not empty")
	}
	if len(why) > 0 {
		r.blame(keys, "mailbox shows everyone's links and is for a first look on one machine, but %s; use smtp", strings.Join(why, " and "))
	}
}

// checkTagged wants an address that leaves room for what is put behind a plus: an address has 64
// characters before its @.
func checkTagged(r *report, key, address string) {
	if address == "" {
		return
	}
	a, err := mail.ParseAddress(address)
	local, _, _ := strings.Cut(address, "@")
	if err != nil || a.Address != address || strings.ContainsAny(local, "+\"") || len(local) > 24 {
		const wanted = "a plain address such as help@tickets.example, without a plus and with at most 24 characters before the @"
		r.add(key, "%q is not "+wanted, address)
	}
}
