package mailer

import (
	"cmp"
	"net/mail"
	"strings"

	simplemail "github.com/xhit/go-simple-mail/v2"

	"coulisse/models/text"
)

// envelope is a message as it goes over the wire.
type envelope struct {
	from, to string
	text     string // header and body
	utf8     bool   // an address is not ASCII even so, and the server must know SMTPUTF8
}

// standIn is written into the header in place of what stands before the @ of an address, when that
// is not ASCII: the library would encode the whole line.
const standIn = "smtputf8.recipient"

// sealed puts a message into its envelope. Domains are written in ASCII (IDNA, non-transitional), so
// that any server finds them; names are encoded once.
func sealed(m Message) (envelope, error) {
	from, to := wired(m.From), wired(m.To)
	sender := cmp.Or(text.ASCIIAddress(m.Sender), from.Address)
	e := envelope{from: sender, to: to.Address, utf8: !ascii(sender) || !ascii(to.Address)}
	local, domain := halves(to.Address)
	if !ascii(local) {
		to.Address = standIn + "@" + domain
	}
	letter := simplemail.NewMSG()
	letter.SetFrom(from.String()).AddTo(to.String()).SetSubject(m.Subject)
	letter.AddHeader("Date", m.Date.UTC().Format("2006-01-02 15:04:05 MST"))
	letter.AddHeader("Message-ID", "<"+m.ID+">")
	letter.AddHeader("Auto-Submitted", "auto-generated")
	if n := len(m.References); n > 0 {
		letter.AddHeader("In-Reply-To", "<"+m.References[n-1]+">")
		letter.AddHeader("References", "<"+strings.Join(m.References, "> <")+">")
	}
	if m.ReplyTo.Address != "" {
		letter.SetReplyTo(wired(m.ReplyTo).Address)
	}
	letter.SetBody(simplemail.TextPlain, m.Text)
	if m.HTML != "" {
		letter.AddAlternative(simplemail.TextHTML, m.HTML)
	}
	if _, err := mail.ParseAddress("<" + e.to + ">"); err != nil {
		return e, err
	}
	if err := letter.GetError(); err != nil {
		return e, err
	}
	if e.text = letter.GetMessage(); !ascii(local) {
		e.text = strings.Replace(e.text, "<"+standIn+"@", "<"+local+"@", 1)
	}
	return e, nil
}

// wired is an address with its domain in ASCII; one without a domain stays as it is.
func wired(a mail.Address) mail.Address {
	a.Address = text.ASCIIAddress(a.Address)
	return a
}

// halves are what stands before and after the last @.
func halves(address string) (local, domain string) {
	if at := strings.LastIndexByte(address, '@'); at >= 0 {
		return address[:at], address[at+1:]
	}
	return address, ""
}

// ascii tells whether a text is plain.
func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > '~' })
}

// domainOf is what stands behind the @, for the greeting and the Message-ID; a domain that
// is not plain ASCII even by IDNA is of no use there.
func domainOf(a mail.Address) string {
	_, domain := halves(wired(a).Address)
	if domain == "" || !ascii(domain) || strings.ContainsFunc(domain, func(r rune) bool { return r <= ' ' }) {
		return "localhost"
	}
	return domain
}
