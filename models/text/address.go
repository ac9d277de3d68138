package text

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// domains maps what people type to what the domain name system knows (UTS 46, non-transitional: ß
// is a letter of its own). Servers of other names than host names may take mail too, so the rules of
// host names do not apply; the checks of right-to-left labels and of length do.
var domains = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false), idna.BidiRule(), idna.VerifyDNSLength(true))

// ValidAddress takes a bare e-mail address such as name@example.org: no name before it, no spaces,
// nothing invisible, a domain that can be looked up.
func ValidAddress(s string) bool {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || a.Name != "" || strings.ContainsAny(s, "\"[]") || strings.ContainsFunc(s, Invisible) {
		return false
	}
	domain := s[strings.LastIndexByte(s, '@')+1:]
	ascii, err := domains.ToASCII(domain)
	return err == nil && strings.Contains(ascii, ".") && !strings.Contains(ascii, "..") && !strings.HasPrefix(ascii, ".")
}

// AddressKey is the form under which e-mail addresses are compared. The domain is compared as the
// domain name system knows it, so that bücher.example and xn--bcher-kva.example are one, and kaße
// and kasse two; the part before the @ by case alone. Nothing else is the same.
func AddressKey(s string) string {
	local, domain, found := cut(norm.NFC.String(strings.TrimSpace(bare(s))))
	if !found {
		return strings.Map(lower, local)
	}
	return strings.Map(lower, local) + "@" + asciiDomain(domain)
}

// ASCIIAddress is an address as mail servers without SMTPUTF8 take it: its domain in the letters of
// the domain name system. The part before the @ stays as it is: LocalASCII tells whether that is enough.
func ASCIIAddress(s string) string {
	local, domain, found := cut(s)
	if !found || plain(domain) {
		return s
	}
	return local + "@" + asciiDomain(domain)
}

// LocalASCII tells whether the part of an address before the @ holds nothing but ASCII. Many mail
// servers refuse any other (RFC 6531).
func LocalASCII(s string) bool {
	local, _, _ := cut(s)
	return plain(local)
}

// shownAddress is an address with its domain in the letters that people read.
func shownAddress(s string) string {
	local, domain, found := cut(s)
	if !found || !strings.Contains(strings.ToLower(domain), "xn--") {
		return s
	}
	shown, err := domains.ToUnicode(domain)
	if err != nil {
		return s
	}
	return local + "@" + shown
}

func cut(s string) (local, domain string, found bool) {
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return s, "", false
	}
	return s[:at], s[at+1:], true
}

func asciiDomain(domain string) string {
	ascii, err := domains.ToASCII(domain)
	if err != nil { // nobody can write to it; it is still not another one
		return strings.Map(lower, domain)
	}
	return strings.ToLower(ascii)
}

// lower is a letter in lower case where the two are a pair. The Kelvin sign, the long s and the
// dotted I are no letter's capital, so that nobody's address turns into somebody else's.
func lower(r rune) rune {
	if l := unicode.ToLower(r); unicode.ToUpper(l) == r || r < utf8.RuneSelf {
		return l
	}
	return r
}
