package mailer

import (
	"regexp"
	"strings"
)

// enhancedCode is what RFC 3463 puts before the words of a refusal: class, subject, detail.
var enhancedCode = regexp.MustCompile(`^5\.(\d{1,3})\.(\d{1,3})\b`)

// enhanced is the subject and the detail of an answer's enhanced code; "" when it has none.
func enhanced(said string) (subject, detail string) {
	if m := enhancedCode.FindStringSubmatch(said); m != nil {
		return m[1], m[2]
	}
	return "", ""
}

// refusalOf tells a refusal of this recipient or text from one that is about settings: ours, the
// server's, or of a recipient who takes mail from a few only. The second kind may end when somebody
// mends them, so the mail waits (RFC 3463, section 3).
func refusalOf(code int, said string) Reason {
	subject, detail := enhanced(said)
	switch {
	case tooLarge(code, said):
		return Refused
	case subject == "5" && (detail == "2" || detail == "4"): // the address is not understood
		return Refused
	case subject == "1" && (detail == "7" || detail == "8"): // the sender's address
		return Policy
	case subject == "3", subject == "4", subject == "5", subject == "7": // system, route, protocol, policy
		return Policy
	case subject == "":
		return refusalByCode(code, said)
	}
	return Refused
}

// refusalByCode is refusalOf for servers that send no enhanced code.
func refusalByCode(code int, said string) Reason {
	switch code {
	case 500, 502, 503, 504, 521, 571: // not understood, not now, takes no mail, policy
		return Policy
	}
	if strings.Contains(strings.ToLower(said), "relay") {
		return Policy
	}
	return Refused
}

// tooLarge tells whether the mail is larger than the server or the recipient takes.
func tooLarge(code int, said string) bool {
	subject, detail := enhanced(said)
	return subject == "3" && detail == "4" || subject == "2" && detail == "3" || subject == "" && code == 552
}
