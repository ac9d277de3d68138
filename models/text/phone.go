package text

import "strings"

// PhoneWords are the words under which a phone number is found: as it was written, and as it is
// dialled within its country, whichever of the two somebody reads out later.
func PhoneWords(phone string) []string {
	digits := digitsOf(phone)
	if digits == "" {
		return nil
	}
	return []string{strings.TrimLeft(digits, "0"), dialled(phone)}
}

// dialled is a number as it is dialled within its country, without the zero that some countries
// put before it: 20123456 for +45 20 12 34 56, for 0045 2012 3456 and for 20 12 34 56.
func dialled(phone string) string {
	digits := digitsOf(phone)
	rest, abroad := strings.CutPrefix(digits, "00")
	if abroad = abroad || strings.HasPrefix(Phone(phone), "+"); !abroad {
		rest = digits
	} else if code := countryCode(rest); code < len(rest) {
		rest = rest[code:]
	}
	return strings.TrimLeft(rest, "0")
}

// longCodes are the beginnings of the country codes that have three digits (ITU-T E.164).
const longCodes = " 21 22 23 24 25 26 29 35 37 38 42 50 59 67 68 69 80 85 87 88 96 97 99 "

// countryCode is how many digits of a number in international form are its country's.
func countryCode(digits string) int {
	switch {
	case strings.HasPrefix(digits, "1"), strings.HasPrefix(digits, "7"):
		return 1
	case len(digits) > 1 && strings.Contains(longCodes, " "+digits[:2]+" "):
		return 3
	}
	return 2
}

func digitsOf(phone string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, phone)
}

// Phone is a telephone number as it is kept: nothing invisible, and without the apostrophe that a
// list for spreadsheets puts before it.
func Phone(s string) string {
	s = Clean(s)
	if rest, quoted := strings.CutPrefix(s, "'"); quoted && strings.Trim(rest, "0123456789 +()-./\u00A0\u202F") == "" {
		return strings.TrimSpace(rest)
	}
	return s
}
