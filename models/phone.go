package models

import "strings"

// phoneWords are the words under which a phone number is found: as it was written, and as it is
// dialled within its country, whichever of the two somebody reads out later.
func phoneWords(phone string) []string {
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
	if abroad = abroad || strings.HasPrefix(strings.TrimSpace(phone), "+"); !abroad {
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
